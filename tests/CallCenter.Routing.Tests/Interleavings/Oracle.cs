using System.Collections.Immutable;

namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>Raised when the core broke a promise; the message names it.</summary>
internal sealed class BrokenPromise(string what) : Exception(what);

/// <summary>
/// An independent judge of the core: it follows the centre from commands and decisions alone and complains about every promise broken. Written to be slow and plain:
/// scans, no indexes, no code of the core.
/// </summary>
internal sealed partial class Oracle
{
    private readonly SortedDictionary<string, ModelAgent> _agents = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ModelCall> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QueueSettings> _queues = [];
    private readonly HashSet<string> _entered = [];
    private readonly HashSet<string> _told = [];
    private readonly HashSet<string> _offersSeen = [];
    private bool _adopting;
    private Command _command = new Tick();
    private DateTimeOffset _now;

    public void Check(Command command, DateTimeOffset now, RoutingState before, ImmutableArray<Decision> decisions, RoutingState after)
    {
        (_command, _now) = (command, now);
        _entered.Clear();
        _told.Clear();
        if (decisions.Any(d => d is Refused))
        {
            Demand(decisions.Length == 1 && ReferenceEquals(before, after), "a refused command changes nothing");
            Demand(MayBeRefused(), $"{command} fits and is refused: {decisions[0].Why.Code}");
            return;
        }

        Listen();
        foreach (var decision in decisions)
        {
            Demand(decision.Why.Code.Length > 0, "every decision says why");
            Judge(decision);
        }

        Settle(after);
    }

    private bool MayBeRefused() => _command switch
    {
        QueuesSet set => set.Queues.Any(q => q.Priority is < 1 or > 4),
        CallArrived arrived => _calls.ContainsKey(arrived.Call) || !_queues.ContainsKey(arrived.Queue),
        CallGone gone => !_calls.ContainsKey(gone.Call),
        CallReturned returned => _calls.GetValueOrDefault(returned.Call)?.Mode != CallMode.Talking,
        TalkEnded ended => _calls.GetValueOrDefault(ended.Call) is not { Mode: CallMode.Talking } call || (call.Agent is not null && call.Agent != ended.Agent),
        OfferAnswered answered => _agents.Values.All(a => a.Offer != answered.Offer),
        OfferFailed failed => _agents.Values.All(a => a.Offer != failed.Offer),
        WrapUpFinished finished => _agents.GetValueOrDefault(finished.Agent)?.Mode != AgentMode.WrapUp,
        WrapUpExtended extended => _agents.GetValueOrDefault(extended.Agent)?.Mode != AgentMode.WrapUp || extended.Seconds is < 1 or > 3600,
        PresenceLost lost => _agents.GetValueOrDefault(lost.Agent)?.Gone ?? true,
        PresenceFound found => !(_agents.GetValueOrDefault(found.Agent)?.Gone ?? false),
        Tick or ServerStarted => false,
        AdoptionFinished => !_adopting,
        AgentSignedOut signedOut => !_agents.ContainsKey(signedOut.Agent),
        AgentSignedIn signedIn => _agents.GetValueOrDefault(signedIn.Agent) is { Mode: AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp },
        AgentReady ready => _agents.GetValueOrDefault(ready.Agent)?.Mode is not (AgentMode.Break or AgentMode.Offline),
        CallSeized or AgentBreak or AgentOffline => true,
        _ => throw new InvalidOperationException(_command.ToString()),
    };

    /// <summary>What a command says about the world, before any decision.</summary>
    private void Listen()
    {
        switch (_command)
        {
            case QueuesSet set:
                foreach (var gone in _queues.Keys.Where(q => _calls.Values.All(c => c.Queue != q)).ToArray()) _queues.Remove(gone);
                foreach (var queue in set.Queues) _queues[queue.Queue] = queue;
                break;
            case CallArrived arrived:
                _calls[arrived.Call] = new ModelCall(arrived.Call, arrived.Queue, arrived.ArrivedAt);
                _entered.Add(arrived.Call);
                break;
            case CallGone gone:
                _calls.Remove(gone.Call);
                break;
            case TalkEnded ended:
                _calls.Remove(ended.Call);
                break;
            case CallReturned returned:
                Return(_calls[returned.Call], returned);
                break;
            case CallSeized seized:
                Seize(seized);
                break;
            case AgentSignedIn signedIn:
                if (!_agents.TryGetValue(signedIn.Agent, out var agent)) _agents[signedIn.Agent] = agent = new ModelAgent(signedIn.Agent, _now);
                (agent.Queues, agent.SignedOut) = ([.. signedIn.Queues], false);
                break;
            case AgentSignedOut signedOut:
                _agents[signedOut.Agent].SignedOut = true;
                break;
            case AgentReady ready when _agents[ready.Agent].Mode == AgentMode.Lost:
                _agents[ready.Agent].IdleSince = _now;
                break;
            case PresenceLost lost:
                _agents[lost.Agent].Gone = true;
                break;
            case PresenceFound found:
                _agents[found.Agent].Gone = false;
                break;
            case OfferFailed { Reason: "unreachable" } failed:
                _agents.Values.Single(a => a.Offer == failed.Offer).Gone = true;
                break;
            case WrapUpExtended extended:
                _agents[extended.Agent].Until += TimeSpan.FromSeconds(extended.Seconds);
                break;
            case ServerStarted:
                _adopting = true;
                break;
            case AdoptionFinished:
                _adopting = false;
                EndHolds();
                break;
            case Tick when !_adopting:
                EndHolds();
                break;
        }
    }

    /// <summary>A hold or pause that is over is dealt with once, and the caller told what is waited for now.</summary>
    private void EndHolds()
    {
        foreach (var call in _calls.Values.Where(c => c.Mode == CallMode.Waiting))
        {
            var (held, paused) = (call.Prefer is not null && call.PreferUntil <= _now, call.PauseUntil != default && call.PauseUntil <= _now);
            if (held) call.Prefer = null;
            if (paused) call.PauseUntil = default;
            if (held || paused) _entered.Add(call.Id);
        }
    }

    private void Return(ModelCall call, CallReturned returned)
    {
        call.Wait();
        call.Returned = true;
        call.Declined.Clear();
        call.PauseUntil = default;
        (call.Prefer, call.PreferUntil) = _agents.ContainsKey(returned.Prefer) ? (returned.Prefer, returned.PreferUntil) : (null, default);
        _entered.Add(call.Id);
    }

    private void Seize(CallSeized seized)
    {
        var agent = seized.Agent is { } id ? _agents.GetValueOrDefault(id) : null;
        if (agent is { Mode: AgentMode.Talking }) agent = null;
        if (!_calls.TryGetValue(seized.Call, out var call)) _calls[seized.Call] = call = new ModelCall(seized.Call, agent!.Queues.FirstOrDefault(""), _now);
        call.Talk(agent?.Id);
    }

    private int Priority(string queue) => _queues.GetValueOrDefault(queue)?.Priority ?? 3;

    private static void Demand(bool kept, string promise)
    {
        if (!kept) throw new BrokenPromise(promise);
    }
}
