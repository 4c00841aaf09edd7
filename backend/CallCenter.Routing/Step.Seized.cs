namespace CallCenter.Routing;

/// <summary>The dialplan, or a talk found after a restart, says who is with whom: routing agrees.</summary>
internal sealed partial class Step
{
    private void Seized(CallSeized command)
    {
        var call = _state.Calls.GetValueOrDefault(command.Call);
        var seat = command.Agent is null ? null : _state.Agents.GetValueOrDefault(command.Agent);
        var elsewhere = seat is null ? null : TalkOf(seat) is { } talk && talk != command.Call ? talk : null;
        if (call is null && (seat is null || (elsewhere is not null && !_state.Adopting)))
        {
            Refuse(command.Call, seat is null ? WhyCode.UnknownCall : WhyCode.AgentBusy);
            return;
        }

        if (elsewhere is not null && _state.Adopting)
        {
            // What the channels show is newer than what was remembered: that other caller has lost the agent.
            LoseTalk(_state.Calls[elsewhere], seat!);
            // An alarm that was to interrupt this talk never did.
            if (call is not null) _state = _state with { Interruptions = [.. _state.Interruptions.Where(i => i.Alarm != elsewhere || i.Caller != Person(call))] };
            seat = _state.Agents.GetValueOrDefault(seat!.Agent);
            if (call is null && seat is null) return;
        }
        else if (elsewhere is not null)
        {
            // An agent cannot be in two talks: then the call is with somebody we cannot name.
            seat = null;
        }

        if (call is { Mode: CallMode.Talking } && call.Agent == seat?.Agent)
        {
            if (call.InDialplan == command.InDialplan)
            {
                Refuse(command.Call, WhyCode.AlreadySo);
                return;
            }

            if (command.InDialplan) TakeBackWhatLiesOver(call);
            _state = _state.Put(call with { InDialplan = command.InDialplan });
            return;
        }

        LeaveFormerAgents(call, seat);
        // Nobody told us the queue. One the agent serves, so that somebody can take the call should it come back.
        call ??= new RoutedCall(command.Call, seat!.Queues.FirstOrDefault(""), CallMode.Talking, now, "", false);
        var offer = call.Rings.FirstOrDefault(r => r.Agent == seat?.Agent)?.OfferId;
        _state = _state.Put(Talking(call, seat?.Agent, offer) with { InDialplan = command.InDialplan });
        if (seat is null) return;
        Seize(_state.Agents[seat.Agent], call);
        CalledAgain(call);
    }

    /// <summary>The talk an agent is in, also when an alarm is offered over it.</summary>
    private static string? TalkOf(AgentSeat seat) =>
        seat.Mode == AgentMode.Talking ? seat.Call : seat is { Mode: AgentMode.Offered, Covered.Mode: AgentMode.Talking } ? seat.Covered.Call : null;

    private void LoseTalk(RoutedCall call, AgentSeat seat)
    {
        TakeBackWhatLiesOver(call);
        Touch(BackInQueue(call));
        Free(_state.Agents[seat.Agent], Because(WhyCode.CallReturned, ("agent", seat.Agent), ("call", call.Call)));
    }

    private void LeaveFormerAgents(RoutedCall? call, AgentSeat? to)
    {
        if (call is null) return;
        var why = Because(WhyCode.ConnectedElsewhere, ("call", call.Call));
        if (call is { Mode: CallMode.Talking, Agent: { } former })
        {
            TakeBackWhatLiesOver(call);
            WrapUp(_state.Agents[former], call, why);
        }

        EndRings(call, why, but: to?.Agent);
    }

    private void Seize(AgentSeat seat, RoutedCall call)
    {
        var why = Because(WhyCode.Seized, ("agent", seat.Agent), ("call", call.Call));
        var taken = seat;
        switch (seat.Mode)
        {
            case AgentMode.Offered when seat.Call != call.Call:
                TakeBack(seat, Because(WhyCode.AgentSeized, ("agent", seat.Agent), ("call", call.Call)), asked: false);
                taken = Uncovered(seat) with { OfferId = null };
                break;
            case AgentMode.Offered:
                taken = Uncovered(seat) with { OfferId = seat.OfferId };
                break;
            case AgentMode.WrapUp:
                taken = seat with { Owed = Left(seat) };
                break;
            case AgentMode.Break or AgentMode.Offline:
                taken = ComeBackTo(seat, seat.Mode, seat.Reason);
                break;
            case AgentMode.Lost when seat.Next is null:
                taken = ComeBackTo(seat, seat.Back, seat.BackReason);
                break;
        }

        Change(taken with { Mode = AgentMode.Talking, Until = null, Call = call.Call, Reason = seat.PresenceLost ? seat.Reason : null, TalkSince = now }, why);
    }

    /// <summary>An alarm lay on something and became the talk: what is owed afterwards.</summary>
    private static AgentSeat Uncovered(AgentSeat seat) => seat.Covered switch
    {
        { Mode: AgentMode.WrapUp } over => seat with { Covered = null, Owed = seat.Owed + over.Remaining },
        { Mode: AgentMode.Break } over => (seat.Next is null ? ComeBackTo(seat, AgentMode.Break, over.Reason) : seat) with { Covered = null },
        _ => seat with { Covered = null },
    };

    private TimeSpan Left(AgentSeat seat) => seat.Until is { } until && until > now ? until - now : TimeSpan.Zero;

    private static AgentSeat ComeBackTo(AgentSeat seat, AgentMode mode, string? reason) => mode switch
    {
        AgentMode.Break => seat with { Next = NextBreak, NextReason = reason },
        AgentMode.Offline => seat with { Next = NextOffline, NextReason = null },
        _ => seat,
    };
}
