namespace CallCenter.Server.Routing;

/// <summary>Sums of one queue, agent or half hour. Whole milliseconds, so that any order of adding gives the same bits.</summary>
/// <param name="Offered">Callers who came.</param>
/// <param name="Answered">Callers who got a human, also through the dialplan fallback.</param>
/// <param name="AnsweredInTime">Within <see cref="FiguresFold.InTime"/>.</param>
/// <param name="Abandoned">Callers who left before, short ones included.</param>
/// <param name="AbandonedShort">Of these, within <see cref="FiguresFold.Short"/>: misdials.</param>
/// <param name="WaitMs">Of the answered.</param>
/// <param name="MaxWaitMs">Of answered and abandoned.</param>
internal sealed record FigureRow(int Offered, int Answered, int AnsweredInTime, int Abandoned, int AbandonedShort, long WaitMs, long MaxWaitMs, long TalkMs, long WrapUpMs)
{
    public static FigureRow Zero { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public double? MeanWaitSeconds => Answered == 0 ? null : WaitMs / 1000.0 / Answered;
    public double? MeanTalkSeconds => Answered == 0 ? null : TalkMs / 1000.0 / Answered;

    /// <summary>Share answered in time of those who got an answer or gave up after more than a moment; null when there were none.</summary>
    public double? ServiceLevel => Answered + Abandoned - AbandonedShort is var counted and > 0 ? (double)AnsweredInTime / counted : null;

    public static FigureRow operator +(FigureRow a, FigureRow b) => new(a.Offered + b.Offered, a.Answered + b.Answered, a.AnsweredInTime + b.AnsweredInTime,
        a.Abandoned + b.Abandoned, a.AbandonedShort + b.AbandonedShort, a.WaitMs + b.WaitMs, Math.Max(a.MaxWaitMs, b.MaxWaitMs), a.TalkMs + b.TalkMs, a.WrapUpMs + b.WrapUpMs);
}

/// <summary>One local day. Everything of a call counts in the half hour of its arrival.</summary>
/// <param name="HalfHours">Only those in which a caller came; key 0 to 47.</param>
internal sealed record DayFigures(
    DateOnly Day, FigureRow Total, IReadOnlyDictionary<string, FigureRow> Queues, IReadOnlyDictionary<string, FigureRow> Agents,
    IReadOnlyDictionary<int, FigureRow> HalfHours, IReadOnlyDictionary<(string Queue, int HalfHour), FigureRow> QueueHalfHours)
{
    public FigureRow Queue(string queue) => Queues.GetValueOrDefault(queue, FigureRow.Zero);
    public FigureRow Agent(string agent) => Agents.GetValueOrDefault(agent, FigureRow.Zero);
}
