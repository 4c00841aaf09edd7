namespace CallCenter.Routing.Tests.Interleavings;

/// <summary>A seeded town: callers, agents and mishaps in random order.</summary>
internal sealed class Town(Random random)
{
    public static readonly int[] WrapUps = [0, 30, 60, 120];

    private static readonly string[] _queues = ["alarm", "counsel", "hotline", "orders"];
    private static readonly string[] _skills = ["cantonese", "counselling", "wu"];
    private static readonly string[] _agents = [.. Enumerable.Range(1, 10).Select(n => $"agent{n:00}")];

    // Quiet towns have many idle agents to choose from, busy ones many callers.
    private readonly int _mostCalls = random.Next(3) switch { 0 => 3, 1 => 9, _ => 25 };
    private int _callers;
    private long _epoch = 1;

    /// <summary>How much time passes before the next command; often none, so that instants tie.</summary>
    public TimeSpan Pass() => random.Next(10) switch
    {
        < 4 => TimeSpan.Zero,
        < 7 => TimeSpan.FromMilliseconds(random.Next(1, 2000)),
        < 9 => TimeSpan.FromSeconds(random.Next(1, 6)),
        _ => TimeSpan.FromSeconds(random.Next(5, 40)),
    };

    /// <summary>Ticks are sometimes late; the commands in between then meet overdue deadlines.</summary>
    public bool TickOnTime() => random.Next(8) != 0;

    public QueuesSet Settings()
    {
        var some = random.Next(6) == 0 ? _queues.Where(_ => random.Next(3) > 0) : _queues;
        return new QueuesSet([.. some.Select((q, i) => Policy(q, random.Next(4) == 0 ? random.Next(1, random.Next(10) == 0 ? 6 : 5) : i % 4 + 1))]);
    }

    private QueueSettings Policy(string queue, int priority) => new(queue, priority, random.Next(5, 25), WrapUps[random.Next(4)])
    {
        Ring = (RingStrategy)random.Next(3),
        RingAtOnce = random.Next(1, 4),
        AgeingSeconds = random.Next(2) * random.Next(5, 60),
        RelaxSeconds = random.Next(2) * random.Next(3, 30),
        Needs = random.Next(4) == 0 ? [new SkillNeed(Pick(_skills), random.Next(1, 4))] : [],
        StickySeconds = random.Next(2) == 0 ? null : random.Next(0, 20),
        MissesAllowed = random.Next(2) * 2,
        CallbackAttempts = random.Next(4),
        CallbackSeconds = random.Next(10, 60),
        Overflow = priority == 1 && random.Next(20) > 0 ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => Rule(queue))],
    };

    private OverflowRule Rule(string queue)
    {
        var to = (OverflowTo)random.Next(4);
        var target = to == OverflowTo.Queue ? Pick([.. _queues.Append("nowhere").Where(q => q != queue)]) : to == OverflowTo.Number ? "02266660000" : "";
        return new OverflowRule((OverflowWhen)random.Next(3), random.Next(1, 30), to, target);
    }

    public Command Next(RoutingState state, DateTimeOffset now)
    {
        var agent = Pick(_agents);
        return random.Next(130) switch
        {
            128 or 129 => new FalseAlarm(random.Next(4) == 0 ? Call(state) : Any(state, c => c is { ByNumber: true, Mode: CallMode.Talking }), random.Next(10) == 0 ? "nowhere" : Pick(_queues), agent),
            108 or 109 or 110 or 111 => new CallbackReached(Any(state, c => c is { IsTask: true, Mode: CallMode.Talking or CallMode.Dialling })),
            112 or 113 or 114 => new CallbackFailed(Any(state, c => c is { IsTask: true, Mode: CallMode.Talking or CallMode.Dialling }), Pick("busy", "no-answer"), random.Next(4) > 0),
            115 => new CallbackFailed(Any(state, c => c.IsTask), "restart", random.Next(4) == 0),
            116 => new CallbackSettled(Any(state, c => c.IsTask), agent, "visited"),
            117 => new CallMissed(random.Next(4) == 0 ? Call(state) : $"m{++_callers}", random.Next(40) == 0 ? "nowhere" : Pick(_queues), now.AddSeconds(-random.Next(0, 300)), "", Person()) { Restricted = random.Next(6) == 0 },
            120 or 121 => new MessageAsked(random.Next(8) == 0 ? Call(state) : $"n{++_callers}", random.Next(20) == 0 ? "nowhere" : Pick(_queues), now.AddSeconds(-random.Next(0, 3)), "") { Caller = Person() },
            122 or 123 or 124 => new MessageLeft(random.Next(6) == 0 ? Call(state) : Away(state), random.Next(2, 180)),
            125 or 126 => new CallGone(Any(state, c => c.Message is not null)),
            127 => new CallbackFailed(Any(state, c => c is { IsTask: true, Callback.Messages.IsEmpty: false }), "not-allowed", random.Next(8) == 0),
            118 => new CallGone(Any(state, c => c.Callback is not null)),
            119 => new CallGone(Call(state)) { Cut = true },
            100 => new AwayFailed(Away(state), "failed"),
            101 => new AlarmConfirmed(Any(state, c => c.ByNumber), agent),
            102 => new TalkSpared(Talking(state), random.Next(3) == 0 ? null : "counselling"),
            103 => new CallKnown(random.Next(4) == 0 ? Call(state) : Any(state, c => c.Mode == CallMode.Waiting), random.Next(2) == 0 ? agent : null, Needs()),
            104 or 105 => new AwayFailed(Away(state), "failed"),
            106 => random.Next(4) == 0 ? new LifeSet(new LifePolicy(random.Next(2, 9), random.Next(4, 20), random.Next(3), random.Next(2) * 600, random.Next(1, 180))) : new OfferFailed(Offer(state), "no-answer"),
            107 => new CallGone(Away(state)),
            < 18 => Arrive(state, now),
            < 26 => new CallGone(Call(state)),
            < 42 => Answer(state),
            < 50 => new OfferFailed(Offer(state), Pick("declined", "unreachable", "failed", "no-answer", "declined")),
            < 58 => EndTalk(state, agent),
            < 63 => new CallReturned(Talking(state), random.Next(8) == 0 ? Pick([.. _agents, ""]) : state.Calls.GetValueOrDefault(Talking(state))?.Agent ?? agent, now.AddSeconds(random.Next(0, 15))),
            < 66 => new CallSeized(random.Next(6) == 0 ? $"stranger{random.Next(100000)}" : Call(state), Pick([.. _agents, "nobody", null]), random.Next(2) == 0),
            < 69 => new AgentSignedIn(agent, random.Next(4) == 0 ? "8001" : "browser", Queues(), Skills()),
            < 70 => new AgentSignedOut(agent),
            < 78 => new AgentReady(agent),
            < 81 => new AgentBreak(agent, Pick("rest", "meal")),
            < 82 => new AgentOffline(agent),
            < 86 => new PresenceLost(agent, "page"),
            < 92 => new PresenceFound(agent),
            < 94 => new WrapUpExtended(agent, random.Next(-10, 200), "long"),
            < 98 => new WrapUpFinished(agent),
            < 99 => random.Next(3) == 0 ? Settings() : new Tick(),
            _ => state.Adopting ? new AdoptionFinished() : random.Next(4) == 0 ? new ServerStarted(++_epoch) : new AdoptionFinished(),
        };
    }

    /// <summary>The other queues come by chance; one run in a few leaves a queue unserved for long.</summary>
    private string[] Queues() => [.. _queues.Where(_ => random.Next(5) > 1)];

    private Dictionary<string, int>? Skills() => random.Next(3) == 0 ? null : _skills.Where(_ => random.Next(2) == 0).ToDictionary(s => s, _ => random.Next(1, 6));

    private SkillNeed[] Needs() => random.Next(3) > 0 ? [] : [new SkillNeed(Pick(_skills), random.Next(1, 7))];

    private Command Arrive(RoutingState state, DateTimeOffset now)
    {
        if (random.Next(30) == 0) return new CallArrived(Call(state), Pick(_queues), now, "");
        if (state.Calls.Values.Count(c => c.Callback is null) >= _mostCalls) return new CallGone(Call(state));
        return new CallArrived($"c{++_callers}", random.Next(40) == 0 ? "nowhere" : Pick(_queues), now.AddSeconds(-random.Next(0, 3)), "")
        {
            Caller = Person(), ByNumber = random.Next(3) == 0, Drill = random.Next(20) == 0, Restricted = random.Next(6) == 0,
            LastAgent = random.Next(3) == 0 ? Pick(_agents) : null, Needs = Needs(),
        };
    }

    private string Person() => random.Next(3) == 0 ? "" : $"+86138000000{random.Next(20):00}";

    private OfferAnswered Answer(RoutingState state) => new(Offer(state));

    private Command EndTalk(RoutingState state, string agent)
    {
        var call = Talking(state);
        return new TalkEnded(call, random.Next(12) == 0 ? agent : state.Calls.GetValueOrDefault(call)?.Agent ?? agent);
    }

    private string Offer(RoutingState state)
    {
        var standing = state.Agents.Values.Where(a => a.Mode == AgentMode.Offered).Select(a => a.OfferId!).Order(StringComparer.Ordinal).ToArray();
        return standing.Length == 0 || random.Next(15) == 0 ? "o0-0" : Pick(standing);
    }

    private string Away(RoutingState state) => Any(state, c => c.Mode == CallMode.Away);

    private string Any(RoutingState state, Func<RoutedCall, bool> such) =>
        state.Calls.Values.Where(such).Select(c => c.Call).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } found && random.Next(15) > 0 ? Pick(found) : "c0";

    private string Call(RoutingState state) => state.Calls.IsEmpty || random.Next(15) == 0 ? "c0" : Pick([.. state.Calls.Keys.Order(StringComparer.Ordinal)]);

    private string Talking(RoutingState state)
    {
        // The same answer for the same state and instant, so that call and agent of one command belong together.
        var talking = state.Calls.Values.Where(c => c.Mode == CallMode.Talking).Select(c => c.Call).Order(StringComparer.Ordinal).ToArray();
        return talking.Length == 0 ? Call(state) : talking[_callers % talking.Length];
    }

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
