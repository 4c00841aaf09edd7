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
            case Interrupt interrupt: JudgeInterrupt(interrupt); break;
            case Escalate escalate: JudgeEscalate(escalate); break;
            case Overflow overflow: JudgeOverflow(overflow); break;
            case Reconsidered reconsidered: JudgeReconsidered(reconsidered); break;
            case Wait wait: JudgeWait(wait); break;
            case CallBack back: JudgeCallBack(back); break;
            case DialBack dial: JudgeDialBack(dial); break;
            case CallbackLater later: JudgeLater(later); break;
            case CallbackClosed closed: JudgeClosed(closed); break;
            case AgentChanged changed: JudgeChange(changed); break;
        }
    }

    private void JudgeOffer(Offer offer)
    {
        Demand(!_adopting, "nothing is offered before every channel was looked at");
        Demand(_offersSeen.Add(offer.OfferId), "offer ids are never used twice");
        var agent = _agents.GetValueOrDefault(offer.Agent) ?? throw new BrokenPromise("only signed-in agents are offered calls");
        var call = _calls.GetValueOrDefault(offer.Call) ?? throw new BrokenPromise("only calls that are there are offered");
        Demand(call.Mode is CallMode.Waiting or CallMode.Offered, "only waiting calls are offered");
        Demand(agent.Offer is null, "no double booking");
        Demand(!agent.Gone, "lost agents get nothing");
        Demand(offer.Until == _now.AddSeconds(Queue(call.Queue).OfferSeconds), "an offer lasts what the queue says");
        Demand(offer.Over == (agent.Mode == AgentMode.Talking ? agent.Call : null), "an offer says which talk it lies on");
        if (IsLife(call)) JudgeAlarm(offer, call, agent);
        else JudgeOrdinary(call, agent);
        (call.Mode, agent.AskedAt) = (CallMode.Offered, _now);
        call.Rings.Add(agent.Id);
        if (offer.Why.Code == WhyCode.AskedAgain) call.Declined.Clear();
        agent.Under = agent.Mode == AgentMode.Ready ? null : (agent.Mode, agent.Call, agent.Mode == AgentMode.WrapUp && agent.Until > _now ? agent.Until.Value - _now : TimeSpan.Zero, agent.Since);
        (agent.Offer, agent.Call, agent.Until) = (offer.OfferId, call.Id, offer.Until);
    }

    private void JudgeOrdinary(ModelCall call, ModelAgent agent)
    {
        Demand(agent.Mode == AgentMode.Ready && agent.Call is null, $"only an alarm takes an agent who is {agent.Mode}");
        Demand(WantsMore(call), "no more phones ring than the queue says");
        Demand(CanTake(agent, call), "the agent may take this call");
        var able = _agents.Values.Where(a => CanTake(a, call));
        var first = (Queue(call.Queue).Ring == RingStrategy.RoundRobin ? able.OrderBy(a => a.AskedAt) : able.OrderBy(a => a.IdleSince)).ThenBy(a => a.Id, StringComparer.Ordinal).First();
        Demand(first == agent, $"it is {first.Id}'s turn, not {agent.Id}'s");
        Demand(_calls.Values.All(c => !WantsMore(c) || IsLife(c) || !Before(c, call) || !CanTake(agent, c)), "priority, returned calls and arrival are respected");
    }

    private void JudgeAlarm(Offer offer, ModelCall call, ModelAgent agent)
    {
        if (offer.Why.Code == WhyCode.LifeEverybody)
        {
            Demand(call.Escalation > 0 && agent is { Mode: AgentMode.Ready, HasNext: false } && !call.Declined.Contains(agent.Id), "everybody rings only when an alarm was not answered");
            return;
        }

        Demand(call.Rings.Count <= call.Escalation, "one agent at a time is asked for an alarm, until it escalates");
        Demand(Cost(agent, call) is not null, $"{agent.Id} may not be taken for this alarm: {agent.Mode}");
        if (offer.Why.Code == WhyCode.SameAgent) Demand(call.Hold?.Agent == agent.Id && agent.Mode == AgentMode.Ready, "back to the same agent");
        else Demand(Rescuers(call)[0] == agent, $"an alarm goes where it costs least: {Rescuers(call)[0].Id}, not {agent.Id}");
    }

    private void JudgeWithdraw(Withdraw withdraw)
    {
        var agent = _agents[withdraw.Agent];
        Demand(agent.Offer == withdraw.OfferId && agent.Call == withdraw.Call, "only a standing offer is withdrawn");
        Demand(withdraw.Why.Code != WhyCode.NoAnswer || _command is OfferFailed || _now >= agent.Until, "an offer is not withdrawn before its deadline");
        (agent.Offer, agent.Call) = (null, null);
        if (withdraw.Why.Code == WhyCode.NoAnswer && !_calls.GetValueOrDefault(withdraw.Call)!.Drill) agent.Misses++;
        if (!_calls.TryGetValue(withdraw.Call, out var call) || call.Mode != CallMode.Offered) return;
        Demand(call.Rings.Remove(agent.Id), "the call rang there");
        if (call.Rings.Count == 0)
        {
            call.Waits();
            _entered.Add(call.Id);
        }

        if (call.PauseUntil <= _now) call.PauseUntil = default;
        if (call.Hold is { } hold && hold.Until <= _now) call.Hold = null;
        if (!Asked.Contains(withdraw.Why.Code)) return;
        call.Declined.Add(agent.Id);
        call.PauseUntil = _now.AddSeconds(3);
        if (call.Hold is { } gave && gave.Agent == agent.Id) call.Hold = null;
    }

    private void JudgeConnected(Connected connected)
    {
        Demand(_command is OfferAnswered answered && answered.Offer == connected.OfferId, "only an answer connects");
        var (call, agent) = (_calls[connected.Call], _agents[connected.Agent]);
        Demand(call.Mode == CallMode.Offered && call.Rings.Contains(connected.Agent), "the talk is of who was offered the call");
        Demand(connected.From == (agent.Under is { Mode: AgentMode.Talking, Call: var talk } ? talk : null), "the phone comes out of the talk it is in");
        call.Talks(connected.Agent);
        _answered = call;
        (agent.Offer, agent.Misses) = (null, 0);
    }

    private void JudgeInterrupt(Interrupt interrupt)
    {
        var talk = _calls[interrupt.Call];
        var alarm = _calls[interrupt.By];
        Demand(_command is OfferAnswered && alarm.Agent == interrupt.Agent, "only an answered alarm interrupts");
        Demand(talk.Mode == CallMode.Talking && talk.Agent == interrupt.Agent && _agents[interrupt.Agent].Under?.Call == talk.Id, "the agent's own talk is interrupted");
        Demand(!talk.Spared && !talk.InDialplan, "some talks are never interrupted");
        Demand(!Lately().Any(i => i.Person == talk.Person), "nobody is interrupted twice in a short while");
        Demand(interrupt.Until == _now.AddSeconds(_life.HoldSeconds), "who is interrupted is kept for the same agent");
        _interruptions.Add((_now, talk.Person, alarm.Id, alarm.ByNumber));
        talk.Again(_now);
        talk.Hold = (interrupt.Agent, interrupt.Until, Bond.Interrupted);
        _entered.Add(talk.Id);
    }

    private void JudgeEscalate(Escalate escalate)
    {
        var call = _calls[escalate.Call];
        Demand(_command is Tick or AdoptionFinished && EscalatesAt(call) <= _now, "an alarm escalates when its time has come");
        Demand(escalate.Step == ++call.Escalation, "one step after the other");
    }

    private void JudgeOverflow(Overflow overflow)
    {
        var call = _calls[overflow.Call];
        if (_command is MessageAsked asked && asked.Call == call.Id)
        {
            Demand(overflow is { To: OverflowTo.Voicemail, Why.Code: WhyCode.OverflowClosed } && !IsLife(call), "a caller outside the hours is asked for a message, and no alarm is");
            (call.Mode, call.Away) = (CallMode.Away, new OverflowRule(OverflowWhen.Closed, 0, OverflowTo.Voicemail, ""));
            return;
        }

        Demand(call.Mode == CallMode.Waiting && !IsLife(call) && call.Queue == overflow.Queue, "only who waits, and no alarm, overflows");
        var rule = Queue(call.Queue).Overflow.First(r => IsOpen(r, call) && Fires(r, call));
        Demand((rule.To, rule.Target) == (overflow.To, overflow.Target), "the first rule that fits counts");
        Demand(!_agents.Values.Any(a => CanTake(a, call)), "nobody overflows while somebody could take the call");
        if (rule.To == OverflowTo.Queue)
        {
            call.Left.Add(call.Queue);
            (call.Queue, call.InQueueSince, call.Reviewed) = (rule.Target, _now, default);
            _joined.Add(call.Id);
            _entered.Add(call.Id);
        }
        else
        {
            (call.Mode, call.Away) = (CallMode.Away, rule);
        }

        (call.Hold, call.PauseUntil) = (null, default);
        call.Declined.Clear();
    }

    private void JudgeReconsidered(Reconsidered reconsidered)
    {
        var call = _calls[reconsidered.Call];
        switch (reconsidered.Why.Code)
        {
            case WhyCode.Aged:
                Demand(AgesAt(call) <= _now, "a call ages when it has waited long enough");
                call.Aged++;
                break;
            case WhyCode.SkillRelaxed:
                Demand(RelaxesAt(call) <= _now, "less is asked for when a call has waited long enough");
                call.Relaxed++;
                break;
            case WhyCode.HoldOver:
                Demand(call.Hold is { } hold && hold.Until <= _now, "a hold lasts as long as it was said");
                call.Hold = null;
                break;
            case WhyCode.CallbackDue:
                Demand(call.Mode == CallMode.Later && call.NotBefore <= _now, "a callback comes again when its time has come");
                (call.Mode, call.NotBefore, call.Reviewed) = (CallMode.Waiting, null, default);
                break;
            case WhyCode.MessageToHear:
                Demand(_toHear.Remove(call.Id), "only what nobody may be called for is only to be heard");
                break;
            case WhyCode.OverflowNowhere:
                var rule = Queue(call.Queue).Overflow.First(r => IsOpen(r, call) && Fires(r, call));
                Demand(rule.Target == reconsidered.Why.Arguments["target"] && _queues.GetValueOrDefault(rule.Target) is null or { Priority: 1 }, "only a way that leads nowhere is passed over");
                call.Spent.Add(rule);
                break;
        }

        if (reconsidered.Why.Code is not (WhyCode.Confirmed or WhyCode.FalseAlarm or WhyCode.Spared or WhyCode.NotSpared or WhyCode.MessageToHear)) _entered.Add(call.Id);
    }

    private void JudgeWait(Wait wait)
    {
        Demand(_told.Add(wait.Call), "a caller is told once");
        var call = _calls[wait.Call];
        Demand(call.Mode == CallMode.Waiting, "only waiting calls wait");
        var serving = _agents.Values.Where(a => a.Queues.Contains(call.Queue)).ToList();
        var open = serving.Where(a => a is { Mode: AgentMode.Ready, HasNext: false }).ToList();
        var expected = _adopting ? WhyCode.Adopting
            : IsLife(call) ? wait.Why.Code
            : Held(call) ? WhyCode.KeptForAgent
            : open.Count > 0 ? open.Any(a => Able(a, call)) ? WhyCode.OnlyDeclined : WhyCode.NobodySkilled
            : serving.Count == 0 ? WhyCode.NobodyServes : WhyCode.NobodyReady;
        Demand(wait.Why.Code == expected, $"a waiting caller's reason is true: {expected}, not {wait.Why.Code}");
        Demand(wait.Why.Arguments["position"] == $"{Ahead(call) + 1}", "the position is true");
        foreach (var mode in Enum.GetValues<AgentMode>())
        {
            var name = mode == AgentMode.WrapUp ? "wrapUp" : mode.ToString().ToLowerInvariant();
            Demand(wait.Why.Arguments[name] == $"{serving.Count(a => a.Mode == mode)}", $"the count of {name} is true");
        }
    }
}
