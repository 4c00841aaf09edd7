namespace CallCenter.Routing;

internal sealed partial class Step
{
    /// <summary>Offers what can be offered, most urgent call first.</summary>
    private void Dispatch()
    {
        if (_state.Adopting) return;
        foreach (var key in _state.Indexes.Waiting)
        {
            if (_state.Indexes.IdleCount == 0 && _reserved.Count == 0) return;
            if (!key.Held && _state.Indexes.IdleIn(key.Queue).IsEmpty) continue;
            var call = _state.Calls[key.Call];
            var (seat, code) = Choose(call);
            if (seat is not null) MakeOffer(call, seat, WhyOffered(call, seat, code), startOver: code == WhyCode.AskedAgain);
        }
    }

    private (AgentSeat? Seat, string Code) Choose(RoutedCall call)
    {
        if (Preferred(call) is { } preferred)
        {
            if (preferred.Mode == AgentMode.Ready) return (preferred, WhyCode.SameAgent);
            // Only somebody who may come back any second is waited for; one who is on a break or busy elsewhere is not.
            if (preferred.Mode == AgentMode.Lost) return (null, WhyCode.KeptForAgent);
        }

        var idle = _state.Indexes.IdleIn(call.Queue);
        if (idle.IsEmpty) return (null, WhyCode.NobodyReady);
        if (call.Declined.IsEmpty) return (_state.Agents[idle.Min.Agent], WhyCode.LongestIdle);
        var declined = call.Declined.ToHashSet(StringComparer.Ordinal);
        foreach (var key in idle)
        {
            if (!declined.Contains(key.Agent)) return (_state.Agents[key.Agent], WhyCode.LongestIdle);
        }

        return call.PauseUntil > now ? (null, WhyCode.OnlyDeclined) : (_state.Agents[idle.Min.Agent], WhyCode.AskedAgain);
    }

    private AgentSeat? Preferred(RoutedCall call) => call.Prefer is { } agent && call.PreferUntil > now ? _state.Agents.GetValueOrDefault(agent) : null;
}
