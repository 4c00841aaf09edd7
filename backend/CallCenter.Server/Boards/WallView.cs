using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Operations;
using CallCenter.Server.Routing;
using CallCenter.Server.Statistics;

namespace CallCenter.Server.Boards;

/// <summary>Draws the wallboard from routing's newest state and the figures of the day.</summary>
internal sealed class WallView(RoutingLoop routing, Figures figures, ICenterHealth health, TimeProvider time)
{
    private const int HalfHours = 48;
    private long _version;

    public Wallboard Now()
    {
        var state = routing.State;
        var today = figures.Today;
        var calls = BoardView.Sights(state).ToList();
        var waiting = calls.Where(c => BoardView.IsWaiting(c.Stage)).ToList();
        var local = time.GetLocalNow();
        return new Wallboard(
            Interlocked.Increment(ref _version), time.GetUtcNow(), waiting.Count, Oldest(waiting), BoardView.Count(state.Agents.Values), calls.Count(c => c.Life), Oldest(waiting.Where(c => c.Life)),
            today.Queues.Where(q => state.Queues.GetValueOrDefault(q.Key)?.Priority == QueueSettings.Life).Sum(q => q.Value.Offered), Count(today.Total), figures.CaughtUp.IsCompletedSuccessfully,
            (local.Hour * 2) + (local.Minute / 30), [.. Enumerable.Range(0, HalfHours).Select(half => Half(today.HalfHours.GetValueOrDefault(half, FigureRow.Zero)))], health.LinkUp, Build.Id) { Callbacks = state.Calls.Values.Count(c => c.IsTask) };
    }

    private static DayCount Count(FigureRow row)
    {
        // As the page of figures has them.
        var line = row.Line("");
        return new DayCount(row.Offered, row.Answered, row.AnsweredInTime, row.Abandoned, line.ServiceLevel, line.ConnectRate, line.AbandonRateWithoutShort);
    }

    private static HalfHourCount Half(FigureRow row) => new(row.Offered, row.Answered, row.Abandoned);

    private static DateTimeOffset? Oldest(IEnumerable<CallSight> calls) => calls.Select(c => (DateTimeOffset?)c.Since).Min();
}
