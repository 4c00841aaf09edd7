using System.Globalization;
using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>The figures: names, formulas, tables.</summary>
internal sealed partial class Words
{
    public string Figures => this["统计报表", "Figures"];
    public string FiguresFrom => this["起始日期", "From"];
    public string FiguresTo => this["截止日期", "To"];
    public string FiguresRange => this["统计区间", "Days"];
    public string FiguresQueue => this["队列", "Queue"];
    public string AllQueues => this["全部队列", "All queues"];
    public string Today => this["今天", "Today"];
    public string Yesterday => this["昨天", "Yesterday"];
    public string LastDays(int days) => this[$"近 {days} 天", $"Last {days} days"];
    public string ThisMonth => this["本月", "This month"];
    public string LiveAt(DateTimeOffset at) => this[$"实时 · 截至 {Clock(at)}", $"Live, as of {Clock(at)}"];
    public string DaysOver => this["已结束的日期", "These days are over"];
    public string ExportExcel => this["导出 Excel", "Excel"];
    public string ExportCsv => this["导出当前表 CSV", "This table as CSV"];
    public string NoCallsThen => this["这段时间没有来电。", "Nobody called in this time."];
    public string KeyFigures => this["关键指标", "Key figures"];
    public string HalfHourChart => this["每半小时来电与服务水平", "Calls and service level by half hour"];
    public string QueueChart => this["各队列接通率", "Connect rate by queue"];
    public string OccupancyChart => this["坐席占用率", "Occupancy of agents"];
    public string FigureTablesLabel => this["明细表", "Tables"];
    public string Formulas => this["计算口径", "How each figure is made"];

    public string ConnectRate => this["接通率", "Connect rate"];
    public string InTimeRate => this[$"{FigureRules.InTimeSeconds} 秒接通率", $"Within {FigureRules.InTimeSeconds} s"];
    public string ServiceLevelFigure => this["服务水平", "Service level"];
    public string AbandonRate => this["放弃率", "Abandon rate"];
    public string WaitFigure => this["平均等待", "Mean wait"];
    public string LongestFigure => this["最长等待", "Longest wait"];
    public string HandleTime => this["平均处理时长", "Handle time"];
    public string Occupancy => this["占用率", "Occupancy"];
    public string OfferedFigure => this["呼入", "Offered"];
    public string AnsweredFigure => this["接通", "Answered"];
    public string AbandonedFigure => this["放弃", "Abandoned"];
    public string RingTime => this["振铃", "Ring"];
    public string WrapUpTime => this["整理", "Wrap-up"];
    public string ReadyTime => this["就绪", "Ready"];
    public string BusyTime => this["忙碌", "Busy"];
    public string BreakTime => this["小休", "Break"];

    public string Share(double? share) => share is { } known ? (100 * known).ToString("0.0", CultureInfo.InvariantCulture) + "%" : "—";
    public string OneSecond(double? seconds) => seconds is { } known ? this[$"{known:0.0} 秒", $"{known:0.0} s"] : "—";
    public string Time(long milliseconds) => Duration(TimeSpan.FromMilliseconds(milliseconds));
    public string Target(double share) => this[$"目标 ≥ {share:P0}", $"target ≥ {share:P0}"];
    public string InTimeOf(FigureLine t) => this[$"{t.AnsweredInTime} / {t.Answered + t.Abandoned}", $"{t.AnsweredInTime} of {t.Answered + t.Abandoned}"];
    public string WithoutShort => this["不含短时放弃", "without short abandons"];
    public string AbandonedWithoutShort(FigureLine t) => this[$"不含短时放弃 {Share(t.AbandonRateWithoutShort)}", $"without short ones {Share(t.AbandonRateWithoutShort)}"];
    public string LongestWait(FigureLine t) => this[$"目标 ≤ {FigureRules.InTimeSeconds} 秒 · 最长 {t.MaxWaitMs / 1000} 秒", $"target ≤ {FigureRules.InTimeSeconds} s, longest {t.MaxWaitMs / 1000} s"];
    public string HandleParts(FigureLine t) => this[$"振铃 {Whole(t.MeanRingSeconds)} + 通话 {Whole(t.MeanTalkSeconds)}(保持 {Whole(t.MeanHoldSeconds)})+ 整理 {Whole(t.MeanWrapUpSeconds)}",
        $"ring {Whole(t.MeanRingSeconds)} + talk {Whole(t.MeanTalkSeconds)} (hold {Whole(t.MeanHoldSeconds)}) + wrap-up {Whole(t.MeanWrapUpSeconds)}"];
    public string AgentsAtWork(int agents) => this[$"{agents} 位坐席", $"{agents} agents"];
    public string AnsweredOf(FigureLine t) => this[$"接通 {t.Answered} · 放弃 {t.Abandoned}", $"{t.Answered} answered, {t.Abandoned} abandoned"];
    public string Answers(int calls) => this[$"接 {calls} 通", $"{calls} calls"];
    public string OfThemShort(FigureLine t) => this[$"{t.Abandoned}(短时 {t.AbandonedShort})", $"{t.Abandoned} ({t.AbandonedShort} short)"];

    /// <summary>Whoever is rung outside has no name of ours.</summary>
    public string AgentName(string agent) => agent == "duty" ? this["值班电话", "On duty outside"] : agent;

    public string FigureTab(string tab) => tab switch
    {
        "queue" => this["队列", "Queue"],
        "agent" => this["坐席", "Agent"],
        "half-hour" => this["半小时", "Half hour"],
        _ => this["日期", "Day"],
    };

    public string HalfHourTitle(FigureLine line) => this[$"{line.Key} 呼入 {line.Offered},接通 {line.Answered},放弃 {line.Abandoned},服务水平 {Share(line.ServiceLevel)}",
        $"{line.Key}: {line.Offered} offered, {line.Answered} answered, {line.Abandoned} abandoned, service level {Share(line.ServiceLevel)}"];

    public string HalfHourText(IReadOnlyList<FigureLine> lines) => lines.Count == 0 ? HalfHourChart : this[$"{HalfHourChart}:{lines[0].Key} 至 {lines[^1].Key},数值见下方半小时表",
        $"{HalfHourChart}: {lines[0].Key} to {lines[^1].Key}; the half-hour table below has the numbers"];

    public string FormulaOf(string name) => FigureFormulas.FirstOrDefault(f => f.Name == name).Formula ?? "";

    public IReadOnlyList<(string Name, string Formula)> FigureFormulas =>
    [
        (OfferedFigure, this["进入队列的来电。班外提示后挂断的来电、报警测试不计。一通来电的全部数字计入其到达的那一天、那个半小时和最先进入的队列,跨零点、转队列也不变。", "Callers who were queued. Those turned away after hours, and drills, are none. Everything of a call counts for the day, the half hour and the queue of its arrival, past midnight and after an overflow too."]),
        (AnsweredFigure, this["与坐席(或值班电话)通上话的来电;服务器停机期间由交换机直接接续的也计入。", "Callers who got a human, at a seat or on duty outside; those the exchange connected while the Server was away too."]),
        (AbandonedFigure, this[$"接通前离开的来电;不足 {FigureRules.ShortSeconds} 秒即离开的为短时放弃(误拨),另行列出。", $"Callers who left before that; within {FigureRules.ShortSeconds} s they have misdialled, and are counted apart as short."]),
        (ConnectRate, this["接通 ÷(接通 + 放弃)。正在等待的不计。", "Answered ÷ (answered + abandoned). Who waits still is neither."]),
        (InTimeRate, this[$"{FigureRules.InTimeSeconds} 秒内接通 ÷(接通 + 放弃)。从来电到达起算,到与坐席接通为止。", $"Answered within {FigureRules.InTimeSeconds} s ÷ (answered + abandoned), from the arrival to the moment a human is joined."]),
        (ServiceLevelFigure, this[$"{FigureRules.InTimeSeconds} 秒内接通 ÷(接通 + 放弃 − 短时放弃)。", $"Answered within {FigureRules.InTimeSeconds} s ÷ (answered + abandoned − short abandons)."]),
        (AbandonRate, this["放弃 ÷(接通 + 放弃);不含短时放弃:(放弃 − 短时放弃)÷(接通 + 放弃 − 短时放弃)。", "Abandoned ÷ (answered + abandoned); without short ones: (abandoned − short) ÷ (answered + abandoned − short)."]),
        (WaitFigure, this["接通来电的等待时间之和 ÷ 接通。最长等待含放弃的来电。", "Waits of the answered ÷ answered. The longest wait knows the abandoned too."]),
        (HandleTime, this["(振铃 + 通话 + 整理)÷ 接通。通话按交换机时钟计,从双方接通到坐席离开或来电人挂断,含保持;被报警打断的来电,各段通话相加。", "(Ring + talk + wrap-up) ÷ answered. Talk is by the exchange's clock, from the join until the agent leaves or the caller hangs up, hold included; the talks of a call that an alarm interrupted are added up."]),
        (Occupancy, this["(振铃 + 通话 + 整理)÷(就绪 + 振铃 + 通话 + 整理)。小休和离线不计;按实际发生的日期计。", "(Ring + talk + wrap-up) ÷ (ready + ring + talk + wrap-up), when it passed. Breaks and time off duty are left out."]),
    ];

    private static string Whole(double? seconds) => seconds is { } known ? known.ToString("0", CultureInfo.InvariantCulture) : "—";
}
