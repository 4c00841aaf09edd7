using System.Diagnostics;
using CallCenter.Server.Operations;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Projection;

/// <summary>Follows the journal into the database, whatever the database does meanwhile.</summary>
internal sealed class ProjectionService(Journal journal, Projector projector, Database database, TimeProvider time, ILogger<ProjectionService> logger) : BackgroundService
{
    private const int Most = 500, TriesBeforeBlame = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What comes after a quiet time is stored at once. When much comes, it is gathered: a transaction for every flush of the journal loads and stores the same call again
    /// and again, and took half of the processor time of a busy Server.
    /// </summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(250);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Projector>();
        services.AddHostedService<ProjectionService>();
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await database.ReadyAsync(stop);
        var position = await UntilAsync(() => projector.PositionAsync(journal.Site, stop), stop);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var entries = journal.FollowAsync(position + 1, following.Token).GetAsyncEnumerator(stop);
        var batch = new List<JournalEntry>(Most);
        var next = entries.MoveNextAsync().AsTask();
        var began = 0L;
        try
        {
            while (true)
            {
                // Whatever is there already goes into one transaction.
                if (batch.Count == Most || (batch.Count > 0 && !next.IsCompleted && !await MoreCameAsync(next, began, stop)))
                {
                    began = Stopwatch.GetTimestamp();
                    await ApplyAsync(batch, stop);
                    batch.Clear();
                }
                if (!await next) return;
                batch.Add(entries.Current);
                next = entries.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // It is asked for one entry ahead, and cannot be left while it looks.
            await following.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Soon after a transaction the next one waits for its time, or for more to take along. The machine's own clock: it is about its load.</summary>
    private static async Task<bool> MoreCameAsync(Task<bool> next, long began, CancellationToken stop)
    {
        var left = Apart - Stopwatch.GetElapsedTime(began);
        if (began == 0 || left <= TimeSpan.Zero) return false;
        await ((Task)next).WaitAsync(left, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        return next.IsCompleted;
    }

    private async Task ApplyAsync(List<JournalEntry> batch, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await projector.ApplyAsync(batch, stop);
                OperationsMetrics.ProjectedSeq.Set(batch[^1].Seq);
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                ProjectionLog.NotApplied(logger, fault, batch.Count);
                await Task.Delay(Pause, time, stop);
            }
            // The database takes writes but not these: some entry is at fault, and only it is left out.
            if (attempt >= TriesBeforeBlame && await database.ProbeAsync(stop))
            {
                await OneByOneAsync(batch, stop);
                return;
            }
        }
    }

    private async Task OneByOneAsync(List<JournalEntry> batch, CancellationToken stop)
    {
        foreach (var entry in batch)
        {
            try
            {
                await UntilAsync(async () => { await projector.ApplyAsync([entry], stop); return true; }, stop);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                ProjectionLog.Skipped(logger, fault, entry.Seq, entry.Input.GetType().Name);
                OperationsMetrics.EntriesSkipped.Inc();
                await UntilAsync(async () => { await projector.SkipAsync(entry, stop); return true; }, stop);
            }
            OperationsMetrics.ProjectedSeq.Set(entry.Seq);
        }
    }

    /// <summary>While the database is away or busy; what it refuses for good, and a fault of ours, is the caller's.</summary>
    private async Task<T> UntilAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await work();
            }
            catch (Exception fault) when (!DatabaseFault.RefusesIt(fault))
            {
                ProjectionLog.NotApplied(logger, fault, 0);
                await Task.Delay(Pause, time, stop);
            }
        }
    }
}

internal static partial class ProjectionLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Count} journal entries wait for the database")]
    public static partial void NotApplied(ILogger logger, Exception fault, int count);

    [LoggerMessage(2, LogLevel.Critical, "Journal entry {Seq} ({Kind}) is left out of the database: it cannot be stored")]
    public static partial void Skipped(ILogger logger, Exception fault, long seq, string kind);
}
