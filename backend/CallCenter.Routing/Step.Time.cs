namespace CallCenter.Routing;

internal sealed partial class Step
{
    private const int LongestExtension = 3600;

    private void LookAtDeadlines()
    {
        if (_state.Adopting) return;
        // The order of the index: by instant, then id. Nothing handled here becomes due again at the same instant.
        foreach (var due in _state.Indexes.Due.TakeWhile(d => d.At <= now))
        {
            if (due.OfCall) CallDue(_state.Calls[due.Id]);
            else AgentDue(_state.Agents[due.Id]);
        }
    }

    private void CallDue(RoutedCall call)
    {
        if (call.Mode == CallMode.Later)
        {
            Reconsider(call, WhyCode.CallbackDue, ("attempts", Text(call.Callback!.Attempts)));
            Touch(call with { Mode = CallMode.Waiting, Reviewed = null, Callback = call.Callback with { NotBefore = null } });
            return;
        }

        var policy = _state.Policy(call.Queue);
        while (Timetable.EscalatesAt(_state.Life, policy, call) <= now)
        {
            EscalateLife(call);
            call = call with { Escalation = call.Escalation + 1 };
        }

        if (call.Mode != CallMode.Waiting)
        {
            Touch(call);
            return;
        }

        while (Timetable.AgesAt(policy, call) <= now)
        {
            var from = _state.Rank(call);
            call = call with { Aged = call.Aged + 1 };
            Reconsider(call, WhyCode.Aged, ("from", Text(from)), ("to", Text(_state.Rank(call))), ("waiting", Seconds(call.ArrivedAt)));
        }

        while (Timetable.RelaxesAt(policy, call) <= now)
        {
            call = call with { Relaxed = call.Relaxed + 1 };
            Reconsider(call, WhyCode.SkillRelaxed, ("by", Text(call.Relaxed)), ("skills", Skills(call)));
        }

        if (call.Hold is { } hold && hold.Until <= now)
        {
            Reconsider(call, WhyCode.HoldOver, ("agent", hold.Agent));
            call = call with { Hold = null };
        }

        Touch(call with { PauseUntil = call.PauseUntil > now ? call.PauseUntil : null, Reviewed = now });
    }

    private void Reconsider(RoutedCall call, string code, params ReadOnlySpan<(string, string)> more) =>
        _decisions.Add(new Reconsidered(call.Call, call.Queue, Because(code, [("call", call.Call), .. more])));

    private void AgentDue(AgentSeat seat)
    {
        // An alarm handled in the same instant may have taken or freed this agent.
        if (seat.Due is not { } due || due > now) return;
        if (seat.Mode == AgentMode.Offered) RingOut(seat);
        else Free(seat, Because(WhyCode.WrapUpOver, ("agent", seat.Agent)));
    }

    private void ExtendWrapUp(WrapUpExtended command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        if (seat.Mode != AgentMode.WrapUp) Refuse(seat.Agent, WhyCode.NotInWrapUp);
        else if (command.Seconds is < 1 or > LongestExtension) Refuse(seat.Agent, WhyCode.OutOfRange);
        else
        {
            Change(seat with { Until = seat.Until!.Value.AddSeconds(command.Seconds) }, Because(WhyCode.WrapUpExtended, ("agent", seat.Agent),
                ("seconds", command.Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("reason", command.Reason)));
        }
    }

    private void FinishWrapUp(WrapUpFinished command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        if (seat.Mode != AgentMode.WrapUp) Refuse(seat.Agent, WhyCode.NotInWrapUp);
        else Free(seat, Because(WhyCode.WrapUpFinished, ("agent", seat.Agent)));
    }
}
