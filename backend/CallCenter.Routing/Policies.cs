using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CallCenter.Routing;

/// <summary>In which order ready agents are asked.</summary>
public enum RingStrategy
{
    /// <summary>Who has been idle longest.</summary>
    LongestIdle,

    /// <summary>Who was asked longest ago, whatever came of it.</summary>
    RoundRobin,

    /// <summary>Several at once, longest idle first; the first to answer has the call.</summary>
    Several,
}

/// <summary>A queue and its policy.</summary>
/// <param name="Priority">1 life, 2 urgent, 3 service, 4 enquiry.</param>
/// <param name="OfferSeconds">How long a phone rings before the call is offered to somebody else, 5 to 60.</param>
/// <param name="WrapUpSeconds">Wrap-up after a talk, 0 to 600; 0 = none.</param>
public sealed record QueueSettings(string Queue, int Priority, int OfferSeconds, int WrapUpSeconds)
{
    public const int Life = 1;

    public RingStrategy Ring { get; init; }

    /// <summary>Phones that ring at once, of <see cref="RingStrategy.Several"/>, 1 to 20.</summary>
    public int RingAtOnce { get; init; } = 1;

    /// <summary>A wait this long raises a call by one priority, never to life; 0 = never.</summary>
    public int AgeingSeconds { get; init; }

    /// <summary>What an agent has to be able to do for every call of this queue.</summary>
    public ImmutableArray<SkillNeed> Needs { get; init; } = [];

    /// <summary>A wait this long lowers every level asked for by one; 0 = never.</summary>
    public int RelaxSeconds { get; init; }

    /// <summary>How long the agent who spoke with this resident last is waited for while busy; 0 = only if ready; null = any agent will do.</summary>
    public int? StickySeconds { get; init; }

    /// <summary>An agent who lets this many calls ring out in a row is set aside; 0 = never.</summary>
    public int MissesAllowed { get; init; }

    /// <summary>What becomes of callers who wait too long or are too many; looked at in this order. None for life.</summary>
    public ImmutableArray<OverflowRule> Overflow { get; init; } = [];

    /// <summary>How often somebody who was not answered is called back in vain, 0 to 10; 0 = nobody is. An alarm is called back until somebody is reached.</summary>
    public int CallbackAttempts { get; init; } = 3;

    /// <summary>Between two attempts, 10 to 86,400.</summary>
    public int CallbackSeconds { get; init; } = 900;

    internal bool IsLife => Priority == Life;

    internal bool IsValid => Priority is >= 1 and <= 4 && OfferSeconds >= 1 && WrapUpSeconds >= 0 && RingAtOnce is >= 1 and <= 20 && AgeingSeconds >= 0 && RelaxSeconds >= 0 && StickySeconds is not < 0
        && MissesAllowed >= 0 && CallbackAttempts is >= 0 and <= 10 && CallbackSeconds is >= 10 and <= 86_400 && Needs.All(n => n.Level >= 1) && Overflow.All(r => r.When != OverflowWhen.Closed && r.Threshold >= 0 && (r.To != OverflowTo.Queue || r.Target != Queue)) && (!IsLife || Overflow.IsEmpty);
}

/// <param name="Level">1 to 9; an agent's own level must be at least this.</param>
public sealed record SkillNeed(string Skill, int Level);

public enum OverflowWhen
{
    /// <summary>Waited this many seconds in this queue.</summary>
    Wait,

    /// <summary>At least this many calls wait in this queue already when the call comes.</summary>
    Length,

    /// <summary>After this many seconds in this queue: as soon as no agent who serves it is at work.</summary>
    NoAgents,

    /// <summary>The caller came outside the hours and was never queued. Of no queue's policy: <see cref="MessageAsked"/> makes it.</summary>
    Closed,
}

public enum OverflowTo { Queue, Number, Voicemail, Callback }

/// <param name="Threshold">Seconds or calls.</param>
/// <param name="Target">Queue id or telephone number; empty for the others.</param>
public sealed record OverflowRule(OverflowWhen When, int Threshold, OverflowTo To, string Target);

/// <summary>How calls of priority 1 get a human.</summary>
/// <param name="EverybodyAfter">Unanswered this many seconds: every ready phone rings.</param>
/// <param name="DutyAfter">Unanswered this many seconds: duty and outside numbers are rung.</param>
/// <param name="ByNumberAtMost">Talks that alarms known by nothing but the caller's number may interrupt within <see cref="RestSeconds"/>.</param>
/// <param name="RestSeconds">A resident who was interrupted is left in peace this long.</param>
/// <param name="HoldSeconds">How long an interrupted resident is kept for the same agent.</param>
public sealed record LifePolicy(int EverybodyAfter = 7, int DutyAfter = 15, int ByNumberAtMost = 2, int RestSeconds = 600, int HoldSeconds = 180)
{
    [JsonIgnore]
    internal bool IsValid => EverybodyAfter >= 1 && DutyAfter >= EverybodyAfter && ByNumberAtMost >= 0 && RestSeconds >= 0 && HoldSeconds >= 0;

    internal TimeSpan Rest => TimeSpan.FromSeconds(RestSeconds);
}
