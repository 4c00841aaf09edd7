using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.History;
using CallCenter.Server.Residents;
using CallCenter.Server.WorkOrders;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Enterprises;

/// <summary>Reads what an agent sees of an enterprise.</summary>
internal sealed class EnterpriseCards(CallLines lines)
{
    private const int MostOrders = 10, MostCalls = 8;

    /// <summary>More enterprises than this under one number (the house they are in) are searched by name.</summary>
    private const int MostEnterprises = 10;

    /// <summary>Asked with every call, and nearly always empty: the look into the index of numbers is all it costs then.</summary>
    public async Task<IReadOnlyList<EnterpriseCard>> ByNumberAsync(CenterDb db, string number, CancellationToken ct)
    {
        var ids = db.EnterpriseNumbers.Where(n => n.Number == number).OrderBy(n => n.EnterpriseId).Select(n => n.EnterpriseId).Take(MostEnterprises);
        var found = await Whole(db.Enterprises.Where(e => ids.Contains(e.Id))).ToListAsync(ct);
        // Whose first number it is comes first.
        var cards = new List<EnterpriseCard>();
        foreach (var enterprise in found.OrderBy(e => e.Numbers.First(n => n.Number == number).Position).ThenBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Id)) cards.Add(await CardAsync(db, enterprise, ct));
        return cards;
    }

    public async Task<EnterpriseCard?> ByIdAsync(CenterDb db, Guid id, CancellationToken ct) =>
        await Whole(db.Enterprises.Where(e => e.Id == id)).FirstOrDefaultAsync(ct) is { } found ? await CardAsync(db, found, ct) : null;

    /// <summary>The order in which numbers are shown, and counted when one is revealed or taken away.</summary>
    public static IEnumerable<EnterpriseNumber> InOrder(IEnumerable<EnterpriseNumber> numbers) => numbers.OrderBy(n => n.Position).ThenBy(n => n.Number, StringComparer.Ordinal);

    private static IQueryable<Enterprise> Whole(IQueryable<Enterprise> enterprises) =>
        enterprises.AsNoTracking().AsSingleQuery().Include(e => e.Numbers).Include(e => e.Contacts).Include(e => e.Community).ThenInclude(c => c!.Station);

    private async Task<EnterpriseCard> CardAsync(CenterDb db, Enterprise e, CancellationToken ct)
    {
        var calls = db.Calls.Where(c => c.EnterpriseId == e.Id).Select(c => c.Id);
        var orders = await db.WorkOrders.AsNoTracking().Where(o => o.CallId != null && calls.Contains(o.CallId) && o.Status == OrderStatus.Open).OrderByDescending(o => o.OpenedAt).Take(MostOrders).ToListAsync(ct);
        return Card(e, [.. orders.Select(order => OrderLines.Line(order))], await lines.OfEnterpriseAsync(db, e.Id, MostCalls, ct));
    }

    private static EnterpriseCard Card(Enterprise e, IReadOnlyList<WorkOrderLine> orders, IReadOnlyList<CallLine> calls) => new(e.Id, e.Name, e.Code, e.Kind, e.CommunityId, e.Community?.Name ?? "", e.Address, e.Grid, e.Community?.Station?.Name,
        [.. InOrder(e.Numbers).Select(n => Mask.Number(n.Number))], [.. e.Contacts.OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new ContactCard(c.Id, c.Name, c.Role, Mask.Number(c.Number)))],
        e.Notes, e.RegisteredAt, e.RegisteredBy, orders, calls);
}
