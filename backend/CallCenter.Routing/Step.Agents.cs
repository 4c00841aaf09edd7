using System.Collections.Immutable;

namespace CallCenter.Routing;

internal sealed partial class Step
{
    private void SignedIn(AgentSignedIn command)
    {
        if (!_state.Agents.TryGetValue(command.Agent, out var seat))
        {
            Change(new AgentSeat(command.Agent, command.Phone, [.. command.Queues.Distinct()], AgentMode.Offline, now, null, now, null, null, null, null, false) { Skills = Levels(command.Skills) },
                Because(WhyCode.SignedIn, ("agent", command.Agent)));
            return;
        }

        if (seat.Phone != command.Phone && IsBusy(seat))
        {
            Refuse(command.Agent, WhyCode.PhoneBusy);
            return;
        }

        var again = seat with { Phone = command.Phone, Queues = [.. command.Queues.Distinct()], Skills = Levels(command.Skills) };
        if (seat.SignedOut) again = again with { SignedOut = false, Next = null, NextReason = null };
        Change(again, Because(WhyCode.SignedInAgain, ("agent", command.Agent)));
    }

    private void Serve(AgentQueuesSet command)
    {
        if (Seat(command.Agent) is { } seat) _state = _state.Put(seat with { Queues = [.. command.Queues.Distinct()], Skills = Levels(command.Skills) });
    }

    private static ImmutableDictionary<string, int> Levels(IReadOnlyDictionary<string, int>? skills) => skills?.ToImmutableDictionary(StringComparer.Ordinal) ?? ImmutableDictionary<string, int>.Empty;

    private void SignedOut(AgentSignedOut command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        var why = Because(WhyCode.SignedOut, ("agent", seat.Agent));
        switch (seat.Mode)
        {
            case AgentMode.Talking or AgentMode.WrapUp:
                Change(seat with { SignedOut = true, Next = NextOffline, NextReason = null }, Because(WhyCode.NotedForLater, ("agent", seat.Agent), ("next", NextOffline)));
                break;
            case AgentMode.Offered:
                TakeBack(seat, why, asked: false);
                LeaveRinging(seat, why);
                break;
            default:
                Free(seat with { SignedOut = true }, why);
                break;
        }
    }

    /// <summary>Out of the offer; out of what an alarm lay on only when that is done.</summary>
    private void LeaveRinging(AgentSeat seat, Why why)
    {
        if (seat.Covered is { Mode: AgentMode.Talking or AgentMode.WrapUp }) GoOn(seat with { SignedOut = true, Next = NextOffline, NextReason = null }, why);
        else Free(seat with { SignedOut = true }, why);
    }

    private void Ready(AgentReady command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        var why = Because(WhyCode.ReadyRequested, ("agent", seat.Agent));
        switch (seat.Mode)
        {
            case AgentMode.Offline or AgentMode.Break:
                Change(seat with { Mode = AgentMode.Ready, Reason = null, Misses = 0 }, why);
                break;
            case AgentMode.Offered when seat.Covered is { Mode: AgentMode.Break }:
                Change(seat with { Covered = null, Next = null, NextReason = null, IdleSince = now }, Because(WhyCode.NotedForLater, ("agent", seat.Agent), ("next", "ready")));
                break;
            case AgentMode.Lost when seat.Back != AgentMode.Ready || seat.Next is not null:
                Change(seat with { Back = AgentMode.Ready, BackReason = null, Next = null, NextReason = null, IdleSince = now },
                    Because(WhyCode.NotedForLater, ("agent", seat.Agent), ("next", "ready")));
                break;
            // Ready with something noted: kept for a returned call while the Server looks at the channels.
            case AgentMode.Ready or AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp when seat is { Next: not null, SignedOut: false }:
                Change(seat with { Next = null, NextReason = null }, Because(WhyCode.NotedForLater, ("agent", seat.Agent), ("next", "ready")));
                break;
            default:
                Refuse(seat.Agent, WhyCode.AlreadySo);
                break;
        }
    }

    private void Break(AgentBreak command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        var why = Because(WhyCode.BreakRequested, ("agent", seat.Agent), ("reason", command.Reason));
        if (seat.Mode == AgentMode.Offered)
        {
            // Asking for a break while it rings is a way of declining.
            TakeBack(seat, why, asked: true);
            GoOn(seat with { Next = NextBreak, NextReason = command.Reason }, why);
            return;
        }

        Request(seat, AgentMode.Break, NextBreak, command.Reason, why);
    }

    private void Offline(AgentOffline command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        Request(seat, AgentMode.Offline, NextOffline, null, Because(WhyCode.OfflineRequested, ("agent", seat.Agent)));
    }

    private void Request(AgentSeat seat, AgentMode mode, string next, string? reason, Why why)
    {
        var later = Because(WhyCode.NotedForLater, ("agent", seat.Agent), ("next", next));
        if (IsBusy(seat))
        {
            if (seat.SignedOut || (seat.Next == next && seat.NextReason == reason)) Refuse(seat.Agent, WhyCode.AlreadySo);
            else Change(seat with { Next = next, NextReason = reason }, later);
        }
        else if (seat.Mode == AgentMode.Lost)
        {
            if (seat.Back == mode && seat.BackReason == reason) Refuse(seat.Agent, WhyCode.AlreadySo);
            else Change(seat with { Back = mode, BackReason = reason, Next = null, NextReason = null }, later);
        }
        else if (seat.Mode == mode && seat.Reason == reason)
        {
            Refuse(seat.Agent, WhyCode.AlreadySo);
        }
        else
        {
            Change(seat with { Mode = mode, Reason = reason, Next = null, NextReason = null }, why);
        }
    }

    private void Lost(PresenceLost command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        if (seat.PresenceLost)
        {
            Refuse(seat.Agent, WhyCode.AlreadySo);
            return;
        }

        var why = Because(WhyCode.PresenceLost, ("agent", seat.Agent), ("reason", command.Reason));
        var lost = seat with { PresenceLost = true };
        switch (seat.Mode)
        {
            case AgentMode.Offered:
                TakeBack(seat, why, asked: false);
                GoOn(lost with { Reason = command.Reason }, why);
                break;
            case AgentMode.Talking or AgentMode.WrapUp:
                Change(lost with { Reason = command.Reason }, why);
                break;
            default:
                Change(lost with { Mode = AgentMode.Lost, Reason = command.Reason, Back = seat.Mode, BackReason = seat.Reason }, why);
                break;
        }
    }

    private void Found(PresenceFound command)
    {
        if (Seat(command.Agent) is not { } seat) return;
        if (!seat.PresenceLost)
        {
            Refuse(seat.Agent, WhyCode.AlreadySo);
            return;
        }

        var why = Because(WhyCode.PresenceFound, ("agent", seat.Agent));
        var found = seat with { PresenceLost = false, Reason = null };
        if (seat.Mode != AgentMode.Lost)
        {
            Change(found, why);
            return;
        }

        Change(found with { Mode = seat.Back, Reason = seat.BackReason, Back = AgentMode.Offline, BackReason = null }, why);
        if (found.Next is not null) _reserved.Add(seat.Agent);
    }

    private static bool IsBusy(AgentSeat seat) => seat.Mode is AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp;
}
