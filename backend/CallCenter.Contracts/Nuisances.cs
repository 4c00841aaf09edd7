namespace CallCenter.Contracts;

/// <summary>What is decided about a number that was marked as a nuisance.</summary>
public static class NuisanceStanding
{
    /// <summary>Agents are warned, nothing else.</summary>
    public const string Marked = "marked";

    /// <summary>Served after everybody else, one call at a time, called back once at most.</summary>
    public const string Restricted = "restricted";

    /// <summary>Hears an announcement and is hung up.</summary>
    public const string Blocked = "blocked";

    /// <summary>It was none.</summary>
    public const string Dismissed = "dismissed";

    public static IReadOnlyList<string> All { get; } = [Marked, Restricted, Blocked, Dismissed];
}

public static class NuisanceRules
{
    /// <summary>The longest that may be asked for at once; asked for again it goes on.</summary>
    public const int MostDays = 30;
    public const int ShortestReason = 2, LongestReason = 100;
}

/// <summary>A number that was marked. Kept as a setting whose id is no number. Restricting and blocking end by themselves at <see cref="Until"/>.</summary>
/// <param name="Number">E.164, or a short number.</param>
/// <param name="Times">Marks since it was last dismissed.</param>
/// <param name="Marks">The last ones, newest first.</param>
public sealed record NuisanceSetting(string Number, string Standing, int Times, IReadOnlyList<NuisanceMark> Marks)
{
    public DateTimeOffset? Until { get; init; }

    /// <summary>Asked for, and not approved yet.</summary>
    public NuisanceWish? Wish { get; init; }

    /// <summary>Who asked for the present standing, who approved it, and why.</summary>
    public string By { get; init; } = "";
    public string ApprovedBy { get; init; } = "";
    public string Reason { get; init; } = "";
}

/// <summary>An agent says that this call was a nuisance.</summary>
public sealed record NuisanceMark(DateTimeOffset At, string By, string CallId, string Reason);

/// <summary>What somebody wants done, which takes a second person.</summary>
public sealed record NuisanceWish(string Standing, DateTimeOffset Until, string By, DateTimeOffset At, string Reason);

/// <summary>POST /api/nuisances: the caller of this call.</summary>
public sealed record MarkNuisance(string CallId, string Reason);

/// <param name="Standing">As it counts now.</param>
/// <param name="CallsLately">Calls from this number in the last 30 days.</param>
/// <param name="Alarm">Registered for alarms: can neither be restricted nor blocked.</param>
public sealed record NuisanceLine(Guid Id, long Version, string MaskedNumber, string Standing, DateTimeOffset? Until, int Times, IReadOnlyList<NuisanceMark> Marks, NuisanceWish? Wish,
    string By, string ApprovedBy, string Reason, DateTimeOffset ChangedAt, int CallsLately, bool Alarm);

/// <summary>GET /api/nuisances: what waits for approval first, then the newest.</summary>
public sealed record NuisanceList(IReadOnlyList<NuisanceLine> Nuisances);

/// <summary>POST /api/nuisances/{id}/decide. Marked and dismissed count at once; restricted and blocked when another supervisor approves.</summary>
/// <param name="Days">Of restricted and blocked, 1 to 30.</param>
public sealed record DecideNuisance(long Version, string Standing, int Days, string Reason);

/// <summary>POST /api/nuisances/{id}/approve or …/refuse what was asked for.</summary>
public sealed record AnswerNuisance(long Version);

/// <summary>What the agent is warned of.</summary>
public sealed record NuisanceFacts(int Times, string Standing);
