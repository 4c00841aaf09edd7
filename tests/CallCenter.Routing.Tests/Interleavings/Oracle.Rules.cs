namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>The rules of the centre, as its people would tell them.</summary>
internal sealed partial class Oracle
{
    private static readonly HashSet<int> _wrapUps = [.. Town.WrapUps];

    private QueueSettings Queue(string queue) => _queues.GetValueOrDefault(queue) ?? new QueueSettings(queue, 3, 20, 30);

    private bool IsLife(ModelCall call) => Queue(call.Queue).Priority == 1;

    private int Priority(ModelCall call) => IsLife(call) ? 1 : Math.Max(2, Queue(call.Queue).Priority - call.Aged);

    private int Wanted(ModelCall call) => Queue(call.Queue) is { Ring: RingStrategy.Several } queue && call.Hold is null ? queue.RingAtOnce : 1;

    private bool WantsMore(ModelCall call) => call.Mode is CallMode.Waiting or CallMode.Offered && call.Rings.Count < Wanted(call);

    private ModelAgent? KeptFor(ModelCall call) => call.Hold is { } hold && hold.Until > _now && !call.Rings.Contains(hold.Agent) ? _agents.GetValueOrDefault(hold.Agent) : null;

    /// <summary>The agent the call is kept for gets it now.</summary>
    private bool GetsNow(ModelCall call, ModelAgent kept) => kept.Mode == AgentMode.Ready && !(kept.HasNext && call.Hold!.Value.Bond == Bond.Sticky);

    private bool Held(ModelCall call) => KeptFor(call) is { } kept && !GetsNow(call, kept) && call.Hold!.Value.Bond switch
    {
        Bond.Rejoin => kept.Mode == AgentMode.Lost,
        Bond.Sticky => kept.Mode is AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp && !kept.HasNext && !kept.SignedOut,
        _ => kept.Mode is AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp or AgentMode.Lost && !kept.SignedOut,
    };

    private bool CanTake(ModelAgent agent, ModelCall call)
    {
        if (agent.Mode != AgentMode.Ready || agent.Gone || agent.Offer is not null) return false;
        if (KeptFor(call) is { } kept && GetsNow(call, kept)) return agent == kept;
        if (Held(call) || !Open(agent, call)) return false;
        if (!call.Declined.Contains(agent.Id)) return true;
        return call.PauseUntil <= _now && call.Rings.Count == 0 && !_agents.Values.Any(a => Open(a, call) && !call.Declined.Contains(a.Id));
    }

    private bool Open(ModelAgent agent, ModelCall call) => agent is { Mode: AgentMode.Ready, HasNext: false, Gone: false } && agent.Queues.Contains(call.Queue) && Able(agent, call);

    private bool Able(ModelAgent agent, ModelCall call) => Queue(call.Queue).Needs.Concat(call.Needs).All(need =>
        need.Level <= call.Relaxed || Level(agent, need) >= need.Level - call.Relaxed
        || !_agents.Values.Any(a => a.AtWork && a.Queues.Contains(call.Queue) && Level(a, need) >= need.Level - call.Relaxed));

    private static int Level(ModelAgent agent, SkillNeed need) => agent.Skills.GetValueOrDefault(need.Skill);

    private bool Before(ModelCall a, ModelCall b)
    {
        if (a == b) return false;
        if (Priority(a) != Priority(b)) return Priority(a) < Priority(b);
        // Whom people have restricted comes last, also after those who are only to be called; an alarm never does.
        if (!IsLife(a) && !IsLife(b) && a.Restricted != b.Restricted) return b.Restricted;
        if (a.IsTask != b.IsTask) return b.IsTask;
        if (a.Returned != b.Returned) return a.Returned;
        if (a.ArrivedAt != b.ArrivedAt) return a.ArrivedAt < b.ArrivedAt;
        return string.CompareOrdinal(a.Id, b.Id) < 0;
    }

    /// <summary>What it costs the centre to take this agent for an alarm; null: must not be. Strangers to the queue after its own, then ready, wrap-up, ringing, break, talk.</summary>
    private (int Stranger, int Doing, int Urgency, long Age, string Agent)? Cost(ModelAgent agent, ModelCall alarm)
    {
        if (agent.Gone) return null;
        var stranger = agent.Queues.Contains(alarm.Queue) ? 0 : 1;
        if ((alarm.Drill || alarm.IsTask) && agent.Mode != AgentMode.Ready) return null;
        switch (agent.Mode)
        {
            case AgentMode.Ready: return (stranger, 0, 0, agent.IdleSince.Ticks, agent.Id);
            case AgentMode.WrapUp: return (stranger, 1, 0, agent.Since.Ticks, agent.Id);
            case AgentMode.Offered when agent.Under is null && !agent.HasNext && _calls[agent.Call!].Drill: return (stranger, 0, 1, 0, agent.Id);
            case AgentMode.Offered when agent.Under is null && !agent.HasNext && !IsLife(_calls[agent.Call!]):
                return (stranger, 2, -Priority(_calls[agent.Call!]), -agent.Since.Ticks, agent.Id);
            case AgentMode.Break: return (stranger, 3, 0, agent.Since.Ticks, agent.Id);
            case AgentMode.Talking when MayInterrupt(_calls[agent.Call!], alarm):
                return (stranger, 4, -Queue(_calls[agent.Call!].Queue).Priority, -agent.Since.Ticks, agent.Id);
            default: return null;
        }
    }

    private bool MayInterrupt(ModelCall talk, ModelCall alarm)
    {
        if (Queue(talk.Queue).Priority < 3 || talk.Spared || talk.InDialplan) return false;
        if (Lately().Any(i => i.Person == talk.Person)) return false;
        return !alarm.ByNumber || ByNumber() < _life.ByNumberAtMost;
    }

    private IEnumerable<(DateTimeOffset At, string Person, string Alarm, bool ByNumber)> Lately() => _interruptions.Where(i => i.At > _now.AddSeconds(-_life.RestSeconds));

    private int ByNumber() => Lately().Count(i => i.ByNumber) + _agents.Values.Count(a => a.Under is { Mode: AgentMode.Talking } && a.Offer is not null && _calls.GetValueOrDefault(a.Call!) is { ByNumber: true });

    /// <summary>Who would be asked for this alarm next, by cost; empty: nobody can be.</summary>
    private List<ModelAgent> Rescuers(ModelCall alarm)
    {
        var free = _agents.Values.Where(a => Cost(a, alarm) is not null).OrderBy(a => Cost(a, alarm)!.Value, Comparer<(int, int, int, long, string)>.Create(CompareCosts)).ToList();
        var fresh = free.Where(a => !alarm.Declined.Contains(a.Id)).ToList();
        if (fresh.Count > 0) return fresh;
        return alarm.PauseUntil <= _now && alarm.Rings.Count == 0 ? free : [];
    }

    private static int CompareCosts((int, int, int, long, string) a, (int, int, int, long, string) b)
    {
        var order = (a.Item1, a.Item2, a.Item3, a.Item4).CompareTo((b.Item1, b.Item2, b.Item3, b.Item4));
        return order != 0 ? order : string.CompareOrdinal(a.Item5, b.Item5);
    }

    private bool IsStaffed(string queue) => _agents.Values.Any(a => a.AtWork && a.Queues.Contains(queue));

    private static bool IsOpen(OverflowRule rule, ModelCall call) => call.Of is null && !call.Spent.Contains(rule) && !(rule.To == OverflowTo.Queue && call.Left.Contains(rule.Target));

    private bool Fires(OverflowRule rule, ModelCall call) => rule.When switch
    {
        OverflowWhen.Wait => call.InQueueSince.AddSeconds(rule.Threshold) <= _now,
        OverflowWhen.NoAgents => call.InQueueSince.AddSeconds(rule.Threshold) <= _now && !IsStaffed(call.Queue),
        _ => _joined.Contains(call.Id) && Ahead(call) >= rule.Threshold,
    };

    private int Ahead(ModelCall call) => _calls.Values.Count(c => c.Mode == CallMode.Waiting && c.Queue == call.Queue && Before(c, call));

    private DateTimeOffset? AgesAt(ModelCall call) => call.IsTask || call.Restricted ? null : Queue(call.Queue) is { AgeingSeconds: > 0, Priority: > 1 } queue && queue.Priority - call.Aged > 2
        ? call.ArrivedAt.AddSeconds(queue.AgeingSeconds * (call.Aged + 1)) : null;

    private DateTimeOffset? RelaxesAt(ModelCall call) => Queue(call.Queue) is { RelaxSeconds: > 0, Priority: > 1 } queue && queue.Needs.Concat(call.Needs).Any(n => n.Level > call.Relaxed)
        ? call.ArrivedAt.AddSeconds(queue.RelaxSeconds * (call.Relaxed + 1)) : null;

    private DateTimeOffset? EscalatesAt(ModelCall call) => !IsLife(call) || call.IsTask || call.Mode is not (CallMode.Waiting or CallMode.Offered) ? null : call.Escalation switch
    {
        0 => call.InQueueSince.AddSeconds(_life.EverybodyAfter),
        1 => call.InQueueSince.AddSeconds(_life.DutyAfter),
        _ => null,
    };

    private IEnumerable<DateTimeOffset> DeadlinesOf(ModelCall call)
    {
        if (call is { Mode: CallMode.Later, NotBefore: { } due }) yield return due;
        if (EscalatesAt(call) is { } escalates) yield return escalates;
        if (call.Mode != CallMode.Waiting) yield break;
        if (call.Hold is { } hold) yield return hold.Until;
        if (call.PauseUntil != default) yield return call.PauseUntil;
        if (AgesAt(call) is { } ages) yield return ages;
        if (RelaxesAt(call) is { } relaxes) yield return relaxes;
        foreach (var rule in Queue(call.Queue).Overflow.Where(r => r.When != OverflowWhen.Length && IsOpen(r, call)))
        {
            var at = call.InQueueSince.AddSeconds(rule.Threshold);
            if (call.Reviewed == default || at > call.Reviewed) yield return at;
        }
    }

    private DateTimeOffset? NextDeadline() => _adopting ? null
        : _agents.Values.Where(a => a.Mode is AgentMode.Offered or AgentMode.WrapUp).Select(a => a.Until!.Value).Concat(_calls.Values.SelectMany(DeadlinesOf)).Cast<DateTimeOffset?>().Min();
}
