namespace CallCenter.Routing;

/// <summary>How a caller who waits stands, as far as it can be told.</summary>
/// <param name="Position">In the queue, from 1.</param>
/// <param name="Expected">How long it will be; null: nobody is at work there, or nothing has been learnt yet.</param>
public sealed record Outlook(int Position, TimeSpan? Expected)
{
    internal static Outlook Of(RoutingState state, RoutedCall call)
    {
        var position = PositionOf(state, call);
        return new(position, ExpectedAt(state, call.Queue, position, state.Agents.Values.Count(a => a.AtWork && a.Queues.Contains(call.Queue))));
    }

    internal static int PositionOf(RoutingState state, RoutedCall call) => state.Indexes.Before(call.Queue, WaitKey.Of(state, call)) + 1;

    /// <summary>Everybody at work takes one after the other, each for as long as calls of this queue have taken.</summary>
    internal static TimeSpan? ExpectedAt(RoutingState state, string queue, int position, int atWork) =>
        atWork > 0 && state.HandleSeconds.TryGetValue(queue, out var handle) ? TimeSpan.FromSeconds(Math.Ceiling(position * handle / atWork)) : null;
}
