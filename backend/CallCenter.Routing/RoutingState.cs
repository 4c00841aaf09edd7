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

    /// <summary>True between <see cref="ServerStarted"/> and <see cref="AdoptionFinished"/>: nothing is offered and no deadline is looked at.</summary>
    public bool Adopting { get; init; }

    public static RoutingState Empty(long epoch) => new(epoch, 0, ImmutableDictionary<string, QueueSettings>.Empty, ImmutableDictionary<string, RoutedCall>.Empty,
        ImmutableDictionary<string, AgentSeat>.Empty);

    /// <summary>When the next <see cref="Tick"/> is due; null: nothing is timed.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextDeadline => Adopting || Indexes.Due.IsEmpty ? null : Indexes.Due.Min.At;

    /// <summary>How many callers are without an agent and without an offer.</summary>
    [JsonIgnore]
    public int WaitingCount => Indexes.Waiting.Count;

    internal Indexes Indexes => _indexes ??= Indexes.Of(this);

    /// <summary>The policy of a queue; one for calls whose queue nobody told us (seized by the dialplan).</summary>
    internal QueueSettings Policy(string queue) => Queues.GetValueOrDefault(queue) ?? new QueueSettings(queue, 3, 20, 30);

    internal RoutingState Put(RoutedCall call)
    {
        var indexes = Indexes.Swap(Calls.GetValueOrDefault(call.Call), call, Policy(call.Queue).Priority);
        return this with { Calls = Calls.SetItem(call.Call, call), _indexes = indexes };
    }

    internal RoutingState Remove(RoutedCall call) =>
        this with { Calls = Calls.Remove(call.Call), _indexes = Indexes.Swap(call, null, Policy(call.Queue).Priority) };

    internal RoutingState Put(AgentSeat seat) =>
        this with { Agents = Agents.SetItem(seat.Agent, seat), _indexes = Indexes.Swap(Agents.GetValueOrDefault(seat.Agent), seat) };

    internal RoutingState Remove(AgentSeat seat) => this with { Agents = Agents.Remove(seat.Agent), _indexes = Indexes.Swap(seat, null) };
}

public enum CallMode { Waiting, Offered, Talking }

/// <summary>A call in front of an agent or on its way to one. Order in a priority: returned calls first, then arrival.</summary>
/// <param name="Agent">Offered to or talking with; null while waiting, or when the dialplan connected it with somebody routing does not know.</param>
/// <param name="Prefer">Only this agent until <paramref name="PreferUntil"/>, then anyone.</param>
public sealed record RoutedCall(string Call, string Queue, CallMode Mode, DateTimeOffset ArrivedAt, string Number, bool Returned, string? Agent, string? OfferId, string? Prefer, DateTimeOffset? PreferUntil)
{
    /// <summary>Who let this call ring or declined it, in order; they are asked again when nobody else is ready.</summary>
    public ImmutableArray<string> Declined { get; init; } = [];

    /// <summary>Until then those in <see cref="Declined"/> are left in peace.</summary>
    public DateTimeOffset? PauseUntil { get; init; }

    internal DateTimeOffset? Due => Mode != CallMode.Waiting ? null
        : Prefer is null ? PauseUntil
        : PauseUntil is { } pause && pause < PreferUntil ? pause : PreferUntil;
}

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
    /// <summary>Break reason that goes with <see cref="Next"/>.</summary>
    public string? NextReason { get; init; }

    /// <summary>While lost: where the agent comes back to (Ready, Break or Offline).</summary>
    public AgentMode Back { get; init; } = AgentMode.Offline;

    /// <summary>Break reason that goes with <see cref="Back"/>.</summary>
    public string? BackReason { get; init; }

    /// <summary>Signed out while busy: the seat goes when the agent becomes free.</summary>
    public bool SignedOut { get; init; }

    /// <summary>Wrap-up time that a call seized by the dialplan interrupted; given back with the next wrap-up.</summary>
    public TimeSpan Owed { get; init; }

    /// <summary>Open for any call of the own queues.</summary>
    internal bool Idle => Mode == AgentMode.Ready && Next is null;

    internal DateTimeOffset? Due => Mode is AgentMode.Offered or AgentMode.WrapUp ? Until : null;
}
