using System.Collections.Immutable;

namespace CallCenter.Routing;

internal sealed partial class Step
{
    /// <summary>Whether anybody at work who serves a queue has a skill at a level; asked for many calls, answered once in a step.</summary>
    private readonly Dictionary<(string Queue, string Skill, int Level), bool> _somebodyCan = [];

    /// <summary>Drills whose phone an alarm took in this step.</summary>
    private readonly List<string> _robbed = [];

    /// <summary>Offers what can be offered, most urgent call first.</summary>
    private void Dispatch()
    {
        if (_state.Adopting) return;
        _somebodyCan.Clear();
        foreach (var (_, call) in _state.Indexes.InOrder(line => line.Life)) OfferLife(_state.Calls[call]);
        // Drills that came before the alarm which has just taken their phone.
        foreach (var drill in _robbed) OfferLife(_state.Calls[drill]);
        _robbed.Clear();
        // From here on agents only become fewer: who is not able for one is not for the next that wants the same.
        var nobodyAble = new HashSet<(string Queue, string Want)>();
        // Looked up anew: an alarm may have taken somebody's only ring away.
        foreach (var (line, call) in _state.Indexes.InOrder(line => !line.Life && (line.Held || (!_state.Indexes.IdleIn(line.Queue).IsEmpty && !nobodyAble.Contains((line.Queue, line.Want))))))
        {
            if (_state.Indexes.IdleCount == 0 && _reserved.Count == 0) return;
            if (OfferOne(_state.Calls[call]) == WhyCode.NobodySkilled) nobodyAble.Add((line.Queue, line.Want));
        }
    }

    /// <returns>Why nobody (more) was offered the call; null: it has all it wants.</returns>
    private string? OfferOne(RoutedCall call)
    {
        while (call.Rings.Length < Indexes.Wanted(_state, call))
        {
            var (seat, code) = Choose(call);
            if (seat is null) return code;
            MakeOffer(call, seat, WhyOffered(call, seat, code), startOver: code == WhyCode.AskedAgain);
            call = _state.Calls[call.Call];
        }

        return null;
    }

    private (AgentSeat? Seat, string Code) Choose(RoutedCall call)
    {
        if (call.Hold is { } hold && hold.Until > now && _state.Agents.TryGetValue(hold.Agent, out var kept) && !call.IsRinging(kept.Agent))
        {
            if (kept.Mode == AgentMode.Ready && (kept.Next is null || hold.Bond != Bond.Sticky))
            {
                return (kept, hold.Bond switch { Bond.Sticky => WhyCode.SpokeLast, Bond.Interrupted => WhyCode.AfterAlarm, _ => WhyCode.SameAgent });
            }

            if (IsWorthWaiting(hold.Bond, kept)) return (null, WhyCode.KeptForAgent);
        }

        var idle = _state.Indexes.IdleIn(call.Queue);
        if (idle.IsEmpty) return (null, WhyCode.NobodyReady);
        var policy = _state.Policy(call.Queue);
        // Most calls: nobody declined, nothing special is needed.
        if (call.Declined.IsEmpty && call.Needs.IsEmpty && policy.Needs.IsEmpty && policy.Ring != RingStrategy.RoundRobin) return (_state.Agents[idle.Min.Agent], Code(policy));
        var able = idle.Select(key => _state.Agents[key.Agent]).Where(seat => Can(call, policy, seat));
        if (First(policy, able.Where(seat => !call.Declined.Contains(seat.Agent))) is { } fresh) return (fresh, Code(policy));
        if (First(policy, able) is not { } again) return (null, WhyCode.NobodySkilled);
        return call.PauseUntil > now || !call.Rings.IsEmpty ? (null, WhyCode.OnlyDeclined) : (again, WhyCode.AskedAgain);
    }

    /// <summary>Whether a busy or absent agent is waited for. One who is on a break or has left is not, except after an alarm.</summary>
    private static bool IsWorthWaiting(Bond bond, AgentSeat kept) => bond switch
    {
        Bond.Rejoin => kept.Mode == AgentMode.Lost,
        Bond.Sticky => kept.Mode is AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp && kept is { SignedOut: false, Next: null },
        _ => kept.Mode is AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp or AgentMode.Lost && !kept.SignedOut,
    };

    private static string Code(QueueSettings policy) => policy.Ring switch
    {
        RingStrategy.RoundRobin => WhyCode.RoundRobin,
        RingStrategy.Several => WhyCode.RingSeveral,
        _ => WhyCode.LongestIdle,
    };

    private static AgentSeat? First(QueueSettings policy, IEnumerable<AgentSeat> longestIdleFirst) =>
        policy.Ring == RingStrategy.RoundRobin ? longestIdleFirst.OrderBy(s => s.AskedAt).ThenBy(s => s.Agent, StringComparer.Ordinal).FirstOrDefault() : longestIdleFirst.FirstOrDefault();

    /// <summary>A skill that nobody at work has is not insisted on: the caller stays with somebody.</summary>
    private bool Can(RoutedCall call, QueueSettings policy, AgentSeat seat)
    {
        foreach (var need in policy.Needs) if (!Meets(call, need, seat)) return false;
        foreach (var need in call.Needs) if (!Meets(call, need, seat)) return false;
        return true;
    }

    private bool Meets(RoutedCall call, SkillNeed need, AgentSeat seat)
    {
        var level = need.Level - call.Relaxed;
        return level <= 0 || seat.Skills.GetValueOrDefault(need.Skill) >= level || !SomebodyCan(call.Queue, need.Skill, level);
    }

    private bool SomebodyCan(string queue, string skill, int level)
    {
        var key = (queue, skill, level);
        if (!_somebodyCan.TryGetValue(key, out var can))
        {
            _somebodyCan[key] = can = _state.Agents.Values.Any(a => a.AtWork && a.Queues.Contains(queue) && a.Skills.GetValueOrDefault(skill) >= level);
        }

        return can;
    }
}
