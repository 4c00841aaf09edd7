using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>The registry of residents: imports, changes, duplicates, consents.</summary>
internal sealed partial class Words
{
    public string Registry => this["居民档案", "Registry"];
    public string ImportResidents => this["导入居民", "Import residents"];
    public string ImportHint => this["CSV(UTF-8 或 GB18030)或 Excel(.xlsx),第一行为标题。先检查,不写入;确认后才导入。空单元格不改动已有内容。", "CSV (UTF-8 or GB18030) or Excel (.xlsx) with headings in the first line. It is checked first and nothing is stored until you say so. An empty cell changes nothing."];
    public string TemplateExcel => this["下载 Excel 模板", "Excel template"];
    public string TemplateCsv => this["下载 CSV 模板", "CSV template"];
    public string Uploading => this["上传中…", "Uploading…"];
    public string FileTooLarge(int megabytes) => this[$"文件超过 {megabytes} MB,请分成几个文件。", $"The file has more than {megabytes} MB: split it."];
    public string ImportList => this["导入记录", "Imports"];
    public string NoImports => this["还没有导入过。", "Nothing has been imported yet."];
    public string ChooseImport => this["选择一次导入查看详情。", "Choose an import to see it."];
    public string Lines(int lines) => this[$"共 {lines} 行", $"{lines} lines"];
    public string Ignored(IReadOnlyList<string> headings) => this[$"不认识的列,未读取:{string.Join("、", headings)}", $"Columns nobody knows, passed over: {string.Join(", ", headings)}"];
    public string ImportNow(int lines) => this[$"导入 {lines} 行", $"Import {lines} lines"];
    public string GoOn => this["继续导入", "Go on"];
    public string CancelImport => this["停止", "Stop"];
    public string DiscardImport => this["放弃", "Discard"];
    public string UndoImport => this["撤销整次导入", "Undo the whole import"];
    public string GoOnUndoing => this["继续撤销", "Go on undoing"];
    public string Report => this["下载逐行报告", "Report by line"];
    public string FaultyLines => this["有误的行(未导入)", "Faulty lines, left out"];
    public string KeptLines => this["撤销时保留的行", "Lines the undo kept"];
    public string NoFaults => this["没有有误的行。", "No line has a fault."];
    public string RevertedCount(int reverted, int kept) => this[$"已恢复 {reverted} 人,保留 {kept} 人(之后被修改或已有来电、工单)", $"{reverted} residents put back, {kept} kept: changed or used since"];

    public string OutcomeOf(string outcome) => outcome switch
    {
        "new" => this["新增", "New"],
        "changed" => this["更新", "Changed"],
        "unchanged" => this["无变化", "Unchanged"],
        "faulty" => this["有误", "Faulty"],
        "kept" => this["保留", "Kept"],
        _ => outcome,
    };

    public string StepOf(ImportLineup import) => import.State switch
    {
        ImportStep.Checking => this["检查中", "Checking"],
        ImportStep.Checked => this["已检查,尚未导入", "Checked, nothing stored yet"],
        ImportStep.Applying => this["导入中", "Importing"],
        ImportStep.Applied => this["已导入", "Imported"],
        ImportStep.Cancelled => import.Done > 0 && import.Total > 0 ? this[$"已停止,前 {import.Done} 行已处理", $"Stopped after {import.Done} lines"] : this["已放弃", "Discarded"],
        ImportStep.Interrupted => this[$"服务器中断,前 {import.Done} 行已处理。可以继续或撤销。", $"Interrupted after {import.Done} lines. Go on, or undo."],
        ImportStep.Undoing => this["撤销中", "Undoing"],
        ImportStep.UndoInterrupted => this["撤销被中断,可以继续撤销。", "The undo was interrupted. Go on undoing."],
        ImportStep.Undone => this["已撤销", "Undone"],
        ImportStep.Refused => this["无法导入", "Refused"],
        _ => import.State,
    };

    public string ProblemOf(ImportLineup import) => import.Problem switch
    {
        null => "",
        ImportProblem.NoTable => this["文件不是 CSV 或 Excel(.xlsx)。旧的 .xls 请另存为 .xlsx。", "The file is neither CSV nor Excel (.xlsx). Save an old .xls as .xlsx."],
        ImportProblem.NoHeadings => this["第一行没有认识的标题,至少要有“姓名”。请用模板。", "The first line has no headings of ours; a name is the least. Use the template."],
        ImportProblem.HeadingTwice => this[$"标题重复:{import.ProblemDetail}", $"A heading is there twice: {import.ProblemDetail}"],
        ImportProblem.TooManyLines => this[$"行数超过 {import.ProblemDetail},请分成几个文件。", $"More than {import.ProblemDetail} lines: split the file."],
        ImportProblem.Empty => this["文件里没有居民。", "There is nobody in the file."],
        ImportProblem.FileGone => this["上传的文件已不在,无法继续;可以撤销后重新上传。", "The uploaded file is gone. Undo, and upload it again."],
        ImportProblem.KeyLost => this["密钥不可用,文件无法打开。", "The key is not at hand, so the file cannot be opened."],
        ImportProblem.BrokenTable => this[$"文件从第 {import.ProblemDetail} 行起无法读取(引号没有结束,或文件已损坏)。", $"The file cannot be read from line {import.ProblemDetail} on: a quote without an end, or damage."],
        _ => this[$"出错了:{import.ProblemDetail}", $"Something failed: {import.ProblemDetail}"],
    };

    public string ColumnName(string column) => column switch
    {
        RegistryColumn.Key => this["编号", "Key"],
        RegistryColumn.Name => Name,
        RegistryColumn.Gender => GenderLabel,
        RegistryColumn.BirthDate => this["出生日期", "Date of birth"],
        RegistryColumn.Document => this["身份证号", "Identity document"],
        RegistryColumn.Number1 => this["电话", "Telephone"],
        RegistryColumn.Number2 => this["电话2", "Telephone 2"],
        RegistryColumn.Number3 => this["电话3", "Telephone 3"],
        RegistryColumn.Community => Community,
        RegistryColumn.Estate => Estate,
        RegistryColumn.Building => Building,
        RegistryColumn.Door => Door,
        RegistryColumn.Grid => Grid,
        RegistryColumn.Flags => this["标签", "Groups"],
        RegistryColumn.Notes => Notes,
        RegistryColumn.ContactName => this["联系人", "Contact"],
        RegistryColumn.ContactRelation => this["与本人关系", "Relation"],
        RegistryColumn.ContactNumber => this["联系人电话", "Contact telephone"],
        _ => column,
    };

    public string FaultText(string fault)
    {
        var parts = fault.Split(':', 2);
        var column = parts.Length > 1 && parts[1].Length > 0 ? ColumnName(parts[1]) : "";
        var what = parts[0] switch
        {
            LineFault.Missing => this["未填写", "is missing"],
            LineFault.TooLong => this["过长", "is too long"],
            LineFault.Formula => this["是公式,未执行", "is a formula, not evaluated"],
            LineFault.Encoding => this["有无法识别的字符", "has unreadable characters"],
            LineFault.Number => this["不是电话号码", "is no telephone number"],
            LineFault.Document => this["不是有效证件", "is no identity document"],
            LineFault.Date => this["不是有效日期", "is no date"],
            LineFault.Gender => this["应为男或女", "is neither male nor female"],
            LineFault.Flag => this["没有这个标签", "is unknown"],
            LineFault.Community => this["没有或不止一个", "is unknown, or several have the name"],
            LineFault.Contact => this["姓名和电话应一并填写", "needs name and telephone"],
            LineFault.Key => this["无效", "is not valid"],
            LineFault.BirthDiffers => this["与身份证号不符", "differs from the document"],
            LineFault.Duplicate => this["与前面的行是同一人", "the same person as a line before"],
            LineFault.Ambiguous => this["符合的居民不止一位", "fits more than one resident"],
            LineFault.Conflict => this["与已登记的不符,请人工核对", "speaks against the record; please look"],
            LineFault.Cells => this["单元格比标题多", "more cells than headings"],
            _ => parts[0],
        };
        return column.Length == 0 ? what : $"{column} {what}";
    }

    public string KeptText(string field) => field == "used" ? this["已有来电、工单、短信或授权", "calls, orders, messages or consents"] : this[$"{FieldName(field)}已被修改", $"{FieldName(field)} changed since"];

    public string FieldName(string field) => field switch
    {
        "name" => Name,
        "gender" => GenderLabel,
        "birthDate" => this["出生日期", "Date of birth"],
        "document" => this["证件", "Document"],
        "externalKey" => this["编号", "Key"],
        "notes" => Notes,
        "household" or "address" => Address,
        "number" => Number,
        "flag" => this["标签", "Group"],
        "contact" => this["联系人", "Contact"],
        "community" => Community,
        "estate" => Estate,
        "building" => Building,
        "door" => Door,
        "grid" => Grid,
        "code" => CreditCode,
        "kind" => KindLabel,
        "created" => this["建档", "Registered"],
        "removed" => this["并入或删除", "Merged or removed"],
        _ => field,
    };

    public string ChangeWhy(string why) => why switch
    {
        "registered" => this["登记", "registered"],
        "edited" => this["修改", "edited"],
        "imported" => this["导入", "imported"],
        "importUndone" => this["撤销导入", "import undone"],
        "merged" => this["合并", "merged"],
        "mergeUndone" => this["撤销合并", "merge undone"],
        _ => why,
    };

    public string ChangedValue(string field, string? value) => value is null ? "—" : field switch
    {
        "gender" => Gender(value),
        "flag" => Flag(value),
        "kind" => EnterpriseKindName(value),
        _ => value,
    };

    public string ChangeHistory => this["变更历史", "History"];
    public string EditRecord => this["修改档案", "Edit"];
    public string AddNumber => this["添加号码", "Add a number"];
    public string RemoveNumber(string number) => this[$"删除 {number}", $"Remove {number}"];
    public string NewDocument => this["新证件号(不改则留空)", "New document (empty: unchanged)"];
    public string RecordOvertaken => this["刚才有人修改了这份档案:", "Somebody changed this record meanwhile:"];
    public string RecordSaved => this["档案已保存。", "The record is saved."];

    public string DuplicatesTitle => this["疑似重复", "Possible duplicates"];
    public string NoDuplicates => this["没有疑似重复的档案。", "No records look alike."];
    public string DuplicateReason(string reason) => reason == "document" ? this["证件相同", "Same document"] : this["号码相同、姓名相近", "Same number, like name"];
    public string KeepThis => this["保留此份,并入另一份", "Keep this, merge the other"];
    public string MergedText(string name) => this[$"已合并到 {name}。", $"Merged into {name}."];
    public string Merges => this["合并记录", "Merges"];
    public string UndoMerge => this["撤销合并", "Undo"];
    public string MergeUndone => this["已撤销", "Undone"];
    public string CallsAndOrders(int calls, int orders) => this[$"来电 {calls},工单 {orders}", $"{calls} calls, {orders} orders"];
    public string RegisteredOn => this["建档时间", "Registered"];

    public string Care => this["健康与照护(需本人授权)", "Health and care, by consent"];
    public string NoConsent => this["没有有效授权,不能记录或查看。", "No consent stands: nothing may be kept or shown."];
    public string GiveConsent => this["登记授权", "Record a consent"];
    public string ConsentPurpose => this["用途", "Purpose"];
    public string ConsentGivenBy => this["授权人", "Given by"];
    public string ConsentUntil => this["有效期至", "Until"];
    public string Withdraw => this["撤回授权", "Withdraw"];
    public string ShowCareNotes => this["查看(将留痕)", "Show, with audit"];
    public string WriteNote => this["记录", "Write"];
    public string NoteText => this["内容", "Note"];
    public string ConsentState(string state) => state switch
    {
        "stands" => this["有效", "stands"],
        "expired" => this["已过期", "expired"],
        _ => this["已撤回", "withdrawn"],
    };

    public string CareKind(string kind) => kind switch
    {
        "health" => this["健康", "Health"],
        "medicine" => this["用药", "Medicine"],
        "care" => this["照护", "Care"],
        _ => this["入户", "Access"],
    };
}
