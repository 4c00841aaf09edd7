using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>The centre's own health.</summary>
internal sealed partial class Words
{
    public string Operations => this["运行状况", "Operations"];
    public string Matters => this["监测项目", "What is watched"];
    public string MatterHead => this["项目", "Matter"];
    public string LevelHead => this["状态", "State"];
    public string SinceHead => this["开始于", "Since"];
    public string WhatHead => this["说明", "What"];
    public string Acknowledge => this["确认,我来处理", "I take care of it"];
    public string AcknowledgedBy(WatchedMatter m) => m.AcknowledgedAt is { } at ? this[$"{m.AcknowledgedBy} 已于 {DateTime(at)} 确认", $"in the hands of {m.AcknowledgedBy} since {DateTime(at)}"] : "";
    public string OnDuty(DutySeen? duty) => duty is null ? this["当前无人值班:告警无人可通知", "Nobody is on duty: alerts reach nobody"] : this[$"值班:{duty.Name} {duty.Number}", $"On duty: {duty.Name} {duty.Number}"];
    public string DiskChart => this["磁盘已用(GB)", "Disk in use (GB)"];
    public string CallsChart => this["每小时来电", "Calls by the hour"];
    public string CallsAnswered => this["已接", "answered"];
    public string CallsMissed => this["未接", "not answered"];
    public string NotYet => this["还没有数据。", "Nothing yet."];
    public string DiskNow(DiskFigures d) => this[$"剩余 {Gigabytes(d.FreeBytes)} / {Gigabytes(d.TotalBytes)} GB{(d.DaysLeft is { } days ? $",按近日增长约可用 {days:0} 天" : "")}",
        $"{Gigabytes(d.FreeBytes)} of {Gigabytes(d.TotalBytes)} GB free{(d.DaysLeft is { } left ? $", about {left:0} days at the growth of the last ones" : "")}"];
    public string Drills => this["报警测试呼叫", "Alarm drills"];
    public string DrillNow => this["立即测试", "Make one now"];
    public string NextDrill(DateTimeOffset? at) => at is { } next ? this[$"下次:{DateTime(next)}", $"next: {DateTime(next)}"] : this["未设定每日测试", "no daily drill is set"];
    public string Happenings => this["告警记录", "What happened"];

    public string Matter(string matter) => matter switch
    {
        Contracts.Matter.Asterisk => this["电话系统", "Telephone exchange"],
        Contracts.Matter.Trunk => this["中继线路", "Trunk"],
        Contracts.Matter.Disk => this["磁盘", "Disk"],
        Contracts.Matter.Database => this["数据库", "Database"],
        Contracts.Matter.Journal => this["通话日志", "Journal"],
        Contracts.Matter.Prompts => this["语音提示", "Announcements"],
        Contracts.Matter.Clock => this["系统时钟", "Clock"],
        Contracts.Matter.Certificate => this["证书", "Certificate"],
        Contracts.Matter.Backup => this["备份", "Backup"],
        Contracts.Matter.Keys => this["录音密钥", "Recording keys"],
        Contracts.Matter.Drill => this["报警测试", "Alarm drill"],
        _ => matter,
    };

    public string Level(WatchLevel level) => level switch
    {
        WatchLevel.Ok => this["✓ 正常", "✓ well"],
        WatchLevel.Warning => this["▲ 警告", "▲ warning"],
        WatchLevel.Critical => this["✕ 严重", "✕ critical"],
    };

    /// <summary>Why a matter is where it is.</summary>
    public string Reading(Explanation e)
    {
        string Arg(string name) => e.Arguments.TryGetValue(name, out var v) ? v : "?";
        return e.Code switch
        {
            "ok" => "",
            "no-link" => this["与电话系统的连接中断", "No link to the exchange"],
            "no-writes" => this["数据库不能写入", "It takes no writes"],
            "trunk-down" => this[$"线路无应答:{Arg("trunks")}", $"Does not answer: {Arg("trunks")}"],
            "disk-low" => this[$"剩余 {Arg("free")} GB({Arg("percent")}%)", $"{Arg("free")} GB free ({Arg("percent")} %)"],
            "disk-fills" => this[$"剩余 {Arg("free")} GB({Arg("percent")}%),约 {Arg("days")} 天后用尽", $"{Arg("free")} GB free ({Arg("percent")} %), full in about {Arg("days")} days"],
            "disk-refuses" => this[$"磁盘拒绝写入,{Arg("waiting")} 条待写", $"The disk refuses: {Arg("waiting")} entries wait"],
            "entries-skipped" => this[$"{Arg("entries")} 条日志无法入库,已跳过", $"{Arg("entries")} journal entries could not be stored and were left out"],
            "projection-stands" => this[$"{Arg("entries")} 条已 {Arg("minutes")} 分钟未入库", $"{Arg("entries")} entries have waited {Arg("minutes")} min for the database"],
            "prompts-missing" => this[$"缺少:{Arg("names")}", $"Missing: {Arg("names")}"],
            "clock-jumped" => this[$"时钟跳变 {Arg("seconds")} 秒", $"The clock jumped by {Arg("seconds")} s"],
            "clocks-apart" => this[$"与电话系统时钟相差 {Arg("seconds")} 秒", $"{Arg("seconds")} s apart from the exchange's clock"],
            "clock-free" => this["时钟未与时间服务器同步(NTP)", "Nobody keeps the clock (NTP)"],
            "certificate-ends" => this[$"证书 {Arg("days")} 天后到期", $"It runs out in {Arg("days")} days"],
            "certificate-broken" => this["证书文件不可用", "The file cannot be used"],
            "no-backup" => this["还没有备份", "There is no backup yet"],
            "backup-old" => this[$"上次备份在 {Arg("hours")} 小时前", $"The last one is {Arg("hours")} h old"],
            "keys-missing" => this["密钥环缺失,已加密的录音打不开", "The key ring lacks keys: sealed recordings cannot be opened"],
            "drill-failed" => this[$"上次测试失败:{Drill(Arg("outcome"))}", $"The last one failed: {Drill(Arg("outcome"))}"],
            "drill-missed" => this[$"已 {Arg("hours")} 小时没有测试", $"None for {Arg("hours")} h"],
            "unreadable" => this["无法检查", "Could not be looked at"],
            _ => e.Code,
        };
    }

    public string Drill(string outcome) => outcome switch
    {
        "rang" => this["✓ 话机振铃", "✓ a phone rang"],
        "queued" => this["✓ 已进入队列(当时无空闲坐席)", "✓ queued (nobody was free)"],
        "not-arrived" => this["✕ 未到达服务器", "✕ did not reach the Server"],
        "not-offered" => this["✕ 未分配坐席", "✕ was offered to nobody"],
        "no-ring" => this["✕ 话机未振铃", "✕ no phone rang"],
        "no-number" => this["✕ 没有报警号码", "✕ there is no number for alarms"],
        "no-asterisk" => this["✕ 电话系统不可用", "✕ the exchange was away"],
        "refused" => this["✕ 电话系统拒绝", "✕ the exchange refused"],
        _ => outcome,
    };

    public string DrillTimes(DrillLine d) => string.Join(" · ", new[]
    {
        d.ArrivedMilliseconds is { } arrived ? this[$"到达 {arrived} 毫秒", $"arrived {arrived} ms"] : null,
        d.OfferedMilliseconds is { } offered ? this[$"分配 {offered} 毫秒", $"offered {offered} ms"] : null,
        d.RangMilliseconds is { } rang ? this[$"振铃 {rang} 毫秒", $"rang {rang} ms"] : null,
    }.Where(text => text is not null));

    public string Happened(WatchEvent e) => e.Kind switch
    {
        "raised" => Level(e.Level),
        "cleared" => e.Level == WatchLevel.Ok ? this["✓ 恢复正常", "✓ well again"] : this["减轻为警告", "eased to a warning"],
        "acknowledged" => this[$"{e.Who} 确认处理", $"taken in hand by {e.Who}"],
        "message" => e.Outcome == "nobody" ? this["无人值班,未通知", "nobody on duty to tell"] : this[$"短信 {e.Who}:{Told(e.Outcome)}", $"message to {e.Who}: {Told(e.Outcome)}"],
        "call" => this[$"电话 {e.Who}:{Told(e.Outcome)}", $"call to {e.Who}: {Told(e.Outcome)}"],
        _ => e.Kind,
    };

    private string Told(string? outcome) => outcome switch
    {
        "queued" => this["已提交", "handed in"],
        "duplicate" => this["刚发过", "sent just before"],
        "answered" => this["已接听", "answered"],
        "not-answered" => this["未接听", "not answered"],
        "refused" => this["被拒绝", "refused"],
        "no-asterisk" => this["电话系统不可用", "the exchange was away"],
        "database-away" => this["数据库不可用", "the database was away"],
        ProblemCode.MessagesOff => this["未接短信网关", "no gateway is set up"],
        ProblemCode.TooMany => this["超过每日条数", "too many today"],
        _ => outcome ?? "",
    };

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
