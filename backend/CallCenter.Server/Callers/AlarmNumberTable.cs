using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Server.Residents;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Callers;

/// <summary>
/// A table of alarm numbers, as their installer delivers it: number, place, kind, first day. Without the last two it is a unit, from today. A number that is registered already takes what the line says
/// and keeps the rest, its resident among it.
/// </summary>
internal static class AlarmNumberTable
{
    private static readonly string[] Headings = ["号码", "报警号码", "电话号码", "电话", "number"];
    private static readonly string[] Units = ["报警器", "报警终端", "一键报警器", "alarm unit", "unit"], Telephones = ["电话", "手机", "座机", "telephone", "phone"];
    private static readonly string[] Dates = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日", "yyyy/M/d H:mm", "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss"];

    /// <summary>What is no number of the public network is one of the site's own exchange: that has few digits.</summary>
    private const int LongestShortNumber = 6, LatestYears = 2;
    private static readonly string[] Emergency = ["110", "119", "120", "122"];

    public static bool IsHeading(IReadOnlyList<string> cells) => Headings.Contains(cells[0].Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Every line with its fault, and what is to be stored; what a line does not change is not.</summary>
    public static (IReadOnlyList<ImportLine> Lines, IReadOnlyList<SettingEdit> Edits) Judged(IReadOnlyList<(int Line, IReadOnlyList<string> Cells)> rows, SiteSnapshot site, CallerNumbers numbers, DateOnly today, string user)
    {
        var (lines, edits, seen) = (new List<ImportLine>(), new List<SettingEdit>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (line, cells) in rows)
        {
            var (read, fault) = Read(cells, site, numbers, today);
            if (read is not null && !seen.Add(read.Number)) fault = "The number is there twice.";
            lines.Add(new ImportLine(line, read?.Number ?? "", string.Join(" · ", cells), fault));
            if (read is null || fault is not null) continue;
            var known = site.AlarmNumbers.GetValueOrDefault(read.Number);
            if (known.Value != read) edits.AddRange(Edits(site, known.Id ?? Guid.CreateVersion7().ToString(), known.Id is { } id ? site.Find(SettingSection.AlarmNumbers, id)!.Version : 0, read, user));
        }
        return (lines, edits);
    }

    /// <summary>Registers it, and lifts what kept this number from us: nobody is kept from us whose call is an alarm.</summary>
    public static IEnumerable<SettingEdit> Edits(SiteSnapshot site, string id, long version, AlarmNumberSetting value, string user)
    {
        yield return new SettingEdit(SettingSection.AlarmNumbers, id, version, SettingKind.Write(value));
        if (!site.Nuisances.TryGetValue(value.Number, out var nuisance) || (!Nuisances.IsHeld(nuisance.Value) && nuisance.Value.Wish is null)) yield break;
        foreach (var edit in NuisancesApi.Put(site, nuisance.Id, Nuisances.Lift(nuisance.Value, NuisanceStanding.Marked, user, "alarm")).Edits) yield return edit;
    }

    /// <summary>As a caller is known; empty for what nobody can call from, such as a mobile with a digit missing or 120.</summary>
    public static string NumberOf(string text, CallerNumbers numbers) =>
        text.Length > 0 && numbers.Dialable(text) is var number && (number.StartsWith('+') || number.Length <= LongestShortNumber) && !Emergency.Contains(number) ? number : "";

    private static (AlarmNumberSetting? Read, string? Fault) Read(IReadOnlyList<string> row, SiteSnapshot site, CallerNumbers numbers, DateOnly today)
    {
        // A number may begin with +.
        if (SettingsImport.CellFault([.. row.Skip(1)]) is { } wrong) return (null, wrong);
        var cells = row.Concat(Enumerable.Repeat("", 4)).Select(cell => cell.Trim()).ToList();
        var number = NumberOf(cells[0], numbers);
        if (number.Length == 0) return (null, $"'{cells[0]}' is no telephone number.");
        if (site.Numbers.Any(n => n.Number == number)) return (null, "This is a number people call.");
        var known = site.AlarmNumbers.GetValueOrDefault(number).Value;
        if (new Faults().Length("Place", cells[1], AlarmNumbersApi.LongestPlace, AlarmNumbersApi.ShortestPlace) is { Any: true } faults) return (null, faults.Text);
        bool? unit = cells[2].Length == 0 ? known?.Unit ?? true : Units.Contains(cells[2], StringComparer.OrdinalIgnoreCase) ? true : Telephones.Contains(cells[2], StringComparer.OrdinalIgnoreCase) ? false : null;
        if (unit is null) return (null, $"'{cells[2]}' is neither unit (报警器) nor telephone (电话).");
        var from = known?.From ?? today;
        if (cells[3].Length > 0)
        {
            if (!DateTime.TryParseExact(cells[3], Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return (null, $"'{cells[3]}' is no date such as 2026-10-01.");
            from = DateOnly.FromDateTime(day);
            // One that never comes would be a unit nobody hears.
            if (from > today.AddYears(LatestYears)) return (null, $"'{cells[3]}' is more than {LatestYears} years ahead.");
        }

        return (new AlarmNumberSetting(number, unit.Value, known?.Resident, cells[1], from), null);
    }
}
