using System.Collections.Immutable;

namespace CallCenter.Routing;

/// <summary>Sort orders kept beside the state so that a decision does not scan every call and agent. Every order ends with the id.</summary>
internal sealed record Indexes(
    ImmutableSortedSet<WaitKey> Waiting, ImmutableDictionary<string, ImmutableSortedSet<IdleKey>> Idle, int IdleCount, ImmutableSortedSet<DueKey> Due,
    ImmutableDictionary<string, string> AgentOfOffer)
{
    public static Indexes Of(RoutingState state)
    {
        var indexes = new Indexes([], ImmutableDictionary<string, ImmutableSortedSet<IdleKey>>.Empty, 0, [], ImmutableDictionary<string, string>.Empty);
        foreach (var call in state.Calls.Values)
        {
            indexes = indexes.Swap(null, call, state.Policy(call.Queue).Priority);
        }

        foreach (var seat in state.Agents.Values)
        {
            indexes = indexes.Swap(null, seat);
        }

        return indexes;
    }

    public Indexes Swap(RoutedCall? old, RoutedCall? now, int priority)
    {
        var waiting = Waiting;
        var due = Due;
        if (old is { Mode: CallMode.Waiting }) waiting = waiting.Remove(WaitKey.Of(old, priority));
        if (now is { Mode: CallMode.Waiting }) waiting = waiting.Add(WaitKey.Of(now, priority));
        if (old?.Due is { } before) due = due.Remove(new DueKey(before, true, old.Call));
        if (now?.Due is { } after) due = due.Add(new DueKey(after, true, now.Call));
        return this with { Waiting = waiting, Due = due };
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

    private static ImmutableSortedSet<IdleKey> IdleIn(ImmutableDictionary<string, ImmutableSortedSet<IdleKey>> idle, string queue) =>
        idle.TryGetValue(queue, out var set) ? set : [];
}

/// <summary>Order of the waiting calls. Queue and hold are carried along, not compared: most calls are passed over without a look at them.</summary>
internal readonly record struct WaitKey(int Priority, bool Fresh, DateTimeOffset ArrivedAt, string Call, string Queue, bool Held) : IComparable<WaitKey>
{
    public static WaitKey Of(RoutedCall call, int priority) => new(priority, !call.Returned, call.ArrivedAt, call.Call, call.Queue, call.Prefer is not null);

    public int CompareTo(WaitKey other)
    {
        var order = Priority.CompareTo(other.Priority);
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
