using System.Text.Json;

namespace CallCenter.Contracts;

/// <summary>What an administrator sets for the site. The name is part of the address: /api/admin/settings/queues/hotline.</summary>
public static class SettingSection
{
    public const string Queues = "queues", Numbers = "numbers", BreakReasons = "break-reasons", Categories = "categories", Phones = "phones", AgentQueues = "agent-queues",
        Hours = "hours", Calendar = "calendar", Outbound = "outbound", Duty = "duty", Users = "users", Trunks = "trunks", Prompts = "prompts",
        Communities = "communities", Life = "life", AlarmNumbers = "alarm-numbers", Nuisances = "nuisances";
}

/// <param name="Priority">1 life, 2 urgent, 3 service, 4 enquiry.</param>
/// <param name="OfferSeconds">How long a phone rings before the call is offered to somebody else, 5 to 60.</param>
/// <param name="WrapUpSeconds">0 to 600.</param>
/// <param name="Notice">Callers hear that the talk is recorded.</param>
/// <param name="Closed">Deleted: no number leads here; callers still in it are served.</param>
public sealed record QueueSetting(string NameZh, string NameEn, int Priority, int OfferSeconds, int WrapUpSeconds, bool Notice, bool Closed = false)
{
    /// <summary>One of <see cref="RingOrder"/>.</summary>
    public string Ring { get; init; } = RingOrder.LongestIdle;

    /// <summary>Phones at once, of <see cref="RingOrder.Several"/>, 2 to 20.</summary>
    public int RingAtOnce { get; init; } = 2;

    /// <summary>A wait this long raises a call by one priority, never to life; 0: never.</summary>
    public int AgeingSeconds { get; init; }

    /// <summary>What every call of this queue asks of an agent, one a line: "counselling 2".</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>A wait this long lowers every level asked for by one; 0: never.</summary>
    public int RelaxSeconds { get; init; }

    /// <summary>The agent who spoke with a resident last comes first.</summary>
    public bool Sticky { get; init; }

    /// <summary>How long that agent is waited for while busy.</summary>
    public int StickySeconds { get; init; }

    /// <summary>An agent who lets this many calls ring out in a row is set aside; 0: never.</summary>
    public int MissesAllowed { get; init; }

    /// <summary>One rule a line, the first that fits counts: "wait 90 queue orders", "length 20 queue orders", "no-agents 30 number 02266660000", "wait 120 callback", "wait 120 voicemail".</summary>
    public IReadOnlyList<string> Overflow { get; init; } = [];

    /// <summary>How often somebody nobody answered is called back in vain before it is given up, 0 to 10; 0: nobody is. Alarms are called back whatever this says.</summary>
    public int CallbackAttempts { get; init; } = 3;

    /// <summary>How often callers are told how many are before them and how long it may be, 10 to 600; 0: never. Callers for life never are.</summary>
    public int ComfortSeconds { get; init; } = 45;

    /// <summary>Between two attempts, 1 to 1,440.</summary>
    public int CallbackMinutes { get; init; } = 15;
}

/// <summary>In which order ready agents are asked.</summary>
public static class RingOrder
{
    public const string LongestIdle = "longest-idle", RoundRobin = "round-robin", Several = "several";
}

/// <summary>How calls for life get a human. There is one, its id is "alarm".</summary>
/// <param name="EverybodyAfter">Seconds unanswered until every ready phone rings, 3 to 30.</param>
/// <param name="DutyAfter">Seconds unanswered until the duty number is rung too; not before everybody, at most 60.</param>
/// <param name="ByNumberAtMost">Talks that alarms known by the caller's number alone may interrupt until one is confirmed, 0 to 20.</param>
/// <param name="RestMinutes">A resident who was interrupted is left in peace this long, 0 to 60.</param>
/// <param name="HoldMinutes">How long an interrupted resident is kept for the same agent, 1 to 10.</param>
public sealed record LifeSetting(int EverybodyAfter = 7, int DutyAfter = 15, int ByNumberAtMost = 2, int RestMinutes = 10, int HoldMinutes = 3)
{
    public const string Id = "alarm";
}

/// <summary>A dialled number. Its id is the number.</summary>
/// <param name="LeaseSeconds">How long a caller may be without a human or a living Server, 3 to 600.</param>
public sealed record NumberSetting(string Queue, int LeaseSeconds);

/// <summary>A break reason or a category of work orders: never deleted once used, only switched off.</summary>
public sealed record WordSetting(string NameZh, string NameEn, int Order, bool Active);

/// <summary>A desk phone made here; its password is known to Asterisk alone.</summary>
public sealed record PhoneSetting(string Name);

/// <summary>The queues an agent serves; an agent without this serves all.</summary>
public sealed record AgentQueuesSetting(IReadOnlyList<string> Queues)
{
    /// <summary>What the agent can do and how well (1 to 9), one a line: "cantonese 3".</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];
}

/// <summary>When a queue or number is open. Id: queue:hotline or number:12345; a number's own hours come before its queue's. Without any, always.</summary>
/// <param name="Week">Seven texts, Monday first: "08:30-12:00 13:30-17:30", "00:00-24:00", "" = closed.</param>
/// <param name="Holiday">The same for holidays of the calendar.</param>
/// <param name="Then">What becomes of a caller outside these hours, after an announcement: one of <see cref="AfterHours"/>.</param>
/// <param name="ThenQueue">The other queue, of <see cref="AfterHours.Queue"/>.</param>
public sealed record HoursSetting(IReadOnlyList<string> Week, string Holiday, string Then = AfterHours.Wait, string ThenQueue = "");

/// <summary>What becomes of a caller outside the hours.</summary>
public static class AfterHours
{
    /// <summary>Waits in the queue all the same.</summary>
    public const string Wait = "wait";

    /// <summary>Is hung up after the announcement.</summary>
    public const string HangUp = "hang-up";

    /// <summary>Goes on to another queue.</summary>
    public const string Queue = "queue";

    /// <summary>May speak a message after the announcement.</summary>
    public const string Voicemail = "voicemail";
}

/// <summary>A day of the official calendar. Id: 2026-10-01.</summary>
/// <param name="Kind">"holiday", or "workday": a day off that is worked (调休).</param>
/// <param name="As">Of a workday: whose hours it has, 1 Monday to 7 Sunday.</param>
public sealed record CalendarSetting(string Kind, string NameZh, string NameEn, int As = 1);

/// <summary>Whether a role may call numbers of a class. Id: role:class. Without it: no.</summary>
/// <param name="CallsPerDay">0 = no limit.</param>
/// <param name="MinutesPerCall">0 = no limit.</param>
public sealed record OutboundSetting(bool Allowed, int CallsPerDay, int MinutesPerCall);

/// <summary>Classes of destinations.</summary>
public static class DestinationClass
{
    public const string Internal = "internal", Local = "local", Mobile = "mobile", National = "national", International = "international", Emergency = "emergency", Premium = "premium";
    public static IReadOnlyList<string> All { get; } = [Internal, Local, Mobile, National, International, Emergency, Premium];
}

/// <summary>Who is called when nobody here answers an alarm. Shifts may not overlap.</summary>
public sealed record DutySetting(DateTimeOffset From, DateTimeOffset To, string Name, string Number);

/// <summary>POST /api/admin/duty/swap: each of the two takes the other's shift. Answers both; 409 with both as they are when somebody changed one meanwhile.</summary>
/// <param name="OneVersion">As read, of each.</param>
public sealed record SwapDuties(string One, long OneVersion, string Other, long OtherVersion);

/// <summary>Two shifts as they are stored.</summary>
public sealed record DutyPair(SettingItem One, SettingItem Other);

/// <summary>One setting as it is stored.</summary>
/// <param name="Version">Counts up from 1; whoever changes it names the one read.</param>
/// <param name="Given">Fields that the environment sets: shown, not to be changed here.</param>
public sealed record SettingItem(string Section, string Id, long Version, JsonElement Value, DateTimeOffset ChangedAt, string ChangedBy, IReadOnlyList<string> Given);

/// <summary>GET /api/admin/settings.</summary>
public sealed record SettingsPage(IReadOnlyList<SettingItem> Items, AppliedSettings Applied, IReadOnlyList<QueueLoad> Load);

/// <summary>What is live.</summary>
/// <param name="Fault">Null, or why the last change has not reached Asterisk or the disk; it is tried again.</param>
public sealed record AppliedSettings(DateTimeOffset At, string By, string? Fault, string? DutyNumber);

/// <summary>Who a change would reach now.</summary>
public sealed record QueueLoad(string Queue, int Waiting, int Talking, int Agents);

/// <summary>PUT /api/admin/settings/{section}/{id}: version 0 makes a new one. Answers the stored item; 409 with the item another administrator stored meanwhile.</summary>
public sealed record PutSetting(long Version, JsonElement Value);

/// <summary>GET /api/admin/settings/{section}/{id}/changes?version=…, newest first; users, communities and prompts are sections too.</summary>
/// <param name="Digest">Of before and after as they are stored: the audit log has the same one, or the stored change is not the one that was made.</param>
public sealed record SettingChangeLine(DateTimeOffset At, string User, string Section, string Id, long Version, JsonElement? Before, JsonElement? After, string Digest);

/// <summary>GET /api/site: words every page needs.</summary>
public sealed record SiteWords(IReadOnlyList<SiteWord> Queues, IReadOnlyList<SiteWord> BreakReasons, IReadOnlyList<SiteWord> Categories);

public sealed record SiteWord(string Id, string NameZh, string NameEn, bool Active);

/// <summary>GET /api/admin/open?at=…: whether numbers are open then, and why.</summary>
/// <param name="Reason">always, weekly, holiday, workday.</param>
/// <param name="ChangesAt">When it next opens or closes; null when not within 30 days.</param>
public sealed record OpenLine(string Number, string Queue, bool Open, string Reason, string? Day, DateTimeOffset? ChangesAt);

/// <summary>One line of an imported table.</summary>
/// <param name="Fault">Null when the line is right.</param>
public sealed record ImportLine(int Line, string Id, string Text, string? Fault);

/// <summary>POST /api/admin/settings/{section}/import?apply=…: nothing is stored while any line has a fault.</summary>
public sealed record ImportReport(IReadOnlyList<ImportLine> Lines, int Faults, bool Applied);

/// <summary>GET /api/admin/users.</summary>
/// <param name="CommunityId">A station's own.</param>
public sealed record UserLine(string User, string Name, IReadOnlyList<string> Roles, bool Disabled, bool SignedIn, bool InCall, long Version, Guid? CommunityId = null);

/// <summary>PUT /api/admin/users/{user}; version 0 makes the user. 409 with the line another administrator stored meanwhile.</summary>
/// <param name="CommunityId">Of a station, which sees nothing else; of nobody else.</param>
public sealed record PutUser(long Version, string Name, IReadOnlyList<string> Roles, bool Disabled, Guid? CommunityId = null);

/// <summary>GET /api/admin/communities, by district, street office and name.</summary>
/// <param name="Number">Of the station, as it is dialled.</param>
/// <param name="Households">How many are kept under it; only one without any, and without users, can be taken away.</param>
/// <param name="Version">Changes with everything that can be changed here: whoever changes it names the one read.</param>
public sealed record CommunityEntry(Guid Id, string District, string Office, string Name, string? Station, string? Number, int Households, int Users, string Version);

/// <summary>PUT /api/admin/communities/{id}; without a version it makes the community. 409 with the entry another administrator stored meanwhile.</summary>
/// <param name="WholeOffice">District and street office themselves get these names, with all their communities; otherwise this community alone moves there.</param>
public sealed record PutCommunity(string? Version, string District, string Office, string Name, string? Station = null, string? Number = null, bool WholeOffice = false);

/// <summary>A password made just now; shown once, kept nowhere.</summary>
public sealed record NewPassword(string User, string Password);
