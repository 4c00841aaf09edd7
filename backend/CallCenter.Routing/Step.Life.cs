using System.Collections.Immutable;

namespace CallCenter.Routing;

/// <summary>Alarms: somebody is offered the call at once, whatever the agents do. Ready; wrap-up; a phone that rings for something else; break; then the talk that is harmed least.</summary>
internal sealed partial class Step
{
    /// <summary>What may still count once the policy is changed.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    private void OfferLife(RoutedCall call)
    {
        // One agent at a time, one more with each step of the escalation; from the first step on every ready phone besides.
        while (call.Rings.Length <= call.Escalation && Rescuer(call) is ({ } seat, { } code))
        {
            if (seat is { Mode: AgentMode.Offered }) FreeForLife(seat, call);
            MakeOffer(call, _state.Agents[seat.Agent], WhyLife(call, seat, code), startOver: code == WhyCode.AskedAgain);
            call = _state.Calls[call.Call];
        }

        if (call.Escalation == 0) return;
        foreach (var seat in _state.Agents.Values.Where(a => a.Idle && !call.Declined.Contains(a.Agent)).OrderBy(IdleKey.Of))
        {
            MakeOffer(_state.Calls[call.Call], seat, WhyLife(call, seat, WhyCode.LifeEverybody), startOver: false);
        }
    }

    /// <summary>Who is asked next for an alarm; agents of its queue before all others, those who let it go last.</summary>
    private (AgentSeat? Seat, string Code) Rescuer(RoutedCall call)
    {
        if (call.Hold is { } hold && hold.Until > now && _state.Agents.GetValueOrDefault(hold.Agent) is { Mode: AgentMode.Ready } same && !call.IsRinging(same.Agent)) return (same, WhyCode.SameAgent);
        if (Best(call, passed: false) is { } best) return (best.Seat, best.Code);
        if (call.PauseUntil > now || call.Declined.IsEmpty || !call.Rings.IsEmpty) return (null, WhyCode.NobodyToInterrupt);
        return Best(call, passed: true) is { } again ? (again.Seat, WhyCode.AskedAgain) : (null, WhyCode.NobodyToInterrupt);
    }

    private (AgentSeat Seat, string Code)? Best(RoutedCall call, bool passed)
    {
        (AgentSeat Seat, string Code, (bool, int, int, long, string) Order)? best = null;
        foreach (var seat in _state.Agents.Values)
        {
            if (call.Declined.Contains(seat.Agent) != passed || Harm(call, seat) is not { } harm) continue;
            var order = (!seat.Queues.Contains(call.Queue), harm.Class, harm.Within, harm.Tie, seat.Agent);
            if (best is null || Compare(order, best.Value.Order) < 0) best = (seat, harm.Code, order);
        }

        return best is { } found ? (found.Seat, found.Code) : null;
    }

    private static int Compare((bool, int, int, long, string) a, (bool, int, int, long, string) b)
    {
        var order = (a.Item1, a.Item2, a.Item3, a.Item4).CompareTo((b.Item1, b.Item2, b.Item3, b.Item4));
        return order != 0 ? order : string.CompareOrdinal(a.Item5, b.Item5);
    }

    /// <summary>What taking this agent costs, less first; null: may not be taken.</summary>
    private (int Class, int Within, long Tie, string Code)? Harm(RoutedCall alarm, AgentSeat seat) => seat switch
    {
        { PresenceLost: true } => null,
        { Mode: AgentMode.Ready } => (0, 0, seat.IdleSince.UtcTicks, WhyCode.LongestIdle),
        _ when alarm.Drill || alarm.IsTask => null,
        // Nobody waits behind a drill.
        { Mode: AgentMode.Offered, Covered: null, Next: null } when _state.Calls[seat.Call!].Drill => (0, 1, 0, WhyCode.LifeOverRinging),
        { Mode: AgentMode.WrapUp } => (1, 0, seat.Since.UtcTicks, WhyCode.LifeOverWrapUp),
        { Mode: AgentMode.Offered, Covered: null, Next: null } when !_state.IsLife(_state.Calls[seat.Call!]) => (2, -_state.Rank(_state.Calls[seat.Call!]), -seat.Since.UtcTicks, WhyCode.LifeOverRinging),
        { Mode: AgentMode.Break } => (3, 0, seat.Since.UtcTicks, WhyCode.LifeOverBreak),
        // The enquiry before the service; of two such talks the one in which least has been said.
        { Mode: AgentMode.Talking } when MayInterrupt(alarm, _state.Calls[seat.Call!]) => (4, -_state.Policy(_state.Calls[seat.Call!].Queue).Priority, -seat.Since.UtcTicks, WhyCode.LifeOverTalk),
        _ => null,
    };

    private bool MayInterrupt(RoutedCall alarm, RoutedCall talk) =>
        !talk.InDialplan && talk.Spared is null && _state.Policy(talk.Queue).Priority >= 3 && !IsResting(talk) && (!alarm.ByNumber || ByNumberSoFar(alarm) < _state.Life.ByNumberAtMost);

    /// <summary>Was interrupted a short while ago, in this call or another.</summary>
    private bool IsResting(RoutedCall talk) => _state.Interruptions.Any(i => i.Caller == Person(talk) && i.At > now - _state.Life.Rest);

    /// <summary>Talks interrupted, or about to be, for alarms that only a number speaks for.</summary>
    private int ByNumberSoFar(RoutedCall alarm) => _state.Interruptions.Count(i => i.ByNumber && i.At > now - _state.Life.Rest)
        + _state.Calls.Values.Where(c => c.ByNumber || c.Call == alarm.Call).Sum(c => c.Rings.Count(r => _state.Agents[r.Agent].Covered is { Mode: AgentMode.Talking }));

    private static string Person(RoutedCall call) => call.Caller.Length > 0 ? call.Caller : call.Call;

    private void FreeForLife(AgentSeat seat, RoutedCall alarm)
    {
        var why = OfferWhy(WhyCode.LifeFirst, seat, ("alarm", alarm.Call));
        if (_state.Calls[seat.Call!] is { Drill: true } drill && _state.IsLife(drill)) _robbed.Add(drill.Call);
        TakeBack(seat, why, asked: false);
        Free(seat, why, offerRestored: true);
    }

    /// <summary>The alarm is answered: its agent leaves the other talk, whose resident waits for the same agent.</summary>
    private void InterruptTalk(RoutedCall talk, string agent, RoutedCall alarm)
    {
        var until = now.AddSeconds(_state.Life.HoldSeconds);
        _decisions.Add(new Interrupt(talk.Call, agent, alarm.Call, until, Because(WhyCode.InterruptedForLife, ("call", talk.Call), ("agent", agent), ("by", alarm.Call), ("hold", Text(_state.Life.HoldSeconds)))));
        Touch(BackInQueue(talk) with { Hold = new Hold(agent, until, Bond.Interrupted) });
        _state = _state with { Interruptions = [.. _state.Interruptions.Where(i => i.At > now - LongestRest), new Interruption(now, Person(talk), alarm.Call, alarm.ByNumber)] };
    }

    /// <summary>The talk an alarm lies on is over or may no longer be interrupted: the alarm is offered anew, to whoever is best now.</summary>
    private void TakeBackWhatLiesOver(RoutedCall talk)
    {
        if (talk.Agent is not { } agent || _state.Agents[agent] is not { Mode: AgentMode.Offered, Covered: { Mode: AgentMode.Talking } } seat) return;
        var why = OfferWhy(WhyCode.TalkOverFirst, seat, ("over", talk.Call));
        TakeBack(seat, why, asked: false);
        GoOn(seat, why);
    }

    private void EscalateLife(RoutedCall call)
    {
        var step = call.Escalation + 1;
        _decisions.Add(new Escalate(call.Call, step, Because(step == 1 ? WhyCode.EscalatedToEverybody : WhyCode.EscalatedToDuty,
            ("call", call.Call), ("waiting", Seconds(call.ArrivedAt)), ("asked", Text(call.Rings.Length + call.Declined.Length)))));
    }
}
