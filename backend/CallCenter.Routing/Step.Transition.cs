namespace CallCenter.Routing;

internal sealed partial class Step
{
    public const string NextBreak = "break", NextOffline = "offline";

    /// <summary>The one place where a seat changes. A transition that must not happen is a fault of this library and throws.</summary>
    private void Change(AgentSeat seat, Why why, bool offerRestored = false)
    {
        var from = _state.Agents.TryGetValue(seat.Agent, out var old) ? old.Mode : AgentMode.Offline;
        if (from != seat.Mode)
        {
            if (!Allowed(from, seat.Mode)) throw new InvalidOperationException($"Agent {seat.Agent}: {from} -> {seat.Mode} is no transition ({why.Code})");
            // An offer that came to nothing does not cost the agent the place among the idle.
            var idle = seat.Mode is AgentMode.Ready && !offerRestored && from != AgentMode.Lost ? now : seat.IdleSince;
            seat = seat with { Since = now, IdleSince = idle };
        }

        Announce(from, seat, why);
        _state = seat is { SignedOut: true, Mode: AgentMode.Offline } ? _state.Remove(old!) : _state.Put(seat);
    }

    private void Announce(AgentMode from, AgentSeat seat, Why why) =>
        _decisions.Add(new AgentChanged(seat.Agent, from, seat.Mode, seat.Since, seat.Until, seat.Call, seat.OfferId, seat.Reason, seat.Next, why));

    private static bool Allowed(AgentMode from, AgentMode to) => (from, to) switch
    {
        (AgentMode.Ready, AgentMode.Offered) => true,
        (AgentMode.Talking, AgentMode.WrapUp) => true,
        (_, AgentMode.Offered or AgentMode.WrapUp) => false,
        // Talking: answered, or seized by the dialplan, which asks nobody. The rest: every mode can end in one of these.
        (_, AgentMode.Talking or AgentMode.Ready or AgentMode.Break or AgentMode.Offline or AgentMode.Lost) => true,
    };

    /// <summary>Offer, talk or wrap-up is over: to what was asked for meanwhile, else ready; lost when nobody is there.</summary>
    private void Free(AgentSeat seat, Why why, bool offerRestored = false)
    {
        var (target, reason) = seat switch
        {
            { SignedOut: true } => (AgentMode.Offline, null),
            { Next: NextBreak } => (AgentMode.Break, seat.NextReason),
            { Next: NextOffline } => (AgentMode.Offline, null),
            _ => (AgentMode.Ready, null),
        };
        var free = seat with { Until = null, Call = null, OfferId = null, Next = null, NextReason = null };
        Change(seat is { PresenceLost: true, SignedOut: false }
            ? free with { Mode = AgentMode.Lost, Back = target, BackReason = reason, IdleSince = offerRestored ? seat.IdleSince : now }
            : free with { Mode = target, Reason = reason }, why, offerRestored);
    }

    /// <summary>The talk's loop has lost the agent's leg: free for that caller first, whatever was asked for next.</summary>
    private void Reserve(AgentSeat seat, Why why)
    {
        var free = seat with { Until = null, Call = null, OfferId = null, IdleSince = now };
        if (seat is { PresenceLost: true })
        {
            Change(free with { Mode = AgentMode.Lost, Back = AgentMode.Ready, BackReason = null }, why);
            return;
        }

        Change(free with { Mode = AgentMode.Ready, Reason = null }, why);
        if (free.Next is not null) _reserved.Add(seat.Agent);
    }

    private void ReleaseReserved()
    {
        if (_state.Adopting) return;
        foreach (var agent in _reserved)
        {
            if (_state.Agents.GetValueOrDefault(agent) is { Mode: AgentMode.Ready, Next: { } next } seat)
            {
                Free(seat, next == NextBreak ? Because(WhyCode.BreakRequested, ("agent", agent), ("reason", seat.NextReason ?? "")) : Because(WhyCode.OfflineRequested, ("agent", agent)));
            }
        }
    }
}
