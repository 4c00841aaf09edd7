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
    public const string NumberRevealed = "number.revealed";
    public const string CallOpened = "call.opened";
    public const string RecordingPlayed = "recording.played";
    public const string OrderOpened = "order.opened";
    public const string OrderRead = "order.read";
    public const string MessageSent = "message.sent";
    public const string MessagesViewed = "message.viewed";
    public const string TemplateWritten = "template.written";
    public const string TemplateApproved = "template.approved";
    public const string TemplateRetired = "template.retired";
    public const string AuditRead = "audit.read";

    /// <summary>Subject: section/id@version and a digest of before and after, which table SettingChanges has.</summary>
    public const string SettingChanged = "setting.changed";
    public const string UserChanged = "user.changed";
    public const string PasswordReset = "user.password-reset";
}

internal interface IAudit
{
    /// <summary>Records who saw or did what. Callers that must not wait for the database drop the task: the row is written as soon as the database takes it.</summary>
    /// <param name="subject">An id, never a name or number.</param>
    /// <returns>Done when the row is stored.</returns>
    Task Record(string user, string action, string subject, string? callId = null, string? address = null);
}

/// <summary>Queues audit rows and writes them in order, again and again until the database takes them.</summary>
internal sealed class AuditLog(IDbContextFactory<CenterDb> databases, TimeProvider time, ILogger<AuditLog> logger) : BackgroundService, IAudit
{
    private sealed record Pending(AuditEntry Entry, TaskCompletionSource Stored);

    private const int Batch = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(3);
    private readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });

    public Task Record(string user, string action, string subject, string? callId = null, string? address = null)
    {
        var now = time.GetUtcNow();
        var entry = new AuditEntry
        {
            Id = Guid.CreateVersion7(now), At = now, User = Clip(user, 64), Action = action, Subject = Clip(subject, 128), CallId = callId is null ? null : Clip(callId, 64), Address = address,
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

    private async Task<bool> StoredAsync(List<Pending> batch)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            db.AuditEntries.AddRange(batch.Select(pending => pending.Entry));
            await db.SaveChangesAsync();
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            AuditTexts.NotStored(logger, fault, batch.Count);
            return false;
        }
        OperationsMetrics.AuditWaiting.Dec(batch.Count);
        foreach (var pending in batch) pending.Stored.TrySetResult();
        return true;
    }

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..longest];
}

internal static partial class AuditTexts
{
    [LoggerMessage(1, LogLevel.Warning, "{Count} audit rows wait: the database does not take them")]
    public static partial void NotStored(ILogger logger, Exception fault, int count);

    [LoggerMessage(2, LogLevel.Critical, "{Count} audit rows are lost: the database was away until the end")]
    public static partial void Lost(ILogger logger, int count);
}
