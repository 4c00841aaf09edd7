using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Changes as they may be read: numbers and documents masked, households and communities by their names.</summary>
internal static class HistoryLines
{
    public const int Most = 200;

    public static async Task<List<ResidentChangeLine>> OfAsync(CenterDb db, IReadOnlyList<ResidentChange> changes, CancellationToken ct)
    {
        var names = await NamesAsync(db, changes, ct);
        return [.. changes.Select(c => new ResidentChangeLine(c.At, c.User, Word(c.Why), c.Field, Shown(c.Field, c.Before, names), Shown(c.Field, c.After, names), c.ImportId))];
    }

    /// <summary>The line of records older than the history.</summary>
    public static ResidentChangeLine Registered(DateTimeOffset at, string by) => new(at, by, Word(ChangeReason.Registered), ChangedField.Created, null, null, null);

    private static async Task<Dictionary<string, string>> NamesAsync(CenterDb db, IReadOnlyList<ResidentChange> changes, CancellationToken ct)
    {
        List<Guid> Ids(string field) => [.. changes.Where(c => c.Field == field).SelectMany(c => new[] { c.Before, c.After }).OfType<string>().Distinct().Select(Guid.Parse)];
        var (doors, communities) = (Ids(ChangedField.Household), Ids(ChangedField.Community));
        var names = new Dictionary<string, string>();
        if (doors.Count > 0)
        {
            foreach (var h in await db.Households.AsNoTracking().Where(h => doors.Contains(h.Id)).Select(h => new { h.Id, h.Address }).ToListAsync(ct)) names[h.Id.ToString()] = h.Address;
        }
        if (communities.Count > 0)
        {
            foreach (var c in await db.Communities.AsNoTracking().Where(c => communities.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToListAsync(ct)) names[c.Id.ToString()] = c.Name;
        }
        return names;
    }

    private static string? Shown(string field, string? value, Dictionary<string, string> names) => value is null ? null : field switch
    {
        ChangedField.Number => Mask.Number(value),
        ChangedField.Document => IdentityDocument.Mask(value),
        // The number is what stands last, whatever is in the name.
        ChangedField.Contact when value.LastIndexOf(ResidentChange.Between, StringComparison.Ordinal) is >= 0 and var at => value[..(at + ResidentChange.Between.Length)] + Mask.Number(value[(at + ResidentChange.Between.Length)..]),
        ChangedField.Household or ChangedField.Community => names.GetValueOrDefault(value, "—"),
        _ => value,
    };

    private static string Word(ChangeReason why) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(why.ToString());
}
