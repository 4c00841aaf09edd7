using CallCenter.Contracts;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Callers;

/// <summary>What becomes of a caller who has just arrived: emergency first, then what is decided about the number, then the hours. Pure, and from memory: no call waits for the database.</summary>
internal static class Admission
{
    /// <summary>The announcement to those who are kept out: it names the numbers for an emergency.</summary>
    private const string Blocked = "blocked";

    /// <param name="caller">As <see cref="Residents.CallerNumbers.Dialable"/> has it; empty: withheld.</param>
    /// <param name="number">The number dialled.</param>
    /// <param name="queue">Where the dialplan sent the call.</param>
    /// <param name="hasAnother">Whether the same caller has another call up.</param>
    public static Arrival Of(SiteSnapshot site, string caller, string number, string queue, DateTimeOffset at, TimeZoneInfo zone, Func<bool> hasAnother)
    {
        if (site.IsLife(queue)) return new Arrival(queue, null, false);
        // The dialplan knows them too; it may have read its file a moment before the Server changed it.
        if (site.AlarmOf(caller, DayOf(at, zone)) is not null && site.LifeLine is { } line) return new Arrival(line.Queue, null, false);
        return Nuisances.StandingOf(site, caller, at) switch
        {
            NuisanceStanding.Blocked => new Arrival(queue, Blocked, true, NuisanceStanding.Blocked),
            NuisanceStanding.Restricted when hasAnother() => new Arrival(queue, Blocked, true, NuisanceStanding.Restricted),
            _ => OpeningHours.ArrivalAt(site, number, queue, at, zone),
        };
    }

    /// <summary>Of the caller of an ordinary queue; for life nobody is.</summary>
    public static bool IsRestricted(SiteSnapshot site, string caller, string queue, DateTimeOffset at) => !site.IsLife(queue) && Nuisances.StandingOf(site, caller, at) == NuisanceStanding.Restricted;

    /// <summary>In a queue for life without having dialled a number for life.</summary>
    public static bool IsByNumber(SiteSnapshot site, string number, string queue) => site.IsLife(queue) && site.Numbers.FirstOrDefault(n => n.Number == number) is { } dialled && !site.IsLife(dialled.Queue);

    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
