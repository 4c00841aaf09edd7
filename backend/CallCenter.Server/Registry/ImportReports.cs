using System.Globalization;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;

namespace CallCenter.Server.Registry;

/// <summary>What people take away: the report of an import and the empty table. UTF-8 with its mark, which table programs need; nothing in it calculates.</summary>
internal static class ImportReports
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    public static async Task WriteAsync(CenterDb db, Guid import, bool chinese, Stream body, CancellationToken ct)
    {
        await using var writer = new StreamWriter(body, Utf8, leaveOpen: true);
        await writer.WriteAsync(chinese ? "行,结果,姓名,说明\r\n" : "Line,Result,Name,What\r\n");
        var lines = db.ImportedLines.AsNoTracking().Where(l => l.ImportId == import).OrderBy(l => l.Line).AsAsyncEnumerable();
        await foreach (var line in lines.WithCancellation(ct))
        {
            var why = line.Faults?.Split(' ').Select(fault => line.Outcome == LineOutcome.Kept ? Kept(fault, chinese) : Fault(fault, chinese)) ?? [];
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{line.Line},{Outcome(line.Outcome, chinese)},{SpreadsheetCell.Csv(line.Name)},{SpreadsheetCell.Csv(string.Join(chinese ? "；" : "; ", why))}\r\n"));
        }
    }

    public static byte[] Template(bool chinese) => [.. Utf8.GetPreamble(), .. Utf8.GetBytes(string.Join(',', RegistryColumns.Headings(chinese)) + "\r\n")];

    public static async Task<byte[]> WorkbookAsync(bool chinese, CancellationToken ct)
    {
        using var workbook = new MemoryStream();
        await workbook.SaveAsAsync(new[] { RegistryColumns.Headings(chinese).ToDictionary(heading => heading, _ => (object?)null) }, cancellationToken: ct);
        return workbook.ToArray();
    }

    private static string Outcome(LineOutcome outcome, bool chinese) => outcome switch
    {
        LineOutcome.New => chinese ? "新增" : "new",
        LineOutcome.Changed => chinese ? "更新" : "changed",
        LineOutcome.Unchanged => chinese ? "无变化" : "unchanged",
        LineOutcome.Faulty => chinese ? "有误，未导入" : "faulty, left out",
        LineOutcome.Kept => chinese ? "撤销时保留" : "kept by the undo",
    };

    private static string Fault(string text, bool chinese)
    {
        var (code, column) = text.Split(':', 2) is [var before, var after] ? (before, after) : (text, "");
        var heading = column.Length == 0 ? "" : RegistryColumns.Heading(column, chinese);
        var what = chinese ? code switch
        {
            LineFault.Missing => "未填写",
            LineFault.TooLong => "内容过长",
            LineFault.Formula => "是公式，未执行",
            LineFault.Encoding => "含有无法识别的字符",
            LineFault.Number => "不是有效的电话号码",
            LineFault.Document => "不是有效的证件号码",
            LineFault.Date => "不是有效的日期",
            LineFault.Gender => "应为男或女",
            LineFault.Flag => "没有这个标签",
            LineFault.Community => "没有这个社区，或有多个同名社区",
            LineFault.Contact => "联系人的姓名和电话应一并填写",
            LineFault.Key => "不是有效的编号",
            LineFault.BirthDiffers => "与身份证号不符",
            LineFault.Duplicate => "与前面的行是同一人",
            LineFault.Ambiguous => "符合的居民不止一位",
            LineFault.Conflict => "与已登记的居民不符，请人工核对",
            LineFault.Cells => "单元格比标题多",
            _ => code,
        }
        : code switch
        {
            LineFault.Missing => "is missing",
            LineFault.TooLong => "is too long",
            LineFault.Formula => "is a formula; it was not evaluated",
            LineFault.Encoding => "has characters nobody can read",
            LineFault.Number => "is no telephone number",
            LineFault.Document => "is no identity document",
            LineFault.Date => "is no date",
            LineFault.Gender => "is neither male nor female",
            LineFault.Flag => "has a group nobody knows",
            LineFault.Community => "is no community, or several have the name",
            LineFault.Contact => "a contact has both name and telephone",
            LineFault.Key => "is no key",
            LineFault.BirthDiffers => "differs from the identity document",
            LineFault.Duplicate => "the same person as a line before",
            LineFault.Ambiguous => "fits more than one resident",
            LineFault.Conflict => "speaks against the resident found; somebody has to look",
            LineFault.Cells => "has more cells than headings",
            _ => code,
        };
        return heading.Length == 0 ? what : $"{heading}{(chinese ? "：" : ": ")}{what}";
    }

    private static string Kept(string field, bool chinese) => field == ImportUndo.Used
        ? chinese ? "已有来电、工单、短信或授权" : "calls, orders, messages or a consent hang on it" : chinese ? $"之后已被修改：{FieldName(field)}" : $"changed since: {field}";

    private static string FieldName(string field) => field switch
    {
        ChangedField.Name => "姓名",
        ChangedField.Gender => "性别",
        ChangedField.BirthDate => "出生日期",
        ChangedField.Document => "证件",
        ChangedField.ExternalKey => "编号",
        ChangedField.Notes => "备注",
        ChangedField.Household => "住址",
        ChangedField.Number => "电话",
        ChangedField.Flag => "标签",
        ChangedField.Contact => "联系人",
        ChangedField.Removed => "已合并或删除",
        _ => field,
    };
}
