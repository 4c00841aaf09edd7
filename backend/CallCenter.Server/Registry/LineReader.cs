using System.Globalization;
using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Server.Residents;

namespace CallCenter.Server.Registry;

/// <summary>Understands the lines of one table. Every fault of a line is found, not only the first.</summary>
internal sealed partial class LineReader
{
    private const int EldestYears = 130, LongestAddress = 256;
    private static readonly string[] Dates = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日", "yyyy-MM-dd HH:mm:ss"];
    private static readonly string[] YearsAlone = ["yyyy", "yyyy年"];
    private readonly Dictionary<string, int> _places = [];
    private readonly CommunityNames _communities;
    private readonly CallerNumbers _numbers;
    private readonly DateOnly _today;
    private readonly int _width;

    /// <exception cref="TableException">These are no headings of ours.</exception>
    public LineReader(IReadOnlyList<string> headings, CommunityNames communities, CallerNumbers numbers, TimeProvider time)
    {
        (_communities, _numbers, _today) = (communities, numbers, DateOnly.FromDateTime(time.GetLocalNow().DateTime));
        var ignored = new List<string>();
        foreach (var (heading, place) in headings.Select((heading, place) => (heading.Trim().TrimStart('\uFEFF'), place)))
        {
            if (RegistryColumns.Of(heading) is not { } column)
            {
                if (heading.Length > 0) ignored.Add(heading.Length <= 32 ? heading : heading[..32]);
                continue;
            }
            if (!_places.TryAdd(column, place)) throw new TableException(ImportProblem.HeadingTwice, heading);
        }
        if (!_places.ContainsKey(RegistryColumn.Name)) throw new TableException(ImportProblem.NoHeadings);
        (Ignored, _width) = (ignored, headings.Count);
    }

    public IReadOnlyList<string> Ignored { get; }

    /// <returns>The person, or null and what is wrong.</returns>
    public (PersonLine? Person, IReadOnlyList<Fault> Faults) Read(TableLine line)
    {
        var faults = new List<Fault>();
        // A cell more than the heading has: a comma too many has moved the ones behind it.
        if (line.Cells.Skip(_width).Any(cell => cell.Length > 0)) faults.Add(new Fault(LineFault.Cells, ""));
        var cells = new Cells(line, _places, faults);
        var name = cells.Text(RegistryColumn.Name);
        if (name is null && !faults.Any(f => f.Column == RegistryColumn.Name)) faults.Add(new Fault(LineFault.Missing, RegistryColumn.Name));
        var document = Document(cells, faults);
        var birth = Birth(cells, faults);
        if (document is not null && birth is not null && IdentityDocument.BirthDate(document) is { } printed && printed != birth && !(birth is { Month: 1, Day: 1 } && birth.Value.Year == printed.Year))
            faults.Add(new Fault(LineFault.BirthDiffers, RegistryColumn.BirthDate));
        var person = new PersonLine(line.Number, name ?? "")
        {
            Key = Key(cells, faults), Document = document, BirthDate = (document is null ? null : IdentityDocument.BirthDate(document)) ?? birth,
            Gender = Gender(cells, faults) ?? (document is null ? null : IdentityDocument.Gender(document)),
            Numbers = Numbers(cells, faults), Address = Address(cells, faults), Flags = Flags(cells, faults), Notes = cells.Text(RegistryColumn.Notes), Contact = Contact(cells, faults),
        };
        return faults.Count == 0 ? (person, faults) : (null, faults);
    }

    /// <summary>The name as it stands, for the report.</summary>
    public string? Label(TableLine line) => _places[RegistryColumn.Name] is var at && at < line.Cells.Count && line.Cells[at].Trim() is { Length: > 0 } name ? Clip(name, 64) : null;

    private static string? Key(Cells cells, List<Fault> faults)
    {
        if (cells.Text(RegistryColumn.Key) is not { } key) return null;
        if (KeyForm().IsMatch(key)) return key;
        faults.Add(new Fault(LineFault.Key, RegistryColumn.Key));
        return null;
    }

    private static string? Document(Cells cells, List<Fault> faults)
    {
        if (cells.Text(RegistryColumn.Document) is not { } text) return null;
        if (IdentityDocument.Parse(text) is { } document) return document;
        faults.Add(new Fault(LineFault.Document, RegistryColumn.Document));
        return null;
    }

    private DateOnly? Birth(Cells cells, List<Fault> faults)
    {
        if (cells.Text(RegistryColumn.BirthDate) is not { } text) return null;
        if ((DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || DateTime.TryParseExact(text, YearsAlone, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            && DateOnly.FromDateTime(day) is var born && born <= _today && born >= _today.AddYears(-EldestYears)) return born;
        faults.Add(new Fault(LineFault.Date, RegistryColumn.BirthDate));
        return null;
    }

    private static string? Gender(Cells cells, List<Fault> faults)
    {
        switch (cells.Text(RegistryColumn.Gender)?.ToLowerInvariant())
        {
            case null or "未知" or "unknown":
                return null;
            case "男" or "男性" or "male" or "m":
                return "male";
            case "女" or "女性" or "female" or "f":
                return "female";
            default:
                faults.Add(new Fault(LineFault.Gender, RegistryColumn.Gender));
                return null;
        }
    }

    private List<string> Numbers(Cells cells, List<Fault> faults)
    {
        var found = new List<string>();
        foreach (var column in (string[])[RegistryColumn.Number1, RegistryColumn.Number2, RegistryColumn.Number3])
        {
            foreach (var text in cells.Several(column))
            {
                if (_numbers.Parse(text) is { } number) found.Add(number);
                else faults.Add(new Fault(LineFault.Number, column));
            }
        }
        return [.. found.Distinct()];
    }

    private PersonAddress? Address(Cells cells, List<Fault> faults)
    {
        var name = cells.Text(RegistryColumn.Community);
        var community = name is null ? null : _communities.Of(name);
        if (name is not null && community is null) faults.Add(new Fault(LineFault.Community, RegistryColumn.Community));
        var (estate, building, door, grid) = (cells.Text(RegistryColumn.Estate), cells.Text(RegistryColumn.Building), cells.Text(RegistryColumn.Door), cells.Text(RegistryColumn.Grid));
        if (community is null && estate is null && building is null && door is null) return null;
        return new PersonAddress(community?.Id, estate, building, door, grid, AddressText(community, estate, building, door));
    }

    /// <summary>As an agent reads it out; the same as a registration by hand makes it.</summary>
    public static string AddressText(Data.Residents.Community? community, string? estate, string? building, string? door)
    {
        var office = community?.StreetOffice;
        return Clip($"{office?.District?.Name}{office?.Name}{community?.Name}{estate}{building}{door}", LongestAddress);
    }

    private static List<string> Flags(Cells cells, List<Fault> faults)
    {
        var found = new List<string>();
        foreach (var text in cells.Several(RegistryColumn.Flags))
        {
            if (RegistryColumns.Flags.TryGetValue(text, out var flag)) found.Add(flag);
            else if (Registration.Flags.FirstOrDefault(known => known.Equals(text.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) is { } known) found.Add(known);
            else faults.Add(new Fault(LineFault.Flag, RegistryColumn.Flags));
        }
        return [.. found.Distinct()];
    }

    private PersonContact? Contact(Cells cells, List<Fault> faults)
    {
        var (name, relation, text) = (cells.Text(RegistryColumn.ContactName), cells.Text(RegistryColumn.ContactRelation), cells.Text(RegistryColumn.ContactNumber));
        if (name is null && text is null) return null;
        var number = text is null ? null : _numbers.Parse(text);
        if (text is not null && number is null) faults.Add(new Fault(LineFault.Number, RegistryColumn.ContactNumber));
        if (name is null || text is null) faults.Add(new Fault(LineFault.Contact, name is null ? RegistryColumn.ContactName : RegistryColumn.ContactNumber));
        var known = relation is null ? "other" : RegistryColumns.Relations.GetValueOrDefault(relation) ?? relation;
        return name is null || number is null ? null : new PersonContact(name, known, number);
    }

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    [GeneratedRegex("^[^\\s\\p{C}]{1,64}$")]
    private static partial Regex KeyForm();

    /// <summary>Cells by column; what no column may have is a fault of the line.</summary>
    private sealed class Cells(TableLine line, Dictionary<string, int> places, List<Fault> faults)
    {
        private static readonly char[] Between = ['、', ',', '，', ';', '；', '/', '|', '\n', '\r'];

        public string? Text(string column)
        {
            if (!places.TryGetValue(column, out var place) || place >= line.Cells.Count) return null;
            var text = line.Cells[place].Trim();
            if (text.Length == 0) return null;
            if (SpreadsheetCell.IsFormula(text)) return Wrong(LineFault.Formula, column);
            if (text.Contains('\uFFFD') || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || text.Any(char.IsSurrogate) && !Whole(text)) return Wrong(LineFault.Encoding, column);
            return text.Length > RegistryColumns.Longest(column) ? Wrong(LineFault.TooLong, column) : text;
        }

        public IEnumerable<string> Several(string column) => Text(column)?.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

        private string? Wrong(string code, string column)
        {
            faults.Add(new Fault(code, column));
            return null;
        }

        private static bool Whole(string text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i]))) return false;
            }
            return true;
        }
    }
}
