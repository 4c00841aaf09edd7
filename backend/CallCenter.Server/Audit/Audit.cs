using System.Threading.Channels;
using CallCenter.Data;
using CallCenter.Data.Audit;
using CallCenter.Server.Operations;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Audit;

/// <summary>Words of the audit log.</summary>
internal static class AuditAction
{
    public const string SignedIn = "session.signed-in";
    public const string SignInFailed = "session.failed";
    public const string LockedOut = "session.locked-out";
    public const string SignedOut = "session.signed-out";
    public const string ResidentOpened = "resident.opened";

    /// <summary>Chosen among several under one number.</summary>
    public const string ResidentViewed = "resident.viewed";

    /// <summary>Put on the agent's screen by an offer.</summary>
    public const string ResidentShown = "resident.shown";
    public const string ResidentsSearched = "resident.searched";
    public const string ResidentRegistered = "resident.registered";
    public const string ResidentEdited = "resident.edited";
    public const string HistoryRead = "resident.history-read";
    public const string EnterpriseOpened = "enterprise.opened";

    /// <summary>Put on the agent's screen by an offer.</summary>
    public const string EnterpriseShown = "enterprise.shown";
    public const string EnterprisesSearched = "enterprise.searched";
    public const string EnterpriseRegistered = "enterprise.registered";
    public const string EnterpriseEdited = "enterprise.edited";
    public const string EnterpriseHistoryRead = "enterprise.history-read";
    public const string GroupListed = "group.listed";
    public const string GroupExported = "group.exported";
    public const string ResidentsMerged = "resident.merged";
    public const string MergeUndone = "resident.merge-undone";
    public const string ImportUploaded = "import.uploaded";
    public const string ImportApplied = "import.applied";
    public const string ImportCancelled = "import.cancelled";
    public const string ImportUndone = "import.undone";
    public const string ImportReportRead = "import.report-read";
    public const string ImportLinesRead = "import.lines-read";
    public const string MergesViewed = "merges.viewed";
    public const string DuplicatesViewed = "duplicates.viewed";
    public const string ConsentRecorded = "consent.recorded";
    public const string ConsentWithdrawn = "consent.withdrawn";
    public const string CareNoteWritten = "care-note.written";
    public const string CareNotesRead = "care-notes.read";
    public const string CareNotesDeleted = "care-notes.deleted";

    /// <summary>A hold came while they were about to be deleted.</summary>
    public const string CareNotesKept = "care-notes.kept";
    public const string NumberRevealed = "number.revealed";
    public const string CallOpened = "call.opened";
    public const string CallsListed = "call.listed";
    public const string CallbackSettled = "callback.settled";
    public const string TalkSpared = "talk.spared";
    public const string AlarmConfirmed = "alarm.confirmed";

    public const string AlarmCalledOff = "alarm.called-off";
    public const string AlarmNumbersListed = "alarm-number.listed";
    public const string NuisanceMarked = "nuisance.marked";

    /// <summary>Subjects: the nuisance's id, its standing and for how long. Before and after are in SettingChanges.</summary>
    public const string NuisanceAsked = "nuisance.asked";
    public const string NuisanceApproved = "nuisance.approved";
    public const string NuisanceRefused = "nuisance.refused";
    public const string NuisanceLifted = "nuisance.lifted";
    public const string RecordingPlayed = "recording.played";
    public const string RecordingDeleted = "recording.deleted";

    /// <summary>A hold came while it was about to be deleted.</summary>
    public const string RecordingKept = "recording.kept";
    public const string MessagesDeleted = "messages.deleted";
    public const string HoldPlaced = "hold.placed";
    public const string HoldLifted = "hold.lifted";
    public const string OrderOpened = "order.opened";
    public const string OrderRead = "order.read";
    public const string MessageSent = "message.sent";
    public const string MessagesViewed = "message.viewed";
    public const string TemplateWritten = "template.written";
    public const string TemplateApproved = "template.approved";
    public const string TemplateRetired = "template.retired";
    public const string SecondFactorOn = "second-factor.on";
    public const string SecondFactorOff = "second-factor.off";
    public const string SecondFactorReset = "second-factor.reset";

    /// <summary>Subject: days, table and format.</summary>
    public const string FiguresExported = "figures.exported";
    public const string AuditRead = "audit.read";
    public const string AuditChecked = "audit.checked";

    /// <summary>Subject: section/id@version and a digest of before and after, which table SettingChanges has.</summary>
    public const string SettingChanged = "setting.changed";
    public const string UserChanged = "user.changed";
    public const string PasswordReset = "user.password-reset";

    /// <summary>Subject: the key, and how much is lost with it.</summary>
    public const string KeyForgotten = "key.forgotten";
    public const string AlertRaised = "alert.raised";
    public const string AlertCleared = "alert.cleared";

    /// <summary>Subject: matter, way and outcome; never the number.</summary>
    public const string AlertTold = "alert.told";
    public const string AlertAcknowledged = "alert.acknowledged";
    public const string DrillStarted = "drill.started";
    public const string DrillMade = "drill.made";
}

internal interface IAudit
{
    /// <summary>Records who saw or did what. Callers that must not wait for the database drop the task: the row is written as soon as the database takes it.</summary>
    /// <param name="subject">An id, never a name or number.</param>
    /// <param name="purpose">Why, where the user had to say it.</param>
    /// <returns>Done when the row is stored.</returns>
    Task Record(string user, string action, string subject, string? callId = null, string? address = null, string? purpose = null);
}

/// <summary>Queues audit rows and writes them in order, again and again until the database takes them. The only writer of the chain.</summary>
internal sealed class AuditLog(IDbContextFactory<CenterDb> databases, Database database, CenterOptions options, TimeProvider time, ILogger<AuditLog> logger) : BackgroundService, IAudit
{
    private sealed record Pending(AuditEntry Entry, TaskCompletionSource Stored);

    private const int Batch = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(3);
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly AuditHeads _heads = new(options.Paths.AuditHead);
    private AuditHead? _head;

    public Task Record(string user, string action, string subject, string? callId = null, string? address = null, string? purpose = null)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry
        {
            Id = Guid.CreateVersion7(now), At = now, User = Clip(user, 64), Action = action, Subject = Clip(subject, 128), CallId = callId is null ? null : Clip(callId, 64), Address = address,
            Purpose = purpose is null ? null : Clip(purpose, 200),
        };
        var pending = new Pending(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _queue.Writer.TryWrite(pending);
        OperationsMetrics.AuditWaiting.Inc();
        return pending.Stored.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var batch = new List<Pending>(Batch);
        using var lastChance = new CancellationTokenSource();
        await using var _ = stop.Register(() => { _queue.Writer.TryComplete(); lastChance.CancelAfter(LastChance); });
        await BeginAsync(stop);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && _queue.Reader.TryRead(out var next)) batch.Add(next);
            while (!await StoredAsync(batch))
            {
                if (lastChance.IsCancellationRequested)
                {
                    AuditTexts.Lost(logger, batch.Count);
                    return;
                }
                await Task.Delay(Pause, CancellationToken.None);
            }
            batch.Clear();
        }
    }

    /// <summary>Rows of a version without a chain get their places before anything is added.</summary>
    private async Task BeginAsync(CancellationToken stop)
    {
        try
        {
            await database.ReadyAsync(stop);
            while (!await ChainedAsync()) await Task.Delay(Pause, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What waits is written, or counted as lost, below.
        }
    }

    private async Task<bool> ChainedAsync()
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            var head = await HeadAsync(db);
            if (head.Seq == 0) head = await ChainOldRowsAsync(db);
            if (_heads.Read().Any(known => known.Seq > head.Seq)) AuditTexts.CutOff(logger, head.Seq);
            _head = head;
            return true;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException)
        {
            AuditTexts.NotStored(logger, fault, 0);
            return false;
        }
    }

    /// <summary>All or none: once there is a chain, a row outside it was put in by somebody else.</summary>
    private async Task<AuditHead> ChainOldRowsAsync(CenterDb db)
    {
        var head = AuditHead.Start;
        await using var all = await db.Database.BeginTransactionAsync();
        while (await db.AuditEntries.Where(e => e.Seq == null).OrderBy(e => e.At).ThenBy(e => e.Id).Take(Batch).ToListAsync() is { Count: > 0 } rows)
        {
            foreach (var row in rows) head = AuditChain.Append(row, head);
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }
        await all.CommitAsync();
        if (head.Seq > 0) _heads.Append(head);
        return head;
    }

    private async Task<bool> StoredAsync(List<Pending> batch)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            var rows = batch.Select(pending => pending.Entry).ToList();
            if (_head is null) rows = await NotYetStoredAsync(db, rows);
            db.AuditEntries.AddRange(rows);
            _head = await SaveAsync(db, rows, _head ?? await HeadAsync(db));
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException)
        {
            // Where the chain stands is asked anew: the rows may be stored all the same, or somebody else may have written.
            _head = null;
            AuditTexts.NotStored(logger, fault, batch.Count);
            return false;
        }
        OperationsMetrics.AuditWaiting.Dec(batch.Count);
        foreach (var pending in batch) pending.Stored.TrySetResult();
        return true;
    }

    private async Task<AuditHead> SaveAsync(CenterDb db, List<AuditEntry> rows, AuditHead head)
    {
        foreach (var row in rows) head = AuditChain.Append(row, head);
        await db.SaveChangesAsync();
        if (rows.Count > 0) _heads.Append(head);
        return head;
    }

    private static async Task<List<AuditEntry>> NotYetStoredAsync(CenterDb db, List<AuditEntry> rows)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var stored = await db.AuditEntries.AsNoTracking().Where(e => ids.Contains(e.Id)).Select(e => e.Id).ToListAsync();
        return [.. rows.Where(row => !stored.Contains(row.Id))];
    }

    private static async Task<AuditHead> HeadAsync(CenterDb db)
    {
        var last = await db.AuditEntries.AsNoTracking().Where(e => e.Seq != null).OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Hash }).FirstOrDefaultAsync();
        return last is null ? AuditHead.Start : new AuditHead(last.Seq!.Value, last.Hash ?? AuditHead.Start.Hash);
    }

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..longest];
}

internal static partial class AuditTexts
{
    [LoggerMessage(1, LogLevel.Warning, "{Count} audit rows wait: the database does not take them")]
    public static partial void NotStored(ILogger logger, Exception fault, int count);

    [LoggerMessage(2, LogLevel.Critical, "{Count} audit rows are lost: the database was away until the end")]
    public static partial void Lost(ILogger logger, int count);

    [LoggerMessage(3, LogLevel.Critical, "The audit log ends at row {Row}, before the end it had: rows were cut off, or the database was brought back without audit.head")]
    public static partial void CutOff(ILogger logger, long row);
}
