namespace CallCenter.Routing.Tests.Interleavings;

internal sealed partial class Oracle
{
    private static readonly HashSet<int> _wrapUps = [.. Town.WrapUps];

    private bool Preferring(ModelCall call) => call.Prefer is { } id && call.PreferUntil > _now && _agents.ContainsKey(id);

    private bool Held(ModelCall call) => Preferring(call) && _agents[call.Prefer!].Mode == AgentMode.Lost;

    private bool CanTake(ModelAgent agent, ModelCall call)
    {
        if (agent.Mode != AgentMode.Ready || agent.Gone || agent.Offer is not null) return false;
        if (Preferring(call))
        {
            var preferred = _agents[call.Prefer!];
            if (preferred.Mode == AgentMode.Ready) return agent == preferred;
            if (preferred.Mode == AgentMode.Lost) return false;
        }

        if (agent.HasNext || !agent.Queues.Contains(call.Queue)) return false;
        if (!call.Declined.Contains(agent.Id)) return true;
        return call.PauseUntil <= _now
            && !_agents.Values.Any(a => a is { Mode: AgentMode.Ready, HasNext: false, Gone: false } && a.Queues.Contains(call.Queue) && !call.Declined.Contains(a.Id));
    }

    private bool Before(ModelCall a, ModelCall b)
    {
        if (a == b) return false;
        if (Priority(a.Queue) != Priority(b.Queue)) return Priority(a.Queue) < Priority(b.Queue);
        if (a.Returned != b.Returned) return a.Returned;
        if (a.ArrivedAt != b.ArrivedAt) return a.ArrivedAt < b.ArrivedAt;
        return string.CompareOrdinal(a.Id, b.Id) < 0;
    }

    /// <summary>After the decisions: nothing lost, nothing stuck, and the core's state says what the decisions said.</summary>
    private void Settle(RoutingState after)
    {
        foreach (var id in _entered)
        {
            Demand(!_calls.TryGetValue(id, out var call) || call.Mode != CallMode.Waiting || _told.Contains(id), "who begins to wait is offered or told why not");
        }

        Demand(_calls.Keys.ToHashSet().SetEquals(after.Calls.Keys), "no call is lost and none invented");
        foreach (var call in _calls.Values)
        {
            var routed = after.Calls[call.Id];
            Demand((routed.Mode, routed.Agent, routed.Queue) == (call.Mode, call.Agent, call.Queue), $"call {call.Id} is {call.Mode} with {call.Agent}, not {routed.Mode} with {routed.Agent}");
            if (call.Mode != CallMode.Waiting && call.Agent is { } with) Demand(_agents[with].Call == call.Id && _agents[with].Mode.ToString() == call.Mode.ToString(), "call and agent agree");
            if (call.Mode == CallMode.Waiting && !_adopting) Demand(!_agents.Values.Any(a => CanTake(a, call)), "nobody waits while somebody could take the call");
        }

        Demand(_agents.Keys.ToHashSet().SetEquals(after.Agents.Keys), "no agent is lost and none invented");
        foreach (var agent in _agents.Values) SettleAgent(agent, after.Agents[agent.Id]);
        Demand(after.NextDeadline == NextDeadline(), $"the next deadline is {NextDeadline():O}, not {after.NextDeadline:O}");
    }

    private void SettleAgent(ModelAgent agent, AgentSeat seat)
    {
        Demand((seat.Mode, seat.Call, seat.PresenceLost) == (agent.Mode, agent.Call, agent.Gone), $"agent {agent.Id} is {agent.Mode} with {agent.Call}, not {seat.Mode} with {seat.Call}");
        if (agent.Mode == AgentMode.Ready && !_adopting) Demand(!agent.HasNext, "what was asked for takes effect when the agent is free");
        if (agent.Mode is AgentMode.Offered or AgentMode.Talking) Demand(_calls.GetValueOrDefault(agent.Call!)?.Agent == agent.Id, "the agent's call is the agent's");
        if (_command is Tick && !_adopting) Demand(!(agent.Until <= _now), "deadlines are honoured");
    }

    private DateTimeOffset? NextDeadline()
    {
        if (_adopting) return null;
        var agents = _agents.Values.Where(a => a.Mode is AgentMode.Offered or AgentMode.WrapUp).Select(a => a.Until!.Value);
        var waiting = _calls.Values.Where(c => c.Mode == CallMode.Waiting).ToList();
        var calls = waiting.Where(c => c.Prefer is not null).Select(c => c.PreferUntil).Concat(waiting.Where(c => c.PauseUntil != default).Select(c => c.PauseUntil));
        return agents.Concat(calls).Cast<DateTimeOffset?>().Min();
    }
}
