using CallCenter.Data;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.WorkOrders;

/// <summary>Whose call it is: whose form, whose recording.</summary>
internal sealed class CallHands(RoutingLoop routing)
{
    /// <summary>Routing knows the present call at once, the database the earlier ones and those the fallback connected.</summary>
    public async Task<bool> HasAsync(CenterDb db, string user, string callId, CancellationToken ct) =>
        routing.State.Agents.GetValueOrDefault(user)?.Call == callId || await db.Calls.AnyAsync(c => c.Id == callId && (c.Agent == user || c.Legs.Any(l => l.Party == user && l.AnsweredAt != null)), ct);
}
