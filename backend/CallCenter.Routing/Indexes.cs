using System.Collections.Immutable;

namespace CallCenter.Routing;

/// <summary>Sort orders kept beside the state so that a decision does not scan every call and agent. Every order ends with the id.</summary>
/// <param name="Lines">Calls that want (more) agents. No line is empty.</param>
internal sealed record Indexes(
    ImmutableDictionary<Line, ImmutableSortedSet<WaitKey>> Lines, int WaitingCount, ImmutableDictionary<string, ImmutableSortedSet<IdleKey>> Idle, int IdleCount, ImmutableSortedSet<DueKey> Due,
    ImmutableDictionary<string, string> AgentOfOffer, ImmutableDictionary<string, string> CallbackOf)
{
    public static Indexes Of(RoutingState state)
    {
        var indexes = new Indexes(ImmutableDictionary<Line, ImmutableSortedSet<WaitKey>>.Empty, 0, ImmutableDictionary<string, ImmutableSortedSet<IdleKey>>.Empty, 0, [], ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty);
        foreach (var call in state.Calls.Values) indexes = indexes.Swap(state, null, call);
        foreach (var seat in state.Agents.Values) indexes = indexes.Swap(null, seat);
        return indexes;
    }

    public Indexes Swap(RoutingState state, RoutedCall? old, RoutedCall? now)
    {
        var (lines, waiting, due, callbacks) = (Lines, WaitingCount, Due, CallbackOf);
        if (old is { Callback: not null, Caller.Length: > 0 }) callbacks = callbacks.Remove(old.Caller);
        if (now is { Callback: not null, Caller.Length: > 0 }) callbacks = callbacks.SetItem(now.Caller, now.Call);
        if (old is not null && WantsMore(state, old)) lines = Without(lines, Line.Of(state, old), WaitKey.Of(state, old));
        if (now is not null && WantsMore(state, now) && Line.Of(state, now) is var line) lines = lines.SetItem(line, lines.GetValueOrDefault(line, []).Add(WaitKey.Of(state, now)));
        if (old is { Mode: CallMode.Waiting, IsTask: false }) waiting--;
        if (now is { Mode: CallMode.Waiting, IsTask: false }) waiting++;
        if (old is not null && Timetable.NextOf(state, old) is { } before) due = due.Remove(new DueKey(before, true, old.Call));
        if (now is not null && Timetable.NextOf(state, now) is { } after) due = due.Add(new DueKey(after, true, now.Call));
        return this with { Lines = lines, WaitingCount = waiting, Due = due, CallbackOf = callbacks };
    }

    public Indexes Swap(AgentSeat? old, AgentSeat? now)
    {
        var (idle, count, due, offers) = (Idle, IdleCount, Due, AgentOfOffer);
        if (old is { Idle: true })
        {
            count--;
            foreach (var queue in old.Queues) idle = idle.SetItem(queue, idle[queue].Remove(IdleKey.Of(old)));
        }

        if (now is { Idle: true })
        {
            count++;
            foreach (var queue in now.Queues) idle = idle.SetItem(queue, IdleIn(idle, queue).Add(IdleKey.Of(now)));
        }

        if (old?.Due is { } before) due = due.Remove(new DueKey(before, false, old.Agent));
        if (now?.Due is { } after) due = due.Add(new DueKey(after, false, now.Agent));
        if (old is { Mode: AgentMode.Offered, OfferId: { } gone }) offers = offers.Remove(gone);
        if (now is { Mode: AgentMode.Offered, OfferId: { } made }) offers = offers.SetItem(made, now.Agent);
        return this with { Idle = idle, IdleCount = count, Due = due, AgentOfOffer = offers };
    }

    public ImmutableSortedSet<IdleKey> IdleIn(string queue) => IdleIn(Idle, queue);

    /// <summary>The calls of some lines in the order of all. A line that is none of them any more when its turn comes is left there, so that nobody looks at the others in it; it is not taken up again.</summary>
    public IEnumerable<(Line Line, string Call)> InOrder(Func<Line, bool> isOne)
    {
        var heads = new List<(Line Line, IEnumerator<WaitKey> Calls)>();
        foreach (var (line, calls) in Lines)
        {
            if (!isOne(line)) continue;
            IEnumerator<WaitKey> first = calls.GetEnumerator();
            first.MoveNext();
            heads.Add((line, first));
        }

        while (heads.Count > 0)
        {
            var next = 0;
            for (var i = 1; i < heads.Count; i++) if (heads[i].Calls.Current.CompareTo(heads[next].Calls.Current) < 0) next = i;
            var (line, calls) = heads[next];
            var goesOn = isOne(line);
            if (goesOn)
            {
                yield return (line, calls.Current.Call);
                goesOn = calls.MoveNext();
            }

            if (!goesOn) heads.RemoveAt(next);
        }
    }

    /// <summary>How many calls of a queue, for which no phone rings, come before this one.</summary>
    public int Before(string queue, WaitKey key)
    {
        var before = 0;
        foreach (var (line, calls) in Lines)
        {
            if (line.Rings || line.Queue != queue) continue;
            var at = calls.IndexOf(key);
            before += at >= 0 ? at : ~at;
        }

        return before;
    }

    /// <summary>How many phones should ring for it: those at work on an alarm grow with its escalation.</summary>
    public static int Wanted(RoutingState state, RoutedCall call) => state.Policy(call.Queue) switch
    {
        { IsLife: true } => call.Escalation == 0 ? 1 : int.MaxValue,
        { Ring: RingStrategy.Several, RingAtOnce: var several } when call.Hold is null => several,
        _ => 1,
    };

    private static bool WantsMore(RoutingState state, RoutedCall call) => call.Mode is CallMode.Waiting or CallMode.Offered && call.Rings.Length < Wanted(state, call);

    private static ImmutableDictionary<Line, ImmutableSortedSet<WaitKey>> Without(ImmutableDictionary<Line, ImmutableSortedSet<WaitKey>> lines, Line line, WaitKey key) =>
        lines[line].Remove(key) is { IsEmpty: false } left ? lines.SetItem(line, left) : lines.Remove(line);

    private static ImmutableSortedSet<IdleKey> IdleIn(ImmutableDictionary<string, ImmutableSortedSet<IdleKey>> idle, string queue) =>
        idle.TryGetValue(queue, out var set) ? set : [];
}

/// <summary>Calls that are alike to the agents of their queue: a skill that nobody has for the first of them, nobody has for the others. What else keeps a call (whom it is held for, who declined it) is its own.</summary>
/// <param name="Want">The skills asked for.</param>
/// <param name="Held">Kept for somebody, who may be ready when nobody of the queue is.</param>
/// <param name="Rings">Phones ring for them already, only not as many as they want.</param>
internal readonly record struct Line(string Queue, string Want, bool Held, bool Rings, bool Life)
{
    public static Line Of(RoutingState state, RoutedCall call) => new(call.Queue, Wants(call), call.Hold is not null, call.Mode == CallMode.Offered, state.IsLife(call));

    private static string Wants(RoutedCall call) => call.Needs.IsEmpty && call.Relaxed == 0 ? "" : $"{call.Relaxed}:{string.Join(',', call.Needs.Select(n => $"{n.Skill} {n.Level}"))}";
}

/// <summary>Order of the calls that want agents.</summary>
internal readonly record struct WaitKey(int Rank, bool Last, bool Task, bool Fresh, DateTimeOffset ArrivedAt, string Call) : IComparable<WaitKey>
{
    public static WaitKey Of(RoutingState state, RoutedCall call) =>
        new(state.Rank(call), call.Restricted && !state.IsLife(call), call.IsTask, !call.Returned, call.ArrivedAt, call.Call);

    public int CompareTo(WaitKey other)
    {
        var order = Rank.CompareTo(other.Rank);
        if (order == 0) order = Last.CompareTo(other.Last);
        // Who is on the line comes before who is to be called.
        if (order == 0) order = Task.CompareTo(other.Task);
        if (order == 0) order = Fresh.CompareTo(other.Fresh);
        if (order == 0) order = ArrivedAt.CompareTo(other.ArrivedAt);
        return order != 0 ? order : string.CompareOrdinal(Call, other.Call);
    }
}

internal readonly record struct IdleKey(DateTimeOffset IdleSince, string Agent) : IComparable<IdleKey>
{
    public static IdleKey Of(AgentSeat seat) => new(seat.IdleSince, seat.Agent);

    public int CompareTo(IdleKey other)
    {
        var order = IdleSince.CompareTo(other.IdleSince);
        return order != 0 ? order : string.CompareOrdinal(Agent, other.Agent);
    }
}

internal readonly record struct DueKey(DateTimeOffset At, bool OfCall, string Id) : IComparable<DueKey>
{
    public int CompareTo(DueKey other)
    {
        var order = At.CompareTo(other.At);
        if (order == 0) order = OfCall.CompareTo(other.OfCall);
        return order != 0 ? order : string.CompareOrdinal(Id, other.Id);
    }
}
