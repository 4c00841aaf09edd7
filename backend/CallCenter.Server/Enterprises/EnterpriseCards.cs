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
    /// <summary>Orders are looked for in this many last calls of each.</summary>
    private const int CallsWithOrders = 50;
    private const int MostOrders = 10, MostCalls = 8;

    /// <summary>More enterprises than this under one number (the house they are in) are searched by name.</summary>
    private const int MostEnterprises = 10;

    private readonly Func<CenterDb, string, CancellationToken, Task<bool>> _isKnownAsync =
        EF.CompileAsyncQuery((CenterDb db, string number, CancellationToken ct) => db.EnterpriseNumbers.Any(n => n.Number == number));

    /// <summary>Asked with every call, and nearly always empty: the look into the index of numbers is all it costs then.</summary>
    public async Task<IReadOnlyList<EnterpriseCard>> ByNumberAsync(CenterDb db, string number, CancellationToken ct)
    {
        if (!await _isKnownAsync(db, number, ct)) return [];
        var ids = db.EnterpriseNumbers.Where(n => n.Number == number).OrderBy(n => n.EnterpriseId).Select(n => n.EnterpriseId).Take(MostEnterprises);
        var found = await Whole(db.Enterprises.Where(e => ids.Contains(e.Id))).ToListAsync(ct);
        // Whose first number it is comes first.
        return await CardsAsync(db, [.. found.OrderBy(e => e.Numbers.First(n => n.Number == number).Position).ThenBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Id)], ct);
    }

    public async Task<EnterpriseCard?> ByIdAsync(CenterDb db, Guid id, CancellationToken ct) =>
        (await CardsAsync(db, await Whole(db.Enterprises.Where(e => e.Id == id)).ToListAsync(ct), ct)).FirstOrDefault();

    /// <summary>The order in which numbers are shown, and counted when one is revealed or taken away.</summary>
    public static IEnumerable<EnterpriseNumber> InOrder(IEnumerable<EnterpriseNumber> numbers) => numbers.OrderBy(n => n.Position).ThenBy(n => n.Number, StringComparer.Ordinal);

    private static IQueryable<Enterprise> Whole(IQueryable<Enterprise> enterprises) =>
        enterprises.AsNoTracking().AsSingleQuery().Include(e => e.Numbers).Include(e => e.Contacts).Include(e => e.Community).ThenInclude(c => c!.Station);

    private async Task<IReadOnlyList<EnterpriseCard>> CardsAsync(CenterDb db, IReadOnlyList<Enterprise> enterprises, CancellationToken ct)
    {
        if (enterprises.Count == 0) return [];
        var ids = enterprises.Select(e => e.Id).ToList();
        var calls = await lines.OfEnterprisesAsync(db, ids, MostCalls, ct);
        var within = CallLines.Last(db, ids, CallsWithOrders);
        var open = await (from order in db.WorkOrders.AsNoTracking()
                          join call in db.Calls on order.CallId equals call.Id
                          where within.Contains(call.Id) && order.Status == OrderStatus.Open
                          select new { Enterprise = call.EnterpriseId!.Value, Order = order }).ToListAsync(ct);
        var orders = open.OrderByDescending(o => o.Order.OpenedAt).ToLookup(o => o.Enterprise, o => OrderLines.Line(o.Order));
        return [.. enterprises.Select(e => Card(e, [.. orders[e.Id].Take(MostOrders)], [.. calls[e.Id]]))];
    }

    private static EnterpriseCard Card(Enterprise e, IReadOnlyList<WorkOrderLine> orders, IReadOnlyList<CallLine> calls) => new(e.Id, e.Name, e.Code, e.Kind, e.CommunityId, e.Community?.Name ?? "", e.Address, e.Grid, e.Community?.Station?.Name,
        [.. InOrder(e.Numbers).Select(n => Mask.Number(n.Number))], [.. e.Contacts.OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new ContactCard(c.Id, c.Name, c.Role, Mask.Number(c.Number)))],
        e.Notes, e.RegisteredAt, e.RegisteredBy, orders, calls);
}
