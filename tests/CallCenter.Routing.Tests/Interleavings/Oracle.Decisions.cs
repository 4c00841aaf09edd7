namespace CallCenter.Routing.Tests.Interleavings;

internal sealed partial class Oracle
{
    private static readonly string[] Asked = [WhyCode.NoAnswer, WhyCode.Declined, WhyCode.OfferFailed, WhyCode.BreakRequested];

    private void Judge(Decision decision)
    {
        switch (decision)
        {
            case Offer offer: JudgeOffer(offer); break;
            case Withdraw withdraw: JudgeWithdraw(withdraw); break;
            case Connected connected: JudgeConnected(connected); break;
            case Wait wait: JudgeWait(wait); break;
            case AgentChanged changed: JudgeChange(changed); break;
        }
    }

    private void JudgeOffer(Offer offer)
    {
        Demand(!_adopting, "nothing is offered before every channel was looked at");
        Demand(_offersSeen.Add(offer.OfferId), "offer ids are never used twice");
        var agent = _agents.GetValueOrDefault(offer.Agent) ?? throw new BrokenPromise("only signed-in agents are offered calls");
        var call = _calls.GetValueOrDefault(offer.Call) ?? throw new BrokenPromise("only calls that are there are offered");
        Demand(call.Mode == CallMode.Waiting, "only waiting calls are offered");
        Demand(agent.Offer is null && agent.Call is null, "no double booking");
        Demand(agent.Mode == AgentMode.Ready, $"only ready agents are offered calls, not {agent.Mode}");
        Demand(!agent.Gone, "lost agents get nothing");
        Demand(offer.Until == _now.AddSeconds(_queues.GetValueOrDefault(call.Queue)?.OfferSeconds ?? 20), "an offer lasts what the queue says");
        Demand(CanTake(agent, call), "the agent may take this call");
        var longest = _agents.Values.Where(a => CanTake(a, call)).OrderBy(a => a.IdleSince).ThenBy(a => a.Id, StringComparer.Ordinal).First();
        Demand(longest == agent, $"the longest idle is chosen: {longest.Id}, not {agent.Id}");
        Demand(_calls.Values.All(c => c.Mode != CallMode.Waiting || !Before(c, call) || !CanTake(agent, c)), "priority, returned calls and arrival are respected");
        (call.Mode, call.Agent) = (CallMode.Offered, agent.Id);
        if (offer.Why.Code == WhyCode.AskedAgain) call.Declined.Clear();
        (agent.Offer, agent.Call, agent.Until) = (offer.OfferId, call.Id, offer.Until);
    }

    private void JudgeWithdraw(Withdraw withdraw)
    {
        var agent = _agents[withdraw.Agent];
        Demand(agent.Offer == withdraw.OfferId && agent.Call == withdraw.Call, "only a standing offer is withdrawn");
        Demand(withdraw.Why.Code != WhyCode.NoAnswer || _command is OfferFailed || _now >= agent.Until, "an offer is not withdrawn before its deadline");
        (agent.Offer, agent.Call) = (null, null);
        if (!_calls.TryGetValue(withdraw.Call, out var call) || call.Mode != CallMode.Offered) return;
        Demand(call.Agent == agent.Id, "the call was this agent's");
        call.Wait();
        if (call.PauseUntil <= _now) call.PauseUntil = default;
        if (call.PreferUntil <= _now) call.Prefer = null;
        _entered.Add(call.Id);
        if (!Asked.Contains(withdraw.Why.Code)) return;
        call.Declined.Add(agent.Id);
        call.PauseUntil = _now.AddSeconds(3);
        if (call.Prefer == agent.Id) call.Prefer = null;
    }

    private void JudgeConnected(Connected connected)
    {
        Demand(_command is OfferAnswered answered && answered.Offer == connected.OfferId, "only an answer connects");
        var call = _calls[connected.Call];
        Demand(call.Mode == CallMode.Offered && call.Agent == connected.Agent, "the talk is of who was offered the call");
        call.Talk(connected.Agent);
        _agents[connected.Agent].Offer = null;
    }

    private void JudgeWait(Wait wait)
    {
        Demand(_told.Add(wait.Call), "a caller is told once");
        var call = _calls[wait.Call];
        Demand(call.Mode == CallMode.Waiting, "only waiting calls wait");
        var serving = _agents.Values.Where(a => a.Queues.Contains(call.Queue)).ToList();
        var expected = _adopting ? WhyCode.Adopting
            : Held(call) ? WhyCode.KeptForAgent
            : serving.Count == 0 ? WhyCode.NobodyServes
            : serving.Any(a => a is { Mode: AgentMode.Ready, HasNext: false }) ? WhyCode.OnlyDeclined : WhyCode.NobodyReady;
        Demand(wait.Why.Code == expected, $"a waiting caller's reason is true: {expected}, not {wait.Why.Code}");
        var ahead = _calls.Values.Count(c => c.Mode == CallMode.Waiting && c.Queue == call.Queue && Before(c, call));
        Demand(wait.Why.Arguments["position"] == $"{ahead + 1}", "the position is true");
        foreach (var mode in Enum.GetValues<AgentMode>())
        {
            var name = mode == AgentMode.WrapUp ? "wrapUp" : mode.ToString().ToLowerInvariant();
            Demand(wait.Why.Arguments[name] == $"{serving.Count(a => a.Mode == mode)}", $"the count of {name} is true");
        }
    }

    private void JudgeChange(AgentChanged changed)
    {
        var agent = _agents.GetValueOrDefault(changed.Agent) ?? throw new BrokenPromise("only signed-in agents change");
        Demand(agent.Mode == changed.From, $"a change starts where the agent is: {agent.Mode}, not {changed.From}");
        if (changed.From != changed.To) Move(agent, changed);
        if (changed.Why.Code == WhyCode.TalkEnded) Demand(_command is TalkEnded, "a talk ends when it ended");
        agent.HasNext = changed.Next is not null;
        Demand(agent.Until == (changed.To is AgentMode.Offered or AgentMode.WrapUp ? changed.Until : null), $"the end of {changed.To} is told: {agent.Until:O}, not {changed.Until:O}");
        Demand(agent.Mode != AgentMode.Lost || agent.Gone, "only who is gone is lost");
        Demand(agent.Mode is not (AgentMode.Ready or AgentMode.Break or AgentMode.Offline) || !agent.Gone || agent.SignedOut, "who is gone is not shown as there");
        if (agent is { SignedOut: true, Mode: AgentMode.Offline }) _agents.Remove(agent.Id);
    }

    private void Move(ModelAgent agent, AgentChanged changed)
    {
        var (from, to) = (changed.From, changed.To);
        if (from == AgentMode.WrapUp)
        {
            Demand(_command is WrapUpFinished || (_command is Tick or AdoptionFinished && _now >= agent.Until) || _command is CallSeized, "wrap-up never ends early");
            agent.Owed = _command is CallSeized && agent.Until > _now ? agent.Until.Value - _now : TimeSpan.Zero;
        }

        if (from == AgentMode.Talking) Demand(_command is TalkEnded or CallGone or CallReturned or CallSeized, "a talk ends only with the talk");
        if (to == AgentMode.Talking) Demand(_command is OfferAnswered or CallSeized && changed.Call is not null, "a talk begins with an answer");
        if (to == AgentMode.Offered) Demand(from == AgentMode.Ready && agent.Offer == changed.OfferId, "who rings was ready and has the offer");
        if (to == AgentMode.WrapUp) BeginWrapUp(agent, changed);
        if (to == AgentMode.Ready && from is AgentMode.Offline or AgentMode.Break or AgentMode.Talking or AgentMode.WrapUp) agent.IdleSince = _now;
        if (to == AgentMode.Lost && from is AgentMode.Talking or AgentMode.WrapUp) agent.IdleSince = _now;
        if (to is not (AgentMode.Offered or AgentMode.WrapUp)) agent.Until = null;
        agent.Mode = to;
        agent.Call = changed.Call;
        Demand(to is AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp == changed.Call is not null, "the busy have a call, the others none");
        if (to != AgentMode.Offered) agent.Offer = null;
    }

    private void BeginWrapUp(ModelAgent agent, AgentChanged changed)
    {
        Demand(changed.From == AgentMode.Talking, "wrap-up follows a talk");
        var length = changed.Until!.Value - _now - agent.Owed;
        Demand(_wrapUps.Contains((int)length.TotalSeconds), $"wrap-up is as long as a queue says: {length}");
        agent.Until = changed.Until;
        agent.Owed = TimeSpan.Zero;
    }
}
