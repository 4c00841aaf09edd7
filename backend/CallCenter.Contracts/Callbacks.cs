namespace CallCenter.Contracts;

public enum CallbackState
{
    /// <summary>In the queue, for the next agent who is free.</summary>
    Waiting,

    /// <summary>An agent's phone rings for it.</summary>
    Ringing,

    /// <summary>An agent is calling, or talks with the person.</summary>
    Talking,

    /// <summary>Nobody was reached; comes again.</summary>
    Later,

    /// <summary>An alarm, which the centre itself is calling back.</summary>
    Dialling,

    /// <summary>A message of somebody who cannot be called: to be listened to and closed.</summary>
    ToHear,
}

/// <summary>What a caller spoke to nobody. GET /api/calls/{callId}/recording plays it (audited); 404 until it is sealed, a few seconds after the call.</summary>
public sealed record VoiceMessage(string CallId, double Seconds);

/// <summary>Somebody no human answered, who is to be called back. GET /api/callbacks, the most urgent first.</summary>
/// <param name="CallId">The callback's own id; POST /api/callbacks/{id}/settle takes it off the list.</param>
/// <param name="Of">The call that came to nothing.</param>
/// <param name="CalledAt">When that person called.</param>
/// <param name="Times">Calls of this person that came to nothing by now.</param>
/// <param name="Attempts">To call back, in vain.</param>
/// <param name="NotBefore">Of <see cref="CallbackState.Later"/>: when it comes again.</param>
public sealed record CallbackLine(string CallId, string Of, string Queue, string? MaskedNumber, string? Name, DateTimeOffset CalledAt, int Times, int Attempts, CallbackState State, DateTimeOffset? NotBefore,
    string? Agent, bool Life)
{
    /// <summary>Oldest first.</summary>
    public IReadOnlyList<VoiceMessage> Messages { get; init; } = [];

    /// <summary>This user may listen to them.</summary>
    public bool Audible { get; init; }
}

public sealed record CallbackList(IReadOnlyList<CallbackLine> Callbacks);

/// <summary>The matter was taken in hand another way.</summary>
/// <param name="Reason">2 to 200 characters.</param>
public sealed record SettleCallback(string Reason);

/// <summary>What a callback in an agent's hand is about.</summary>
/// <param name="CalledAt">When that person called.</param>
/// <param name="Calling">The person is being called now and has not picked up.</param>
public sealed record CallbackFacts(DateTimeOffset CalledAt, int Times, int Attempts, bool Calling)
{
    public IReadOnlyList<VoiceMessage> Messages { get; init; } = [];
}
