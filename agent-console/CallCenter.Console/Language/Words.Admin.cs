using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Administration, and the words administrators give queues, break reasons and categories.</summary>
internal sealed partial class Words
{
    /// <summary>Null until the Server has been asked; our own words serve till then.</summary>
    public SiteWords? Site { get; private set; }

    public void Learn(SiteWords site) => Site = site;

    public IReadOnlyList<string> BreakReasons => Site is null ? Contracts.BreakReason.All : [.. Site.BreakReasons.Where(w => w.Active).Select(w => w.Id)];

    /// <summary>What the form offers; a category that was switched off meanwhile stays chosen.</summary>
    public IEnumerable<string> CategoriesWith(string chosen) =>
        Site is null ? WorkOrderCategory.All : Site.Categories.Where(w => w.Active || w.Id == chosen).Select(w => w.Id);

    private string? OfSite(IReadOnlyList<SiteWord>? words, string id) => words?.FirstOrDefault(w => w.Id == id) is { } word ? this[word.NameZh, word.NameEn] : null;

    public string Administration => this["管理", "Administration"];
    public string BackToDesk => this["返回工作台", "Back to the desk"];
    public string SectionsLabel => this["设置分类", "Sections"];
    public string Live(AppliedSettings applied) => this[$"已生效:{Clock(applied.At)},{Who(applied.By)}", $"Live since {Clock(applied.At)}, by {Who(applied.By)}"];
    public string NotLive(string fault) => this[$"尚未生效,正在重试:{fault}", $"Not live yet, trying again: {fault}"];
    public string DutyNow(string? number) => number is null ? this["当前无值班电话", "Nobody is on duty now"] : this[$"当前值班电话:{number}", $"On duty now: {number}"];
    public string Who(string user) => user == "system" ? this["初始设置", "first start"] : user;

    public string Section(string section) => section switch
    {
        SettingSection.Queues => this["队列", "Queues"],
        SettingSection.Numbers => this["热线号码", "Numbers"],
        SettingSection.BreakReasons => this["小休原因", "Break reasons"],
        SettingSection.Categories => this["工单分类", "Categories"],
        SettingSection.Communities => this["社区与服务站", "Communities"],
        SettingSection.Users => this["用户与角色", "Users and roles"],
        SettingSection.AgentQueues => this["坐席技能", "Agents' queues"],
        SettingSection.Phones => this["桌面话机", "Desk phones"],
        SettingSection.Hours => this["服务时间", "Opening hours"],
        SettingSection.Calendar => this["节假日历", "Holiday calendar"],
        SettingSection.Outbound => this["外呼权限", "Outbound rights"],
        SettingSection.Life => this["紧急呼叫", "Alarms"],
        SettingSection.Duty => this["值班表", "Duty roster"],
        SettingSection.Trunks => this["中继", "Trunks"],
        SettingSection.Prompts => this["语音提示", "Announcements"],
        _ => section,
    };

    public string SectionHint(string section) => section switch
    {
        SettingSection.Queues => this["改动立即生效,只影响之后的来电和整理。编号不可更改;删除后不再接新来电,已在队列中的来电照常接听。", "Takes effect at once for calls and wrap-ups to come. Ids never change. A closed queue takes no new calls; callers in it are served."] + " " + this["技能每行一条,如 cantonese 3;溢出每行一条,先符合者生效:wait 90 queue orders、length 20 queue orders、no-agents 30 number 02266660000、wait 120 callback(回拨)、wait 120 voicemail(留言)。",
            "Skills one a line, such as cantonese 3; overflow one a line, the first that fits counts: wait 90 queue orders, length 20 queue orders, no-agents 30 number 02266660000, wait 120 callback, wait 120 voicemail."],
        SettingSection.Numbers => this["下一个来电起生效。租约:服务器不响应时,话机最晚在此秒数后直接振铃(报警不超过 6 秒)。", "From the next call on. Lease: when the server does not act, phones ring directly after this many seconds (alarms at most 6)."],
        SettingSection.BreakReasons or SettingSection.Categories => this["一分钟内到达所有页面。停用后旧记录仍显示原名称。", "Reaches every page within a minute. Old records keep the name of one switched off."],
        SettingSection.AgentQueues => this["未列出的坐席接听所有队列。改动立即生效,不影响正在进行的通话。", "An agent not listed serves every queue. Takes effect at once; a call in hand stays."],
        SettingSection.Life => this["全忙时:先就绪,再话后,再振铃中,再小休,最后打断影响最小的通话(优先级 3、4)。无人接听时先让所有就绪话机振铃,再呼叫值班电话。",
            "When all are busy: ready, wrap-up, ringing, break, then the talk of priority 3 or 4 that is harmed least. Unanswered, every ready phone rings, then the duty number."],
        SettingSection.Phones => this["此处添加的话机在服务器停机时也会振铃。密码只显示一次。", "Phones made here ring even when the server is down. A password is shown once."],
        SettingSection.Hours => this["如 08:30-12:00 13:30-17:30;留空为不开放。号码的时间优先于队列。报警始终开放。来电者在服务时间外先听提示音,再按所选处理。", "Such as 08:30-12:00 13:30-17:30; empty is closed. A number's hours come before its queue's. Alarms are always open. Outside the hours callers hear an announcement, then what is chosen."],
        SettingSection.Calendar => this["可导入国务院公布的放假和调休安排:CSV 或 Excel,列为 日期、休/班、名称。", "Import the official holidays and swapped working days: CSV or Excel with date, holiday/workday, name."],
        SettingSection.Outbound => this["未列出的组合不允许外呼。0 表示不限。外呼功能启用后生效。", "What is not listed is not allowed. 0 means no limit. Takes effect with outbound calling, which is not there yet."],
        SettingSection.Duty => this["报警无人接听时呼叫的电话。可导入 CSV 或 Excel,列为 开始、结束、姓名、电话。“换班”互换两个班次的人。", "Called when nobody answers an alarm. Import CSV or Excel with begin, end, name, number. 'Swap shifts' exchanges the people of two."],
        SettingSection.Trunks => this["按顺序呼出,中断、占满或拒绝时自动改用下一条。号码规则每行一条:022> 去掉 022,+86>0 替换,00>! 不走此中继。地址每行一个,留空为主机地址。密码不会再显示。",
            "Calls go out in order, past a trunk that is down, full or refuses. Number rules, one a line: 022> takes away, +86>0 replaces, 00>! not by this trunk. Addresses one a line, empty is the host. A password is never shown again."],
        SettingSection.Communities => this["可导入 CSV 或 Excel,列为 区、街道、社区、服务站、电话;已有的社区会更新。改名后住户地址随之更改。仍有住户或用户的社区不能删除。",
            "Import CSV or Excel with district, street office, community, station, number; those there already are brought up to date. Addresses follow a new name. A community with households or users stays."],
        SettingSection.Prompts => this["上传 WAV、MP3 或 OGG,下一次播放即生效。响度约 -20 dB 为宜,不超过 60 秒。", "Upload WAV, MP3 or OGG: live with the next playback. A loudness of about -20 dB is right, 60 s at most."],
        _ => "",
    };

    public string Field(string field) => field switch
    {
        "id" => this["编号", "Id"],
        "nameZh" => this["中文名称", "Chinese name"],
        "nameEn" => this["英文名称", "English name"],
        "priority" => this["优先级", "Priority"],
        "offerSeconds" => this["振铃秒数", "Ring seconds"],
        "wrapUpSeconds" => this["整理秒数", "Wrap-up seconds"],
        "ring" => this["振铃方式", "Whom to ring"],
        "ringAtOnce" => this["同时振铃数", "Phones at once"],
        "ageingSeconds" => this["每等待多少秒升一级(0 不升)", "Seconds of waiting for one priority more (0: never)"],
        "skills" => this["技能与等级(1–9)", "Skills and levels (1–9)"],
        "relaxSeconds" => this["每等待多少秒放宽一级(0 不放宽)", "Seconds of waiting for one level less (0: never)"],
        "sticky" => this["优先上次接待的坐席", "The agent of last time first"],
        "stickySeconds" => this["其忙时等待秒数", "Seconds to wait for that agent"],
        "callbackAttempts" => this["未接来电回拨次数(0 不回拨)", "Attempts to call back who was not answered (0: none)"],
        "callbackMinutes" => this["回拨间隔(分钟)", "Minutes between attempts"],
        "comfortSeconds" => this["每隔多少秒播报排队位置(0 不播,报警从不播)", "Seconds between announcements of the position (0: none; alarms never)"],
        "missesAllowed" => this["连续几次未接转小休(0 不转)", "Calls let ring out until set aside (0: never)"],
        "overflow" => this["溢出规则", "Overflow"],
        "everybodyAfter" => this["几秒无人接听后全部振铃", "Everybody rings after (s)"],
        "dutyAfter" => this["几秒无人接听后呼叫值班电话", "Duty number after (s)"],
        "byNumberAtMost" => this["仅凭号码的报警最多打断通话数", "Talks interrupted by number alone, at most"],
        "restMinutes" => this["同一居民几分钟内不再打断", "Nobody interrupted twice within (min)"],
        "holdMinutes" => this["为被打断者保留原坐席(分钟)", "The same agent kept for (min)"],
        "notice" => this["录音提示", "Recording notice"],
        "queue" => QueueLabel,
        "queues" => this["接听的队列", "Queues served"],
        "leaseSeconds" => this["租约秒数", "Lease seconds"],
        "order" => this["顺序", "Order"],
        "active" => this["启用", "Active"],
        "name" => this["名称", "Name"],
        "number" => this["电话", "Number"],
        "from" => this["开始", "Begin"],
        "to" => this["结束", "End"],
        "kind" => this["类型", "Kind"],
        "as" => this["按周几", "As weekday"],
        "allowed" => this["允许", "Allowed"],
        "callsPerDay" => this["每日次数", "Calls a day"],
        "minutesPerCall" => this["每次分钟", "Minutes a call"],
        "holiday" => this["节假日", "Holidays"],
        "seconds" => PromptLength,
        "loudness" => PromptLoudness,
        "digest" => this["文件摘要", "Digest of the file"],
        "closed" => this["已关闭", "Closed"],
        "roles" => this["角色", "Roles"],
        "disabled" => this["已停用", "Disabled"],
        "district" => this["区", "District"],
        "office" => this["街道", "Street office"],
        "community" => Community,
        "station" => this["服务站", "Station"],
        "wholeOffice" => this["区和街道整体改名(其下所有社区)", "Rename district and street office themselves, with all their communities"],
        "households" => this["户数", "Households"],
        "week" => this["每周", "Week"],
        "changed" => this["最后修改", "Last change"],
        "then" => this["非服务时间", "Outside the hours"],
        "thenQueue" => this["转至队列", "On to queue"],
        "host" => this["主机", "Host"],
        "port" => this["端口", "Port"],
        "transport" => this["传输", "Transport"],
        "user" => User,
        "password" => Password,
        "domain" => this["域", "Domain"],
        "addresses" => this["来话地址", "Calls come from"],
        "lines" => this["线数(0 不限)", "Lines (0: no limit)"],
        "keptFree" => this["为报警保留", "Kept for alarms"],
        "callsPerSecond" => this["每秒来话上限", "Calls a second"],
        "prefix" => this["呼出前缀", "Prefix"],
        "outRules" => this["呼出号码规则", "Rules for numbers dialled"],
        "inRules" => this["来话号码规则", "Rules for numbers called"],
        "present" => this["显示号码", "Number shown"],
        "numberInTo" => this["被叫号码取自 To", "Number called is in To"],
        _ => field,
    };

    public string Option(string field, string value) => (field, value) switch
    {
        ("ring", RingOrder.LongestIdle) => this["空闲最久", "Longest idle"],
        ("ring", RingOrder.RoundRobin) => this["轮流", "In turn"],
        ("ring", RingOrder.Several) => this["同时振铃多部", "Several at once"],
        ("priority", "1") => this["1 生命", "1 life"],
        ("priority", "2") => this["2 紧急", "2 urgent"],
        ("priority", "3") => this["3 服务", "3 service"],
        ("priority", "4") => this["4 咨询", "4 enquiry"],
        ("then", AfterHours.Wait) => this["提示后继续等待", "Announcement, then wait"],
        ("then", AfterHours.HangUp) => this["提示后挂断", "Announcement, then hang up"],
        ("then", AfterHours.Queue) => this["提示后转其他队列", "Announcement, then another queue"],
        ("then", AfterHours.Voicemail) => this["提示后留言", "Announcement, then voicemail"],
        ("kind", TrunkKind.Address) => this["按地址", "By address"],
        ("kind", TrunkKind.Registration) => this["注册", "Registration"],
        ("transport", _) => value.ToUpperInvariant(),
        ("kind", "holiday") => this["休", "Holiday"],
        ("kind", "workday") => this["班(调休)", "Working day"],
        ("as", _) when value.Length == 1 && char.IsAsciiDigit(value[0]) => Weekday(value[0] - '1'),
        ("role", _) => RoleName(value),
        ("class", _) => Destination(value),
        _ => value,
    };

    public string Weekday(int index) => index switch
    {
        0 => this["周一", "Monday"],
        1 => this["周二", "Tuesday"],
        2 => this["周三", "Wednesday"],
        3 => this["周四", "Thursday"],
        4 => this["周五", "Friday"],
        5 => this["周六", "Saturday"],
        _ => this["周日", "Sunday"],
    };

    public string RoleName(string role) => role switch
    {
        Role.Agent => Agent,
        Role.Counsellor => this["心理咨询师", "Counsellor"],
        Role.Dispatcher => this["调度员", "Dispatcher"],
        Role.Supervisor => this["班长", "Supervisor"],
        Role.Station => this["社区服务站", "Station"],
        Role.SystemAdmin => this["系统管理员", "System administrator"],
        Role.SecurityAdmin => this["安全管理员", "Security administrator"],
        Role.AuditAdmin => this["审计管理员", "Audit administrator"],
        _ => role,
    };

    public string Destination(string destination) => destination switch
    {
        DestinationClass.Internal => this["内线", "Internal"],
        DestinationClass.Local => this["市话", "Local"],
        DestinationClass.Mobile => this["手机", "Mobile"],
        DestinationClass.National => this["国内长途", "National"],
        DestinationClass.International => this["国际", "International"],
        DestinationClass.Emergency => this["110/119/120", "110/119/120"],
        DestinationClass.Premium => this["收费及服务号码", "Premium and service numbers"],
        _ => destination,
    };

    public string Add => this["添加", "Add"];
    public string Edit => this["修改", "Edit"];
    public string Save => this["保存", "Save"];
    public string Remove => this["删除", "Remove"];
    public string CloseQueue => this["关闭队列", "Close queue"];
    public string SwitchOff => this["停用", "Switch off"];
    public string Really(string what) => this[$"确认{what}", $"{what}: sure"];
    public string Changes => this["修改记录", "Changes"];
    public string ChangesShort => this["变更", "Changes"];
    public string ChangesOf(string name) => this[$"{name} 的变更", $"Changes of {name}"];
    public string NoChanges => this["没有变更记录。", "No change is recorded."];
    public string ChangeNew => this["新建", "New"];
    public string ChangeRemoved => this["已删除", "Taken away"];
    public string ChangeNothing => this["没有字段变化。", "No field differs."];
    public string ChangedField => this["字段", "Field"];
    public string ChangeVouched => this["与审计日志中的摘要一致", "Agrees with the digest in the audit log"];
    public string ChangeNotVouched => this["与审计日志中的摘要不符:保存的内容被改动过", "Does not agree with the digest in the audit log: what is stored was altered"];
    public string ChangeGone => this["找不到这次变更的内容:保存的记录已被删除。", "What was changed is not to be found: the stored record was deleted."];
    public string Before => this["修改前", "Before"];
    public string After => this["修改后", "After"];
    public string NothingSet => this["还没有设置。", "Nothing is set yet."];
    public string GivenByEnvironment => this["由环境变量设定,此处只读", "Set by the environment, read-only here"];
    public string Outdated(string by, string at) => this[$"{by} 在 {at} 已修改。下面标出不同之处:", $"{by} changed this at {at}. What differs is marked:"];
    public string TheirValue => this["对方的值", "Stored now"];
    public string Swap => this["换班", "Swap shifts"];
    public string SwapOne => this["第一个班次", "First shift"];
    public string SwapOther => this["第二个班次", "Second shift"];
    public string Shift(string from, string to, string name) => this[$"{from} 至 {to} {name}", $"{from} to {to}, {name}"];
    public string SwapBecomes(string from, string to, string name, string number) => this[$"{from} 至 {to} 将由 {name}({number})值班。", $"{name} ({number}) will be on duty from {from} to {to}."];
    public string SwapWas(string shift) => this[$"您看到的是:{shift}", $"You saw: {shift}"];
    public string TakeTheirs => this["采用对方的", "Take theirs"];
    public string SaveMine => this["仍保存我的", "Save mine all the same"];
    public string RangeFault(string field, int low, int high) => this[$"{field}应为 {low} 到 {high}", $"{field} is {low} to {high}"];
    public string FieldMissing(string field) => this[$"请填写{field}", $"{field} is missing"];
    public string InQueue(int waiting, int talking, int agents) => this[$"排队 {waiting},通话 {talking},坐席 {agents}", $"{waiting} waiting, {talking} talking, {agents} agents"];
    public string QueueEffect(int waiting, int talking) => this[$"此队列现有排队 {waiting} 人、通话 {talking} 个。保存后立即影响排队顺序、之后的振铃和整理;通话不中断。", $"{waiting} waiting and {talking} talking in this queue now. Order, ringing and wrap-ups to come change at once; no call is cut."];
    public string NumberEffect => this["保存后,下一个拨打此号码的来电即按新设置处理。", "The next caller of this number is treated the new way."];
    public string UserEffect(bool inCall) => inCall
        ? this["此人正在通话:通话会继续到结束,随后退出登录。", "This person is in a call: it goes on to its end, then the sign-in is over."]
        : this["此人会立即退出登录,需要重新登录。", "This person is signed out at once and has to sign in again."];
    public string NewPasswordText(string user, string password) => this[$"{user} 的新密码(只显示这一次):{password}", $"New password of {user}, shown this once: {password}"];
    public string ResetPassword => this["重置密码", "New password"];
    public string OnlineNow => this["在线", "Signed in"];
    public string InCallNow => this["通话中", "In a call"];
    public string Import => this["导入", "Import"];
    public string ChooseFile => this["选择 CSV 或 Excel 文件", "Choose a CSV or Excel file"];
    public string ImportCheck(int lines, int faults) => faults == 0 ? this[$"共 {lines} 行,没有错误,可以导入。", $"{lines} lines, no fault: ready to import."] : this[$"共 {lines} 行,{faults} 行有误;全部改正后才能导入。", $"{lines} lines, {faults} with faults: nothing is imported until all are right."];
    public string Imported(int lines) => this[$"已导入 {lines} 行。", $"{lines} lines imported."];
    public string LineNumber => this["行", "Line"];
    public string OpenNow(OpenLine line) => line.Open ? this["现在开放", "open now"] : this["现在关闭", "closed now"];
    public string Until(string at) => this[$"至 {at}", $"until {at}"];
    public string SavedText => this["已保存并生效。", "Saved and live."];
}
