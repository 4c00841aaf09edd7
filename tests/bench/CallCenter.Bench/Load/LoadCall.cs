namespace CallCenter.Bench.Load;

/// <summary>One call as the telephones at its two ends see it. Times are microseconds since 1970.</summary>
/// <param name="number">The caller's, by which the agent's INVITE is known to be his.</param>
/// <param name="talk">How long they talk; null: until <see cref="HangUpAt"/>.</param>
internal sealed class LoadCall(string number, string dialled, int sipPort, TimeSpan? talk)
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(0.8), Judged = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();

    public string Number => number;

    public string Dialled => dialled;

    /// <summary>Of the Asterisk it goes to.</summary>
    public int SipPort => sipPort;

    /// <summary>Its INVITE was sent.</summary>
    public long InvitedAt { get; set; }

    /// <summary>The first INVITE to an agent for it arrived at the phone.</summary>
    public long RangAt { get; set; }

    /// <summary>Both have answered.</summary>
    public long TalkSince { get; private set; }

    public long HangUpAt { get; set; } = long.MaxValue;

    public LoadLeg Caller { get; } = new(Tone.Caller, Tone.Agent);

    public LoadLeg Agent { get; } = new(Tone.Agent, Tone.Caller);

    /// <summary>The caller's BYE was sent.</summary>
    public long LeftAt { get; set; }

    public bool CallerOver { get; set; }

    public bool AgentOver { get; set; }

    public bool Over => CallerOver && (AgentOver || RangAt == 0);

    /// <summary>What went wrong first.</summary>
    public string? Fault { get; private set; }

    /// <summary>Of the dialogue with the centre: To with its tag, and where its requests go.</summary>
    public (string To, string Contact)? Dialogue { get; set; }

    /// <summary>What is sent again until it is answered.</summary>
    public byte[]? Unanswered { get; set; }

    public long SendAgainAt { get; set; }

    public double OfferMilliseconds => (RangAt - InvitedAt) / 1000.0;

    public double TalkSeconds => Math.Max(0, LeftAt - TalkSince) / 1e6;

    public void Fail(string what) => Fault ??= what;

    /// <summary>Called when an end has answered.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            if (TalkSince > 0 || Caller.Port == 0 || Agent.Port == 0) return;
            var now = Kernel.Now();
            Caller.Begin(now);
            Agent.Begin(now);
            if (talk is { } length) HangUpAt = now + (long)length.TotalMicroseconds;
            TalkSince = now;
        }
    }

    /// <summary>Afterwards: whether each heard the other all the time.</summary>
    public void Judge()
    {
        if (Fault is not null) return;
        if (TalkSince == 0) Fail(RangAt == 0 ? "no phone rang" : "not joined");
        else if (Caller.Heard(Judged) < AtLeast.TotalSeconds) Fail($"the caller heard the agent's tone for {Caller.Heard(Judged):0.00} s of the last second, and {Caller.Received} packets in {TalkSeconds:0.0} s");
        else if (Agent.Heard(Judged) < AtLeast.TotalSeconds) Fail($"the agent heard the caller's tone for {Agent.Heard(Judged):0.00} s of the last second, and {Agent.Received} packets in {TalkSeconds:0.0} s");
    }
}

/// <summary>One end's media: the tone it sends, and what it hears while they talk.</summary>
internal sealed class LoadLeg(Tone own, Tone others)
{
    /// <summary>A packet this long after the one before is a hole no telephone fills.</summary>
    private const long Hole = 100_000, SettledAfter = 1_000_000;
    private readonly byte[] _heard = new byte[Tone.Rate];
    private long _since;
    private long _lastAt;
    private int _written;

    public Tone Own => own;

    /// <summary>Where the centre has its RTP for this leg; 0 until it said so.</summary>
    public int Port { get; set; }

    /// <summary>Sends nothing any more, and what comes does not count.</summary>
    public bool Ended { get; set; }

    public int Sent { get; set; }

    public int Received { get; private set; }

    /// <summary>Of these, the ones after the first second: by then the two are joined.</summary>
    public int Settled { get; private set; }

    /// <summary>Times of more than 100 ms without a packet, after the first second.</summary>
    public int Holes { get; private set; }

    public void Begin(long now) => (_since, _lastAt) = (now, now);

    public void Take(ReadOnlySpan<byte> payload, long now)
    {
        if (_since == 0 || Ended) return;
        Received++;
        if (now - _since > SettledAfter)
        {
            Settled++;
            if (now - _lastAt > Hole) Holes++;
        }
        _lastAt = now;
        foreach (var code in payload) _heard[_written++ % _heard.Length] = code;
    }

    /// <summary>For how many of the last seconds the other's tone was heard.</summary>
    public double Heard(TimeSpan last)
    {
        var count = Math.Min(Math.Min(_written, _heard.Length), (int)(last.TotalSeconds * Tone.Rate));
        var ordered = new byte[count];
        for (var i = 0; i < count; i++) ordered[i] = _heard[(_written - count + i) % _heard.Length];
        return others.SecondsIn(ordered);
    }
}
