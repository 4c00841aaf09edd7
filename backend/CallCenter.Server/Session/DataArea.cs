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

    /// <summary>Orders of the area's residents.</summary>
    public static IQueryable<WorkOrder> In(this IQueryable<WorkOrder> orders, CenterDb db, Guid? area) =>
        area is { } community ? orders.Where(o => db.Residents.Any(r => r.Id == o.ResidentId && r.Household!.CommunityId == community)) : orders;

    /// <summary>Calls of the area's residents, but none that led to a confidential order: its caller's name is kept from the station.</summary>
    public static IQueryable<CallRow> In(this IQueryable<CallRow> calls, CenterDb db, Guid? area) => area is { } community
        ? calls.Where(c => db.Residents.Any(r => r.Id == c.ResidentId && r.Household!.CommunityId == community) && !db.WorkOrders.Any(o => o.CallId == c.Call.Id && o.Confidential)) : calls;

    /// <summary>Whose number else it was is not a station's to know: the enterprise may be another community's.</summary>
    public static CallLine For(this CallLine line, Guid? area) => area is null ? line : line with { EnterpriseName = null, EnterpriseId = null };

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
            LastCalls = [.. card.LastCalls.Where(call => call.OrderNumber is null || !secret.Contains(call.OrderNumber)).Select(call => call.For(http.Area()))],
        };
    }

    /// <summary>A station sees an enterprise of its community without the calls and orders: the callers may be anybody.</summary>
    public static EnterpriseCard WithoutSecrets(this HttpContext http, EnterpriseCard card) => http.Area() is null ? card : card with { OpenOrders = [], LastCalls = [] };
}
