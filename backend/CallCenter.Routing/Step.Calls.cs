namespace CallCenter.Routing;

internal sealed partial class Step
{
    private void Arrived(CallArrived command)
    {
        if (_state.Calls.ContainsKey(command.Call)) Refuse(command.Call, WhyCode.KnownCall);
        else if (!_state.Queues.ContainsKey(command.Queue)) Refuse(command.Queue, WhyCode.UnknownQueue);
        else
        {
            _joined.Add(command.Call);
            Touch(new RoutedCall(command.Call, command.Queue, CallMode.Waiting, command.ArrivedAt, command.Number, false)
            {
                Caller = command.Caller, ByNumber = command.ByNumber, Drill = command.Drill, Needs = [.. command.Needs], Hold = command.Restricted ? null : Sticky(command.Queue, command.LastAgent),
                Restricted = command.Restricted,
            });
        }
    }

    private void Known(CallKnown command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call.Mode != CallMode.Waiting) Refuse(call.Call, WhyCode.NotWaiting);
        else Touch(call with { Needs = [.. command.Needs], Hold = call.Hold ?? (call.Restricted ? null : Sticky(call.Queue, command.LastAgent)) });
    }

    private Hold? Sticky(string queue, string? agent) =>
        agent is not null && _state.Policy(queue) is { IsLife: false, StickySeconds: { } wait } && _state.Agents.ContainsKey(agent) ? new Hold(agent, now.AddSeconds(wait), Bond.Sticky) : null;

    private void Returned(CallReturned command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call.Mode != CallMode.Talking)
        {
            Refuse(command.Call, WhyCode.NotTalking);
            return;
        }

        if (call.IsTask)
        {
            // The agent's phone was lost before anybody picked up.
            Unreached(call, "failed", counts: false);
            return;
        }

        TakeBackWhatLiesOver(call);
        var prefer = _state.Agents.ContainsKey(command.Prefer) ? command.Prefer : null;
        var back = BackInQueue(call) with { Hold = prefer is null ? null : new Hold(prefer, command.PreferUntil, Bond.Rejoin) };
        Touch(CameToNothing(call, command) ? back with { QueuedAt = call.QueuedAt, Escalation = call.Escalation, Declined = [call.Agent!], Hold = null } : back);
        if (call.Agent is { } agent)
        {
            var seat = _state.Agents[agent];
            var why = Because(WhyCode.CallReturned, ("agent", agent), ("call", call.Call));
            if (seat.SignedOut || prefer != agent) Free(seat, why);
            else Reserve(seat, why);
        }
    }

    /// <summary>An alarm that was answered and yet talked with nobody keeps the clock of its escalation, and is not the same agent's again while there is another.</summary>
    private bool CameToNothing(RoutedCall call, CallReturned command) =>
        _state.IsLife(call) && command.PreferUntil <= now && call.Agent is { } agent && now - _state.Agents[agent].TalkSince < RoutingCore.Brief;

    /// <summary>Ahead of the others of its priority; what goes by waiting time in the queue begins anew.</summary>
    private RoutedCall BackInQueue(RoutedCall call) => call with
    {
        Mode = CallMode.Waiting, Returned = true, Agent = null, OfferId = null, Declined = [], PauseUntil = null, QueuedAt = now, Reviewed = null, InDialplan = false, Escalation = 0,
    };

    private void Gone(CallGone command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call.Callback is not null && (call.IsTask || call.Mode != CallMode.Talking || command.Cut))
        {
            // Nobody is on the line of one that waits for its turn.
            if (call is { IsTask: true, Mode: CallMode.Waiting or CallMode.Later }) Refuse(call.Call, WhyCode.NotDialled);
            else Unreached(call, command.Cut ? "cut" : "gone", counts: !command.Cut);
            return;
        }

        var why = Because(WhyCode.CallerGone, ("call", call.Call));
        if (call.Mode == CallMode.Talking) TakeBackWhatLiesOver(call);
        EndRings(call, why);
        if (call is { Mode: CallMode.Talking, Agent: { } talking }) WrapUp(_state.Agents[talking], call, why);
        _state = _state.Remove(call);
        if (call.Callback is not null) Closed(call, WhyCode.CallbackReached);
        // Whether the dialplan's callers were answered its own log will say; of a message it knows nothing.
        else if (call is { Mode: CallMode.Talking, InDialplan: true, Agent: null, Message: not null }) CallBackLater(call, WhyCode.CallbackAbandoned);
        // Outside the hours nobody promised anything to who said nothing.
        else if (call is { Mode: CallMode.Away, Away.When: OverflowWhen.Closed, Message: null } && !command.Cut) return;
        else if (command.Cut ? !call.InDialplan || call.Agent is not null : call.Mode != CallMode.Talking) CallBackLater(call, command.Cut ? WhyCode.CallbackCut : WhyCode.CallbackAbandoned);
    }

    private void TalkOver(TalkEnded command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call.Mode != CallMode.Talking || (call.Agent is not null && call.Agent != command.Agent)) Refuse(command.Call, WhyCode.NotTalking);
        else if (call.IsTask) Unreached(call, "agent-hung-up", counts: true);
        else
        {
            TakeBackWhatLiesOver(call);
            if (call.Agent is { } agent) EndTalk(_state.Agents[agent], call);
            _state = _state.Remove(call);
            if (call.Callback is not null) Closed(call, WhyCode.CallbackReached);
        }
    }

    private void EndTalk(AgentSeat seat, RoutedCall call) =>
        WrapUp(seat, call, Because(WhyCode.TalkEnded, ("agent", seat.Agent), ("call", call.Call), ("seconds", Seconds(seat.Since))));

    private void WrapUp(AgentSeat seat, RoutedCall call, Why why)
    {
        var policy = _state.Policy(call.Queue);
        Learn(call.Queue, (now - seat.TalkSince).TotalSeconds + policy.WrapUpSeconds);
        var length = TimeSpan.FromSeconds(policy.WrapUpSeconds) + seat.Owed;
        if (length <= TimeSpan.Zero) Free(seat, why);
        else Change(seat with { Mode = AgentMode.WrapUp, Until = now + length, Owed = TimeSpan.Zero }, why);
    }

    private void Learn(string queue, double seconds)
    {
        const double Newest = 0.1;
        var known = _state.HandleSeconds.TryGetValue(queue, out var before);
        _state = _state with { HandleSeconds = _state.HandleSeconds.SetItem(queue, known ? before + Newest * (seconds - before) : seconds) };
    }

    private void Confirm(AlarmConfirmed command)
    {
        if (Call(command.Call) is not { } call) return;
        if (!call.ByNumber)
        {
            Refuse(call.Call, WhyCode.AlreadySo);
            return;
        }

        _state = _state.Put(call with { ByNumber = false }) with { Interruptions = [.. _state.Interruptions.Select(i => i.Alarm == call.Call ? i with { ByNumber = false } : i)] };
        _decisions.Add(new Reconsidered(call.Call, call.Queue, Because(WhyCode.Confirmed, ("call", call.Call), ("by", command.By))));
    }

    private void CallOff(FalseAlarm command)
    {
        if (Call(command.Call) is not { } call) return;
        if (!call.ByNumber || !_state.IsLife(call)) Refuse(call.Call, WhyCode.AlreadySo);
        else if (call.Mode != CallMode.Talking) Refuse(call.Call, WhyCode.NotTalking);
        else if (_state.Queues.GetValueOrDefault(command.Queue) is not { IsLife: false }) Refuse(command.Queue, WhyCode.UnknownQueue);
        else
        {
            _state = _state.Put(call with { Queue = command.Queue, ByNumber = false });
            _decisions.Add(new Reconsidered(call.Call, command.Queue, Because(WhyCode.FalseAlarm, ("call", call.Call), ("by", command.By), ("queue", command.Queue))));
        }
    }

    private void Spare(TalkSpared command)
    {
        if (Call(command.Call) is not { } call) return;
        if (call.Spared == command.Reason)
        {
            Refuse(call.Call, WhyCode.AlreadySo);
            return;
        }

        // An agent who is being asked to leave this very talk is asked no more.
        if (command.Reason is not null) TakeBackWhatLiesOver(call);
        _state = _state.Put(call with { Spared = command.Reason });
        _decisions.Add(new Reconsidered(call.Call, call.Queue, command.Reason is { } reason
            ? Because(WhyCode.Spared, ("call", call.Call), ("reason", reason)) : Because(WhyCode.NotSpared, ("call", call.Call))));
    }
}
