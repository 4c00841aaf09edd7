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
    private readonly List<(DateTimeOffset At, string Person, string Alarm, bool ByNumber)> _interruptions = [];
    private readonly HashSet<string> _entered = [];
    private readonly HashSet<string> _joined = [];
    private readonly HashSet<string> _told = [];
    private readonly HashSet<string> _offersSeen = [];
    private LifePolicy _life = new();
    private bool _adopting;
    private Command _command = new Tick();
    private DateTimeOffset _now;

    public void Check(Command command, DateTimeOffset now, RoutingState before, ImmutableArray<Decision> decisions, RoutingState after)
    {
        (_command, _now) = (command, now);
        _entered.Clear();
        _joined.Clear();
        _told.Clear();
        ForgetEnds();
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
        QueuesSet set => set.Queues.Any(q => q.Priority is < 1 or > 4 || q.Overflow.Any(r => r.When == OverflowWhen.Closed) || (q.Priority == 1 && !q.Overflow.IsEmpty)),
        LifeSet set => set.Life.DutyAfter < set.Life.EverybodyAfter,
        CallArrived arrived => _calls.ContainsKey(arrived.Call) || !_queues.ContainsKey(arrived.Queue),
        CallKnown known => _calls.GetValueOrDefault(known.Call)?.Mode != CallMode.Waiting,
        CallGone gone => _calls.GetValueOrDefault(gone.Call) is null or { IsTask: true, Mode: CallMode.Waiting or CallMode.Later },
        CallMissed missed => _calls.ContainsKey(missed.Call) || _calls.Values.Any(c => c.Of == missed.Call) || !_queues.ContainsKey(missed.Queue),
        CallbackReached reached => _calls.GetValueOrDefault(reached.Call) is not { IsTask: true, Mode: CallMode.Talking or CallMode.Dialling },
        CallbackFailed failed => _calls.GetValueOrDefault(failed.Call) is not { IsTask: true } or { Mode: CallMode.Later },
        CallbackSettled settled => _calls.GetValueOrDefault(settled.Call) is not { IsTask: true } or { Mode: CallMode.Talking },
        AwayFailed failed => _calls.GetValueOrDefault(failed.Call)?.Mode != CallMode.Away,
        MessageAsked asked => _calls.ContainsKey(asked.Call) || _queues.GetValueOrDefault(asked.Queue) is null or { Priority: 1 },
        MessageLeft left => _calls.GetValueOrDefault(left.Call) is not { Of: null, Message: null },
        AlarmConfirmed confirmed => !(_calls.GetValueOrDefault(confirmed.Call)?.ByNumber ?? false),
        FalseAlarm none => _calls.GetValueOrDefault(none.Call) is not { ByNumber: true, Mode: CallMode.Talking } call || !IsLife(call) || _queues.GetValueOrDefault(none.Queue) is null or { Priority: 1 },
        TalkSpared spared => _calls.GetValueOrDefault(spared.Call) is not { } call || call.Spared == spared.Reason is not null,
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
                foreach (var call in _calls.Values) call.Reviewed = default;
                break;
            case LifeSet set:
                _life = set.Life;
                break;
            case CallArrived arrived:
                _calls[arrived.Call] = new ModelCall(arrived.Call, arrived.Queue, arrived.ArrivedAt)
                {
                    Caller = arrived.Caller, ByNumber = arrived.ByNumber, Drill = arrived.Drill, Restricted = arrived.Restricted, Needs = [.. arrived.Needs],
                    Hold = arrived.Restricted ? null : Sticky(arrived.Queue, arrived.LastAgent),
                };
                _entered.Add(arrived.Call);
                _joined.Add(arrived.Call);
                break;
            case CallKnown known:
                _calls[known.Call].Needs = [.. known.Needs];
                if (!_calls[known.Call].Restricted) _calls[known.Call].Hold ??= Sticky(_calls[known.Call].Queue, known.LastAgent);
                _entered.Add(known.Call);
                break;
            case CallGone or CallMissed or TalkEnded or CallbackReached or CallbackFailed or CallbackSettled:
                ListenToEnds();
                break;
            case CallReturned returned when _calls[returned.Call].IsTask:
                NotReached(_calls[returned.Call], counts: false);
                break;
            case CallReturned returned:
                ReturnToQueue(_calls[returned.Call], returned);
                break;
            case AwayFailed failed:
                var away = _calls[failed.Call];
                away.Spent.Add(away.Away!);
                (away.Away, away.Reviewed) = (null, default);
                away.Waits();
                _entered.Add(away.Id);
                break;
            case MessageAsked asked:
                _calls[asked.Call] = new ModelCall(asked.Call, asked.Queue, asked.ArrivedAt) { Caller = asked.Caller };
                break;
            case MessageLeft left:
                _calls[left.Call].Message = left.Seconds;
                break;
            case AlarmConfirmed confirmed:
                _calls[confirmed.Call].ByNumber = false;
                for (var i = 0; i < _interruptions.Count; i++)
                {
                    if (_interruptions[i].Alarm == confirmed.Call) _interruptions[i] = _interruptions[i] with { ByNumber = false };
                }

                break;
            case FalseAlarm none:
                // What it interrupted stays on its account: whoever forges one number can forge the next.
                (_calls[none.Call].Queue, _calls[none.Call].ByNumber) = (none.Queue, false);
                break;
            case TalkSpared spared:
                _calls[spared.Call].Spared = spared.Reason is not null;
                break;
            case CallSeized seized:
                Seize(seized);
                break;
            case ServerStarted:
                _adopting = true;
                break;
            case AdoptionFinished:
                _adopting = false;
                break;
            case Tick:
                break;
            default:
                ListenToAgents();
                break;
        }
    }

    private void ListenToAgents()
    {
        switch (_command)
        {
            case AgentSignedIn signedIn:
                if (!_agents.TryGetValue(signedIn.Agent, out var agent)) _agents[signedIn.Agent] = agent = new ModelAgent(signedIn.Agent, _now);
                (agent.Queues, agent.SignedOut, agent.Skills) = ([.. signedIn.Queues], false, Levels(signedIn.Skills));
                break;
            case AgentQueuesSet set:
                (_agents[set.Agent].Queues, _agents[set.Agent].Skills) = ([.. set.Queues], Levels(set.Skills));
                break;
            case AgentSignedOut signedOut:
                _agents[signedOut.Agent].SignedOut = true;
                break;
            case AgentReady ready when _agents[ready.Agent] is var willing:
                if (willing.Mode == AgentMode.Lost || willing.Under is { Mode: AgentMode.Break }) willing.IdleSince = _now;
                if (willing.Under is { Mode: AgentMode.Break }) willing.Under = null;
                if (willing.Mode is AgentMode.Offline or AgentMode.Break) willing.Misses = 0;
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
        }
    }

    private (string, DateTimeOffset, Bond)? Sticky(string queue, string? agent) =>
        agent is not null && _agents.ContainsKey(agent) && _queues.GetValueOrDefault(queue) is { Priority: > 1, StickySeconds: { } wait } ? (agent, _now.AddSeconds(wait), Bond.Sticky) : null;

    private static Dictionary<string, int> Levels(IReadOnlyDictionary<string, int>? skills) => skills?.ToDictionary() ?? [];

    private void ReturnToQueue(ModelCall call, CallReturned returned)
    {
        var (since, escalation) = (call.InQueueSince, call.Escalation);
        var with = call.Agent is { } id ? _agents[id] : null;
        var talkSince = with?.Under is { Mode: AgentMode.Talking } under ? under.Since : with?.Since;
        call.Again(_now);
        call.Hold = _agents.ContainsKey(returned.Prefer) ? (returned.Prefer, returned.PreferUntil, Bond.Rejoin) : null;
        _entered.Add(call.Id);
        // Answered and yet nothing: the search goes on where it was, at somebody else's phone.
        if (!IsLife(call) || returned.PreferUntil > _now || talkSince is null || _now - talkSince >= TimeSpan.FromSeconds(10)) return;
        (call.InQueueSince, call.Escalation, call.Hold) = (since, escalation, null);
        call.Declined.Add(with!.Id);
    }

    private void Seize(CallSeized seized)
    {
        var agent = seized.Agent is { } id ? _agents.GetValueOrDefault(id) : null;
        if (agent?.Talk is { } talk && talk != seized.Call)
        {
            if (_adopting)
            {
                _calls[talk].Again(_now);
                _entered.Add(talk);
                if (_calls.TryGetValue(seized.Call, out var interrupted)) _interruptions.RemoveAll(i => i.Alarm == talk && i.Person == interrupted.Person);
                if (agent.SignedOut) agent = null;
            }
            else
            {
                agent = null;
            }
        }

        if (agent is null && !_calls.ContainsKey(seized.Call)) return;
        if (!_calls.TryGetValue(seized.Call, out var call)) _calls[seized.Call] = call = new ModelCall(seized.Call, agent!.Queues.FirstOrDefault(""), _now);
        call.InDialplan = seized.InDialplan;
        if (call.Mode != CallMode.Talking || call.Agent != agent?.Id) call.Talks(agent?.Id);
    }

    private static void Demand(bool kept, string promise)
    {
        if (!kept) throw new BrokenPromise(promise);
    }
}
