using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Calls;
using CallCenter.Server.Operations;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Agents;

/// <summary>Draws what an agent's page shows, from routing, seats and the call book. Pure reading.</summary>
internal sealed class Screens(RoutingLoop routing, Figures figures, Seats seats, CallBook book, ICenterHealth health, TimeProvider time)
{
    private long _version;

    /// <summary>Null when the agent has no seat.</summary>
    public AgentSnapshot? Of(string agent)
    {
        var state = routing.State;
        if (seats.Find(agent) is not { } seat)
        {
            return null;
        }
        var routed = state.Agents.GetValueOrDefault(agent);
        return new AgentSnapshot(
            Interlocked.Increment(ref _version), time.GetUtcNow(), agent, Mode(routed?.Mode ?? AgentMode.Offline), routed?.Since ?? time.GetUtcNow(), routed?.Until,
            routed?.Reason, routed?.Next, seat.Phone, seat.PhoneRegistered, routed is null ? null : CallOf(state, routed), BoardOf(state, agent), Build.Id);
    }

    private CallSnapshot? CallOf(RoutingState state, AgentSeat routed)
    {
        if (routed.Call is not { } id)
        {
            // A talk that lost this agent's phone and waits for him.
            id = state.Calls.Values.FirstOrDefault(c => c.Returned && c.Prefer == routed.Agent && c.Agent is null)?.Call;
        }
        if (id is null || book.Find(id) is not { } entry)
        {
            return null;
        }
        var stage = routed.Mode switch
        {
            AgentMode.WrapUp => CallStage.WrapUp,
            AgentMode.Offered => CallStage.Offered,
            AgentMode.Talking => entry.Stage is CallStage.Held ? CallStage.Held : CallStage.Talking,
            _ => CallStage.Rejoining,
        };
        return new CallSnapshot(id, routed.OfferId ?? entry.OfferId, stage, entry.Queue, entry.DialledNumber, Mask.Number(entry.Number), entry.ArrivedAt, entry.AnsweredAt,
            entry.HeldSince, entry.Why, entry.RecordPending, entry.People, entry.Enterprises, entry.Resident, stage is CallStage.Talking or CallStage.Held, entry.Draft, entry.ChosenEnterprise);
    }

    private Board BoardOf(RoutingState state, string agent)
    {
        var now = time.GetUtcNow();
        var waiting = state.Calls.Values.Where(c => c.Mode != CallMode.Talking).ToList();
        var today = figures.Today;
        var mine = today.Agent(agent);
        return new Board(
            waiting.Count, waiting.Count == 0 ? 0 : (int)Math.Max(0, (now - waiting.Min(c => c.ArrivedAt)).TotalSeconds), state.Agents.Values.Count(a => a.Mode == AgentMode.Ready),
            state.Agents.Values.Count(a => a.Mode == AgentMode.Talking), mine.Answered, (int)(mine.TalkMs / 1000), today.Total.Answered, today.Total.Abandoned, today.Total.ServiceLevel,
            health.LinkUp, health.DatabaseUp);
    }

    private static AgentState Mode(AgentMode mode) => mode switch
    {
        AgentMode.Offline => AgentState.Offline,
        AgentMode.Ready => AgentState.Ready,
        AgentMode.Break => AgentState.Break,
        AgentMode.Offered => AgentState.Offered,
        AgentMode.Talking => AgentState.Talking,
        AgentMode.WrapUp => AgentState.WrapUp,
        AgentMode.Lost => AgentState.Lost,
    };
}
