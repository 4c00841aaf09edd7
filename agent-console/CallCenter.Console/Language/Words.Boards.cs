using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Live board, wallboard, time line of a call.</summary>
internal sealed partial class Words
{
    public string LiveBoard => this["看板", "Live board"];
    public string Wallboard => this["大屏", "Wallboard"];
    public string FullScreen => this["全屏", "Full screen"];
    public string BoardStale(DateTimeOffset at) => this[$"与服务器的连接中断,以下为 {Clock(at)} 的情况,正在重连…", $"Server out of reach: this is how it was at {Clock(at)}. Reconnecting…"];
    public string BoardWaiting => this["正在取得实时数据…", "Waiting for the first figures…"];
    public string SwitchAway => this["电话系统未连接", "No link to the exchange"];
    public string AlarmWaits => this["紧急呼叫等待中", "An alarm is waiting"];

    public string BoardQueues => this["队列", "Queues"];
    public string BoardTrunks => this["线路", "Lines"];
    public string BoardAgents => this["坐席", "Agents"];
    public string BoardCalls => this["通话", "Calls"];
    public string NoQueues => this["没有队列。", "There are no queues."];
    public string NoTrunks => this["没有中继线路。", "There are no trunks."];
    public string NoAgents => this["没有坐席登录。", "No agent is signed in."];
    public string NoCallsNow => this["现在没有通话。", "No calls at present."];
    public string MoreCalls(int more) => this[$"另有 {more} 通未列出", $"{more} more are not listed"];

    public string TalksHead => this["通话", "Talks"];
    public string LongestHead => this["最久", "Longest"];
    public string AwayHead => this["离线", "Away"];
    public string AgentHead => this["坐席", "Agent"];
    public string StageHead => this["阶段", "Stage"];
    public string ForHead => this["持续", "For"];
    public string CallHead => this["通话", "Call"];
    public string CallerHead => this["来电", "Caller"];
    public string PriorityHead => this["优先", "Prio."];
    public string WaitHead => this["等待", "Wait"];
    public string ReachHead => this["状态", "State"];
    public string LinesHead => this["占用 / 线数", "In use / lines"];
    public string KeptHead => this["报警保留", "For alarms"];
    public string Trunk(BoardTrunk trunk) => trunk.Name == "CALLCENTER_TRUNK" ? this["默认中继", "Default trunk"] : trunk.Name;
    public string Reached(bool? reachable) => reachable switch { true => this["✓ 正常", "✓ up"], false => this["✕ 中断", "✕ down"], _ => this["未监测", "not watched"] };
    public string Lines(BoardTrunk trunk) => $"{(trunk.Channels is { } used ? used : "—")} / {(trunk.Lines == 0 ? this["不限", "no limit"] : trunk.Lines)}";
    public string OpenTimeline(string caller) => this[$"{caller} 的决策时间线", $"Time line of {caller}"];

    public string Of(BoardStage stage) => stage switch
    {
        BoardStage.Waiting => this["排队", "Waiting"],
        BoardStage.Ringing => this["振铃", "Ringing"],
        BoardStage.Talking => this["通话中", "Talking"],
        BoardStage.Held => this["保持", "On hold"],
        BoardStage.Interrupted => this["因报警暂停", "Paused for an alarm"],
        BoardStage.Rejoining => this["等待接回", "To be rejoined"],
        BoardStage.Away => this["溢出处理", "Overflowed"],
        BoardStage.Dialplan => this["交换机直连", "By the switch"],
    };

    public string WallWaiting => this["排队", "Waiting"];
    public string WallLongest => this["最长等待", "Longest wait"];
    public string WallAgents => this["就绪坐席", "Agents ready"];
    public string WallAgentsRest(ModeCount m) => this[$"通话 {m.Talking} · 整理 {m.WrapUp} · 小休 {m.Break}", $"talking {m.Talking} · wrap-up {m.WrapUp} · break {m.Break}"];
    public string WallAlarms => this["进行中报警", "Alarms now"];
    public string WallAlarmsToday(int count) => this[$"今日 {count} 起", $"{count} today"];
    public string WallArrived => this["今日来电", "Calls today"];
    public string WallAnswered => this["已接", "Answered"];
    public string WallInTime => this["15 秒内接起", "Within 15 s"];
    public string WallInTimeCount(int count) => this[$"{count} 通", $"{count} calls"];
    public string WallConnect => this["接通率", "Connected"];
    public string WallAbandon => this["放弃率", "Abandoned"];
    public string WallAbandonCount(int count) => this[$"{count} 通放弃", $"{count} gave up"];
    public string WallChart => this["今日来电(每半小时)", "Calls today, by the half hour"];
    public string WallChartSum(DayCount day) => this[$"今日来电 {day.Arrived},已接 {day.Answered},放弃 {day.Abandoned}", $"{day.Arrived} calls came today, {day.Answered} were answered, {day.Abandoned} gave up"];
    public string LegendAnswered => this["已接", "answered"];
    public string LegendAbandoned => this["放弃", "gave up"];
    public string LegendArrived => this["来电", "came"];
    public string WallIncomplete => this["正在恢复今日统计…", "Today's figures are being read…"];
    public string Percent(double? share) => share is { } part ? part.ToString("P0", System.Globalization.CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal) : "—";

    public string Timeline => this["决策时间线", "Time line of decisions"];
    public string TimelineLanes => this["各方经过", "Who did what when"];
    public string TimelineSteps => this["决策与原因", "Decisions and reasons"];
    public string TimelineUp => this["通话进行中", "The call is up"];
    public string TimelineNone => this["没有指定通话。", "No call was named."];
    public string WhenHead => this["相对时间", "After"];
    public string EventHead => this["事件", "What"];
    public string ReasonHead => this["原因", "Why"];
    public string PastZero(TimeSpan t) => this[$"+{t.TotalSeconds:0.0} 秒", $"+{t.TotalSeconds:0.0} s"];
    public string LaneOf(string party) => party switch
    {
        "caller" => PersonPane,
        "duty" => Party("duty"),
        "dialplan" => this["交换机", "The switch"],
        _ => party,
    };

    /// <summary>A bar in words: what, from when, how long, and how it ended.</summary>
    public string Bar(TimelineBar bar, DateTimeOffset zero, DateTimeOffset now)
    {
        var length = (bar.To ?? now) - bar.From;
        var outcome = bar.Outcome is { } code ? $" · {Why(new Explanation(code, new Dictionary<string, string>()))}" : "";
        return $"{Of(bar.Stage)} {PastZero(bar.From - zero)} · {length.TotalSeconds:0.0} s{(bar.To is null ? this["(进行中)", " (goes on)"] : "")}{outcome}";
    }

    /// <summary>Who ended a call.</summary>
    public string EndedBy(string by) => by switch
    {
        "caller" => this["来电人挂断", "The caller hung up"],
        "agent" => this["坐席挂断", "The agent hung up"],
        "system" => this["系统结束", "Ended by the centre"],
        "network" => this["线路中断", "The network cut it off"],
        _ => by,
    };
}
