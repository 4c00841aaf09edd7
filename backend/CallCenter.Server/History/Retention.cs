using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Data.Messages;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations;
using CallCenter.Server.Operations.Watch;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.History;

/// <summary>
/// Deletes recordings, messages and care notes whose time is over, once an hour, unless a legal hold keeps them. Each deletion is in the audit log before the file goes; the hold is looked at
/// once more in the transaction that deletes. With a clock that cannot be believed nothing is deleted: a day in the future would take everything.
/// </summary>
internal sealed class Retention(
    CenterOptions options, IDbContextFactory<CenterDb> databases, Database database, RecordingStore store, ClockProbe clock, IAudit audit, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    /// <summary>Who the audit log says did it.</summary>
    public const string User = "retention";
    private const int Batch = 100, MessageBatch = 500, MostStuck = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1), AuditPatience = TimeSpan.FromSeconds(10), FurthestAhead = TimeSpan.FromDays(1);

    /// <summary>Recordings whose files would not go; told of once.</summary>
    private readonly HashSet<string> _stuck = [];

    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Null: recordings are kept for ever.</summary>
    public DateTimeOffset? Before => options.RecordingDays == 0 ? null : time.GetUtcNow().AddDays(-options.RecordingDays);

    /// <summary>Done when the look at the start is over.</summary>
    internal Task FirstLook => _looked.Task;

    /// <summary>Whether somebody (NTP) keeps the clock.</summary>
    internal Func<bool> ClockIsKept { get; set; } = Kernel.IsSynchronised;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await database.ReadyAsync(stop);
        while (true)
        {
            try
            {
                await DeleteDueAsync(stop);
                await DeleteMessagesAsync(stop);
                await DeleteCareNotesAsync(stop);
            }
            catch (Exception fault) when (DatabaseFault.Is(fault) || fault is TimeoutException)
            {
                RetentionLog.NotDeleted(logger, fault);
            }
            _looked.TrySetResult();
            await Task.Delay(Every, time, stop);
        }
    }

    /// <summary>What a run now would delete, oldest first; those under a hold are not among them.</summary>
    public IQueryable<Recording> Due(CenterDb db)
    {
        var before = Before ?? DateTimeOffset.MinValue;
        return db.Recordings.Where(r => r.DeletedAt == null && r.StoredAt < before && !db.LegalHolds.Any(hold => hold.CallId == r.CallId)).OrderBy(r => r.StoredAt);
    }

    /// <returns>How many are gone.</returns>
    internal async Task<int> DeleteDueAsync(CancellationToken ct)
    {
        if (Before is null || !await ClockIsPlausibleAsync(ct)) return 0;
        var deleted = 0;
        var passed = new List<string>();
        while (passed.Count < MostStuck)
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var due = await Due(db).AsNoTracking().Where(r => !passed.Contains(r.CallId)).Take(Batch).ToListAsync(ct);
            foreach (var recording in due)
            {
                if (await DeletedAsync(recording, ct)) deleted++;
                else passed.Add(recording.CallId);
            }
            if (due.Count < Batch) break;
        }
        if (deleted > 0) RetentionLog.Deleted(logger, deleted, options.RecordingDays);
        return deleted;
    }

    /// <summary>How many messages, sent and received, a run now would delete.</summary>
    public async Task<int> MessagesDueAsync(CenterDb db, CancellationToken ct) =>
        options.MessageDays == 0 ? 0 : await DueMessages(db, MessagesBefore).CountAsync(ct) + await DueInbound(db, MessagesBefore).CountAsync(ct);

    /// <summary>A batch at a time, each in the audit log before it goes: a first run over years of messages neither times out nor keeps others from writing.</summary>
    /// <returns>How many messages are gone.</returns>
    internal async Task<int> DeleteMessagesAsync(CancellationToken ct)
    {
        if (options.MessageDays == 0 || !await ClockIsPlausibleAsync(ct)) return 0;
        var before = MessagesBefore;
        await using var db = await databases.CreateDbContextAsync(ct);
        var deleted = await DeleteInBatchesAsync(DueMessages(db, before), before, ct) + await DeleteInBatchesAsync(DueInbound(db, before), before, ct);
        // The gateway's reports have the numbers too.
        while (await db.MessageReceipts.Where(r => r.ReceivedAt < before && !db.Messages.Any(m => m.Id == r.MessageId)).OrderBy(r => r.Id).Select(r => r.Id).Take(MessageBatch).ToListAsync(ct) is { Count: > 0 } ids)
            await db.MessageReceipts.Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(ct);
        if (deleted > 0) RetentionLog.MessagesDeleted(logger, deleted, options.MessageDays);
        return deleted;
    }

    private async Task<int> DeleteInBatchesAsync<T>(IQueryable<T> due, DateTimeOffset before, CancellationToken ct) where T : class
    {
        var deleted = 0;
        while (await due.Select(row => EF.Property<Guid>(row, nameof(Message.Id))).OrderBy(id => id).Take(MessageBatch).ToListAsync(ct) is { Count: > 0 } ids)
        {
            await audit.Record(User, AuditAction.MessagesDeleted, $"{ids.Count} messages of before {before:yyyy-MM-dd}").WaitAsync(AuditPatience, time, ct);
            // A hold may have come meanwhile.
            var gone = await due.Where(row => ids.Contains(EF.Property<Guid>(row, nameof(Message.Id)))).ExecuteDeleteAsync(ct);
            if (gone == 0) break;
            deleted += gone;
        }
        return deleted;
    }

    /// <summary>How many care notes a run now would delete.</summary>
    public async Task<int> CareNotesDueAsync(CenterDb db, CancellationToken ct) => options.CareNoteDays == 0 ? 0 : await DueCareNotes(db).CountAsync(ct);

    /// <summary>Consent by consent, each in the audit log before its notes go. The consent itself stays: that the notes were rightly kept has to be shown.</summary>
    /// <returns>How many notes are gone.</returns>
    internal async Task<int> DeleteCareNotesAsync(CancellationToken ct)
    {
        if (options.CareNoteDays == 0 || !await ClockIsPlausibleAsync(ct)) return 0;
        await using var db = await databases.CreateDbContextAsync(ct);
        var (due, deleted) = (DueCareNotes(db), 0);
        foreach (var consent in await due.Select(note => note.ConsentId).Distinct().ToListAsync(ct))
        {
            await audit.Record(User, AuditAction.CareNotesDeleted, $"consent:{consent}").WaitAsync(AuditPatience, time, ct);
            var gone = await due.Where(note => note.ConsentId == consent).ExecuteDeleteAsync(ct);
            // A hold came in between: the log must not end with a deletion that was none.
            if (gone == 0) _ = audit.Record(User, AuditAction.CareNotesKept, $"consent:{consent}");
            deleted += gone;
        }
        if (deleted > 0) RetentionLog.CareNotesDeleted(logger, deleted, options.CareNoteDays);
        return deleted;
    }

    /// <summary>Notes of consents that are over for long enough; a hold on a call keeps those of everybody the call was about.</summary>
    private IQueryable<CareNote> DueCareNotes(CenterDb db)
    {
        var before = time.GetUtcNow().AddDays(-options.CareNoteDays);
        return db.CareNotes.Where(note => (note.Consent!.ExpiresAt < before || note.Consent.WithdrawnAt < before) && !db.LegalHolds.Any(hold =>
            db.Calls.Any(call => call.Id == hold.CallId && call.ResidentId == note.Consent.ResidentId) || db.CallResidents.Any(link => link.CallId == hold.CallId && link.ResidentId == note.Consent.ResidentId)));
    }

    private DateTimeOffset MessagesBefore => time.GetUtcNow().AddDays(-options.MessageDays);

    /// <summary>One that still waits to be sent is not among them, nor one of a call under a hold.</summary>
    private static IQueryable<Message> DueMessages(CenterDb db, DateTimeOffset before) =>
        db.Messages.Where(m => m.QueuedAt < before && m.State != MessageState.Queued && !db.LegalHolds.Any(hold => hold.CallId == m.CallId));

    /// <summary>The page of a call shows what came from its number: a hold keeps that too.</summary>
    private static IQueryable<InboundMessage> DueInbound(CenterDb db, DateTimeOffset before) =>
        db.InboundMessages.Where(m => m.At < before && !db.LegalHolds.Any(hold => db.Calls.Any(call => call.Id == hold.CallId && call.Number == m.From)));

    private async Task<bool> DeletedAsync(Recording recording, CancellationToken ct)
    {
        var (call, subject) = (recording.CallId, $"call:{recording.CallId}");
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await db.LegalHolds.AnyAsync(hold => hold.CallId == call, ct)) return false;
        // One that would not go the last time is in the log already.
        if (!await db.AuditEntries.AnyAsync(e => e.Subject == subject && e.Action == AuditAction.RecordingDeleted, ct)) await audit.Record(User, AuditAction.RecordingDeleted, subject, call).WaitAsync(AuditPatience, time, ct);
        await using var all = await db.Database.BeginTransactionAsync(ct);
        var now = time.GetUtcNow();
        if (await db.Recordings.Where(r => r.CallId == call && r.DeletedAt == null && !db.LegalHolds.Any(hold => hold.CallId == r.CallId)).ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, now), ct) == 0)
        {
            // A hold came in between: the log must not end with a deletion that was none.
            _ = audit.Record(User, AuditAction.RecordingKept, subject, call);
            return false;
        }
        try
        {
            store.Delete(recording.File);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (_stuck.Add(call)) RetentionLog.Stuck(logger, fault, call);
            return false;
        }
        await all.CommitAsync(ct);
        _stuck.Remove(call);
        return true;
    }

    /// <summary>Kept by somebody; or not far beyond the newest call, and steady.</summary>
    private async Task<bool> ClockIsPlausibleAsync(CancellationToken ct)
    {
        if (ClockIsKept()) return true;
        await using var db = await databases.CreateDbContextAsync(ct);
        var newest = await db.Calls.AsNoTracking().OrderByDescending(call => call.ArrivedAt).Select(call => (DateTimeOffset?)call.ArrivedAt).FirstOrDefaultAsync(ct);
        if (!clock.HasJumped && (newest is null || time.GetUtcNow() - newest.Value < FurthestAhead)) return true;
        RetentionLog.ClockNotBelieved(logger, time.GetUtcNow(), newest);
        return false;
    }
}

internal static partial class RetentionLog
{
    [LoggerMessage(1, LogLevel.Information, "{Count} recordings older than {Days} days were deleted")]
    public static partial void Deleted(ILogger logger, int count, int days);

    [LoggerMessage(5, LogLevel.Information, "{Count} messages older than {Days} days were deleted")]
    public static partial void MessagesDeleted(ILogger logger, int count, int days);

    [LoggerMessage(6, LogLevel.Information, "{Count} care notes whose consent was over for {Days} days were deleted")]
    public static partial void CareNotesDeleted(ILogger logger, int count, int days);

    [LoggerMessage(2, LogLevel.Error, "Recordings, messages or care notes whose time is over could not be deleted; trying again in an hour")]
    public static partial void NotDeleted(ILogger logger, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "The recording of {Call} cannot be deleted; it is tried again every hour")]
    public static partial void Stuck(ILogger logger, Exception fault, string call);

    [LoggerMessage(4, LogLevel.Error, "Nothing is deleted: nobody keeps the clock, and {Now} is not to be believed after a newest call of {Newest}")]
    public static partial void ClockNotBelieved(ILogger logger, DateTimeOffset now, DateTimeOffset? newest);
}
