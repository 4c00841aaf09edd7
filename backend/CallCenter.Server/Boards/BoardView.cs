using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Calls;
using CallCenter.Server.Operations;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;
using CallCenter.Server.Trunks;

namespace CallCenter.Server.Boards;

/// <summary>Draws the live board from routing's newest state and the call book. Pure reading of memory: no database, no waiting.</summary>
internal sealed class BoardView(RoutingLoop routing, CallBook book, SiteSettings settings, TrunkWatch trunks, AgentNames names, CenterOptions options, ICenterHealth health, TimeProvider time)
{
    /// <summary>More rows than anybody reads, and few enough to send ten times a second.</summary>
    private const int MostCalls = 200;
    private readonly bool _environmentTrunk = EnvironmentTrunk.IsThere(options);
    private long _version;

    public LiveBoard Now()
    {
        var state = routing.State;
        var calls = Sights(state).Select(sight => Line(state, sight)).OrderByDescending(c => c.Life).ThenBy(c => IsWaiting(c.Stage) ? 0 : 1).ThenBy(c => c.Since).ThenBy(c => c.CallId, StringComparer.Ordinal).ToList();
        return new LiveBoard(
            Interlocked.Increment(ref _version), time.GetUtcNow(), [.. Queues(state, calls)], [.. Trunks(calls.Count)], [.. Agents(state)], [.. calls.Take(MostCalls)], Math.Max(0, calls.Count - MostCalls),
            health.LinkUp, Build.Id)
        {
            Callbacks = state.Calls.Values.Count(c => c.IsTask),
            AlarmSince = Oldest(calls.Where(c => c.Life && IsWaiting(c.Stage))),
        };
    }

    /// <summary>Without a human, whoever is being asked.</summary>
    public static bool IsWaiting(BoardStage stage) => stage is BoardStage.Waiting or BoardStage.Ringing or BoardStage.Interrupted or BoardStage.Rejoining;

    /// <summary>A drill is nobody's call, and who is still to be called back is nobody who waits.</summary>
    public static IEnumerable<CallSight> Sights(RoutingState state) => state.Calls.Values.Where(c => c is { Drill: false, IsTask: false }).Select(c => new CallSight(c, state.IsLife(c.Call), Stage(c), WaitsSince(c)));

    public static ModeCount Count(IEnumerable<AgentSeat> seats)
    {
        var modes = new int[Enum.GetValues<AgentMode>().Length];
        foreach (var seat in seats) modes[(int)ModeOf(seat)]++;
        return new ModeCount(modes[(int)AgentMode.Ready], modes[(int)AgentMode.Offered], modes[(int)AgentMode.Talking], modes[(int)AgentMode.WrapUp], modes[(int)AgentMode.Break], modes[(int)AgentMode.Lost],
            modes[(int)AgentMode.Offline]);
    }

    /// <summary>An agent who is asked to leave a talk for an alarm is still in that talk.</summary>
    private static AgentMode ModeOf(AgentSeat seat) => seat is { Mode: AgentMode.Offered, Covered.Mode: AgentMode.Talking } ? AgentMode.Talking : seat.Mode;

    private static BoardStage Stage(RoutedCall call) => call switch
    {
        { Mode: CallMode.Away } => BoardStage.Away,
        { Mode: CallMode.Offered } => BoardStage.Ringing,
        { Mode: CallMode.Waiting, Hold.Bond: Bond.Interrupted } => BoardStage.Interrupted,
        { Mode: CallMode.Waiting, Hold.Bond: Bond.Rejoin } => BoardStage.Rejoining,
        { Mode: CallMode.Waiting } => BoardStage.Waiting,
        { InDialplan: true } => BoardStage.Dialplan,
        _ => BoardStage.Talking,
    };

    /// <summary>Whoever talked before waits since then; a queue that overflowed does not make a wait shorter.</summary>
    private static DateTimeOffset WaitsSince(RoutedCall call) => call.Returned ? call.QueuedAt ?? call.ArrivedAt : call.ArrivedAt;

    private BoardCall Line(RoutingState state, CallSight sight)
    {
        var (call, life, stage, since) = sight;
        var entry = book.Find(call.Call);
        DateTimeOffset? answered = stage is BoardStage.Talking or BoardStage.Dialplan ? entry?.AnsweredAt ?? TalkSince(state, call) : null;
        if (stage == BoardStage.Talking && entry is { Stage: CallStage.Held, HeldSince: { } held }) (stage, since) = (BoardStage.Held, held);
        else if (!IsWaiting(stage)) since = answered ?? since;
        var priority = life ? QueueSettings.Life : Math.Max(QueueSettings.Life + 1, (state.Queues.GetValueOrDefault(call.Queue)?.Priority ?? 3) - call.Aged);
        return new BoardCall(call.Call, call.Queue, life, priority, stage, since, call.ArrivedAt, answered, Mask.Number(entry?.Number), call.Agent is { } agent ? [agent] : [.. call.Rings.Select(r => r.Agent)])
        {
            Spared = stage is BoardStage.Talking or BoardStage.Held ? call.Spared : null,
        };
    }

    private static DateTimeOffset? TalkSince(RoutingState state, RoutedCall call) =>
        call.Agent is { } agent && state.Agents.GetValueOrDefault(agent) is { } seat && seat.TalkSince != default ? seat.TalkSince : null;

    private IEnumerable<BoardQueue> Queues(RoutingState state, IReadOnlyList<BoardCall> calls)
    {
        foreach (var (queue, closed) in settings.Current.Queues)
        {
            var own = calls.Where(c => c.Queue == queue.Id).ToList();
            if (closed && own.Count == 0) continue;
            var waiting = own.Where(c => IsWaiting(c.Stage)).ToList();
            yield return new BoardQueue(queue.Id, queue.Priority, queue.Priority == QueueSettings.Life, waiting.Count, Oldest(waiting), own.Count(c => c.Stage is BoardStage.Talking or BoardStage.Held),
                Count(state.Agents.Values.Where(a => a.Queues.Contains(queue.Id))));
        }
    }

    private IEnumerable<BoardTrunk> Trunks(int calls)
    {
        var made = settings.Current.Trunks;
        foreach (var (id, trunk) in made.Where(t => t.Value.Active)) yield return Trunk(id, trunk.Name, trunk.Lines, trunk.KeptFree, null);
        // Where nobody asks it and there is no other, every caller came by it.
        if (_environmentTrunk && made.All(t => t.Id != TrunkConfig.Environment)) yield return Trunk(TrunkConfig.Environment, "CALLCENTER_TRUNK", 0, 0, made.Any(t => t.Value.Active) ? null : calls);
    }

    private BoardTrunk Trunk(string id, string name, int lines, int keptFree, int? channels) =>
        trunks.Find(id) is { } state ? new BoardTrunk(id, name, state.Reachable, state.Channels, lines, keptFree) : new BoardTrunk(id, name, null, channels, lines, keptFree);

    private IEnumerable<BoardAgent> Agents(RoutingState state)
    {
        foreach (var seat in state.Agents.Values.OrderBy(a => a.Agent, StringComparer.Ordinal))
        {
            var talk = seat is { Mode: AgentMode.Offered, Covered: { Mode: AgentMode.Talking } over } ? over : null;
            var id = talk?.Call ?? seat.Call;
            var call = id is null ? null : state.Calls.GetValueOrDefault(id);
            yield return new BoardAgent(
                seat.Agent, names.Of(seat.Agent), State(ModeOf(seat)), talk?.Since ?? seat.Since, talk is null ? seat.Until : null, seat.Reason, seat.Next, seat.Phone, id, call?.Queue,
                (seat.Call is { } asked && state.IsLife(asked)) || (id is not null && state.IsLife(id)));
        }
    }

    private static DateTimeOffset? Oldest(IEnumerable<BoardCall> calls) => calls.Select(c => (DateTimeOffset?)c.Since).Min();

    private static AgentState State(AgentMode mode) => mode switch
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

/// <summary>A call as both boards count it.</summary>
/// <param name="Since">Since when it waits, if it waits.</param>
internal sealed record CallSight(RoutedCall Call, bool Life, BoardStage Stage, DateTimeOffset Since);
