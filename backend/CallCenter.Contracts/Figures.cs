using System.Text.Json.Serialization;

namespace CallCenter.Contracts;

/// <summary>What the figures go by; the same words stand on the page and in docs/figures.md.</summary>
public static class FigureRules
{
    /// <summary>Answered in time: within so many seconds of the arrival.</summary>
    public const int InTimeSeconds = 15;

    /// <summary>A caller who leaves sooner has misdialled: counted apart.</summary>
    public const int ShortSeconds = 5;

    /// <summary>Connect rate that the norms ask for over any 24 hours.</summary>
    public const double ConnectTarget = 0.95;

    /// <summary>Days in one table, the first and the last included.</summary>
    public const int MostDays = 92;
}

/// <summary>Sums over calls of one queue, agent, half hour or day. Whole milliseconds, so that any order of adding gives the same bits.</summary>
/// <param name="Key">Queue, agent, "08:30" or "2026-11-23"; empty for the whole.</param>
/// <param name="Offered">Callers who came.</param>
/// <param name="Answered">Callers who got a human.</param>
/// <param name="AnsweredInTime">Of these, within <see cref="FigureRules.InTimeSeconds"/>.</param>
/// <param name="Abandoned">Callers who left before, short ones included.</param>
/// <param name="AbandonedShort">Of these, within <see cref="FigureRules.ShortSeconds"/>.</param>
/// <param name="WaitMs">Of the answered.</param>
/// <param name="MaxWaitMs">Of answered and abandoned.</param>
/// <param name="TalkMs">Hold included.</param>
/// <param name="RingMs">Phones ringing, answered or not.</param>
public sealed record FigureLine(
    string Key, int Offered, int Answered, int AnsweredInTime, int Abandoned, int AbandonedShort, long WaitMs, long MaxWaitMs, long TalkMs, long WrapUpMs, long RingMs, long HoldMs)
{
    /// <summary>Answered of all whose call is decided; who waits still is neither.</summary>
    [JsonIgnore]
    public double? ConnectRate => Share(Answered, Answered + Abandoned);

    [JsonIgnore]
    public double? InTimeRate => Share(AnsweredInTime, Answered + Abandoned);

    [JsonIgnore]
    public double? AbandonRate => Share(Abandoned, Answered + Abandoned);

    /// <summary>Without those who left at once.</summary>
    [JsonIgnore]
    public double? AbandonRateWithoutShort => Share(Abandoned - AbandonedShort, Answered + Abandoned - AbandonedShort);

    /// <summary>Answered in time of those who got an answer or gave up after more than a moment.</summary>
    [JsonIgnore]
    public double? ServiceLevel => Share(AnsweredInTime, Answered + Abandoned - AbandonedShort);

    [JsonIgnore]
    public double? MeanWaitSeconds => Mean(WaitMs);

    [JsonIgnore]
    public double? MeanRingSeconds => Mean(RingMs);

    [JsonIgnore]
    public double? MeanTalkSeconds => Mean(TalkMs);

    [JsonIgnore]
    public double? MeanHoldSeconds => Mean(HoldMs);

    [JsonIgnore]
    public double? MeanWrapUpSeconds => Mean(WrapUpMs);

    /// <summary>Ring, talk with hold, wrap-up.</summary>
    [JsonIgnore]
    public double? MeanHandleSeconds => Mean(RingMs + TalkMs + WrapUpMs);

    private double? Mean(long milliseconds) => Answered == 0 ? null : milliseconds / 1000.0 / Answered;

    private static double? Share(int part, int whole) => whole <= 0 ? null : (double)part / whole;
}

/// <summary>An agent's calls, and the time at work when it passed.</summary>
/// <param name="ReadyMs">Waiting for a call.</param>
/// <param name="BusyMs">Rung, in a talk, in wrap-up.</param>
public sealed record AgentFigureLine(FigureLine Calls, long ReadyMs, long BusyMs, long BreakMs)
{
    /// <summary>Busy of the time at work; breaks are not at work.</summary>
    [JsonIgnore]
    public double? Occupancy => ReadyMs + BusyMs == 0 ? null : (double)BusyMs / (ReadyMs + BusyMs);
}

/// <summary>GET /api/figures: days of the site's own time zone.</summary>
/// <param name="LiveAt">The last day is today, and the figures are as of this moment.</param>
/// <param name="Queue">The figures are of this queue alone, those of agents excepted.</param>
/// <param name="Queues">Of every queue, whatever was asked for.</param>
/// <param name="HalfHours">In which a caller came, in order; of several days added up.</param>
public sealed record FiguresPage(
    DateOnly From, DateOnly To, DateTimeOffset? LiveAt, string? Queue, FigureLine Total, IReadOnlyList<FigureLine> Queues, IReadOnlyList<AgentFigureLine> Agents,
    IReadOnlyList<FigureLine> HalfHours, IReadOnlyList<FigureLine> Days);
