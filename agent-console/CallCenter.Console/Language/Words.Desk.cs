using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Head, panes, call bar.</summary>
internal sealed partial class Words
{
    public string Ready => this["就绪", "Ready"];
    public string Break => this["小休", "Break"];
    public string BreakReasonLabel => this["原因", "Reason"];

    public string BreakReason(string reason) => OfSite(Site?.BreakReasons, reason) ?? reason switch
    {
        Contracts.BreakReason.Rest => this["休息", "Rest"],
        Contracts.BreakReason.Meal => this["用餐", "Meal"],
        Contracts.BreakReason.Training => this["培训", "Training"],
        Contracts.BreakReason.Meeting => this["会议", "Meeting"],
        _ => this["其他", "Other"],
    };

    public string Next(string state) => state switch
    {
        "break" => this["→ 之后小休", "→ break next"],
        "offline" => this["→ 之后下岗", "→ off duty next"],
        _ => "",
    };

    public string QueueFigures => this["排队与业绩", "Queues and figures"];
    public string Waiting => this["排队", "Waiting"];
    public string Longest => this["最长等待", "Longest"];
    public string Mine => this["我今天", "Mine"];
    public string ServiceLevel => this["服务水平", "SL"];
    public string Lights => this["连接状况", "Connections"];
    public string LightServer => this["服务器", "Server"];
    public string LightPhone => this["话机", "Phone"];
    public string LightSwitch => this["交换", "Switch"];
    public string LightData => this["数据", "Data"];
    public string LinkLost => this["与服务器的连接中断,通话不受影响,正在重连…", "Server out of reach, calls are not affected. Reconnecting…"];

    public string NewVersion => this["系统已升级,点此重新加载", "Upgraded: click to reload"];

    public string PersonPane => this["来电人", "Caller"];
    public string WorkPane => this["工作区", "Work"];
    public string AroundPane => this["资料", "Around"];

    public string CallBar => this["通话控制", "Call control"];
    public string Answer => this["接听", "Answer"];
    public string AlarmCall => this["紧急呼叫", "Alarm"];
    public string TakeAlarm => this["接听紧急呼叫", "Take the alarm"];
    public string PausedCalls => this["已暂停的通话", "Paused calls"];
    public string PausedTalk => this["已暂停", "Paused"];
    public string PausedWrapUp => this["话后已暂停", "Wrap-up paused"];

    /// <summary>What a loudspeaker says: who and where.</summary>
    public string AlarmAnnouncement(CallSnapshot alarm)
    {
        var person = alarm.People.FirstOrDefault(p => p.Id == alarm.ChosenResident) ?? (alarm.People.Count == 1 ? alarm.People[0] : null);
        return person is null ? AlarmCall : $"{AlarmCall}: {person.Name}, {person.Address}";
    }

    public string Hold => this["保持", "Hold"];
    public string Mute => this["静音", "Mute"];
    public string KeypadName => this["键盘", "Keypad"];
    public string Spare => this["不可打断", "Do not interrupt"];
    public string SpareFor(string reason) => $"{Spare}{this[":", ": "]}{SpareReasonName(reason)}";
    public string SpareHint => this["报警来电时,不会请您离开这通电话。", "When an alarm comes in you are not asked to leave this talk."];
    public string SpareAgain => this["恢复为可打断", "May be interrupted again"];
    public string SpareReasonName(string reason) => reason switch
    {
        SpareReason.Crisis => this["心理危机", "somebody in crisis"],
        SpareReason.Emergency => this["正与 110/119/120 联系", "speaking with 110, 119 or 120"],
        SpareReason.Other => this["其他重要情况", "something else that matters"],
        _ => reason,
    };
    public string KeypadSent => this["已发送", "Sent"];
    public string HangUp => this["挂断", "Hang up"];
    public string HoldFailed => this["现在不能保持或取回,请稍后再试。", "Cannot hold or take back right now, try again."];
    public string TalkTime => this["通话", "Talk"];
    public string HoldTime => this["保持", "Hold"];
    public string IsMuted => this["已静音", "Muted"];
    public string RecordingOn => this["录音中", "Recording"];
    public string Rejoining => this["正在接回通话…", "Rejoining the call…"];
    public string DeskPhoneHint(string phone) => this[$"话机 {phone}:请在话机上接听", $"Desk phone {phone}: answer on the phone"];

    public string IncomingCall => this["来电", "Incoming call"];
    public string WaitedFor => this["已等待", "Waited"];
    public string PressAnswer => this["按 F8 或「接听」接起。", "Press F8 or Answer."];
    public string PickUp => this["请拿起话机接听。", "Pick up the desk phone."];

    public string Caller(CallSnapshot call)
        => call.Enterprises?.FirstOrDefault(e => e.Id == call.ChosenEnterprise)?.Name ?? call.People.FirstOrDefault(p => p.Id == call.ChosenResident)?.Name ?? (call.People.Count == 1 ? call.People[0].Name : call is { People.Count: 0, Enterprises: [var only] } ? only.Name : call.CallerNumber ?? NumberHidden);

    public string Queue(string queue) => OfSite(Site?.Queues, queue) ?? queue switch
    {
        "hotline" => this["热线", "Hotline"],
        "alarm" => this["一键报警", "Alarm"],
        "counsel" => this["心理援助", "Counselling"],
        "orders" => this["便民服务", "Services"],
        _ => queue,
    };

    public string Shortcuts => this["快捷键", "Shortcuts"];

    public IReadOnlyList<(string Key, string Meaning)> ShortcutTable =>
    [
        ("F8", Answer), ("F9", Hold), ("F7", Mute), ("F6", KeypadName), ("Shift+F8", HangUp), ("Ctrl+Enter", Finish),
        ("Alt+1", Ready), ("Alt+2", Break), ("/", SearchTitle), ("1–9", this["选择来电人", "Choose the caller"]), ("?", Shortcuts),
    ];
}
