namespace CallCenter.Contracts;

/// <summary>GET /api/calls/{id}/timeline: what befell a call, who was asked and why, in order and as bars. Also of a call that is up.</summary>
/// <param name="From">Zero of the axis.</param>
/// <param name="To">When the call ended; null: it is up.</param>
/// <param name="Lanes">The caller's first, then agents in the order they came into it.</param>
public sealed record CallTimeline(CallLine Call, DateTimeOffset ServerTime, DateTimeOffset From, DateTimeOffset? To, IReadOnlyList<TimelineLane> Lanes, IReadOnlyList<CallEventLine> Events);

/// <param name="Party">"caller", an agent, "duty", or "dialplan" for whoever Asterisk itself rang.</param>
public sealed record TimelineLane(string Party, IReadOnlyList<TimelineBar> Bars);

/// <param name="Stage">Waiting is the caller's alone, Ringing an agent's.</param>
/// <param name="To">Null: it goes on.</param>
/// <param name="Outcome">How a ring came to nothing: code of the reason.</param>
public sealed record TimelineBar(BoardStage Stage, DateTimeOffset From, DateTimeOffset? To, string? Outcome = null);
