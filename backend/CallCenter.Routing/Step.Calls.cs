namespace CallCenter.Routing;

internal sealed partial class Step
{
    private void Arrived(CallArrived command)
    {
        if (_state.Calls.ContainsKey(command.Call)) Refuse(command.Call, WhyCode.KnownCall);
        else if (!_state.Queues.ContainsKey(command.Queue)) Refuse(command.Queue, WhyCode.UnknownQueue);
        else Touch(new RoutedCall(command.Call, command.Queue, CallMode.Waiting, command.ArrivedAt, command.Number, false, null, null, null, null));
    }

    private void Returned(CallReturned command)
    {
        if (!_state.Calls.TryGetValue(command.Call, out var call))
        {
            Refuse(command.Call, WhyCode.UnknownCall);
            return;
        }

        if (call.Mode != CallMode.Talking)
        {
            Refuse(command.Call, WhyCode.NotTalking);
            return;
        }

        var prefer = _state.Agents.ContainsKey(command.Prefer) ? command.Prefer : null;
        Touch(call with
        {
            Mode = CallMode.Waiting, Returned = true, Agent = null, OfferId = null, Prefer = prefer, PreferUntil = prefer is null ? null : command.PreferUntil,
            Declined = [], PauseUntil = null,
        });
        if (call.Agent is { } agent)
        {
            var seat = _state.Agents[agent];
            var why = Because(WhyCode.CallReturned, ("agent", agent), ("call", call.Call));
            if (seat.SignedOut || prefer != agent) Free(seat, why);
            else Reserve(seat, why);
        }
    }

    private void Gone(CallGone command)
    {
        if (!_state.Calls.TryGetValue(command.Call, out var call))
        {
            Refuse(command.Call, WhyCode.UnknownCall);
            return;
        }

        var why = Because(WhyCode.CallerGone, ("call", call.Call));
        if (call is { Mode: CallMode.Offered, Agent: { } offered })
        {
            _decisions.Add(new Withdraw(call.OfferId!, call.Call, offered, why));
            Free(_state.Agents[offered], why, offerRestored: true);
        }
        else if (call is { Mode: CallMode.Talking, Agent: { } talking })
        {
            WrapUp(_state.Agents[talking], call, why);
        }

        _state = _state.Remove(call);
    }

    private void TalkOver(TalkEnded command)
    {
        if (!_state.Calls.TryGetValue(command.Call, out var call)) Refuse(command.Call, WhyCode.UnknownCall);
        else if (call.Mode != CallMode.Talking || (call.Agent is not null && call.Agent != command.Agent)) Refuse(command.Call, WhyCode.NotTalking);
        else
        {
            if (call.Agent is { } agent) EndTalk(_state.Agents[agent], call);
            _state = _state.Remove(call);
        }
    }

    private void EndTalk(AgentSeat seat, RoutedCall call) =>
        WrapUp(seat, call, Because(WhyCode.TalkEnded, ("agent", seat.Agent), ("call", call.Call), ("seconds", Seconds(seat.Since))));

    private void WrapUp(AgentSeat seat, RoutedCall call, Why why)
    {
        var length = TimeSpan.FromSeconds(_state.Policy(call.Queue).WrapUpSeconds) + seat.Owed;
        if (length <= TimeSpan.Zero) Free(seat, why);
        else Change(seat with { Mode = AgentMode.WrapUp, Until = now + length, Owed = TimeSpan.Zero }, why);
    }

    private void Seized(CallSeized command)
    {
        var call = _state.Calls.GetValueOrDefault(command.Call);
        var seat = command.Agent is null ? null : _state.Agents.GetValueOrDefault(command.Agent);
        var busyElsewhere = seat is { Mode: AgentMode.Talking } && seat.Call != command.Call;
        if (call is null && (seat is null || busyElsewhere))
        {
            Refuse(command.Call, seat is null ? WhyCode.UnknownCall : WhyCode.AgentBusy);
            return;
        }

        // An agent cannot be in two talks: then the call is with somebody we cannot name.
        if (busyElsewhere) seat = null;
        if (call is { Mode: CallMode.Talking } && call.Agent == seat?.Agent)
        {
            Refuse(command.Call, WhyCode.AlreadySo);
            return;
        }

        LeaveFormerAgent(call, seat);
        // Nobody told us the queue. One the agent serves, so that somebody can take the call should it come back.
        call ??= new RoutedCall(command.Call, seat!.Queues.FirstOrDefault(""), CallMode.Talking, now, "", false, null, null, null, null);
        _state = _state.Put(call with
        {
            Mode = CallMode.Talking, Agent = seat?.Agent, OfferId = call.Agent == seat?.Agent ? call.OfferId : null, Prefer = null, PreferUntil = null, Declined = [], PauseUntil = null,
        });
        if (seat is not null) Seize(_state.Agents[seat.Agent], call);
    }

    private void LeaveFormerAgent(RoutedCall? call, AgentSeat? to)
    {
        if (call?.Agent is not { } former || former == to?.Agent) return;
        var seat = _state.Agents[former];
        var why = Because(WhyCode.ConnectedElsewhere, ("call", call.Call));
        if (call.Mode == CallMode.Talking)
        {
            WrapUp(seat, call, why);
            return;
        }

        _decisions.Add(new Withdraw(call.OfferId!, call.Call, former, why));
        Free(seat, why, offerRestored: true);
    }

    private void Seize(AgentSeat seat, RoutedCall call)
    {
        var taken = seat;
        switch (seat.Mode)
        {
            case AgentMode.Offered when seat.Call != call.Call:
                TakeBack(seat, Because(WhyCode.AgentSeized, ("agent", seat.Agent), ("call", call.Call)), asked: false);
                taken = seat with { OfferId = null };
                break;
            case AgentMode.WrapUp:
                taken = seat with { Owed = seat.Until is { } until && until > now ? until - now : TimeSpan.Zero };
                break;
            case AgentMode.Break or AgentMode.Offline:
                taken = ComeBackTo(seat, seat.Mode, seat.Reason);
                break;
            case AgentMode.Lost when seat.Next is null:
                taken = ComeBackTo(seat, seat.Back, seat.BackReason);
                break;
        }

        Change(taken with { Mode = AgentMode.Talking, Until = null, Call = call.Call, Reason = seat.PresenceLost ? seat.Reason : null },
            Because(WhyCode.Seized, ("agent", seat.Agent), ("call", call.Call)));
    }

    private static AgentSeat ComeBackTo(AgentSeat seat, AgentMode mode, string? reason) => mode switch
    {
        AgentMode.Break => seat with { Next = NextBreak, NextReason = reason },
        AgentMode.Offline => seat with { Next = NextOffline, NextReason = null },
        _ => seat,
    };
}
