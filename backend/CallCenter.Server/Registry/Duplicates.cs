using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Looks for records that may be one person: the same identity document, or one number and names that sound or look alike.</summary>
internal static class Duplicates
{
    private const int MostPairs = 50, MostNumbers = 2000, Dormitory = 20;

    public static async Task<List<DuplicatePair>> FindAsync(CenterDb db, CancellationToken ct)
    {
        var pairs = new List<(string Reason, Guid Left, Guid Right)>();
        var documents = await db.Residents.AsNoTracking().Where(r => r.Document != null).GroupBy(r => r.Document!).Where(group => group.Count() > 1).Select(group => group.Key).Take(MostPairs).ToListAsync(ct);
        var bearers = await db.Residents.AsNoTracking().Where(r => documents.Contains(r.Document!)).Select(r => new { r.Id, Document = r.Document! }).ToListAsync(ct);
        foreach (var same in bearers.GroupBy(r => r.Document, r => r.Id)) pairs.AddRange(Pairs([.. same.Order()]).Select(pair => ("document", pair.Left, pair.Right)));

        // A number of a family is shared rightly: only among those who share one are names compared.
        var shared = await db.ResidentNumbers.AsNoTracking().GroupBy(n => n.Number).Where(group => group.Count() > 1 && group.Count() < Dormitory).OrderBy(group => group.Key).Select(group => group.Key).Take(MostNumbers).ToListAsync(ct);
        var sharing = await db.ResidentNumbers.AsNoTracking().Where(n => shared.Contains(n.Number)).Select(n => new { n.Number, n.ResidentId, n.Resident!.Name, n.Resident.Pinyin, n.Resident.BirthDate, n.Resident.Document }).ToListAsync(ct);
        foreach (var group in sharing.GroupBy(n => n.Number))
        {
            var people = group.OrderBy(n => n.ResidentId).ToList();
            pairs.AddRange(from left in people
                           from right in people
                           where left.ResidentId.CompareTo(right.ResidentId) < 0 && Alike(left.Name, left.Pinyin, right.Name, right.Pinyin)
                               && !(left.Document is not null && right.Document is not null && left.Document != right.Document) && SameBirth(left.BirthDate, right.BirthDate)
                           select ("number", left.ResidentId, right.ResidentId));
            if (pairs.Count >= MostPairs) break;
        }
        var shown = pairs.DistinctBy(pair => (pair.Left, pair.Right)).Take(MostPairs).ToList();
        var sides = await SidesAsync(db, [.. shown.SelectMany(pair => new[] { pair.Left, pair.Right }).Distinct()], ct);
        return [.. shown.Where(pair => sides.ContainsKey(pair.Left) && sides.ContainsKey(pair.Right)).Select(pair => new DuplicatePair(pair.Reason, sides[pair.Left], sides[pair.Right]))];
    }

    /// <summary>The same, the same sound, or one character more, less or other in a name of three and more.</summary>
    internal static bool Alike(string name, string pinyin, string other, string otherPinyin) =>
        name == other || (pinyin.Length > 0 && pinyin == otherPinyin) || (name.Length >= 3 && other.Length >= 3 && name[0] == other[0] && OneApart(name, other));

    private static bool OneApart(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1) return false;
        var head = a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
        var tail = a.Reverse().Zip(b.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return head + tail >= Math.Max(a.Length, b.Length) - 1;
    }

    /// <summary>Unknown, or the year alone, contradicts nothing.</summary>
    private static bool SameBirth(DateOnly? left, DateOnly? right) =>
        left is null || right is null || left == right || (left.Value.Year == right.Value.Year && (left is { Month: 1, Day: 1 } || right is { Month: 1, Day: 1 }));

    private static IEnumerable<(Guid Left, Guid Right)> Pairs(List<Guid> ids) => ids.Skip(1).Select(other => (ids[0], other));

    private static async Task<Dictionary<Guid, DuplicateSide>> SidesAsync(CenterDb db, List<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        var people = await db.Residents.AsNoTracking().AsSplitQuery().Where(r => ids.Contains(r.Id)).Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Contacts)
            .Include(r => r.Household).ThenInclude(h => h!.Community).ToListAsync(ct);
        var calls = await db.CallResidents.AsNoTracking().Where(c => ids.Contains(c.ResidentId)).GroupBy(c => c.ResidentId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var orders = await db.WorkOrders.AsNoTracking().Where(o => ids.Contains(o.ResidentId!.Value)).GroupBy(o => o.ResidentId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return people.ToDictionary(r => r.Id, r => new DuplicateSide(r.Id, r.Name, r.Gender, r.BirthDate, IdentityDocument.Mask(r.Document), [.. RecordEditing.InOrder(r).Select(n => Mask.Number(n.Number))],
            r.Household!.Address, r.Household.Community?.Name ?? "", [.. r.Flags.Select(f => f.Flag).Order(StringComparer.Ordinal)], r.Notes, r.Contacts.Count, calls.GetValueOrDefault(r.Id), orders.GetValueOrDefault(r.Id), r.RegisteredAt));
    }
}
