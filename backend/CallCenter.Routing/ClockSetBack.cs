namespace CallCenter.Routing;

/// <summary>
/// The clock was ahead and has been set right. What began under the wrong time began in the future now: a wrap-up would last as much longer, and an alarm that waits would not escalate. It is moved
/// back by as much; what began before stands as it is. A clock that goes ahead only makes deadlines come early.
/// </summary>
internal static class ClockSetBack
{
    /// <summary>Less is a clock that is being adjusted.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    public static RoutingState Heed(RoutingState state, DateTimeOffset now)
    {
        if (state.Latest is not { } latest || latest - now <= Tolerance) return state;
        var by = latest - now;
        return state with
        {
            Latest = now,
            Interruptions = [.. state.Interruptions.Select(i => i with { At = Began(i.At) })],
            Calls = state.Calls.SetItems(state.Calls.Values.Select(c => KeyValuePair.Create(c.Call, c with
            {
                ArrivedAt = Began(c.ArrivedAt), QueuedAt = BeganOrNot(c.QueuedAt), Reviewed = BeganOrNot(c.Reviewed), PauseUntil = Ends(c.PauseUntil), Hold = c.Hold is { } hold ? hold with { Until = Ends(hold.Until)!.Value } : null,
                Callback = c.Callback is { } task ? task with { NotBefore = Ends(task.NotBefore) } : null,
            }))),
            Agents = state.Agents.SetItems(state.Agents.Values.Select(a => KeyValuePair.Create(a.Agent, a with
            {
                Since = Began(a.Since), Until = Ends(a.Until), IdleSince = Began(a.IdleSince), AskedAt = Began(a.AskedAt), TalkSince = Began(a.TalkSince),
                Covered = a.Covered is { } covered ? covered with { Since = Began(covered.Since) } : null,
            }))),
        };

        DateTimeOffset Began(DateTimeOffset at) => at > now ? at - by : at;
        DateTimeOffset? BeganOrNot(DateTimeOffset? at) => at is { } known ? Began(known) : null;
        // An end that was set before the clock went wrong is not as far ahead as the clock was.
        DateTimeOffset? Ends(DateTimeOffset? at) => at > latest ? at - by : at;
    }
}
