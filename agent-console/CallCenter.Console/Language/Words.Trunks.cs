using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Trunks, announcements, and what needs a human soon.</summary>
internal sealed partial class Words
{
    public string TrunkStates => this["中继状态", "How the trunks stand"];
    public string TrunkReach => this["连通", "Reachable"];
    public string RoundTrip => this["往返时延", "Round trip"];
    public string TrunkRegistration => this["注册", "Registration"];
    public string TrunkChannels => this["通话数", "Calls"];
    public string TrunkRejected => this["拒绝我方呼叫", "Rejects our calls"];
    public string TrunkRefused => this["已拒来话", "Calls refused"];
    public string TrunkEffect => this["保存后立即生效:正在进行的通话不受影响,之后的来话和呼出按新设置处理。", "Live at once: calls that are up stay as they are, calls to come are treated the new way."];

    public string TrunkReached(TrunkLine trunk) => trunk switch
    {
        { Active: false } => this["未启用", "off"],
        { Reachable: true } => this["正常", "yes"],
        { Reachable: false } => this["中断", "down"],
        _ => this["检测中", "being asked"],
    };

    public string TrunkRegistered(string? registration) => registration switch
    {
        "registered" => this["已注册", "registered"],
        "rejected" => this["被拒绝", "rejected"],
        "unregistered" => this["未注册", "not registered"],
        _ => "—",
    };

    public string TrunkRejections(int count, int? cause) => this[$"{count} 次(原因 {cause})", $"{count} (cause {cause})"];
    public string TrunkRefusals(int full, int flood) => this[$"满线 {full},过频 {flood}", $"{full} lines full, {flood} too many a second"];

    /// <summary>A warning as /healthz has it: what, or what:which.</summary>
    public string Warning(string warning)
    {
        var which = warning.IndexOf(':') is > 0 and var colon ? warning[(colon + 1)..] : "";
        return warning.Split(':')[0] switch
        {
            Contracts.Matter.Keys => this["密钥不可用", "Keys cannot be used"],
            "trunk-down" => this[$"中继 {which} 中断", $"Trunk {which} is down"],
            "trunk-not-registered" => this[$"中继 {which} 未注册", $"Trunk {which} is not registered"],
            "trunk-rejects" => this[$"中继 {which} 拒绝呼叫", $"Trunk {which} rejects calls"],
            "trunk-flood" => this[$"中继 {which} 来话过频", $"Trunk {which} floods"],
            "trunk-full" => this[$"中继 {which} 线路已满", $"Trunk {which} is full"],
            "prompt-synthetic" => this[$"语音“{Prompt(which)}”为合成音", $"Announcement '{Prompt(which)}' is synthetic"],
            var matter when Contracts.Matter.All.Contains(matter) => this[$"{Matter(matter)}告警,见运行状况页", $"{Matter(matter)}: see Operations"],
            "alarms-by-number" => this["登记号码报警过多:仅凭号码的报警不再打断通话,请核实", "Too many alarms known by number alone: they interrupt no more talks, please make sure"],
            "alarm-numbers-nowhere" => NoLifeLine,
            _ => warning,
        };
    }

    public string Prompt(string name) => name switch
    {
        "notice" => this["录音告知", "Recording notice"],
        "reconnecting" => this["重新接通", "Reconnecting"],
        "please-wait" => this["请稍候", "Please wait"],
        "not-in-service" => this["号码未开通", "Not in service"],
        "all-busy" => this["坐席全忙", "All busy"],
        "alarm-received" => this["呼救已收到", "Alarm received"],
        "on-hold" => this["通话保持", "On hold"],
        "closed" => this["非服务时间:挂断", "Closed: hang up"],
        "closed-wait" => this["非服务时间:等待", "Closed: wait"],
        "closed-moved" => this["非服务时间:转接", "Closed: other queue"],
        "interrupted" => this["因紧急呼叫暂停", "Paused for an alarm"],
        "blocked" => this["号码受限", "Number is blocked"],
        "drill" => this["演练提示", "Drill"],
        "callback-promised" => this["承诺回拨", "Will be called back"],
        "comfort-hold" => this["请继续等候", "Please hold on"],
        "ahead-0" => this["您是下一位", "Next in line"],
        "ahead-many" => this["前面十位或更多", "Ten or more before"],
        "wait-long" => this["超过三十分钟", "More than thirty minutes"],
        _ when name.StartsWith("ahead-", StringComparison.Ordinal) => this[$"前面 {name[6..]} 位", $"{name[6..]} before"],
        _ when name.StartsWith("wait-", StringComparison.Ordinal) => this[$"约 {name[5..]} 分钟", $"About {name[5..]} min"],
        "message-please" => this["请留言", "Leave a message"],
        "message-closed" => this["非服务时间请留言", "Closed: leave a message"],
        "message-thanks" => this["留言已收到", "Message received"],
        "message-none" => this["未听到留言,请等候", "No message heard: hold on"],
        "message-none-closed" => this["未听到留言,再见", "No message heard: goodbye"],
        "callback-alarm" => this["呼救回拨", "Call for help, called back"],
        "callback-contact" => this["呼救回拨:联系人", "Call for help: contacts"],
        "callback-duty" => this["呼救回拨:值班", "Call for help: on duty"],
        _ => name,
    };

    public string Comma => this["、", ", "];
    public string PromptLanguage(string language) => language == "zh" ? this["中文", "Chinese"] : this["英文", "English"];
    public string PromptText => this["内容", "Text"];
    public string PromptKind => this["来源", "Source"];
    public string PromptLength => this["时长", "Length"];
    public string PromptLoudness => this["响度", "Loudness"];
    public string PromptPlay => this["试听", "Play"];
    public string PromptUpload => this["上传录音", "Upload"];
    public string PromptBack => this["恢复合成音", "Back to synthetic"];
    public string PromptKindOf(string kind) => kind switch { "recorded" => this["真人录音", "recorded"], "synthetic" => this["合成音", "synthetic"], _ => this["缺失", "missing"] };
    public string SyntheticWarning(string which) => this[$"正式运行时应由真人录制:{which}", $"In real operation a human voice should say: {which}"];
}
