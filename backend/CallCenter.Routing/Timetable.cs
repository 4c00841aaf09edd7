namespace CallCenter.Routing;

/// <summary>What time alone does to a call. Every instant is counted from when the call came, so that a restart changes none of them.</summary>
internal static class Timetable
{
    /// <summary>The next instant at which this call has to be looked at; null: none.</summary>
    public static DateTimeOffset? NextOf(RoutingState state, RoutedCall call)
    {
        if (call.Mode is CallMode.Talking or CallMode.Away or CallMode.Dialling) return null;
        if (call.Mode == CallMode.Later) return call.Callback!.NotBefore;
        var policy = state.Policy(call.Queue);
        var next = Earlier(null, EscalatesAt(state.Life, policy, call));
        if (call.Mode != CallMode.Waiting) return next;
        next = Earlier(next, call.Hold?.Until);
        next = Earlier(next, call.PauseUntil);
        next = Earlier(next, AgesAt(policy, call));
        next = Earlier(next, RelaxesAt(policy, call));
        foreach (var rule in policy.Overflow)
        {
            if (rule.When != OverflowWhen.Length && IsOpen(rule, call) && ArmedAt(rule, call) is var at && !(at <= call.Reviewed)) next = Earlier(next, at);
        }

        return next;
    }

    public static DateTimeOffset? EscalatesAt(LifePolicy life, QueueSettings policy, RoutedCall call) => !policy.IsLife || call.IsTask ? null : call.Escalation switch
    {
        0 => call.InQueueSince.AddSeconds(life.EverybodyAfter),
        1 => call.InQueueSince.AddSeconds(life.DutyAfter),
        _ => null,
    };

    public static DateTimeOffset? AgesAt(QueueSettings policy, RoutedCall call) =>
        call.IsTask || call.Restricted || policy.AgeingSeconds == 0 || policy.Priority - call.Aged <= QueueSettings.Life + 1 ? null : call.ArrivedAt.AddSeconds(policy.AgeingSeconds * (call.Aged + 1.0));

    public static DateTimeOffset? RelaxesAt(QueueSettings policy, RoutedCall call) =>
        policy.IsLife || policy.RelaxSeconds == 0 || !policy.Needs.Concat(call.Needs).Any(n => n.Level > call.Relaxed) ? null : call.ArrivedAt.AddSeconds(policy.RelaxSeconds * (call.Relaxed + 1.0));

    /// <summary>From when a rule that goes by time applies.</summary>
    public static DateTimeOffset ArmedAt(OverflowRule rule, RoutedCall call) => call.InQueueSince.AddSeconds(rule.Threshold);

    /// <summary>Neither tried before nor a way back. Who is called back is on nobody's hands.</summary>
    public static bool IsOpen(OverflowRule rule, RoutedCall call) => call.Callback is null && !call.Spent.Contains(rule) && !(rule.To == OverflowTo.Queue && call.Left.Contains(rule.Target));

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
