using CallCenter.Contracts;
using CallCenter.Server.Residents;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Communities;

/// <summary>Reads lines of district, street office, community, station, number.</summary>
internal static class CommunityTable
{
    private static readonly string[] Headings = ["区", "区县", "行政区", "所属区", "district"];

    public static bool IsHeading(IReadOnlyList<string> cells) => Headings.Contains(cells[0].Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>What each line asks for, or what is wrong with it. A line without the last two cells leaves the station as it is.</summary>
    public static IReadOnlyList<(ImportLine Line, PutCommunity? Wish, bool Station)> Read(IReadOnlyList<(int Line, IReadOnlyList<string> Cells)> rows, CallerNumbers numbers)
    {
        var seen = new HashSet<(string, string, string)>();
        return [.. rows.Select(row =>
        {
            var cells = row.Cells.Concat(Enumerable.Repeat("", 5)).Select(cell => cell.Trim()).ToList();
            var wish = new PutCommunity(null, cells[0], cells[1], cells[2], Text(cells[3]), Text(cells[4]));
            var fault = SettingsImport.CellFault(row.Cells) ?? (Faults(wish, numbers) is { Any: true } faults ? faults.Text : seen.Add((cells[0], cells[1], cells[2])) ? null : "The line is there twice.");
            return (new ImportLine(row.Line, cells[2], string.Join(" · ", row.Cells), fault), fault is null ? wish : null, cells[3].Length + cells[4].Length > 0);
        })];
    }

    public static Faults Faults(PutCommunity wish, CallerNumbers numbers) => new Faults().Length("District", wish.District, 64, 1).Length("Office", wish.Office, 64, 1).Length("Name", wish.Name, 64, 1).Length("Station", wish.Station, 64)
        .When(!string.IsNullOrWhiteSpace(wish.Number) && numbers.Parse(wish.Number) is null, "Number is no telephone number.")
        .When(!string.IsNullOrWhiteSpace(wish.Number) && string.IsNullOrWhiteSpace(wish.Station), "Station is missing: whose number is it?");

    private static string? Text(string cell) => cell.Length == 0 ? null : cell;
}
