using CallCenter.Data;
using CallCenter.Server.Calls;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.WorkOrders;

/// <summary>Whose call it is: whose form, whose recording.</summary>
internal sealed class CallHands(RoutingLoop routing)
{
    /// <summary>A message is also for those who are to see to it, and afterwards for who called that person back.</summary>
    public async Task<bool> HearsAsync(CenterDb db, string user, string callId, CancellationToken ct) =>
        SpokenMessages.MayHear(user, callId, routing.State) || await HasAsync(db, user, callId, ct) || await db.Calls.AnyAsync(c => c.CallbackOf == callId && c.Agent == user, ct);

    /// <summary>Routing knows the present call at once, the database the earlier ones and those the fallback connected.</summary>
    public async Task<bool> HasAsync(CenterDb db, string user, string callId, CancellationToken ct) =>
        routing.State.Agents.GetValueOrDefault(user)?.Call == callId || await db.Calls.AnyAsync(c => c.Id == callId && (c.Agent == user || c.Legs.Any(l => l.Party == user && l.AnsweredAt != null)), ct);
}
