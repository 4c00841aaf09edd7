using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Callers known by their numbers: alarms and nuisances.</summary>
internal sealed partial class Words
{
    public string Callers => this["来电名单", "Callers"];
    public string NuisancesTitle => this["骚扰来电", "Nuisance callers"];
    public string AlarmNumbersTitle => this["报警号码", "Alarm numbers"];

    public string NuisanceHint => this["限制和屏蔽须由另一位主管批准,到期自动解除;12349 和登记的报警号码永不限制。", "Restricting and blocking take a second supervisor and end by themselves; 12349 and registered alarm numbers are never restricted."];
    public string NoNuisances => this["没有被标记的号码。", "No number is marked."];
    public string NuisanceWarning(NuisanceFacts facts) => facts.Standing switch
    {
        NuisanceStanding.Restricted => this[$"骚扰来电(已标记 {facts.Times} 次,已限制)", $"Nuisance caller (marked {facts.Times} times, restricted)"],
        NuisanceStanding.Blocked => this[$"骚扰来电(已标记 {facts.Times} 次,已屏蔽)", $"Nuisance caller (marked {facts.Times} times, blocked)"],
        _ => this[$"骚扰来电(已标记 {facts.Times} 次)", $"Nuisance caller (marked {facts.Times} times)"],
    };
    public string MarkNuisance => this["标记骚扰", "Mark as nuisance"];
    public string MarkReason => this["原因(必填)", "Reason (required)"];
    public string MarkedNuisance => this["已标记,主管会处理", "Marked; a supervisor will look at it"];
    public IReadOnlyList<string> MarkReasons => [this["辱骂、威胁", "Abuse or threats"], this["反复无意义来电", "Calls again and again about nothing"], this["推销、诈骗", "Advertising or fraud"]];
    public string MarkCount => this["标记次数", "Marks"];
    public string CallsLately => this["近30天来电", "Calls in 30 days"];
    public string Standing => this["处理", "Standing"];
    public string LastMark => this["最近标记", "Last mark"];
    public string StandingName(string standing) => standing switch
    {
        NuisanceStanding.Restricted => this["限制", "Restricted"],
        NuisanceStanding.Blocked => this["屏蔽", "Blocked"],
        NuisanceStanding.Dismissed => this["撤销标记", "Dismissed"],
        _ => this["仅标记", "Marked only"],
    };
    public string StandingHint(string standing) => standing switch
    {
        NuisanceStanding.Restricted => this["排在所有人之后,同时只能一通,最多回拨一次", "Served after everybody else, one call at a time, called back once at most"],
        NuisanceStanding.Blocked => this["听到提示后挂断", "Hears an announcement and is hung up"],
        NuisanceStanding.Dismissed => this["不再提醒坐席", "Agents are not warned any more"],
        _ => this["来电时提醒坐席", "Agents are warned"],
    };
    public string StandingUntil(NuisanceLine line) => line.Until is { } until ? this[$"{StandingName(line.Standing)},至 {DateTime(until)}", $"{StandingName(line.Standing)} until {DateTime(until)}"] : StandingName(line.Standing);
    public string DecidedBy(NuisanceLine line) => line.ApprovedBy.Length > 0 ? this[$"{line.By} 申请,{line.ApprovedBy} 批准:{line.Reason}", $"asked by {line.By}, approved by {line.ApprovedBy}: {line.Reason}"]
        : line.By.Length > 0 ? $"{line.By}: {(line.Reason == "alarm" ? this["已登记为报警号码", "registered for alarms"] : line.Reason)}" : "";
    public string Wish(NuisanceWish wish) => this[$"{wish.By} 申请{StandingName(wish.Standing)}至 {DateTime(wish.Until)}:{wish.Reason}", $"{wish.By} asks for: {StandingName(wish.Standing)} until {DateTime(wish.Until)}: {wish.Reason}"];
    public string Marked(NuisanceMark mark) => $"{DateTime(mark.At)} {mark.By} {mark.Reason}";
    public string Decide => this["处理", "Decide"];
    public string AskApproval => this["提交审批", "Ask for approval"];
    public string RefuseWish => this["不批准", "Refuse"];
    public string Days => this["天数", "Days"];
    public string ReasonLabel => this["理由", "Reason"];

    public string AlarmNumberHint => this["这些号码无论拨打哪个号码,都按报警处理。", "Calls from these numbers are alarms, whichever of our numbers they dial."];
    public string NoAlarmNumbers => this["还没有登记报警号码。", "No alarm numbers are registered."];
    public string NoLifeLine => this["没有生命线号码:这些来电无处可去,请联系管理员。", "There is no number for life: these calls lead nowhere. Please tell the administrator."];
    public string AlarmImportHint => this["CSV(UTF-8 或 GB18030)或 Excel(.xlsx):号码、安装位置、类型(报警器或电话)、起始日期。后两列可空:新号码为报警器、今日起;已登记的号码保持原样,关联的居民不变。先检查,全部正确才导入。", "CSV (UTF-8 or GB18030) or Excel (.xlsx): number, place, kind (unit or telephone), first day; the last two may be empty: a new number is a unit from today, a registered one keeps what it has, its resident too. Checked first; imported when every line is right."];
    public string ImportAlarms => this["导入报警号码", "Import alarm numbers"];
    public string AlarmsImported => this["报警号码已导入。", "The alarm numbers are imported."];
    public string RegisterAlarm => this["登记号码", "Register a number"];
    public string AlarmPlace => this["安装位置", "Where it stands"];
    public string AlarmKind => this["类型", "Kind"];
    public string AlarmKindName(bool unit) => unit ? this["报警器", "Alarm unit"] : this["电话", "Telephone"];
    public string AlarmFrom => this["生效日期", "From"];
    public string CountsLater => this["未生效", "not yet"];
    public string AlarmResident => this["居民", "Resident"];
    public string AlarmNumber => this["号码", "Number"];
    public string NumberKept => this["留空则不变", "Leave empty to keep it"];
    public string AlarmSearch => this["按位置或号码末四位查找", "Search by place or last four digits"];
    public string RegisteredAlarm(AlarmFacts facts) => this[$"登记的{AlarmKindName(facts.Unit)}:{facts.Place}", $"Registered {AlarmKindName(facts.Unit).ToLowerInvariant()}: {facts.Place}"];
    public string UnconfirmedAlarm => this["仅凭主叫号码判定为报警,请核实。", "Known as an alarm by its number alone: please make sure."];
    public string ConfirmAlarm => this["确认警情", "Confirm alarm"];
    public string FalseAlarm => this["误报", "False alarm"];
    public string Shown(int shown, int total) => shown == total ? this[$"共 {total} 个", $"{total} in all"] : this[$"显示 {shown} / {total}", $"{shown} of {total} shown"];
}
