namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>What the checker believes about an agent; learnt from commands and decisions, never from the core's state.</summary>
internal sealed class ModelAgent(string id, DateTimeOffset idleSince)
{
    public string Id => id;
    public HashSet<string> Queues { get; set; } = [];
    public Dictionary<string, int> Skills { get; set; } = [];
    public AgentMode Mode { get; set; } = AgentMode.Offline;
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset? Until { get; set; }
    public DateTimeOffset IdleSince { get; set; } = idleSince;
    public DateTimeOffset AskedAt { get; set; }
    public bool Gone { get; set; }
    public bool SignedOut { get; set; }
    public bool HasNext { get; set; }
    public string? Call { get; set; }
    public string? Offer { get; set; }
    public TimeSpan Owed { get; set; }
    public int Misses { get; set; }

    /// <summary>What an alarm that is being offered lies on.</summary>
    public (AgentMode Mode, string? Call, TimeSpan Remaining, DateTimeOffset Since)? Under { get; set; }

    public bool AtWork => !SignedOut && Mode is AgentMode.Ready or AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp;
    public string? Talk => Mode == AgentMode.Talking ? Call : Under is { Mode: AgentMode.Talking, Call: var call } ? call : null;
}

internal sealed class ModelCall(string id, string queue, DateTimeOffset arrivedAt)
{
    public string Id => id;
    public string Queue { get; set; } = queue;
    public DateTimeOffset ArrivedAt { get; } = arrivedAt;
    public DateTimeOffset InQueueSince { get; set; } = arrivedAt;
    public CallMode Mode { get; set; } = CallMode.Waiting;
    public bool Returned { get; set; }

    /// <summary>Of a talk.</summary>
    public string? Agent { get; set; }
    public HashSet<string> Rings { get; } = [];
    public HashSet<string> Declined { get; } = [];
    public DateTimeOffset PauseUntil { get; set; }
    public (string Agent, DateTimeOffset Until, Bond Bond)? Hold { get; set; }
    public string Caller { get; init; } = "";
    public bool ByNumber { get; set; }
    public bool Drill { get; init; }
    public bool Restricted { get; init; }
    public SkillNeed[] Needs { get; set; } = [];
    public int Relaxed { get; set; }
    public int Aged { get; set; }
    public int Escalation { get; set; }
    public bool Spared { get; set; }
    public bool InDialplan { get; set; }
    public DateTimeOffset Reviewed { get; set; }
    public List<string> Left { get; } = [];
    public List<OverflowRule> Spent { get; } = [];
    public OverflowRule? Away { get; set; }

    /// <summary>Spoken in this call; null: nothing.</summary>
    public double? Message { get; set; }

    /// <summary>Of a callback: what is to be heard.</summary>
    public List<(string Call, double Seconds)> Messages { get; } = [];
    public string Person => Caller.Length > 0 ? Caller : id;

    /// <summary>Of a callback: the call that came to nothing.</summary>
    public string? Of { get; init; }
    public int Times { get; set; } = 1;
    public int Attempts { get; set; }
    public bool Reached { get; set; }
    public CallbackStep Step { get; set; }
    public DateTimeOffset? NotBefore { get; set; }
    public bool IsTask => Of is not null && !Reached;

    public void Waits()
    {
        Mode = CallMode.Waiting;
        Agent = null;
    }

    public void Talks(string? agent)
    {
        (Mode, Agent, Hold, Away, NotBefore) = (CallMode.Talking, agent, null, null, null);
        Declined.Clear();
        Rings.Clear();
        PauseUntil = default;
    }

    public void Again(DateTimeOffset now)
    {
        Waits();
        (Returned, PauseUntil, InQueueSince, Reviewed, InDialplan, Escalation) = (true, default, now, default, false, 0);
        Declined.Clear();
    }
}
