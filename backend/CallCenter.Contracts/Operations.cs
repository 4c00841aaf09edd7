namespace CallCenter.Contracts;

/// <summary>How a watched matter stands.</summary>
public enum WatchLevel { Ok, Warning, Critical }

/// <summary>What the Server watches. Also the names in /healthz, in <c>callcenter_watch_level</c> and in the spoken announcements.</summary>
public static class Matter
{
    public const string Asterisk = "asterisk", Trunk = "trunk", Disk = "disk", Database = "database", Journal = "journal", Prompts = "prompts", Clock = "clock", Certificate = "certificate",
        Backup = "backup", Keys = "keys", Drill = "drill";

    public static IReadOnlyList<string> All { get; } = [Asterisk, Trunk, Disk, Database, Journal, Prompts, Clock, Certificate, Backup, Keys, Drill];
}

/// <summary>One matter as it stands.</summary>
/// <param name="Since">When it came to this level.</param>
/// <param name="What">Code and figures; the console words it.</param>
/// <param name="AcknowledgedBy">Who has taken it in hand; null once it is well again or has become worse.</param>
public sealed record WatchedMatter(string Matter, WatchLevel Level, DateTimeOffset Since, Explanation What, string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt);

/// <summary>Something that was raised, cleared, acknowledged or told.</summary>
/// <param name="Kind">raised, cleared, acknowledged, message, call.</param>
/// <param name="Outcome">Of a message: queued, or the problem's code; of a call: answered, not-answered, refused, no-asterisk, nobody.</param>
/// <param name="Who">Who acknowledged, or the number that was told, masked.</param>
public sealed record WatchEvent(DateTimeOffset At, string Matter, string Kind, WatchLevel Level, string? Outcome, string? Who);

/// <param name="DaysLeft">At the growth of the last days; null while it does not grow or is not known yet.</param>
public sealed record DiskFigures(long TotalBytes, long FreeBytes, double? DaysLeft, IReadOnlyList<DiskPoint> Points);

/// <summary>Used bytes at one moment.</summary>
public sealed record DiskPoint(DateTimeOffset At, long UsedBytes);

/// <summary>Calls that arrived within an hour.</summary>
public sealed record CallsInHour(DateTimeOffset From, int Calls, int Answered);

/// <summary>One synthetic call through the alarm path.</summary>
/// <param name="Outcome">rang, queued (nobody was free to be rung), or why it failed: not-arrived, not-offered, no-ring, refused, no-asterisk.</param>
public sealed record DrillLine(DateTimeOffset At, string Outcome, int? ArrivedMilliseconds, int? OfferedMilliseconds, int? RangMilliseconds);

/// <param name="Number">Masked.</param>
public sealed record DutySeen(string? Name, string Number);

/// <summary>GET /api/operations.</summary>
/// <param name="Events">Newest first.</param>
/// <param name="Drills">Newest first.</param>
/// <param name="NextDrill">Null: no daily drill is set.</param>
public sealed record OperationsPage(
    IReadOnlyList<WatchedMatter> Matters, IReadOnlyList<WatchEvent> Events, DiskFigures? Disk, IReadOnlyList<CallsInHour> Calls, IReadOnlyList<DrillLine> Drills, DateTimeOffset? NextDrill, DutySeen? Duty);
