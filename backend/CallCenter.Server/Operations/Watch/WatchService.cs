using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Messages;

namespace CallCenter.Server.Operations.Watch;

/// <summary>Looks at every matter again and again, raises and clears, and has somebody on duty told.</summary>
internal sealed class WatchService(IEnumerable<IProbe> probes, WatchBook book, DutyCaller duty, IAudit audit, TimeProvider time, ILogger<WatchService> logger) : BackgroundService
{
    public const string System = "system";
    private const int QuickRounds = 6;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2.5), Longest = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        // On the wall clock's jumps this goes on; at the very start nothing has come up yet.
        using var timer = new PeriodicTimer(Every);
        for (var round = 1; await timer.WaitForNextTickAsync(stop); round++)
        {
            if (round >= QuickRounds) await RoundAsync(stop, quick: round % QuickRounds != 0);
        }
    }

    /// <summary>One look at everything, or at what is to be told sooner.</summary>
    public async Task RoundAsync(CancellationToken ct, bool quick = false)
    {
        foreach (var probe in probes.Where(probe => !quick || probe.Quick))
        {
            var now = time.GetUtcNow();
            Follow(await ReadAsync(probe, book.Of(probe.Matter, now).Level, ct), probe, now);
        }
        await duty.TellAsync(ct);
    }

    private void Follow(Reading reading, IProbe probe, DateTimeOffset now)
    {
        var matter = probe.Matter;
        var before = book.Of(matter, now);
        var after = before.After(reading, now, probe.Quick);
        var changed = after.Level != before.Level;
        var happened = new WatchEvent(now, matter, after.Level > before.Level ? "raised" : "cleared", after.Level, null, null);
        if (after != before || !book.Picture.Conditions.ContainsKey(matter)) book.Change(picture => changed ? picture.With(after).With(happened) : picture.With(after));
        WatchMetrics.Level.WithLabels(matter).Set((int)after.Level);
        if (!changed) return;
        WatchLog.Changed(logger, matter, before.Level, after.Level, reading.Code);
        _ = audit.Record(System, after.Level > before.Level ? AuditAction.AlertRaised : AuditAction.AlertCleared, $"{matter}:{after.Level}:{reading.Code}");
    }

    private async Task<Reading> ReadAsync(IProbe probe, WatchLevel level, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            return await probe.ReadAsync(level, limit.Token).AsTask().WaitAsync(Longest, ct);
        }
        catch (Exception fault) when (fault is TimeoutException or IOException or UnauthorizedAccessException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // What cannot be looked at is not well.
            WatchLog.NotRead(logger, fault, probe.Matter);
            return new Reading(WatchLevel.Warning, "unreadable");
        }
    }
}

internal static partial class WatchLog
{
    [LoggerMessage(1, LogLevel.Warning, "Watch: {Matter} was {Before} and is {After} ({Code})")]
    public static partial void Changed(ILogger logger, string matter, WatchLevel before, WatchLevel after, string code);

    [LoggerMessage(2, LogLevel.Warning, "Watch: {Matter} could not be looked at")]
    public static partial void NotRead(ILogger logger, Exception fault, string matter);

    [LoggerMessage(3, LogLevel.Warning, "Watch: watch.json cannot be used")]
    public static partial void NotKept(ILogger logger, Exception fault);

    [LoggerMessage(4, LogLevel.Information, "Watch: {Matter} told by {Way}: {Outcome}")]
    public static partial void Told(ILogger logger, string matter, string way, string outcome);

    [LoggerMessage(5, LogLevel.Information, "Drill {Call}: {Outcome}, arrived after {Arrived} ms, offered after {Offered} ms, rang after {Rang} ms")]
    public static partial void Drilled(ILogger logger, string call, string outcome, int? arrived, int? offered, int? rang);
}
