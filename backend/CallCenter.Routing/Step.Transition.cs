namespace CallCenter.Routing;

internal sealed partial class Step
{
    public const string NextBreak = "break", NextOffline = "offline";

    /// <summary>The one place where a seat changes. A transition that must not happen is a fault of this library and throws.</summary>
    /// <param name="since">When the mode began, if it is one that goes on; null: now.</param>
    private void Change(AgentSeat seat, Why why, bool offerRestored = false, DateTimeOffset? since = null)
    {
        var from = _state.Agents.TryGetValue(seat.Agent, out var old) ? old.Mode : AgentMode.Offline;
        if (from != seat.Mode)
        {
            if (!Allowed(from, seat)) throw new InvalidOperationException($"Agent {seat.Agent}: {from} -> {seat.Mode} is no transition ({why.Code})");
            // An offer that came to nothing does not cost the agent the place among the idle.
            var idle = seat.Mode is AgentMode.Ready && !offerRestored && from != AgentMode.Lost ? now : seat.IdleSince;
            seat = seat with { Since = since ?? now, IdleSince = idle };
        }

        Announce(from, seat, why);
        _state = seat is { SignedOut: true, Mode: AgentMode.Offline } ? _state.Remove(old!) : _state.Put(seat);
    }

    private void Announce(AgentMode from, AgentSeat seat, Why why) =>
        _decisions.Add(new AgentChanged(seat.Agent, from, seat.Mode, seat.Since, seat.Until, seat.Call, seat.OfferId, seat.Reason, seat.Next, why));

    private static bool Allowed(AgentMode from, AgentSeat to) => (from, to.Mode) switch
    {
        (AgentMode.Ready, AgentMode.Offered) => true,
        // An alarm lies on these three, and gives them back.
        (AgentMode.WrapUp or AgentMode.Break or AgentMode.Talking, AgentMode.Offered) => to.Covered is not null,
        (AgentMode.Talking or AgentMode.Offered, AgentMode.WrapUp) => true,
        (_, AgentMode.Offered or AgentMode.WrapUp) => false,
        // Talking: answered, or seized by the dialplan, which asks nobody. The rest: every mode can end in one of these.
        (_, AgentMode.Talking or AgentMode.Ready or AgentMode.Break or AgentMode.Offline or AgentMode.Lost or AgentMode.Offered or AgentMode.WrapUp) => true,
    };

    /// <summary>The offer is over: back to what an alarm lay on, else free.</summary>
    private void GoOn(AgentSeat seat, Why why)
    {
        if (seat.Covered is not { } over)
        {
            Free(seat, why, offerRestored: true);
            return;
        }

        var back = seat with { Covered = null, OfferId = over.OfferId, Call = over.Call, Until = null };
        switch (over.Mode)
        {
            case AgentMode.Talking:
                Change(back with { Mode = AgentMode.Talking }, why, since: over.Since);
                break;
            case AgentMode.WrapUp when over.Remaining <= TimeSpan.Zero:
                Free(back, why);
                break;
            case AgentMode.WrapUp:
                Change(back with { Mode = AgentMode.WrapUp, Until = now + over.Remaining }, why, since: over.Since);
                break;
            default:
                Free(back with { Next = seat.Next ?? NextBreak, NextReason = seat.Next is null ? over.Reason : seat.NextReason }, why, offerRestored: true);
                break;
        }
    }

    /// <summary>Offer, talk or wrap-up is over: to what was asked for meanwhile, else ready; lost when nobody is there.</summary>
    private void Free(AgentSeat seat, Why why, bool offerRestored = false, bool awaited = true)
    {
        var (target, reason) = seat switch
        {
            { SignedOut: true } => (AgentMode.Offline, null),
            { Next: NextBreak } => (AgentMode.Break, seat.NextReason),
            { Next: NextOffline } => (AgentMode.Offline, null),
            _ => (AgentMode.Ready, null),
        };
        if (awaited && seat is { Next: not null, SignedOut: false, PresenceLost: false } && IsAwaited(seat.Agent))
        {
            Change(seat with { Mode = AgentMode.Ready, Until = null, Call = null, OfferId = null, Covered = null, Reason = null }, why, offerRestored);
            _reserved.Add(seat.Agent);
            return;
        }

        var free = seat with { Until = null, Call = null, OfferId = null, Next = null, NextReason = null, Covered = null };
        Change(seat is { PresenceLost: true, SignedOut: false }
            ? free with { Mode = AgentMode.Lost, Back = target, BackReason = reason, IdleSince = offerRestored ? seat.IdleSince : now }
            : free with { Mode = target, Reason = reason }, why, offerRestored);
    }

    /// <summary>A resident whom an alarm interrupted waits for this agent: before the break, not after it.</summary>
    private bool IsAwaited(string agent) =>
        _state.Calls.Values.Any(c => c is { Mode: CallMode.Waiting, Hold: { Bond: Bond.Interrupted } hold } && hold.Agent == agent && hold.Until > now);

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

    /// <returns>Whether somebody left, which changes what others may be offered.</returns>
    private bool ReleaseReserved()
    {
        if (_state.Adopting) return false;
        var left = false;
        foreach (var agent in _reserved)
        {
            if (_state.Agents.GetValueOrDefault(agent) is not { Mode: AgentMode.Ready, Next: { } next } seat) continue;
            Free(seat, next == NextBreak ? Because(WhyCode.BreakRequested, ("agent", agent), ("reason", seat.NextReason ?? "")) : Because(WhyCode.OfflineRequested, ("agent", agent)), awaited: false);
            left = true;
        }

        _reserved.Clear();
        return left;
    }
}
