using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Operations.Watch;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

/// <summary>Why a message may not go yet, and until when.</summary>
internal sealed record Hold(string Reason, DateTimeOffset Until);

/// <summary>When a message may go: quiet hours, and how many one number gets.</summary>
internal sealed class SendWindow(MessageOptions options, TimeProvider time)
{
    public const string QuietHours = "quiet-hours", PerMinute = "per-minute", PerDay = "per-day";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The centre's own alerts go whatever their number has had today: the twenty-first may be the one that matters.</summary>
    public static bool IsAlert(Message message) => message.Sender == WatchService.System;

    /// <summary>Null: now.</summary>
    public async Task<Hold?> HoldAsync(CenterDb db, Message message, CancellationToken ct)
    {
        if (Quiet(message.Urgent) is { } quiet) return quiet;
        // An attempt that was made counts already: its repetition is the same message.
        if (message.FirstAttemptAt is not null) return null;
        var now = time.GetUtcNow();
        var (today, tomorrow) = Today(now);
        // Whatever was tried today was queued within the longest life of a message: the index over number and queueing finds it.
        var since = today - options.Expiry - TimeSpan.FromDays(1);
        var tried = await db.Messages.AsNoTracking().Where(m => m.To == message.To && m.QueuedAt >= since && m.FirstAttemptAt != null && m.FirstAttemptAt >= today - Minute)
            .Select(m => m.FirstAttemptAt!.Value).ToListAsync(ct);
        if (!IsAlert(message) && tried.Count(at => at >= today) >= options.PerDay) return new Hold(PerDay, tomorrow);
        var recent = tried.Where(at => at > now - Minute).Order().ToList();
        return recent.Count >= options.PerMinute ? new Hold(PerMinute, recent[^options.PerMinute] + Minute) : null;
    }

    /// <summary>Whether this number has had its messages of today, those still queued included.</summary>
    public async Task<bool> DayIsFullAsync(CenterDb db, string to, CancellationToken ct)
    {
        var (today, _) = Today(time.GetUtcNow());
        return await db.Messages.CountAsync(m => m.To == to && m.QueuedAt >= today, ct) >= options.PerDay;
    }

    public Hold? Quiet(bool urgent)
    {
        if (urgent || options.Quiet is not { } quiet) return null;
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone);
        if (!TimeOnly.FromDateTime(now.DateTime).IsBetween(quiet.From, quiet.To)) return null;
        var end = now.Date + quiet.To.ToTimeSpan();
        return new Hold(QuietHours, Instant(end > now.DateTime ? end : end.AddDays(1)));
    }

    private (DateTimeOffset Start, DateTimeOffset End) Today(DateTimeOffset now)
    {
        var day = TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).Date;
        return (Instant(day), Instant(day.AddDays(1)));
    }

    private DateTimeOffset Instant(DateTime local) => new(local, time.LocalTimeZone.GetUtcOffset(local));
}
