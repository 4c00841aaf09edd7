using System.Collections.Immutable;
using CallCenter.Routing;

namespace CallCenter.Server.Routing;

/// <summary>One line of the journal. <see cref="Seq"/> grows over all epochs of a site; with both, a projector knows what it has seen.</summary>
internal sealed record JournalEntry(string Site, long Epoch, long Seq, DateTimeOffset At, Input Input, ImmutableArray<Decision> Decisions);

/// <summary>An entry and the state it led to.</summary>
internal sealed record RoutingStep(JournalEntry Entry, RoutingState State);
