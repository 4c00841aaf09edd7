using System.Security.Claims;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Identity;
using CallCenter.Data.Residents;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.History;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Session;

/// <summary>Which part of the records somebody may see: everything, or one community's. What lies outside is not there: lists leave it out, addresses answer 404.</summary>
internal static class DataArea
{
    public const string Claim = "area";

    /// <summary>The community a user is kept to; null for everybody who is not a station alone. A station without a community sees nothing.</summary>
    public static Guid? Of(User user) => user.Roles.Any(role => role.Role == Role.Station) && !user.Roles.Any(role => role.Role is Role.Supervisor || Policy.TakeCalls.Contains(role.Role))
        ? user.CommunityId ?? Guid.Empty : null;

    public static Guid? Area(this HttpContext http) => Guid.TryParse(http.User.FindFirstValue(Claim), out var community) ? community : null;

    public static IQueryable<Resident> In(this IQueryable<Resident> residents, Guid? area) => area is { } community ? residents.Where(r => r.Household!.CommunityId == community) : residents;

    public static IQueryable<Enterprise> In(this IQueryable<Enterprise> enterprises, Guid? area) => area is { } community ? enterprises.Where(e => e.CommunityId == community) : enterprises;

    /// <summary>Orders of the area's residents; of its enterprises where no resident is named.</summary>
    public static IQueryable<WorkOrder> In(this IQueryable<WorkOrder> orders, CenterDb db, Guid? area) => area is { } community
        ? orders.Where(o => db.Residents.Any(r => r.Id == o.ResidentId && r.Household!.CommunityId == community)
            || (o.ResidentId == null && db.Calls.Any(c => c.Id == o.CallId && db.Enterprises.Any(e => e.Id == c.EnterpriseId && e.CommunityId == community)))) : orders;

    /// <summary>Calls of the area's residents, and of its enterprises where no resident is known, but none that led to a confidential order: its caller's name is kept from the station.</summary>
    public static IQueryable<CallRow> In(this IQueryable<CallRow> calls, CenterDb db, Guid? area) => area is { } community
        ? calls.Where(c => (db.Residents.Any(r => r.Id == c.ResidentId && r.Household!.CommunityId == community)
            || (c.ResidentId == null && db.Enterprises.Any(e => e.Id == c.Call.EnterpriseId && e.CommunityId == community))) && !db.WorkOrders.Any(o => o.CallId == c.Call.Id && o.Confidential)) : calls;

    public static Task<bool> SeesAsync(this HttpContext http, CenterDb db, Guid resident, CancellationToken ct) =>
        http.Area() is { } area ? db.Residents.In(area).AnyAsync(r => r.Id == resident, ct) : Task.FromResult(true);

    /// <summary>A station sees the card without what its resident asked for in confidence.</summary>
    public static async Task<ResidentCard> WithoutSecretsAsync(this HttpContext http, ResidentCard card, CenterDb db, CancellationToken ct)
    {
        if (http.Area() is null) return card;
        var secret = await db.WorkOrders.AsNoTracking().Where(o => o.ResidentId == card.Id && o.Confidential).Select(o => o.Number).ToListAsync(ct);
        return card with
        {
            OpenOrders = [.. card.OpenOrders.Where(order => !secret.Contains(order.Number))],
            LastCalls = [.. card.LastCalls.Where(call => call.OrderNumber is null || !secret.Contains(call.OrderNumber))],
        };
    }

    /// <summary>A station sees of an enterprise's calls and orders those of <see cref="In(IQueryable{CallRow}, CenterDb, Guid?)"/>.</summary>
    public static async Task<EnterpriseCard> WithoutSecretsAsync(this HttpContext http, EnterpriseCard card, CenterDb db, CancellationToken ct)
    {
        if (http.Area() is not { } area) return card;
        var (orders, calls) = (card.OpenOrders.Select(order => order.Id).ToList(), card.LastCalls.Select(call => call.CallId).ToList());
        var ownOrders = await db.WorkOrders.AsNoTracking().Where(o => orders.Contains(o.Id) && !o.Confidential).In(db, area).Select(o => o.Id).ToListAsync(ct);
        var ownCalls = await CallLines.Rows(db, db.Calls.AsNoTracking().Where(c => calls.Contains(c.Id))).In(db, area).Select(row => row.Call.Id).ToListAsync(ct);
        return card with { OpenOrders = [.. card.OpenOrders.Where(order => ownOrders.Contains(order.Id))], LastCalls = [.. card.LastCalls.Where(call => ownCalls.Contains(call.CallId))] };
    }
}
