using CallCenter.Contracts;

namespace CallCenter.Server.Operations.Watch;

/// <summary>
/// A matter's level as it is told to people. A worse reading has to last before it is raised and a better one before it clears, so that what flickers
/// wakes nobody twice. Acknowledging ends with the level: worse or well again, somebody has to look anew.
/// </summary>
internal sealed record Condition(string Matter, WatchLevel Level, DateTimeOffset Since, Explanation What)
{
    /// <summary>So long a worse level has to last.</summary>
    public static readonly TimeSpan RaiseAfter = TimeSpan.FromSeconds(25);

    /// <summary>What a quick probe read. A trunk that is down has left one OPTIONS with all its repetitions unanswered, and two more before this is over: a switch of the carrier's that takes over needs no less.</summary>
    public static readonly TimeSpan RaiseQuicklyAfter = TimeSpan.FromSeconds(7);

    /// <summary>So long a better one.</summary>
    public static readonly TimeSpan ClearAfter = TimeSpan.FromSeconds(55);

    public string? AcknowledgedBy { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When the one on duty was last reached with this level, and how often.</summary>
    public DateTimeOffset? ToldAt { get; init; }
    public int Told { get; init; }

    /// <summary>Whom it was last tried to tell: a number, empty for nobody on duty, null before the first try.</summary>
    public string? ToldTo { get; init; }
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>Tries in a row that reached nobody, and how the last message ended.</summary>
    public int Failed { get; init; }
    public string? Outcome { get; init; }

    /// <summary>A level that was read since <see cref="PendingSince"/> and is not the present one.</summary>
    public WatchLevel? Pending { get; init; }
    public DateTimeOffset? PendingSince { get; init; }

    public static Condition New(string matter, DateTimeOffset at) => new(matter, WatchLevel.Ok, at, Reading.Ok.What);

    public Condition After(Reading reading, DateTimeOffset at, bool quick = false)
    {
        if (reading.Level == Level) return Pending is null && Same(What, reading.What) ? this : this with { What = reading.What, Pending = null, PendingSince = null };
        // A clock that was set back must not make it wait for ever.
        var since = Pending == reading.Level && PendingSince <= at ? PendingSince!.Value : at;
        var wait = reading.Level <= Level ? ClearAfter : quick ? RaiseQuicklyAfter : RaiseAfter;
        if (at - since < wait) return this with { Pending = reading.Level, PendingSince = since };
        return new Condition(Matter, reading.Level, at, reading.What);
    }

    public Condition AcknowledgedAs(string user, DateTimeOffset at) => this with { AcknowledgedBy = user, AcknowledgedAt = at };

    private static bool Same(Explanation one, Explanation other) =>
        one.Code == other.Code && one.Arguments.Count == other.Arguments.Count && one.Arguments.All(argument => other.Arguments.GetValueOrDefault(argument.Key) == argument.Value);

    public WatchedMatter Seen => new(Matter, Level, Since, What, AcknowledgedBy, AcknowledgedAt);
}
