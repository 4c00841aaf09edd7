using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Calls;

/// <summary>Puts the stored draft beside its call when a page attaches: after F5 or a restart nothing typed is lost.</summary>
internal sealed class Drafts(RoutingLoop routing, CallBook book, IDbContextFactory<CenterDb> databases, ILogger<Drafts> logger)
{
    /// <summary>The page has a copy of its own; it does not wait long for ours.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    public async Task RecallAsync(string agent)
    {
        if (routing.State.Agents.GetValueOrDefault(agent)?.Call is not { } id)
        {
            return;
        }
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            await using var db = await databases.CreateDbContextAsync(limit.Token);
            if (await db.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.CallId == id, limit.Token) is { } draft)
            {
                book.Change(id, e => e with
                {
                    Draft = new WorkOrderDraft(draft.Revision, draft.Content, draft.Category, draft.Urgency, draft.Address, draft.Confidential, draft.ResidentId, draft.CallbackNumber),
                });
            }
        }
        catch (Exception ex) when (ex is OperationCanceledException || DatabaseFault.Is(ex))
        {
            CallsLog.NoDraft(logger, ex, id);
        }
    }
}
