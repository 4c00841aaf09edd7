using System.Collections.Immutable;

namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>One random walk through the core, judged at every step.</summary>
internal sealed class Walk(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Oracle _oracle = new();
    private RoutingState _state = RoutingState.Empty(0);
    private DateTimeOffset _now = new(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(8));

    public int Count { get; private set; }
    public List<(Input Input, DateTimeOffset At, ImmutableArray<Decision> Decisions)> Trace { get; } = [];
    public IEnumerable<string> LastLines => Trace.TakeLast(25).Select(t => $"{t.At:mm:ss.fff} {t.Input} => {string.Join("; ", t.Decisions.Select(d => $"{d.GetType().Name}({d.Why.Code}) {Brief(d)}"))}");

    public void Go(int steps, SortedDictionary<string, int> seen)
    {
        var town = new Town(_random);
        Do(new QueuesSet([new("alarm", 1, 20, 120), new("counsel", 2, 20, 60), new("hotline", 3, 15, 60), new("orders", 4, 20, 0)]), seen);
        while (Count < steps)
        {
            var then = _now + town.Pass();
            if (town.TickOnTime())
            {
                while (_state.NextDeadline is { } due && due <= then)
                {
                    _now = due > _now ? due : _now;
                    Do(new Tick(), seen);
                }
            }

            _now = then;
            Do(town.Next(_state, _now), seen);
            if (Count % 100 == 0) CompareIndexes();
        }

        Drain(seen);
    }

    private void Do(Command command, SortedDictionary<string, int> seen)
    {
        Count++;
        var before = _state;
        (_state, var decisions) = RoutingCore.Apply(before, command, _now);
        Trace.Add((command, _now, decisions));
        foreach (var decision in decisions)
        {
            var key = $"{decision.GetType().Name}/{decision.Why.Code}";
            seen[key] = seen.GetValueOrDefault(key) + 1;
        }

        _oracle.Check(command, _now, before, decisions, _state);
    }

    /// <summary>Nothing is stuck: with one willing agent for everything, every caller is answered in the end.</summary>
    private void Drain(SortedDictionary<string, int> seen)
    {
        Do(new AdoptionFinished(), seen);
        Do(new AgentSignedIn("saviour", "browser", ["alarm", "counsel", "hotline", "orders", "nowhere", ""], new Dictionary<string, int> { ["cantonese"] = 9, ["counselling"] = 9, ["wu"] = 9 }), seen);
        Do(new AgentReady("saviour"), seen);
        // Rooms for everybody: what a queue does with callers who wait too long is no rescue here.
        Do(new QueuesSet([.. _state.Queues.Values.Select(q => q with { Overflow = [], Priority = Math.Clamp(q.Priority, 1, 4) })]), seen);
        foreach (var away in _state.Calls.Values.Where(c => c.Mode == CallMode.Away).Select(c => c.Call).Order(StringComparer.Ordinal).ToList()) Do(new AwayFailed(away, "failed"), seen);
        for (var i = 0; i < 1000 && _state.Calls.Values.Any(c => c.Mode != CallMode.Talking || c.Agent is not null); i++)
        {
            foreach (var id in _state.Calls.Keys.Order(StringComparer.Ordinal).ToList())
            {
                if (_state.Calls.GetValueOrDefault(id) is { Mode: CallMode.Later, Callback: { NotBefore: null, Messages.IsEmpty: false } }) Do(new CallbackSettled(id, "saviour", "heard"), seen);
                if (_state.Calls.GetValueOrDefault(id) is { Mode: CallMode.Offered } ringing) Do(new OfferAnswered(ringing.Rings[0].OfferId), seen);
                if (_state.Calls.GetValueOrDefault(id) is { IsTask: true, Mode: CallMode.Talking }) Do(new CallbackReached(id), seen);
                if (_state.Calls.GetValueOrDefault(id) is { Mode: CallMode.Dialling }) Do(new CallbackFailed(id, "no-answer"), seen);
                if (_state.Calls.GetValueOrDefault(id) is { Mode: CallMode.Talking, Agent: { } agent }) Do(new TalkEnded(id, agent), seen);
            }

            if (_state.NextDeadline is { } due)
            {
                _now = due > _now ? due : _now;
                Do(new Tick(), seen);
            }
        }

        if (_state.Calls.Values.FirstOrDefault(c => c.Mode != CallMode.Talking) is { } stuck) throw new BrokenPromise($"no call is stuck: {stuck}");
    }

    private void CompareIndexes()
    {
        var kept = _state.Indexes;
        var made = Indexes.Of(_state);
        if (kept.Lines.Count != made.Lines.Count || made.Lines.Any(line => !kept.Lines[line.Key].SequenceEqual(line.Value)) || kept.WaitingCount != made.WaitingCount || !kept.Due.SequenceEqual(made.Due) || kept.IdleCount != made.IdleCount
            || kept.CallbackOf.Count != made.CallbackOf.Count || made.CallbackOf.Any(c => kept.CallbackOf.GetValueOrDefault(c.Key) != c.Value) || kept.AgentOfOffer.Count != made.AgentOfOffer.Count || made.Idle.Any(q => !kept.IdleIn(q.Key).SequenceEqual(q.Value)))
        {
            throw new BrokenPromise("the indexes kept are those the state gives");
        }
    }

    private static string Brief(Decision decision) => decision switch
    {
        Offer o => $"{o.OfferId} {o.Call}->{o.Agent}",
        Withdraw w => $"{w.OfferId} {w.Call}x{w.Agent}",
        AgentChanged a => $"{a.Agent} {a.From}->{a.To} {a.Call} next={a.Next}",
        Wait w => w.Call,
        _ => "",
    };
}
