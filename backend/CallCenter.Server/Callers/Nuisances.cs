using CallCenter.Contracts;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Callers;

/// <summary>How a marked number comes to its standing. Pure; who may do what is the endpoints' business.</summary>
internal static class Nuisances
{
    /// <summary>Kept of the marks; a setting has its length, and the history has them all.</summary>
    private const int MostMarks = 8;

    /// <summary>What counts of a caller at an instant: a restriction or block is over at its date, and no registered alarm has one.</summary>
    public static string? StandingOf(SiteSnapshot site, string caller, DateTimeOffset at) => site.NuisanceOf(caller) is not { } known ? null : site.AlarmNumbers.ContainsKey(caller) ? Plain(known) : StandingOf(known, at);

    public static string StandingOf(NuisanceSetting known, DateTimeOffset at) => IsHeld(known) && !(known.Until > at) ? NuisanceStanding.Marked : known.Standing;

    public static NuisanceFacts? FactsOf(SiteSnapshot site, string caller, DateTimeOffset at) =>
        StandingOf(site, caller, at) is { } standing and not NuisanceStanding.Dismissed ? new NuisanceFacts(site.NuisanceOf(caller)!.Times, standing) : null;

    public static NuisanceSetting Mark(NuisanceSetting? known, string number, NuisanceMark mark) => known switch
    {
        null => new NuisanceSetting(number, NuisanceStanding.Marked, 1, [mark]),
        // What was dismissed is not held against anybody.
        { Standing: NuisanceStanding.Dismissed } => known with { Standing = NuisanceStanding.Marked, Times = 1, Marks = [mark], By = "", ApprovedBy = "", Reason = "" },
        _ => known with { Times = known.Times + 1, Marks = [mark, .. known.Marks.Take(MostMarks - 1)] },
    };

    /// <summary>Back to a mark or to nothing: one person's to say, at any time.</summary>
    public static NuisanceSetting Lift(NuisanceSetting known, string standing, string user, string reason) =>
        known with { Standing = standing, Times = standing == NuisanceStanding.Dismissed ? 0 : known.Times, Until = null, Wish = null, By = user, ApprovedBy = "", Reason = reason };

    public static NuisanceSetting Ask(NuisanceSetting known, NuisanceWish wish) => known with { Wish = wish };

    public static NuisanceSetting Approve(NuisanceSetting known, NuisanceWish wish, string user) =>
        known with { Standing = wish.Standing, Until = wish.Until, Wish = null, By = wish.By, ApprovedBy = user, Reason = wish.Reason };

    public static bool IsHeld(NuisanceSetting known) => known.Standing is NuisanceStanding.Restricted or NuisanceStanding.Blocked;

    private static string Plain(NuisanceSetting known) => IsHeld(known) ? NuisanceStanding.Marked : known.Standing;
}
