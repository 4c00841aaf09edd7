namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>What the checker believes about an agent; learnt from commands and decisions, never from the core's state.</summary>
internal sealed class ModelAgent(string id, DateTimeOffset idleSince)
{
    public string Id => id;
    public HashSet<string> Queues { get; set; } = [];
    public AgentMode Mode { get; set; } = AgentMode.Offline;
    public DateTimeOffset? Until { get; set; }
    public DateTimeOffset IdleSince { get; set; } = idleSince;
    public bool Gone { get; set; }
    public bool SignedOut { get; set; }
    public bool HasNext { get; set; }
    public string? Call { get; set; }
    public string? Offer { get; set; }
    public TimeSpan Owed { get; set; }
}

internal sealed class ModelCall(string id, string queue, DateTimeOffset arrivedAt)
{
    public string Id => id;
    public string Queue => queue;
    public DateTimeOffset ArrivedAt => arrivedAt;
    public CallMode Mode { get; set; } = CallMode.Waiting;
    public bool Returned { get; set; }
    public string? Agent { get; set; }
    public HashSet<string> Declined { get; } = [];
    public DateTimeOffset PauseUntil { get; set; }
    public string? Prefer { get; set; }
    public DateTimeOffset PreferUntil { get; set; }

    public void Wait()
    {
        Mode = CallMode.Waiting;
        Agent = null;
    }

    public void Talk(string? agent)
    {
        (Mode, Agent, Prefer) = (CallMode.Talking, agent, null);
        Declined.Clear();
        PauseUntil = default;
    }
}
