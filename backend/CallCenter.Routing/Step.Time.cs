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
        var prefer = call.PreferUntil > now;
        Touch(call with
        {
            Prefer = prefer ? call.Prefer : null, PreferUntil = prefer ? call.PreferUntil : null,
            PauseUntil = call.PauseUntil > now ? call.PauseUntil : null,
        });
    }

    private void AgentDue(AgentSeat seat)
    {
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
