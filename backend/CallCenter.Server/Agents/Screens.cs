using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Callers;
using CallCenter.Server.Calls;
using CallCenter.Server.Operations;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;
using CallCenter.Server.Statistics;

namespace CallCenter.Server.Agents;

/// <summary>Draws what an agent's page shows, from routing, seats and the call book. Pure reading.</summary>
internal sealed class Screens(RoutingLoop routing, Figures figures, Seats seats, CallBook book, ICenterHealth health, SiteSettings settings, TimeProvider time)
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
        if (state.Agents.GetValueOrDefault(agent) is not { } routed)
        {
            return new AgentSnapshot(Interlocked.Increment(ref _version), time.GetUtcNow(), agent, AgentState.Offline, time.GetUtcNow(), null, null, null, seat.Phone, seat.PhoneRegistered,
                null, BoardOf(state, agent), Build.Id);
        }
        // An agent who is asked to leave a talk for an alarm is still in that talk.
        var talk = routed is { Mode: AgentMode.Offered, Covered: { Mode: AgentMode.Talking } over } ? over : null;
        var shown = talk?.Call ?? routed.Call ?? state.Calls.Values.FirstOrDefault(c => c is { Mode: CallMode.Waiting, Hold.Bond: Bond.Rejoin } && c.Hold.Agent == agent)?.Call;
        return new AgentSnapshot(
            Interlocked.Increment(ref _version), time.GetUtcNow(), agent, Mode(talk?.Mode ?? routed.Mode), talk?.Since ?? routed.Since, routed.Until, routed.Reason, routed.Next, seat.Phone,
            seat.PhoneRegistered, CallOf(state, routed, shown, talk?.Mode ?? routed.Mode), BoardOf(state, agent), Build.Id)
        {
            Alarm = talk is null ? null : CallOf(state, routed, routed.Call, AgentMode.Offered),
            Paused = [.. PausedOf(state, routed, shown)],
        };
    }

    private CallSnapshot? CallOf(RoutingState state, AgentSeat routed, string? id, AgentMode mode)
    {
        if (id is null || book.Find(id) is not { } entry)
        {
            return null;
        }
        var stage = mode switch
        {
            AgentMode.WrapUp => CallStage.WrapUp,
            AgentMode.Offered => CallStage.Offered,
            AgentMode.Talking => entry.Stage is CallStage.Held ? CallStage.Held : CallStage.Talking,
            _ => CallStage.Rejoining,
        };
        var offer = stage == CallStage.Offered ? entry.Offers.GetValueOrDefault(routed.Agent) : null;
        return new CallSnapshot(id, offer?.OfferId ?? (entry.OfferId.Length > 0 ? entry.OfferId : routed.OfferId ?? ""), stage, entry.Queue, entry.DialledNumber, Mask.Number(entry.Number),
            entry.ArrivedAt, entry.AnsweredAt, entry.HeldSince, offer?.Why ?? entry.Why, entry.RecordPending, entry.People, entry.Enterprises, entry.Resident,
            stage is CallStage.Talking or CallStage.Held, entry.Draft, entry.ChosenEnterprise)
        {
            Life = state.IsLife(id),
            Spared = state.Calls.GetValueOrDefault(id)?.Spared,
            Registered = AlarmOf(state, id, entry),
            Nuisance = Nuisances.FactsOf(settings.Current, entry.Caller, time.GetUtcNow()),
            Callback = state.Calls.GetValueOrDefault(id) is { Callback: { } task } back ? new(back.ArrivedAt, task.Times, task.Attempts, entry.Calling) { Messages = SpokenMessages.Of(back) } : null,
        };
    }

    private static AlarmFacts? AlarmOf(RoutingState state, string id, CallEntry entry)
    {
        var unconfirmed = state.Calls.GetValueOrDefault(id) is { ByNumber: true };
        return entry.Registered is { } known ? new AlarmFacts(known.Place, known.Unit, unconfirmed) : unconfirmed ? new AlarmFacts("", false, true) : null;
    }

    private IEnumerable<PausedCall> PausedOf(RoutingState state, AgentSeat routed, string? shown)
    {
        foreach (var call in state.Calls.Values.Where(c => c is { Mode: CallMode.Waiting, Hold.Bond: Bond.Interrupted } && c.Hold.Agent == routed.Agent))
        {
            if (book.Find(call.Call) is { } entry) yield return new PausedCall(call.Call, NameOf(entry), call.QueuedAt ?? call.ArrivedAt, false);
        }
        foreach (var entry in book.WrapUpsOf(routed.Agent).Where(e => e.CallId != shown))
        {
            yield return new PausedCall(entry.CallId, NameOf(entry), routed.Since, true);
        }
    }

    private static string NameOf(CallEntry entry) => entry.People.FirstOrDefault(p => p.Id == entry.Resident)?.Name ?? Mask.Number(entry.Number) ?? "";

    private Board BoardOf(RoutingState state, string agent)
    {
        var now = time.GetUtcNow();
        var waiting = state.Calls.Values.Where(c => c.Mode != CallMode.Talking && !c.IsTask).ToList();
        var today = figures.Today;
        var mine = today.Agent(agent);
        return new Board(
            waiting.Count, waiting.Count == 0 ? 0 : (int)Math.Max(0, (now - waiting.Min(c => c.ArrivedAt)).TotalSeconds), state.Agents.Values.Count(a => a.Mode == AgentMode.Ready),
            state.Agents.Values.Count(a => a.Mode == AgentMode.Talking), mine.Answered, (int)(mine.TalkMs / 1000), today.Total.Answered, today.Total.Abandoned, today.Total.ServiceLevel,
            health.LinkUp, health.DatabaseUp)
        {
            Callbacks = state.Calls.Values.Count(c => c.IsTask),
        };
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
