namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>After the decisions: nothing lost, nothing stuck, and the core's state says what the decisions said.</summary>
internal sealed partial class Oracle
{
    private void Settle(RoutingState after)
    {
        foreach (var id in _entered)
        {
            Demand(!_calls.TryGetValue(id, out var call) || call.Mode != CallMode.Waiting || _told.Contains(id), "who begins to wait is offered or told why not");
        }

        Demand(_calls.Keys.ToHashSet().SetEquals(after.Calls.Keys), "no call is lost and none invented");
        SettleEnds();
        foreach (var call in _calls.Values)
        {
            var routed = after.Calls[call.Id];
            Demand((routed.Mode, routed.Agent, routed.Queue) == (call.Mode, call.Agent, call.Queue), $"call {call.Id} is {call.Mode} with {call.Agent} in {call.Queue}, not {routed.Mode} with {routed.Agent} in {routed.Queue}");
            Demand(call.Rings.SetEquals(routed.Rings.Select(r => r.Agent)), $"call {call.Id} rings at {string.Join(',', call.Rings)}, not at {string.Join(',', routed.Rings.Select(r => r.Agent))}");
            Demand((routed.Callback?.Of, routed.Callback?.Attempts ?? 0, routed.Callback?.Times ?? 1, routed.Callback?.Reached ?? false, routed.Callback?.Step ?? default)
                == (call.Of, call.Attempts, call.Times, call.Reached, call.Step), $"callback {call.Id} is {routed.Callback}");
            Demand((routed.ByNumber, routed.Restricted) == (call.ByNumber, call.Restricted), $"call {call.Id}: known by its number {routed.ByNumber}, restricted {routed.Restricted}");
            Demand(routed.Message == call.Message && (routed.Callback?.Messages ?? []).Select(m => (m.Call, m.Seconds)).SequenceEqual(call.Messages), $"no message of {call.Id} is lost and none invented");
            Demand((call.Mode == CallMode.Offered) == call.Rings.Count > 0, "offered is who rings somewhere");
            if (call is { Mode: CallMode.Talking, Agent: { } with }) Demand(_agents[with].Talk == call.Id, "call and agent agree");
            Demand(call.Rings.All(r => _agents[r].Call == call.Id && _agents[r].Mode == AgentMode.Offered), "a call and whom it rings at agree");
            if (_entered.Contains(call.Id) || call.Mode != CallMode.Waiting) SettleOutlook(call, after);
            if (_command is Tick or AdoptionFinished && routed.Reviewed == _now) Review(call);
            if (!_adopting) SettleCall(call);
        }

        Demand(_agents.Keys.ToHashSet().SetEquals(after.Agents.Keys), "no agent is lost and none invented");
        foreach (var agent in _agents.Values) SettleAgent(agent, after.Agents[agent.Id]);
        Demand(after.NextDeadline == NextDeadline(), $"the next deadline is {NextDeadline():O}, not {after.NextDeadline:O}");
    }

    /// <summary>What a caller is told of the wait is true, and where nobody knows nothing is told.</summary>
    private void SettleOutlook(ModelCall call, RoutingState after)
    {
        if (call.Mode != CallMode.Waiting || call.IsTask)
        {
            Demand(after.OutlookOf(call.Id) is null, "who does not wait is told nothing of a wait");
            return;
        }

        var told = after.OutlookOf(call.Id)!;
        Demand(told.Position == Ahead(call) + 1, $"{call.Id} is told the true position: {Ahead(call) + 1}, not {told.Position}");
        var helpers = _agents.Values.Count(a => a.AtWork && a.Queues.Contains(call.Queue));
        double? learnt = after.HandleSeconds.TryGetValue(call.Queue, out var seconds) ? seconds : null;
        Demand(told.Expected.HasValue == (helpers > 0 && learnt is not null), "an expected wait is told only where it is known");
        if (told.Expected is { } wait) Demand(wait.TotalSeconds >= ((Ahead(call) + 1) * learnt / helpers) - 1e-6 && wait.TotalSeconds < ((Ahead(call) + 1) * learnt / helpers) + 1 + 1e-6, "the expected wait is what the calls before took, shared by those at work");
    }

    /// <summary>Its time had come, so whatever goes by time was looked at.</summary>
    private void Review(ModelCall call)
    {
        call.Reviewed = _now;
        if (call.PauseUntil <= _now) call.PauseUntil = default;
    }

    private void SettleCall(ModelCall call)
    {
        if (IsLife(call))
        {
            if (call.Mode is CallMode.Waiting or CallMode.Offered && call.Rings.Count <= call.Escalation) Demand(Rescuers(call).Count == 0, $"no alarm waits while {Rescuers(call).FirstOrDefault()?.Id} could be asked");
            if (call.Mode is CallMode.Waiting or CallMode.Offered && call.Escalation > 0)
            {
                Demand(!_agents.Values.Any(a => a is { Mode: AgentMode.Ready, HasNext: false, Gone: false } && !call.Declined.Contains(a.Id)), "every ready phone rings for an alarm nobody answered");
            }
        }
        else
        {
            if (WantsMore(call)) Demand(!_agents.Values.Any(a => CanTake(a, call)), "nobody waits while somebody could take the call");
            if (call.Mode == CallMode.Waiting && (_command is Tick or AdoptionFinished || _entered.Contains(call.Id)))
            {
                Demand(!Queue(call.Queue).Overflow.Any(r => IsOpen(r, call) && Fires(r, call)), "a call overflows when its queue says so");
            }

            if (call.Mode == CallMode.Waiting) Demand(!Queue(call.Queue).Overflow.Any(r => r.When == OverflowWhen.NoAgents && IsOpen(r, call) && Fires(r, call)), "nobody stays in a queue nobody works in");
        }

        if (_command is Tick) Demand(!(call.NotBefore <= _now), "a callback whose time has come is made");
        if (_command is Tick) Demand(!(EscalatesAt(call) <= _now), "an alarm nobody answers escalates in time");
    }

    private void SettleAgent(ModelAgent agent, AgentSeat seat)
    {
        Demand((seat.Mode, seat.Call, seat.PresenceLost) == (agent.Mode, agent.Call, agent.Gone), $"agent {agent.Id} is {agent.Mode} with {agent.Call}, not {seat.Mode} with {seat.Call}");
        if (agent.Mode == AgentMode.Ready && !_adopting) Demand(!agent.HasNext, "what was asked for takes effect when the agent is free");
        if (agent.Mode is AgentMode.Talking) Demand(_calls.GetValueOrDefault(agent.Call!)?.Agent == agent.Id, "the agent's call is the agent's");
        if (agent.Mode is AgentMode.Offered) Demand(_calls.GetValueOrDefault(agent.Call!)?.Rings.Contains(agent.Id) ?? false, "what rings is a call");
        if (agent.Under is { Mode: AgentMode.Talking, Call: var talk }) Demand(_calls.GetValueOrDefault(talk!) is { Mode: CallMode.Talking } under && under.Agent == agent.Id, "the talk under an alarm goes on");
        Demand(agent.Under is null || agent.Mode == AgentMode.Offered, "only an offer lies on something");
        if (_command is Tick && !_adopting) Demand(!(agent.Until <= _now), "deadlines are honoured");
    }
}
