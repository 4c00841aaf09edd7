using System.Text.Json.Serialization;
using CallCenter.Contracts;

namespace CallCenter.Server.Statistics;

/// <summary>Sums of one queue, agent or half hour; what each means says <see cref="FigureLine"/>.</summary>
internal sealed record FigureRow(
    int Offered, int Answered, int AnsweredInTime, int Abandoned, int AbandonedShort, long WaitMs, long MaxWaitMs, long TalkMs, long WrapUpMs, long RingMs = 0, long HoldMs = 0)
{
    public static FigureRow Zero { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    [JsonIgnore]
    public double? MeanWaitSeconds => Line("").MeanWaitSeconds;

    [JsonIgnore]
    public double? MeanTalkSeconds => Line("").MeanTalkSeconds;

    [JsonIgnore]
    public double? ServiceLevel => Line("").ServiceLevel;

    public static FigureRow operator +(FigureRow a, FigureRow b) => new(a.Offered + b.Offered, a.Answered + b.Answered, a.AnsweredInTime + b.AnsweredInTime, a.Abandoned + b.Abandoned,
        a.AbandonedShort + b.AbandonedShort, a.WaitMs + b.WaitMs, Math.Max(a.MaxWaitMs, b.MaxWaitMs), a.TalkMs + b.TalkMs, a.WrapUpMs + b.WrapUpMs, a.RingMs + b.RingMs, a.HoldMs + b.HoldMs);

    public FigureLine Line(string key) => new(key, Offered, Answered, AnsweredInTime, Abandoned, AbandonedShort, WaitMs, MaxWaitMs, TalkMs, WrapUpMs, RingMs, HoldMs);
}

/// <summary>How an agent spent the time at work.</summary>
internal sealed record AgentTime(long ReadyMs, long BusyMs, long BreakMs)
{
    public static AgentTime Zero { get; } = new(0, 0, 0);

    public static AgentTime operator +(AgentTime a, AgentTime b) => new(a.ReadyMs + b.ReadyMs, a.BusyMs + b.BusyMs, a.BreakMs + b.BreakMs);
}

/// <param name="HalfHour">0 to 47, of the arrival.</param>
internal sealed record FigureCell(string Queue, int HalfHour, FigureRow Row);

/// <summary>
/// One local day. Everything of a call counts in the half hour of its arrival and in the queue it arrived for, whenever and wherever it ended; the time of agents counts when it passed.
/// </summary>
/// <param name="Cells">Only those in which a caller came, in order of queue and half hour.</param>
internal sealed record DayFigures(DateOnly Day, IReadOnlyList<FigureCell> Cells, IReadOnlyDictionary<string, FigureRow> Agents, IReadOnlyDictionary<string, AgentTime> Times)
{
    [JsonIgnore]
    public FigureRow Total => Sum(Cells);

    [JsonIgnore]
    public IReadOnlyDictionary<string, FigureRow> Queues => Sums(cell => cell.Queue, StringComparer.Ordinal);

    [JsonIgnore]
    public IReadOnlyDictionary<int, FigureRow> HalfHours => Sums(cell => cell.HalfHour, Comparer<int>.Default);

    public FigureRow Queue(string queue) => Sum(Cells.Where(cell => cell.Queue == queue));
    public FigureRow Agent(string agent) => Agents.GetValueOrDefault(agent, FigureRow.Zero);

    private SortedDictionary<TKey, FigureRow> Sums<TKey>(Func<FigureCell, TKey> key, IComparer<TKey> order) where TKey : notnull =>
        new(Cells.GroupBy(key).ToDictionary(group => group.Key, Sum), order);

    private static FigureRow Sum(IEnumerable<FigureCell> cells) => cells.Aggregate(FigureRow.Zero, (sum, cell) => sum + cell.Row);
}
