using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>The officers' pages: audit log, holds, second factors.</summary>
internal sealed partial class Words
{
    public string Trust => this["安全与审计", "Security and audit"];
    public string TrustText => this["审计日志、录音冻结、二次验证", "Audit log, legal holds, second factors"];
    public string AdministrationText => this["用户、队列、号码、中继、提示音", "Users, queues, numbers, trunks, prompts"];
    public string OperationsText => this["磁盘、线路、数据库、报警测试", "Disk, lines, database, alarm drills"];
    public string MessagesText => this["短信模板", "Message templates"];
    public string OfficeTitle(string? name) => this[$"{name},您好", $"Hello {name}"];
    public string Back => this["返回", "Back"];

    public string Find => this["查询", "Find"];
    public string AuditLog => this["审计日志", "Audit log"];
    public string AuditKind => this["类别", "Kind"];
    public string AuditEverything => this["全部", "Everything"];
    public string AuditSubject => this["对象", "Subject"];
    public string AuditSubjectHint => this["记录或通话编号", "id of a record or call"];
    public string AuditUntil => this["截至日期", "Up to the day"];
    public string AuditNone => this["没有符合条件的记录。", "Nothing matches."];
    public string AuditAt => this["时间", "Time"];
    public string AuditDid => this["操作", "Action"];
    public string AuditPurpose => this["用途", "Purpose"];
    public string AuditFrom => this["来自", "From"];
    public string ChainCheck => this["校验完整性", "Check the chain"];
    public string ChainChecking => this["正在逐条校验…", "Checking row by row…"];
    public string ChainState(AuditState state) => state.Fault is null ? this[$"日志完整:{state.Rows} 条记录环环相扣,未被改动。", $"The log is whole: {state.Rows} rows, none of them changed."]
        : this[$"日志被改动:前 {state.Rows} 条可信,第 {state.Rows + 1} 条起不可信。", $"The log was tampered with: the first {state.Rows} rows can be trusted, not what follows."];

    public string ChainFault(AuditFault fault) => fault.Kind switch
    {
        AuditFaultKind.Missing => this[$"第 {fault.Row} 条缺失:被删除或移走。其后的一条是:{fault.Says}", $"Row {fault.Row} is missing: it was deleted or moved. The next one says: {fault.Says}"],
        AuditFaultKind.Changed => this[$"第 {fault.Row} 条被修改、插入或移动,与前一条不衔接。内容:{fault.Says}", $"Row {fault.Row} was changed, inserted or moved: it does not fit the row before. It says: {fault.Says}"],
        AuditFaultKind.Rewritten => this[$"第 {fault.Row} 条被重写,与 audit.head 文件所记不同。内容:{fault.Says}", $"Row {fault.Row} was written anew: it is not the one the file audit.head knows. It says: {fault.Says}"],
        AuditFaultKind.CutOff => this[$"第 {fault.Row} 条起缺失:日志末尾被截断,原有 {fault.Had} 条。", $"Row {fault.Row} is missing: the log was cut off at its end; it had {fault.Had} rows."],
        AuditFaultKind.HeadLost => this["记录日志末尾位置的 audit.head 文件缺失。", "The file audit.head, which knows where the log ends, is missing."],
        _ => this[$"有一条记录不在链上,是事后插入的。内容:{fault.Says}", $"A row stands outside the chain: it was inserted. It says: {fault.Says}"],
    };

    /// <summary>To the second, as an auditor needs it.</summary>
    public string Moment(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    public string Retention => this["录音、短信与照护备注保留", "Retention of recordings, messages and care notes"];
    public string RetentionText(RetentionReport r) => r.Days is { } days
        ? this[$"录音保留 {days} 天;现在到期待删 {r.Due} 段,冻结 {r.Holds} 通不删。", $"Recordings are kept {days} days; {r.Due} are due to be deleted now, {r.Holds} calls are on hold and stay."]
        : this[$"录音长期保留,不自动删除;冻结 {r.Holds} 通。", $"Recordings are kept for ever; {r.Holds} calls are on hold."];
    public string MessageRetentionText(RetentionReport r) => r.MessageDays is { } days
        ? this[$"短信保留 {days} 天;现在到期待删 {r.MessagesDue} 条。", $"Messages are kept {days} days; {r.MessagesDue} are due to be deleted now."]
        : this["短信长期保留,不自动删除。", "Messages are kept for ever."];
    public string CareNoteRetentionText(RetentionReport r) => r.CareNoteDays is { } days
        ? this[$"照护备注在同意到期或撤回后保留 {days} 天;现在到期待删 {r.CareNotesDue} 条。", $"Care notes are kept {days} days after their consent expired or was withdrawn; {r.CareNotesDue} are due to be deleted now."]
        : this["照护备注长期封存,不自动删除。", "Care notes stay sealed for ever."];
    public string Holds => this["录音冻结(依法保全)", "Legal holds"];
    public string HoldsNone => this["没有被冻结的通话。", "No call is on hold."];
    public string NotYoursToHear => this["有录音;只有接听人和主管可以听", "Recorded; only who took the call and supervisors may hear it"];
    public string CallNumber => this["通话编号", "Call id"];
    public string HoldReason => this["依据", "Reason"];
    public string HoldPlace => this["冻结", "Place hold"];
    public string HoldPlaced => this["已冻结,到期也不删除", "Placed: kept whatever its age"];
    public string HoldLift => this["解除冻结", "Lift"];
    public string HoldLifted => this["已解除冻结", "Lifted"];
    public string FactorReset => this["重置二次验证", "Reset second factor"];
    public string FactorResetText => this["用户丢失验证器且没有恢复码时使用;重置后该用户只凭密码登录,须重新绑定。", "For somebody who lost the authenticator and has no recovery code: the password alone signs in until it is set up anew."];
    public string FactorWasReset(string user) => this[$"{user} 的二次验证已重置", $"The second factor of {user} was reset"];

    public IReadOnlyList<(string Action, string Name)> AuditKinds =>
    [
        ("session.", this["登录", "Signing in"]), ("resident.", this["居民记录", "Residents"]), ("enterprise.", this["单位", "Enterprises"]), ("group.", this["特殊人群", "Special groups"]), ("number.", this["查看完整号码", "Numbers revealed"]), ("care-note", this["健康与照护备注", "Care notes"]),
        ("consent.", this["授权", "Consents"]), ("recording.", this["录音", "Recordings"]), ("call.", this["通话记录", "Calls"]), ("order.", this["工单", "Work orders"]), ("message.", this["短信", "Messages"]),
        ("import.", this["导入", "Imports"]), ("setting.", this["系统设置", "Settings"]), ("user.", this["用户", "Users"]), ("second-factor.", this["二次验证", "Second factors"]),
        ("hold.", this["录音冻结", "Legal holds"]), ("nuisance.", this["骚扰来电", "Nuisances"]), ("alarm", this["报警", "Alarms"]), ("alert.", this["告警", "Alerts"]), ("drill.", this["报警测试", "Drills"]), ("figures.", this["统计报表", "Figures"]), ("audit.", this["审计日志", "Audit log"]),
    ];

    public string Audited(string action) => action switch
    {
        "session.signed-in" => this["登录", "signed in"],
        "session.failed" => this["登录失败", "sign-in failed"],
        "session.locked-out" => this["登录被锁定", "locked out"],
        "session.signed-out" => this["退出", "signed out"],
        "resident.opened" => this["打开居民记录", "opened a resident"],
        "resident.viewed" => this["选择来电人", "chose who is calling"],
        "resident.shown" => this["来电弹出居民记录", "resident shown by a call"],
        "resident.searched" => this["搜索居民", "searched residents"],
        "resident.registered" => this["登记居民", "registered a resident"],
        "resident.edited" => this["修改居民记录", "edited a resident"],
        "resident.history-read" => this["查看修改历史", "read the history"],
        "resident.merged" => this["合并记录", "merged records"],
        "resident.merge-undone" => this["撤销合并", "took a merge apart"],
        "enterprise.opened" => this["打开单位记录", "opened an enterprise"],
        "enterprise.shown" => this["来电弹出单位记录", "enterprise shown by a call"],
        "enterprise.searched" => this["搜索单位", "searched enterprises"],
        "enterprise.registered" => this["登记单位", "registered an enterprise"],
        "enterprise.edited" => this["修改单位记录", "edited an enterprise"],
        "enterprise.history-read" => this["查看单位修改历史", "read an enterprise's history"],
        "group.listed" => this["查看特殊人群名单", "listed a special group"],
        "group.exported" => this["导出特殊人群名单", "exported a special group"],
        "merges.viewed" => this["查看合并记录", "looked at merges"],
        "import.lines-read" => this["查看导入明细", "read an import's lines"],
        "import.uploaded" => this["上传导入文件", "uploaded a table"],
        "import.applied" => this["执行导入", "applied an import"],
        "import.cancelled" => this["取消导入", "cancelled an import"],
        "import.undone" => this["撤销导入", "undid an import"],
        "import.report-read" => this["查看导入报告", "read an import's report"],
        "duplicates.viewed" => this["查看疑似重复", "looked at duplicates"],
        "consent.recorded" => this["登记授权", "recorded a consent"],
        "consent.withdrawn" => this["撤回授权", "withdrew a consent"],
        "care-note.written" => this["写照护备注", "wrote a care note"],
        "care-notes.read" => this["查看照护备注", "read care notes"],
        "care-notes.deleted" => this["删除同意已终止的照护备注", "deleted care notes whose consent was over"],
        "care-notes.kept" => this["因冻结保留照护备注", "kept care notes for a hold"],
        "number.revealed" => this["查看完整号码", "revealed a number"],
        "call.opened" => this["打开通话记录", "opened a call"],
        "recording.played" => this["播放录音", "played a recording"],
        "talk.spared" => this["设置通话是否可打断", "said whether a talk may be interrupted"],
        "alarm.confirmed" => this["确认警情", "confirmed an alarm"],
        "alarm.called-off" => this["认定误报", "called an alarm false"],
        "alarm-number.listed" => this["查看报警号码", "listed alarm numbers"],
        "nuisance.marked" => this["标记骚扰来电", "marked a nuisance"],
        "nuisance.asked" => this["申请限制或屏蔽", "asked to restrict or block"],
        "nuisance.approved" => this["批准限制或屏蔽", "approved restricting or blocking"],
        "nuisance.refused" => this["不批准限制或屏蔽", "refused restricting or blocking"],
        "nuisance.lifted" => this["解除限制或撤销标记", "lifted or dismissed a nuisance"],
        "callback.settled" => this["了结回拨", "closed a callback"],
        "call.listed" => this["查看通话列表", "listed calls"],
        "recording.kept" => this["因冻结保留录音", "kept a recording for a hold"],
        "key.forgotten" => this["作废密钥", "forgot a key"],
        "messages.deleted" => this["删除到期短信", "deleted messages whose time was over"],
        "recording.deleted" => this["删除录音", "deleted a recording"],
        "hold.placed" => this["冻结录音", "placed a hold"],
        "hold.lifted" => this["解除冻结", "lifted a hold"],
        "order.opened" => this["建立工单", "opened a work order"],
        "order.read" => this["查看工单", "read a work order"],
        "message.sent" => this["发送短信", "sent a message"],
        "message.viewed" => this["查看短信", "looked at messages"],
        "template.written" => this["编写短信模板", "wrote a template"],
        "template.approved" => this["批准短信模板", "approved a template"],
        "template.retired" => this["停用短信模板", "retired a template"],
        "second-factor.on" => this["启用二次验证", "second factor on"],
        "second-factor.off" => this["关闭二次验证", "second factor off"],
        "second-factor.reset" => this["重置二次验证", "second factor reset"],
        "figures.exported" => this["导出统计报表", "exported figures"],
        "audit.read" => this["查看审计日志", "read the audit log"],
        "audit.checked" => this["校验审计日志", "checked the audit log"],
        "setting.changed" => this["修改设置", "changed a setting"],
        "user.changed" => this["修改用户", "changed a user"],
        "user.password-reset" => this["重置密码", "reset a password"],
        "alert.raised" => this["告警出现", "alert raised"],
        "alert.cleared" => this["告警解除", "alert cleared"],
        "alert.told" => this["告警已通知", "alert told"],
        "alert.acknowledged" => this["告警已确认", "alert acknowledged"],
        "drill.started" => this["开始报警测试", "started a drill"],
        "drill.made" => this["报警测试完成", "drill made"],
        _ => action,
    };
}
