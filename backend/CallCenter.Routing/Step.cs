using System.Collections.Immutable;

namespace CallCenter.Routing;

/// <summary>One application of a command: holds the state on its way from before to after, and the decisions met on it.</summary>
internal sealed partial class Step(RoutingState before, DateTimeOffset now)
{
    private readonly RoutingState _before = before;
    private readonly ImmutableArray<Decision>.Builder _decisions = ImmutableArray.CreateBuilder<Decision>();

    // Calls that began to wait in this step; those not offered by its end get a Wait that says why.
    private readonly List<string> _entered = [];

    // Calls that came into their queue in this step: only they are measured against its length.
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);

    // Agents free only for the call that prefers them; what they asked for next takes effect when it does not come to them.
    private readonly List<string> _reserved = [];
    private RoutingState _state = before;
    private bool _refused;

    public void Run(Command command)
    {
        switch (command)
        {
            case QueuesSet set: SetQueues(set); break;
            case LifeSet set: SetLife(set); break;
            case CallArrived arrived: Arrived(arrived); break;
            case CallKnown known: Known(known); break;
            case CallReturned returned: Returned(returned); break;
            case AwayFailed failed: BackFromAway(failed); break;
            case MessageAsked asked: AskForMessage(asked); break;
            case MessageLeft left: TakeMessage(left); break;
            case AlarmConfirmed confirmed: Confirm(confirmed); break;
            case FalseAlarm none: CallOff(none); break;
            case TalkSpared spared: Spare(spared); break;
            case CallGone gone: Gone(gone); break;
            case CallMissed missed: Missed(missed); break;
            case CallbackReached reached: Reach(reached); break;
            case CallbackFailed failed: NotReached(failed); break;
            case CallbackSettled settled: Settle(settled); break;
            case CallSeized seized: Seized(seized); break;
            case AgentSignedIn signedIn: SignedIn(signedIn); break;
            case AgentSignedOut signedOut: SignedOut(signedOut); break;
            case AgentQueuesSet serves: Serve(serves); break;
            case AgentReady ready: Ready(ready); break;
            case AgentBreak pause: Break(pause); break;
            case AgentOffline offline: Offline(offline); break;
            case PresenceLost lost: Lost(lost); break;
            case PresenceFound found: Found(found); break;
            case OfferAnswered answered: Answered(answered); break;
            case OfferFailed failed: Failed(failed); break;
            case TalkEnded ended: TalkOver(ended); break;
            case WrapUpExtended extended: ExtendWrapUp(extended); break;
            case WrapUpFinished finished: FinishWrapUp(finished); break;
            case Tick: LookAtDeadlines(); break;
            case ServerStarted started: _state = _state with { Epoch = started.Epoch, OffersMade = 0, Adopting = true }; break;
            case AdoptionFinished: Adopted(); break;
            default: throw new InvalidOperationException($"No such command: {command.GetType().Name}");
        }
    }

    public (RoutingState State, ImmutableArray<Decision> Decisions) Finish()
    {
        if (_refused)
        {
            return (_before, _decisions.ToImmutable());
        }

        do
        {
            Dispatch();
        }
        while (ReleaseReserved() | OverflowSome());
        foreach (var id in _entered.Distinct())
        {
            if (_state.Calls.TryGetValue(id, out var call) && call.Mode == CallMode.Waiting)
            {
                _decisions.Add(new Wait(call.Call, call.Queue, WhyWaiting(call)));
            }
        }

        return (_state with { Latest = now }, _decisions.ToImmutable());
    }

    private void Refuse(string what, string code)
    {
        _refused = true;
        _decisions.Add(new Refused(what, Because(code, ("what", what))));
    }

    private void SetQueues(QueuesSet set)
    {
        if (!set.Queues.All(q => q.IsValid))
        {
            Refuse("queues", WhyCode.OutOfRange);
            return;
        }

        var queues = ImmutableDictionary.CreateBuilder<string, QueueSettings>();
        // A queue taken out of the settings keeps its policy while calls are in it.
        foreach (var queue in _state.Calls.Values.Select(c => c.Queue).Distinct())
        {
            if (_state.Queues.TryGetValue(queue, out var kept)) queues[queue] = kept;
        }

        foreach (var queue in set.Queues) queues[queue.Queue] = queue;
        // Rules may have come whose time is past already for those who wait.
        _state = _state with { Queues = queues.ToImmutable(), Calls = _state.Calls.SetItems(_state.Calls.Values.Where(c => c.Reviewed is not null).Select(c => KeyValuePair.Create(c.Call, c with { Reviewed = null }))) };
    }

    private void SetLife(LifeSet set)
    {
        if (set.Life.IsValid) _state = _state with { Life = set.Life };
        else Refuse("life", WhyCode.OutOfRange);
    }

    private void Adopted()
    {
        if (!_state.Adopting)
        {
            Refuse("adoption", WhyCode.AlreadySo);
            return;
        }

        _state = _state with { Adopting = false };
        _reserved.AddRange(_state.Agents.Values.Where(a => a is { Mode: AgentMode.Ready, Next: not null }).Select(a => a.Agent).Order(StringComparer.Ordinal));
        LookAtDeadlines();
    }

    private AgentSeat? Seat(string agent)
    {
        var seat = _state.Agents.GetValueOrDefault(agent);
        if (seat is null) Refuse(agent, WhyCode.UnknownAgent);
        return seat;
    }

    private RoutedCall? Call(string id)
    {
        var call = _state.Calls.GetValueOrDefault(id);
        if (call is null) Refuse(id, WhyCode.UnknownCall);
        return call;
    }

    private void Touch(RoutedCall call)
    {
        _state = _state.Put(call);
        if (call.Mode == CallMode.Waiting) _entered.Add(call.Call);
    }
}
