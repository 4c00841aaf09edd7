using System.Text.Json.Serialization;

namespace CallCenter.Routing;

/// <summary>Code and arguments; the console words it.</summary>
public sealed record Why(string Code, IReadOnlyDictionary<string, string> Arguments);

/// <summary>What routing decided, and why.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$t")]
[JsonDerivedType(typeof(Offer), "offer")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(Connected), "connected")]
[JsonDerivedType(typeof(Wait), "wait")]
[JsonDerivedType(typeof(AgentChanged), "agent")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record Decision(Why Why);

/// <summary>Ring this agent with this call until the deadline.</summary>
public sealed record Offer(string OfferId, string Call, string Agent, string Queue, DateTimeOffset Until, Why Why) : Decision(Why);

/// <summary>Stop ringing.</summary>
public sealed record Withdraw(string OfferId, string Call, string Agent, Why Why) : Decision(Why);

/// <summary>The offer was answered in time: the talk is this agent's.</summary>
public sealed record Connected(string OfferId, string Call, string Agent, Why Why) : Decision(Why);

/// <summary>Nobody can be offered this call now.</summary>
public sealed record Wait(string Call, string Queue, Why Why) : Decision(Why);

/// <param name="Call">The offered, talking or wrap-up call.</param>
/// <param name="Until">End of offer or wrap-up.</param>
/// <param name="Next">break or offline, asked for while busy.</param>
public sealed record AgentChanged(string Agent, AgentMode From, AgentMode To, DateTimeOffset Since, DateTimeOffset? Until, string? Call, string? OfferId, string? Reason, string? Next, Why Why)
    : Decision(Why);

/// <summary>The command did not fit the state (late answer, unknown call): nothing changed.</summary>
public sealed record Refused(string What, Why Why) : Decision(Why);

public enum AgentMode { Offline, Ready, Break, Offered, Talking, WrapUp, Lost }
