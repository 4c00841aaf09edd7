using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.History;

/// <summary>Deletes recordings whose time is over, once an hour, unless a legal hold keeps them. Each deletion is in the audit log before the file goes.</summary>
internal sealed class Retention(
    CenterOptions options, IDbContextFactory<CenterDb> databases, Database database, RecordingStore store, IAudit audit, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    /// <summary>Who the audit log says did it.</summary>
    public const string User = "retention";
    private const int Batch = 100;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1), AuditPatience = TimeSpan.FromSeconds(10);

    /// <summary>Null: recordings are kept for ever.</summary>
    public DateTimeOffset? Before => options.RecordingDays == 0 ? null : time.GetUtcNow().AddDays(-options.RecordingDays);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await database.ReadyAsync(stop);
        while (true)
        {
            try
            {
                while (await DeleteDueAsync(stop) == Batch)
                {
                    // As long as there are more.
                }
            }
            catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException or UnauthorizedAccessException or TimeoutException)
            {
                RetentionLog.NotDeleted(logger, fault);
            }
            await Task.Delay(Every, time, stop);
        }
    }

    /// <summary>What a run now would delete, oldest first; those under a hold are not among them.</summary>
    public IQueryable<Recording> Due(CenterDb db)
    {
        var before = Before ?? DateTimeOffset.MinValue;
        return db.Recordings.Where(r => r.DeletedAt == null && r.StoredAt < before && !db.LegalHolds.Any(hold => hold.CallId == r.CallId)).OrderBy(r => r.StoredAt);
    }

    internal async Task<int> DeleteDueAsync(CancellationToken ct)
    {
        if (Before is null) return 0;
        await using var db = await databases.CreateDbContextAsync(ct);
        var due = await Due(db).Take(Batch).ToListAsync(ct);
        foreach (var recording in due)
        {
            await audit.Record(User, AuditAction.RecordingDeleted, $"call:{recording.CallId}", recording.CallId).WaitAsync(AuditPatience, time, ct);
            store.Delete(recording.File);
            recording.DeletedAt = time.GetUtcNow();
            await db.SaveChangesAsync(ct);
        }
        if (due.Count > 0) RetentionLog.Deleted(logger, due.Count, options.RecordingDays);
        return due.Count;
    }
}

internal static partial class RetentionLog
{
    [LoggerMessage(1, LogLevel.Information, "{Count} recordings older than {Days} days were deleted")]
    public static partial void Deleted(ILogger logger, int count, int days);

    [LoggerMessage(2, LogLevel.Error, "Recordings whose time is over could not be deleted; trying again in an hour")]
    public static partial void NotDeleted(ILogger logger, Exception fault);
}
