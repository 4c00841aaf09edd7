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
    };

    public string Party(string party) => party switch
    {
        "caller" => Resident,
        "agent" => Agent,
        _ => party,
    };

    public string Event(string kind) => kind switch
    {
        "arrived" => this["来电", "Arrived"],
        "identified" => this["识别来电人", "Identified"],
        "queued" => this["排队", "Queued"],
        "offered" => this["分配给", "Offered to"],
        "refused" or "offerExpired" or "notAnswered" => this["未接听", "Not answered"],
        "withdrawn" => this["撤回", "Withdrawn"],
        "answered" => this["接听", "Answered"],
        "held" => this["保持", "Held"],
        "resumed" => this["取回", "Resumed"],
        "agentLost" or "lost" => this["坐席失联", "Agent lost"],
        "rejoined" => this["坐席接回", "Agent rejoined"],
        "ended" or "hungUp" => this["挂断", "Hung up"],
        "finished" or "wrapUpEnded" => this["话后结束", "Wrap-up ended"],
        "recordingStored" => this["录音存档", "Recording stored"],
        "fallback" => this["转入直通", "Fallback"],
        _ => kind,
    };
}
