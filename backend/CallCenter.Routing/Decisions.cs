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
[JsonDerivedType(typeof(Interrupt), "interrupt")]
[JsonDerivedType(typeof(Escalate), "escalate")]
[JsonDerivedType(typeof(Overflow), "overflow")]
[JsonDerivedType(typeof(Reconsidered), "reconsidered")]
[JsonDerivedType(typeof(CallBack), "call-back")]
[JsonDerivedType(typeof(DialBack), "dial-back")]
[JsonDerivedType(typeof(CallbackLater), "back-later")]
[JsonDerivedType(typeof(CallbackClosed), "back-closed")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record Decision(Why Why);

/// <summary>Ring this agent with this call until the deadline.</summary>
/// <param name="Over">The talk this agent is in: no phone rings, the agent is asked on the screen, and the talk goes on until the answer. Null: none.</param>
public sealed record Offer(string OfferId, string Call, string Agent, string Queue, DateTimeOffset Until, Why Why, string? Over = null) : Decision(Why);

/// <summary>Stop ringing.</summary>
public sealed record Withdraw(string OfferId, string Call, string Agent, Why Why) : Decision(Why);

/// <summary>The offer was answered in time: the talk is this agent's.</summary>
/// <param name="From">The interrupted talk the agent's phone comes out of; null: it rang.</param>
public sealed record Connected(string OfferId, string Call, string Agent, Why Why, string? From = null) : Decision(Why);

/// <summary>An alarm takes the agent out of this talk; the resident waits for the same agent until then.</summary>
public sealed record Interrupt(string Call, string Agent, string By, DateTimeOffset Until, Why Why) : Decision(Why);

/// <summary>Nobody has answered this alarm yet. Step 1: every ready phone rings. Step 2: the duty numbers are to be rung too.</summary>
public sealed record Escalate(string Call, int Step, Why Why) : Decision(Why);

/// <summary>A call leaves its queue.</summary>
/// <param name="Target">Queue or number.</param>
public sealed record Overflow(string Call, string Queue, OverflowTo To, string Target, Why Why) : Decision(Why);

/// <summary>Waiting changed what this call may have: a higher priority, a lower level, another agent.</summary>
public sealed record Reconsidered(string Call, string Queue, Why Why) : Decision(Why);

/// <summary>Somebody no human answered is to be called back: a task in the queue, as durable as a call. The same person's next call adds to it.</summary>
/// <param name="Call">The callback's own id.</param>
/// <param name="Of">The call that came to nothing.</param>
public sealed record CallBack(string Call, string Of, string Queue, string Caller, Why Why) : Decision(Why);

/// <summary>An alarm is called back by the centre itself, at once: whoever answers is a caller of priority 1.</summary>
public sealed record DialBack(string Call, CallbackStep Step, Why Why) : Decision(Why);

/// <summary>Nobody reached: tried again from then on.</summary>
public sealed record CallbackLater(string Call, DateTimeOffset Until, Why Why) : Decision(Why);

/// <summary>Nobody is called back (any more).</summary>
public sealed record CallbackClosed(string Call, Why Why) : Decision(Why);

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
