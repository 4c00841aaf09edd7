using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Operations;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

/// <summary>Runs the outbox as soon as there are tables.</summary>
internal sealed class OutboxService(MessageOutbox outbox, Database database) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await database.ReadyAsync(stop);
        await outbox.RunAsync(stop);
    }
}

/// <summary>
/// Drains the queue in the database, a few messages at a time, urgent ones first, and applies receipts. It alone changes a message once it is queued,
/// so an answer and a receipt never overwrite each other. An attempt is counted before it is made; what the gateway answered is held until the database has it,
/// and if we die in between, the next attempt carries the same id and the gateway sends nothing twice.
/// </summary>
internal sealed class MessageOutbox(
    IDbContextFactory<CenterDb> databases, IMessageGateway gateway, SendWindow window, MessageOptions options, TimeProvider time, ILogger<MessageOutbox> logger)
{
    private const int AtOnce = 4;
    private static readonly TimeSpan DatabasePause = TimeSpan.FromMilliseconds(500);

    /// <summary>A receipt whose message did not turn up for so long belongs to somebody else.</summary>
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromDays(7);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Something is queued or received: look now.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
            return;
        }
    }

    /// <summary>Until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var busy = await UntilStoredAsync(RoundAsync, stop);
            if (!busy) await _wake.WaitAsync(options.Look, stop);
        }
    }

    /// <returns>There may be more to do at once.</returns>
    private async Task<bool> RoundAsync(CancellationToken ct)
    {
        var applied = await ApplyReceiptsAsync(ct);
        var due = await DueAsync(ct);
        // One number's messages one after another: each is counted before the next is judged.
        await Task.WhenAll(due.GroupBy(m => m.To, m => m.Id).Select(async group =>
        {
            foreach (var id in group) await HandleAsync(id, ct);
        }));
        return applied || due.Count == AtOnce;
    }

    private async Task<List<(Guid Id, string To)>> DueAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var now = time.GetUtcNow();
        MessagesMetrics.Queued.Set(await db.Messages.CountAsync(m => m.State == MessageState.Queued, ct));
        var rows = await db.Messages.AsNoTracking().Where(m => m.State == MessageState.Queued && m.NextAttemptAt <= now).OrderByDescending(m => m.Urgent).ThenBy(m => m.NextAttemptAt)
            .Take(AtOnce).Select(m => new { m.Id, m.To }).ToListAsync(ct);
        return [.. rows.Select(row => (row.Id, row.To))];
    }

    private async Task HandleAsync(Guid id, CancellationToken ct)
    {
        try
        {
            if (await UntilStoredAsync(c => BeginAsync(id, c), ct) is not { } message) return;
            var answer = await gateway.SendAsync(message, ct);
            MessagesMetrics.Attempts.WithLabels(answer.GetType().Name).Inc();
            await UntilStoredAsync(c => EndAsync(id, answer, c), ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !DatabaseFault.Is(fault))
        {
            // One row that cannot be handled must not stop the others; it waits its longest pause.
            MessagesLog.Faulty(logger, fault, id);
            await UntilStoredAsync(c => PutOffAsync(id, c), ct);
        }
    }

    /// <returns>Null when it is not to be sent now.</returns>
    private async Task<OutgoingMessage?> BeginAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var message = await db.Messages.Include(m => m.Template).SingleAsync(m => m.Id == id, ct);
        if (message.State != MessageState.Queued) return null;
        var now = time.GetUtcNow();
        if (now >= message.ExpiresAt)
        {
            message.Become(MessageState.Expired, now, message.Reason ?? "expired");
            await SaveAsync(db, message, ct);
            return null;
        }
        if (await window.HoldAsync(db, message, ct) is { } hold)
        {
            (message.Reason, message.NextAttemptAt) = (hold.Reason, hold.Until < message.ExpiresAt ? hold.Until : message.ExpiresAt);
            await db.SaveChangesAsync(ct);
            return null;
        }
        message.FirstAttemptAt ??= now;
        message.Attempts++;
        // When we die now, the next start waits this long before it asks again.
        message.NextAttemptAt = now + Pause(message.Attempts);
        await db.SaveChangesAsync(ct);
        return new OutgoingMessage(id, message.To, message.Text, message.Template!.Name, message.Template.Version, message.Language, message.Arguments, message.ExpiresAt, message.Attempts);
    }

    private async Task<bool> EndAsync(Guid id, GatewayAnswer answer, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var message = await db.Messages.SingleAsync(m => m.Id == id, ct);
        var now = time.GetUtcNow();
        switch (answer)
        {
            case GatewayAnswer.Accepted(var reference):
                message.Reference = reference;
                if (message.May(MessageState.Sent)) message.Become(MessageState.Sent, now);
                break;
            case GatewayAnswer.Refused(var code):
                if (message.May(MessageState.Failed)) message.Become(MessageState.Failed, now, code);
                break;
            case GatewayAnswer.Unclear(var code, var after):
                message.Reason = code;
                var next = now + (after ?? Pause(message.Attempts));
                message.NextAttemptAt = next < message.ExpiresAt ? next : message.ExpiresAt;
                break;
        }
        return await SaveAsync(db, message, ct);
    }

    private async Task<bool> PutOffAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var next = time.GetUtcNow() + options.RetryTo;
        return await db.Messages.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, next), ct) > 0;
    }

    private async Task<bool> ApplyReceiptsAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var now = time.GetUtcNow();
        var since = now - ReceiptPatience;
        var found = await (from receipt in db.MessageReceipts
                           where receipt.AppliedAt == null && receipt.ReceivedAt >= since
                           from message in db.Messages
                           where message.Id == receipt.MessageId || (receipt.Reference != null && message.Reference == receipt.Reference)
                           orderby receipt.ReceivedAt, receipt.Id
                           select new { receipt, message }).Take(100).ToListAsync(ct);
        foreach (var pair in found)
        {
            pair.receipt.AppliedAt = now;
            if (!pair.message.May(pair.receipt.State)) continue;
            pair.message.Become(pair.receipt.State, pair.receipt.At, pair.receipt.Reason);
            pair.message.Reference ??= pair.receipt.Reference;
            MessagesLog.Became(logger, pair.message.Id, pair.message.State, pair.message.Attempts, pair.message.Reason);
        }
        await db.SaveChangesAsync(ct);
        return found.Count > 0;
    }

    private async Task<bool> SaveAsync(CenterDb db, Message message, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        if (message.State != MessageState.Queued) MessagesLog.Became(logger, message.Id, message.State, message.Attempts, message.Reason);
        return true;
    }

    /// <summary>Tries until the database takes it: the outcome of an attempt is known here alone until then.</summary>
    private async Task<T> UntilStoredAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await work(stop);
            }
            catch (Exception fault) when (DatabaseFault.Is(fault))
            {
                MessagesLog.NotStored(logger, fault);
                await Task.Delay(DatabasePause, time, stop);
            }
        }
    }

    /// <summary>Doubling, each drawn from its upper half so that messages that failed together do not knock together.</summary>
    private TimeSpan Pause(int attempts)
    {
        var full = Math.Min(options.RetryTo.TotalMilliseconds, options.RetryFrom.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (options.Random.NextDouble() / 2)));
    }
}
