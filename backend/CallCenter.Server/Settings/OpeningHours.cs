using CallCenter.Contracts;

namespace CallCenter.Server.Settings;

/// <param name="Reason">always, weekly, holiday, workday.</param>
/// <param name="Day">The calendar's day that counted, if any.</param>
/// <param name="ChangesAt">Null: not within <see cref="OpeningHours.Horizon"/> days.</param>
internal sealed record OpenState(bool Open, string Reason, CalendarSetting? Day, DateTimeOffset? ChangesAt);

/// <summary>Where a caller goes, and what he hears first.</summary>
/// <param name="Announcement">A prompt; null while the line is open.</param>
/// <param name="HangUp">After the announcement; otherwise he waits in the queue.</param>
/// <param name="Refused">Why the caller is turned away whatever the hour: blocked, restricted. Null: the hours.</param>
/// <param name="Voicemail">Before he is hung up he may speak a message.</param>
internal sealed record Arrival(string Queue, string? Announcement, bool HangUp, string? Refused = null, bool Voicemail = false);

/// <summary>Whether a number is open at an instant: pure, by the site's own clock. A number's hours come before its queue's; a line without hours, or for life, never closes.</summary>
internal static class OpeningHours
{
    public const int Horizon = 30;
    private const int MostMoves = 3;

    /// <summary>What becomes of a caller who comes at this instant. Whom nobody would take waits: queues that send callers to each other hang nobody up.</summary>
    public static Arrival ArrivalAt(SiteSnapshot site, string number, string queue, DateTimeOffset at, TimeZoneInfo zone)
    {
        string? said = null;
        for (var moves = 0; moves <= MostMoves; moves++)
        {
            if (At(site, number, queue, at, zone).Open) return new Arrival(queue, said, false);
            var hours = HoursOf(site, number, queue)!;
            if (hours.Then == AfterHours.HangUp) return new Arrival(queue, "closed", true);
            if (hours.Then == AfterHours.Voicemail) return new Arrival(queue, "message-closed", true, Voicemail: true);
            if (hours.Then != AfterHours.Queue || !site.Queues.Any(q => !q.Closed && q.Options.Priority > 1 && q.Options.Id == hours.ThenQueue)) break;
            (queue, number, said) = (hours.ThenQueue, "", "closed-moved");
        }
        return new Arrival(queue, "closed-wait", false);
    }

    private static HoursSetting? HoursOf(SiteSnapshot site, string number, string queue) => site.Hours.GetValueOrDefault($"number:{number}") ?? site.Hours.GetValueOrDefault($"queue:{queue}");

    public static OpenState At(SiteSnapshot site, string number, string queue, DateTimeOffset at, TimeZoneInfo zone)
    {
        var hours = HoursOf(site, number, queue);
        if (hours is null || site.Queue(queue).Priority == 1) return new OpenState(true, "always", null, null);
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        var minute = (local.Hour * 60) + local.Minute;
        var open = IsOpen(hours, site, today, minute);
        var day = site.Calendar.GetValueOrDefault(today);
        return new OpenState(open, day?.Kind ?? "weekly", day, NextChange(hours, site, today, minute, open, zone));
    }

    private static bool IsOpen(HoursSetting hours, SiteSnapshot site, DateOnly day, int minute) => Spans(hours, site, day).Any(span => span.From <= minute && minute < span.To);

    private static IReadOnlyList<(int From, int To)> Spans(HoursSetting hours, SiteSnapshot site, DateOnly day) => DayHours.Of(site.Calendar.GetValueOrDefault(day) switch
    {
        { Kind: "holiday" } => hours.Holiday,
        { Kind: "workday", As: var like } => hours.Week[like - 1],
        _ => hours.Week[((int)day.DayOfWeek + 6) % 7],
    });

    private static DateTimeOffset? NextChange(HoursSetting hours, SiteSnapshot site, DateOnly today, int minute, bool open, TimeZoneInfo zone)
    {
        for (var ahead = 0; ahead <= Horizon; ahead++)
        {
            var day = today.AddDays(ahead);
            var edges = Spans(hours, site, day).SelectMany(span => new[] { span.From, span.To }).Prepend(0).Where(edge => edge < 24 * 60 && (ahead > 0 || edge > minute)).Distinct().Order();
            foreach (var edge in edges)
            {
                if (IsOpen(hours, site, day, edge) == open) continue;
                var clock = day.ToDateTime(TimeOnly.MinValue).AddMinutes(edge);
                return new DateTimeOffset(clock, zone.GetUtcOffset(clock));
            }
        }
        return null;
    }
}
