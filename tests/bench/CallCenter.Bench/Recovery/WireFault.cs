namespace CallCenter.Bench.Recovery;

/// <summary>What may happen to a request, its answer or the events between the Server and Asterisk.</summary>
internal enum WireFault
{
    /// <summary>The connection breaks before Asterisk has the request.</summary>
    RequestLost,

    /// <summary>Asterisk acts, but the connection breaks before the answer is through.</summary>
    AnswerLost,

    /// <summary>The answer takes its time, now and then more than the Server has.</summary>
    AnswerSlow,

    /// <summary>503 instead of an answer; Asterisk never hears of it.</summary>
    Refused,

    /// <summary>The events' connection breaks.</summary>
    EventsCut,

    /// <summary>The events' connection stays but carries nothing: half-open.</summary>
    EventsStalled,
}
