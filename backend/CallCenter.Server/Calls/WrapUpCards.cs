using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Enterprises;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Calls;

/// <summary>After a restart: agents still in wrap-up get their call back on the screen, from the database since its channels are gone.</summary>
internal sealed class WrapUpCards(
    RoutingLoop routing, CallBook book, SeatPages pages, IDbContextFactory<CenterDb> databases, ICallerNumbers callers, EnterpriseCards cards, ILogger<WrapUpCards> logger)
{
    public async Task RefillAsync()
    {
        foreach (var agent in routing.State.Agents.Values.Where(a => a is { Mode: AgentMode.WrapUp, Call: not null } && book.Find(a.Call!) is null))
        {
            try
            {
                await RefillAsync(agent.Agent, agent.Call!);
            }
            catch (Exception ex) when (DatabaseFault.Is(ex))
            {
                CallsLog.NotIdentified(logger, ex, agent.Call!);
            }
        }
    }

    private async Task RefillAsync(string agent, string id)
    {
        await using var db = await databases.CreateDbContextAsync();
        if (await db.Calls.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id) is not { } call)
        {
            return;
        }
        var identity = await callers.IdentifyAsync(call.Number ?? call.RawNumber ?? "", CancellationToken.None);
        var enterprises = identity.Enterprises.ToList();
        // Of several, or one the number does not tell, it is the agent's choice.
        Guid? chosen = call.EnterpriseId is { } firm && enterprises is not [_] ? firm : null;
        if (chosen is { } other && enterprises.All(e => e.Id != other) && await cards.ByIdAsync(db, other, CancellationToken.None) is { } card) enterprises.Add(card);
        book.Open(id, () => new CallEntry(id, call.Queue, call.DialledNumber, call.ArrivedAt)
        {
            Number = call.Number ?? call.RawNumber, People = identity.People, Enterprises = enterprises, ChosenEnterprise = chosen, RecordPending = false, ChosenResident = call.ResidentId, Stage = CallStage.WrapUp,
            Agent = agent, AnsweredAt = call.AnsweredAt,
        });
        pages.Touch(agent);
    }
}
