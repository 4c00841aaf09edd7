using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Enterprises;

/// <summary>Reads what an agent sees of an enterprise: one query.</summary>
internal static class EnterpriseCards
{
    /// <summary>More enterprises than this under one number (the house they are in) are searched by name.</summary>
    private const int MostEnterprises = 10;

    /// <summary>Asked with every call, and nearly always empty: the look into the index of numbers is all it costs then.</summary>
    public static async Task<IReadOnlyList<EnterpriseCard>> ByNumberAsync(CenterDb db, string number, CancellationToken ct)
    {
        var ids = db.EnterpriseNumbers.Where(n => n.Number == number).OrderBy(n => n.EnterpriseId).Select(n => n.EnterpriseId).Take(MostEnterprises);
        var found = await Whole(db.Enterprises.Where(e => ids.Contains(e.Id))).ToListAsync(ct);
        // Whose first number it is comes first.
        return [.. found.OrderBy(e => e.Numbers.First(n => n.Number == number).Position).ThenBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Id).Select(Card)];
    }

    public static async Task<EnterpriseCard?> ByIdAsync(CenterDb db, Guid id, CancellationToken ct) => await Whole(db.Enterprises.Where(e => e.Id == id)).FirstOrDefaultAsync(ct) is { } found ? Card(found) : null;

    /// <summary>The order in which numbers are shown, and counted when one is revealed or taken away.</summary>
    public static IEnumerable<EnterpriseNumber> InOrder(IEnumerable<EnterpriseNumber> numbers) => numbers.OrderBy(n => n.Position).ThenBy(n => n.Number, StringComparer.Ordinal);

    private static IQueryable<Enterprise> Whole(IQueryable<Enterprise> enterprises) =>
        enterprises.AsNoTracking().AsSingleQuery().Include(e => e.Numbers).Include(e => e.Contacts).Include(e => e.Community).ThenInclude(c => c!.Station);

    private static EnterpriseCard Card(Enterprise e) => new(e.Id, e.Name, e.Code, e.Kind, e.CommunityId, e.Community?.Name ?? "", e.Address, e.Grid, e.Community?.Station?.Name,
        [.. InOrder(e.Numbers).Select(n => Mask.Number(n.Number))], [.. e.Contacts.OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new ContactCard(c.Id, c.Name, c.Role, Mask.Number(c.Number)))],
        e.Notes, e.RegisteredAt, e.RegisteredBy);
}
