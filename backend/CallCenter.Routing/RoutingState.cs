using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace CallCenter.Routing;

/// <summary>The whole state of routing; immutable, serialisable, restored from snapshot and journal.</summary>
/// <param name="Epoch">The Server run that made the offers; part of every offer id.</param>
/// <param name="OffersMade">Offers made in this epoch.</param>
public sealed record RoutingState(
    long Epoch, long OffersMade,
    ImmutableDictionary<string, QueueSettings> Queues,
    ImmutableDictionary<string, RoutedCall> Calls,
    ImmutableDictionary<string, AgentSeat> Agents)
{
    // Derived, so never stored; every replaced dictionary drops it and the next reader builds it anew.
    private Indexes? _indexes;

    public ImmutableDictionary<string, QueueSettings> Queues { get; init { field = value; _indexes = null; } } = Queues;
    public ImmutableDictionary<string, RoutedCall> Calls { get; init { field = value; _indexes = null; } } = Calls;
    public ImmutableDictionary<string, AgentSeat> Agents { get; init { field = value; _indexes = null; } } = Agents;
    public LifePolicy Life { get; init { field = value; _indexes = null; } } = new();

    /// <summary>Talks that alarms interrupted lately, oldest first.</summary>
    public ImmutableArray<Interruption> Interruptions { get; init; } = [];

    /// <summary>Seconds that an agent was busy with a call of a queue, talk and wrap-up, averaged with weight on the newest: what an expected wait goes by.</summary>
    public ImmutableDictionary<string, double> HandleSeconds { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>True between <see cref="ServerStarted"/> and <see cref="AdoptionFinished"/>: nothing is offered and no deadline is looked at.</summary>
    public bool Adopting { get; init; }

    /// <summary>When the last command was applied; null in a state of before this was kept.</summary>
    public DateTimeOffset? Latest { get; init; }

    public static RoutingState Empty(long epoch) => new(epoch, 0, ImmutableDictionary<string, QueueSettings>.Empty, ImmutableDictionary<string, RoutedCall>.Empty,
        ImmutableDictionary<string, AgentSeat>.Empty);

    /// <summary>When the next <see cref="Tick"/> is due; null: nothing is timed.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextDeadline => Adopting || Indexes.Due.IsEmpty ? null : Indexes.Due.Min.At;

    /// <summary>How many callers are without an agent and without an offer.</summary>
    [JsonIgnore]
    public int WaitingCount => Indexes.WaitingCount;

    /// <summary>A state written before several phones could ring for one call.</summary>
    public RoutingState OfThisVersion()
    {
        var state = this;
        foreach (var call in Calls.Values.Where(c => c is { Mode: CallMode.Offered, Rings.IsEmpty: true, Agent: not null, OfferId: not null }))
        {
            state = state.Put(call with { Rings = [new Ringing(call.Agent!, call.OfferId!)], Agent = null, OfferId = null });
        }

        return state;
    }

    /// <summary>The callback this person is on the list with; null: none.</summary>
    public RoutedCall? CallbackOf(string caller) => caller.Length > 0 && Indexes.CallbackOf.TryGetValue(caller, out var call) ? Calls[call] : null;

    /// <summary>What a caller can be told of the wait; null: he does not wait.</summary>
    public Outlook? OutlookOf(string call) => Calls.TryGetValue(call, out var routed) && routed is { Mode: CallMode.Waiting, IsTask: false } ? Outlook.Of(this, routed) : null;

    internal Indexes Indexes => _indexes ??= Indexes.Of(this);

    /// <summary>The policy of a queue; one for calls whose queue nobody told us (seized by the dialplan).</summary>
    internal QueueSettings Policy(string queue) => Queues.GetValueOrDefault(queue) ?? new QueueSettings(queue, 3, 20, 30);

    /// <summary>Whether a call is one of priority 1.</summary>
    public bool IsLife(string call) => Calls.TryGetValue(call, out var routed) && IsLife(routed);

    internal bool IsLife(RoutedCall call) => Policy(call.Queue).IsLife;

    /// <summary>The priority after ageing; nothing ages to life.</summary>
    internal int Rank(RoutedCall call) => Policy(call.Queue) is { IsLife: false, Priority: var priority } ? Math.Max(QueueSettings.Life + 1, priority - call.Aged) : QueueSettings.Life;

    internal RoutingState Put(RoutedCall call) =>
        this with { Calls = Calls.SetItem(call.Call, call), _indexes = Indexes.Swap(this, Calls.GetValueOrDefault(call.Call), call) };

    internal RoutingState Remove(RoutedCall call) => this with { Calls = Calls.Remove(call.Call), _indexes = Indexes.Swap(this, call, null) };

    internal RoutingState Put(AgentSeat seat) =>
        this with { Agents = Agents.SetItem(seat.Agent, seat), _indexes = Indexes.Swap(Agents.GetValueOrDefault(seat.Agent), seat) };

    internal RoutingState Remove(AgentSeat seat) => this with { Agents = Agents.Remove(seat.Agent), _indexes = Indexes.Swap(seat, null) };
}

/// <summary>An alarm took an agent out of a talk.</summary>
/// <param name="Caller">Of the interrupted talk.</param>
/// <param name="Alarm">The call it was for.</param>
/// <param name="ByNumber">That alarm was known by nothing but its caller's number.</param>
public sealed record Interruption(DateTimeOffset At, string Caller, string Alarm, bool ByNumber);

/// <summary>
/// <see cref="Away"/>: its queue gave it up; its conversation takes it to voicemail, a callback or an outside number. <see cref="Later"/>: a callback whose time has not come.
/// Without a time, one that nobody can be called for: a message to be listened to. <see cref="Dialling"/>: an alarm the centre itself is calling back.
/// </summary>
public enum CallMode { Waiting, Offered, Talking, Away, Later, Dialling }

/// <summary>Whom the centre calls back after an alarm, in this order.</summary>
public enum CallbackStep { Caller, CallerAgain, Contacts, Duty }

/// <summary>What makes a call in the queue one that is still to be made.</summary>
/// <param name="Of">The call that came to nothing.</param>
public sealed record Callback(string Of)
{
    /// <summary>Calls of this person that came to nothing by now.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Attempts that reached nobody.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Of an alarm that is being dialled: whom.</summary>
    public CallbackStep Step { get; init; }

    /// <summary>The person is on the line: from here on a call like any other.</summary>
    public bool Reached { get; init; }

    /// <summary>What that person said to nobody, oldest first.</summary>
    public ImmutableArray<SpokenMessage> Messages { get; init; } = [];
}

/// <param name="Call">Of the call it was spoken in: what its recording is found by.</param>
public sealed record SpokenMessage(string Call, double Seconds);

/// <summary>A phone that rings for a call, or an agent who was asked to leave a talk for it.</summary>
public sealed record Ringing(string Agent, string OfferId);

/// <summary>Why a call is kept for one agent.</summary>
public enum Bond
{
    /// <summary>The talk lost the agent's phone: waited for as long as the agent is lost.</summary>
    Rejoin,

    /// <summary>They spoke before: waited for while busy.</summary>
    Sticky,

    /// <summary>An alarm interrupted the talk: waited for whatever the agent does, except leave.</summary>
    Interrupted,
}

/// <summary>Only this agent until then; afterwards anyone.</summary>
public sealed record Hold(string Agent, DateTimeOffset Until, Bond Bond);

/// <summary>A call in front of an agent or on its way to one. Order in a priority: returned calls first, then arrival.</summary>
/// <param name="Number">The number dialled.</param>
/// <param name="Returned">Had an agent before.</param>
public sealed record RoutedCall(string Call, string Queue, CallMode Mode, DateTimeOffset ArrivedAt, string Number, bool Returned)
{
    /// <summary>Talking with; null otherwise, or when it is connected with somebody routing does not know.</summary>
    public string? Agent { get; init; }

    /// <summary>The offer the talk came from.</summary>
    public string? OfferId { get; init; }

    /// <summary>Who is asked at present; empty unless <see cref="CallMode.Offered"/>.</summary>
    public ImmutableArray<Ringing> Rings { get; init; } = [];

    public Hold? Hold { get; init; }

    /// <summary>Who let this call ring or declined it, in order; they are asked again when nobody else is ready.</summary>
    public ImmutableArray<string> Declined { get; init; } = [];

    /// <summary>Until then those in <see cref="Declined"/> are left in peace.</summary>
    public DateTimeOffset? PauseUntil { get; init; }

    /// <summary>Who calls: what a second call of the same person is known by.</summary>
    public string Caller { get; init; } = "";

    /// <summary>An alarm known by nothing but its caller's number, which can be forged.</summary>
    public bool ByNumber { get; init; }

    /// <summary>A test of the alarm's way: nobody is disturbed for it.</summary>
    public bool Drill { get; init; }

    /// <summary>Comes after everybody else of its priority, ages never and is called back once at most.</summary>
    public bool Restricted { get; init; }

    public ImmutableArray<SkillNeed> Needs { get; init; } = [];

    /// <summary>Levels taken off the needs by waiting.</summary>
    public int Relaxed { get; init; }

    /// <summary>Priorities gained by waiting.</summary>
    public int Aged { get; init; }

    /// <summary>Since when in this queue; <see cref="ArrivedAt"/> until it overflowed.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>Queues it overflowed from: no way back into them.</summary>
    public ImmutableArray<string> Left { get; init; } = [];

    /// <summary>The last time overflow was looked at because its time had come.</summary>
    public DateTimeOffset? Reviewed { get; init; }

    /// <summary>While <see cref="CallMode.Away"/>: where to.</summary>
    public OverflowRule? Away { get; init; }

    /// <summary>Seconds of the message the caller has left; null: none.</summary>
    public double? Message { get; init; }

    /// <summary>Overflow that was tried and failed: not again.</summary>
    public ImmutableArray<OverflowRule> Spent { get; init; } = [];

    /// <summary>Of an alarm: 0 one agent at a time, 1 every ready phone, 2 duty numbers too.</summary>
    public int Escalation { get; init; }

    /// <summary>Why this talk may not be interrupted, in the field's words; null: it may.</summary>
    public string? Spared { get; init; }

    /// <summary>The dialplan holds it together, so nobody can be taken out of it.</summary>
    public bool InDialplan { get; init; }

    /// <summary>Not a caller: somebody to be called.</summary>
    public Callback? Callback { get; init; }

    /// <summary>Nobody is on the line yet: it can wait for who is ready.</summary>
    public bool IsTask => Callback is { Reached: false };

    internal DateTimeOffset InQueueSince => QueuedAt ?? ArrivedAt;

    internal bool IsRinging(string agent) => Rings.Any(r => r.Agent == agent);
}

/// <summary>What an alarm lies on: given back if nothing comes of it.</summary>
/// <param name="Mode">WrapUp, Break or Talking.</param>
/// <param name="Remaining">Of a wrap-up.</param>
public sealed record Covered(AgentMode Mode, DateTimeOffset Since, string? Call, string? OfferId, TimeSpan Remaining, string? Reason);

/// <summary>A signed-in agent.</summary>
/// <param name="Since">When the mode began.</param>
/// <param name="Until">End of offer or wrap-up.</param>
/// <param name="IdleSince">Start of the idleness that "longest idle" means; an offer that came to nothing does not restart it.</param>
/// <param name="Reason">Of the break, or of the lost contact.</param>
/// <param name="Next">"break" or "offline", asked for while busy.</param>
/// <param name="Call">The offered, talking or wrap-up call.</param>
/// <param name="PresenceLost">Page or phone does not answer; with a talk or wrap-up the mode stays.</param>
public sealed record AgentSeat(string Agent, string Phone, ImmutableArray<string> Queues, AgentMode Mode, DateTimeOffset Since, DateTimeOffset? Until, DateTimeOffset IdleSince,
    string? Reason, string? Next, string? Call, string? OfferId, bool PresenceLost)
{
    public ImmutableDictionary<string, int> Skills { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Break reason that goes with <see cref="Next"/>.</summary>
    public string? NextReason { get; init; }

    /// <summary>While lost: where the agent comes back to (Ready, Break or Offline).</summary>
    public AgentMode Back { get; init; } = AgentMode.Offline;

    /// <summary>Break reason that goes with <see cref="Back"/>.</summary>
    public string? BackReason { get; init; }

    /// <summary>Signed out while busy: the seat goes when the agent becomes free.</summary>
    public bool SignedOut { get; init; }

    /// <summary>Wrap-up time that an alarm, or a call seized by the dialplan, interrupted; given back with the next wrap-up.</summary>
    public TimeSpan Owed { get; init; }

    /// <summary>While an alarm is offered over something else.</summary>
    public Covered? Covered { get; init; }

    /// <summary>When last offered a call: what round robin goes by.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>Calls let ring out in a row.</summary>
    public int Misses { get; init; }

    /// <summary>When the present or last talk began.</summary>
    public DateTimeOffset TalkSince { get; init; }

    /// <summary>Open for any call of the own queues.</summary>
    internal bool Idle => Mode == AgentMode.Ready && Next is null;

    /// <summary>Works, so a queue this agent serves is staffed.</summary>
    internal bool AtWork => Mode is AgentMode.Ready or AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp && !SignedOut;

    internal DateTimeOffset? Due => Mode is AgentMode.Offered or AgentMode.WrapUp ? Until : null;
}
