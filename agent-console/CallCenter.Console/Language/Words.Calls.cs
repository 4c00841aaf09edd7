using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>History and recordings.</summary>
internal sealed partial class Words
{
    public string History => this["历史", "History"];
    public string Scope => this["范围", "Scope"];
    public string MyCalls => this["我的", "Mine"];
    public string AllCalls => this["全部", "All"];
    public string HistorySearch => this["查找通话", "Search calls"];
    public string NoCalls => this["还没有通话记录。", "No calls yet."];
    public string BackToHistory => this["返回历史", "Back to history"];
    public string CallTitle => this["通话详情", "Call"];
    public string Arrived => this["来电时间", "Arrived"];
    public string QueueLabel => this["队列", "Queue"];
    public string OutcomeLabel => this["结果", "Outcome"];
    public string WaitTalk => this["等待/通话", "Wait / talk"];
    public string OrderLabel => this["工单", "Order"];
    public string RecordingLabel => this["录音", "Recording"];
    public string WaveLabel => this["录音位置", "Position in the recording"];
    public string NoWaveform => this["波形暂缺,可直接播放。", "No waveform; it plays all the same."];
    public string Course => this["经过", "Course"];
    public string Legs => this["线路", "Legs"];
    public string Ended => this["结束", "ended"];
    public string Resident => this["居民", "Resident"];
    public string Agent => this["坐席", "Agent"];

    public string Outcome(CallOutcome outcome) => outcome switch
    {
        CallOutcome.InProgress => this["进行中", "In progress"],
        CallOutcome.Answered => this["已接", "Answered"],
        CallOutcome.Abandoned => this["放弃", "Abandoned"],
        CallOutcome.Fallback => this["直接接通", "Fallback"],
        CallOutcome.Failed => this["失败", "Failed"],
        CallOutcome.AfterHours => this["非服务时间", "After hours"],
        CallOutcome.TurnedAway => this["号码受限", "Turned away"],
        CallOutcome.Closed => this["已了结", "Closed"],
        CallOutcome.Message => this["留言", "Message"],
    };

    public string Party(string party) => party switch
    {
        "caller" => Resident,
        "agent" => Agent,
        "duty" => this["值班电话", "Duty number"],
        _ => party,
    };

    public string Event(string kind) => kind switch
    {
        "arrived" => this["来电", "Arrived"],
        "arrived-by-number" => this["登记的报警号码来电", "Arrived, registered for alarms"],
        "identified" => this["识别来电人", "Identified"],
        "waiting" => this["排队等待", "Waiting"],
        "offered" => this["分配给", "Offered to"],
        "withdrawn" => this["收回", "Withdrawn from"],
        "connected" => this["接通", "Connected"],
        "held" => this["保持", "Held"],
        "resumed" => this["取回", "Resumed"],
        "returned" => this["坐席中断,重新排队", "Agent lost, waiting again"],
        "interrupted" => this["因紧急呼叫暂停", "Paused for an alarm"],
        "escalated" => this["升级呼叫", "Escalated"],
        "overflowed" => this["溢出", "Overflowed"],
        "reconsidered" => this["重新评估", "Reconsidered"],
        "outside" => this["值班电话接起", "Answered outside"],
        "call-back" => this["列入回拨", "To be called back"],
        "dial-back" => this["系统回拨", "Called back by the centre"],
        "back-reached" => this["对方接起", "Reached"],
        "back-later" => this["未接通,稍后再拨", "Not reached, later again"],
        "back-closed" => this["回拨了结", "Callback closed"],
        "away-failed" => this["溢出未成,重新排队", "Overflow failed, waiting again"],
        "message" => this["已留言", "Left a message"],
        "ended" => this["结束", "Ended"],
        "turned-away-blocked" => this["号码已屏蔽,听提示音后挂断", "Blocked: heard the announcement"],
        "turned-away-restricted" => this["号码受限,同时只能一通", "Restricted: one call at a time"],
        "turned-away" => this["非服务时间,听提示音", "After hours: heard the announcement"],
        "recorded" => this["录音存档", "Recording stored"],
        "fallback" => this["服务器不在线,转直接接通", "Server away, put through directly"],
        "imported" => this["事后补记", "Logged afterwards"],
        _ => kind,
    };
}
