using System.Globalization;
using System.Text;
using System.Text.Json;
using CallCenter.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniExcelLibs;

namespace CallCenter.Server.Settings;

/// <summary>Reads the official calendar or the duty roster from a table: CSV (UTF-8 or GB18030) or Excel, headings in the first line or none.</summary>
internal static class SettingsImport
{
    public const int MostBytes = 2_000_000;
    public const int MostLines = 2000;
    private const int MostRows = 50 * MostLines;
    private const int LongestCell = 200;
    private static readonly string[] Holiday = ["holiday", "休", "放假", "节假日", "休息"], Workday = ["workday", "班", "上班", "调休上班", "补班"];
    private static readonly string[] Dates = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日", "yyyy-MM-dd HH:mm:ss"];
    private static readonly string[] Instants = ["yyyy-M-d H:mm", "yyyy/M/d H:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy年M月d日 H:mm"];

    static SettingsImport() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> PostAsync(string section, bool? apply, HttpContext http, SiteSettings settings, TimeProvider time, CancellationToken ct)
    {
        if (section is not (SettingSection.Calendar or SettingSection.Duty)) return Problems.NotFound();
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        if (Rows(body.ToArray(), cells => !cells[0].Any(char.IsAsciiDigit)) is not { } rows) return Problems.Invalid("The file is neither CSV (UTF-8 or GB18030) nor Excel (.xlsx).");
        if (rows.Count > MostLines) return Problems.Invalid($"The file has {rows.Count} lines; at most {MostLines} are taken at once.");
        var options = http.RequestServices.GetRequiredService<CenterOptions>();
        var (lines, edits) = Judged(section, rows, settings.Current, options, time);
        var wrong = lines.Count(line => line.Fault is not null);
        if (apply != true || wrong > 0 || edits.Count == 0) return TypedResults.Ok(new ImportReport(lines, wrong, false));
        var outcome = await settings.EditAsync(http.UserName(), site =>
        {
            (lines, edits) = Judged(section, rows, site, options, time);
            return lines.Any(line => line.Fault is not null) ? new SettingPlan([], Overtaken) : new SettingPlan([.. edits.Where(e => site.Find(section, e.Id)?.Value.GetRawText() != e.Value!.Value.GetRawText())]);
        }, ct);
        return outcome is SettingOutcome.Stored ? TypedResults.Ok(new ImportReport(lines, 0, true)) : Overtaken;
    }

    private static ProblemHttpResult Overtaken => Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Another administrator changed these at the same time: import again.");

    private static (List<ImportLine> Lines, IReadOnlyCollection<SettingEdit> Edits) Judged(string section, List<(int Line, IReadOnlyList<string> Cells)> rows, SiteSnapshot site, CenterOptions options, TimeProvider time)
    {
        var lines = new List<ImportLine>();
        var edits = new Dictionary<string, SettingEdit>();
        foreach (var (number, cells) in rows)
        {
            var (id, value, fault) = Read(section, cells, time.LocalTimeZone);
            if (value is { } read && fault is null)
            {
                // Each line is judged against those before it as well: two shifts of one file may not overlap either.
                var with = new SiteSnapshot(options, site.Stored.Where(s => s.Section != section || !edits.ContainsKey(s.Id)).Concat(edits.Values.Select(e => new StoredSetting(section, e.Id, 0, e.Value!.Value, default, ""))));
                var (checkedValue, faults) = SettingKind.Of(section)!.Check(id, read, with);
                fault = edits.ContainsKey(id) ? "The line is there twice." : faults.Any ? faults.Text : null;
                if (fault is null) edits.Add(id, new SettingEdit(section, id, site.Find(section, id)?.Version ?? 0, checkedValue));
            }
            lines.Add(new ImportLine(number, id, string.Join(" · ", cells), fault));
        }
        return (lines, edits.Values);
    }

    private static (string Id, JsonElement? Value, string? Fault) Read(string section, IReadOnlyList<string> cells, TimeZoneInfo zone)
    {
        if (CellFault(cells) is { } fault) return ("", null, fault);
        return section == SettingSection.Calendar ? Day(cells) : Shift(cells, zone);
    }

    /// <summary>What no cell of any table may be.</summary>
    public static string? CellFault(IReadOnlyList<string> cells)
    {
        if (cells.FirstOrDefault(cell => cell.Length > LongestCell) is { } longest) return $"A cell has {longest.Length} characters; at most {LongestCell} are read.";
        // A formula never gets into what somebody may export again.
        return cells.FirstOrDefault(cell => cell.Length > 1 && "=+@".Contains(cell[0]) && !cell[1..].All(char.IsAsciiDigit)) is { } formula ? $"'{formula}' is a formula: text is wanted." : null;
    }

    private static (string, JsonElement?, string?) Day(IReadOnlyList<string> cells)
    {
        if (cells.Count < 2) return ("", null, "Date, kind and name are wanted.");
        if (!DateTime.TryParseExact(cells[0], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return ("", null, $"'{cells[0]}' is no date such as 2026-10-01.");
        var kind = Holiday.Contains(cells[1], StringComparer.OrdinalIgnoreCase) ? "holiday" : Workday.Contains(cells[1], StringComparer.OrdinalIgnoreCase) ? "workday" : null;
        var id = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (kind is null) return (id, null, $"'{cells[1]}' is neither holiday (休) nor workday (班).");
        var name = cells.Count > 2 && cells[2].Length > 0 ? cells[2] : cells[1];
        var like = 1;
        if (cells.Count > 4 && cells[4].Length > 0 && !int.TryParse(cells[4], CultureInfo.InvariantCulture, out like)) return (id, null, $"'{cells[4]}' is no day of the week from 1 to 7.");
        return (id, SettingKind.Write(new CalendarSetting(kind, name, cells.Count > 3 && cells[3].Length > 0 ? cells[3] : name, like)), null);
    }

    private static (string, JsonElement?, string?) Shift(IReadOnlyList<string> cells, TimeZoneInfo zone)
    {
        if (cells.Count < 4) return ("", null, "Begin, end, name and number are wanted.");
        if (Instant(cells[0], zone) is not { } from) return ("", null, $"'{cells[0]}' is no time such as 2026-10-01 08:00.");
        if (Instant(cells[1], zone) is not { } to) return ("", null, $"'{cells[1]}' is no time such as 2026-10-01 08:00.");
        return (from.UtcDateTime.ToString("'s'yyyyMMdd-HHmm", CultureInfo.InvariantCulture), SettingKind.Write(new DutySetting(from, to, cells[2], cells[3].Replace(" ", "").Replace("-", ""))), null);
    }

    private static DateTimeOffset? Instant(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) ? new DateTimeOffset(clock, zone.GetUtcOffset(clock)) : null;

    /// <summary>Null: neither CSV nor Excel.</summary>
    public static List<(int Line, IReadOnlyList<string> Cells)>? Rows(byte[] file, Func<IReadOnlyList<string>, bool> isHeading)
    {
        try
        {
            var rows = file is [(byte)'P', (byte)'K', ..] ? Excel(file) : Csv(file);
            var filled = rows.Select((cells, index) => (Line: index + 1, Cells: cells)).Where(row => row.Cells.Any(cell => cell.Length > 0)).ToList();
            if (filled.Count > 0 && isHeading(filled[0].Cells)) filled.RemoveAt(0);
            return filled;
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or DecoderFallbackException or System.Xml.XmlException or KeyNotFoundException or NullReferenceException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Excel(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var (rows, filled) = (new List<IReadOnlyList<string>>(), 0);
        foreach (var row in stream.Query(excelType: ExcelType.XLSX))
        {
            IReadOnlyList<string> cells = [.. ((IDictionary<string, object?>)row).Values.Select(Cell)];
            rows.Add(cells);
            if (cells.Any(cell => cell.Length > 0) && ++filled > MostLines + 1) break;
            // Blank ones do not count, and are not read for ever.
            if (rows.Count > MostRows) throw new InvalidDataException("blank rows");
        }
        return rows;
    }

    private static IEnumerable<IReadOnlyList<string>> Csv(byte[] file)
    {
        var text = Text(file);
        if (text.Contains('\0')) throw new FormatException("binary");
        return text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select(line => (IReadOnlyList<string>)[.. line.Split([',', '\t', ';']).Select(cell => cell.Trim().Trim('"').Trim())]);
    }

    private static string Text(byte[] file)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(file);
        }
    }

    private static string Cell(object? cell) => cell switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture)?.Trim() ?? "",
    };
}
