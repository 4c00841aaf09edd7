using System.Text.Json.Serialization;

namespace CallCenter.Routing;

/// <summary>Everything that enters the journal: commands change the routing state, facts only the record of a call.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$t")]
[JsonDerivedType(typeof(QueuesSet), "queues")]
[JsonDerivedType(typeof(LifeSet), "life")]
[JsonDerivedType(typeof(CallArrived), "arrived")]
[JsonDerivedType(typeof(CallKnown), "known")]
[JsonDerivedType(typeof(CallReturned), "returned")]
[JsonDerivedType(typeof(AwayFailed), "away-failed")]
[JsonDerivedType(typeof(MessageAsked), "message-asked")]
[JsonDerivedType(typeof(MessageLeft), "message")]
[JsonDerivedType(typeof(AlarmConfirmed), "confirmed")]
[JsonDerivedType(typeof(FalseAlarm), "false-alarm")]
[JsonDerivedType(typeof(TalkSpared), "spared")]
[JsonDerivedType(typeof(CallGone), "gone")]
[JsonDerivedType(typeof(CallMissed), "missed")]
[JsonDerivedType(typeof(CallbackReached), "back-reached")]
[JsonDerivedType(typeof(CallbackFailed), "back-failed")]
[JsonDerivedType(typeof(CallbackSettled), "back-settled")]
[JsonDerivedType(typeof(CallSeized), "seized")]
[JsonDerivedType(typeof(AgentSignedIn), "signed-in")]
[JsonDerivedType(typeof(AgentSignedOut), "signed-out")]
[JsonDerivedType(typeof(AgentQueuesSet), "agent-queues")]
[JsonDerivedType(typeof(AgentReady), "ready")]
[JsonDerivedType(typeof(AgentBreak), "break")]
[JsonDerivedType(typeof(AgentOffline), "offline")]
[JsonDerivedType(typeof(PresenceLost), "lost")]
[JsonDerivedType(typeof(PresenceFound), "found")]
[JsonDerivedType(typeof(OfferAnswered), "answered")]
[JsonDerivedType(typeof(OfferFailed), "offer-failed")]
[JsonDerivedType(typeof(TalkEnded), "talk-ended")]
[JsonDerivedType(typeof(WrapUpExtended), "wrap-up-extended")]
[JsonDerivedType(typeof(WrapUpFinished), "wrap-up-finished")]
[JsonDerivedType(typeof(Tick), "tick")]
[JsonDerivedType(typeof(ServerStarted), "started")]
[JsonDerivedType(typeof(AdoptionFinished), "adopted")]
[JsonDerivedType(typeof(CallIdentified), "f-identified")]
[JsonDerivedType(typeof(EnterpriseChosen), "f-enterprise")]
[JsonDerivedType(typeof(LegStarted), "f-leg-started")]
[JsonDerivedType(typeof(LegAnswered), "f-leg-answered")]
[JsonDerivedType(typeof(LegEnded), "f-leg-ended")]
[JsonDerivedType(typeof(CallHeld), "f-held")]
[JsonDerivedType(typeof(CallResumed), "f-resumed")]
[JsonDerivedType(typeof(CallEnded), "f-ended")]
[JsonDerivedType(typeof(RecordingStored), "f-recording")]
[JsonDerivedType(typeof(CallImported), "f-imported")]
[JsonDerivedType(typeof(TalkBegan), "f-talk-began")]
[JsonDerivedType(typeof(TalkStopped), "f-talk-stopped")]
[JsonDerivedType(typeof(CallTurnedAway), "f-turned-away")]
public abstract record Input;

/// <summary>Changes the routing state.</summary>
public abstract record Command : Input;

/// <summary>Kept for the record; routing does not look at it.</summary>
public abstract record Fact : Input;

public sealed record QueuesSet(IReadOnlyList<QueueSettings> Queues) : Command;
public sealed record LifeSet(LifePolicy Life) : Command;

/// <param name="ArrivedAt">When the caller came: the place in the queue. Kept over a restart.</param>
/// <param name="Number">The number dialled.</param>
public sealed record CallArrived(string Call, string Queue, DateTimeOffset ArrivedAt, string Number) : Command
{
    /// <summary>Who calls, as far as a number or a record tells; empty: nobody knows.</summary>
    public string Caller { get; init; } = "";

    /// <summary>An alarm known by nothing but its caller's number.</summary>
    public bool ByNumber { get; init; }

    /// <summary>A test of the alarm's way: it is for ready agents only.</summary>
    public bool Drill { get; init; }

    /// <summary>A nuisance whom people have decided about: after everybody else of the same priority, and never for life.</summary>
    public bool Restricted { get; init; }

    /// <summary>The agent who spoke with this person last.</summary>
    public string? LastAgent { get; init; }

    /// <summary>What the caller needs beyond what the queue asks for, a dialect for instance.</summary>
    public IReadOnlyList<SkillNeed> Needs { get; init; } = [];
}

/// <summary>What a record told about a caller after he had been queued.</summary>
public sealed record CallKnown(string Call, string? LastAgent, IReadOnlyList<SkillNeed> Needs) : Command;

/// <summary>Voicemail, callback or outside number came to nothing: the caller waits again, and that is not tried a second time.</summary>
public sealed record AwayFailed(string Call, string Reason) : Command;

/// <summary>A caller outside the hours is asked for a message: nobody is rung for him, and without one nobody calls him back.</summary>
/// <param name="Number">The number dialled.</param>
public sealed record MessageAsked(string Call, string Queue, DateTimeOffset ArrivedAt, string Number) : Command
{
    public string Caller { get; init; } = "";
}

/// <summary>The caller has spoken a message. When he goes without a human it is somebody's task, whether he can be called or not.</summary>
public sealed record MessageLeft(string Call, double Seconds) : Command;

/// <summary>An alarm known by its number alone is a real one.</summary>
public sealed record AlarmConfirmed(string Call, string By) : Command;

/// <summary>An alarm known by its number alone is none: from now on an ordinary talk of that queue. What it has interrupted counts on.</summary>
public sealed record FalseAlarm(string Call, string Queue, string By) : Command;

/// <summary>From now on no alarm interrupts this talk.</summary>
/// <param name="Reason">crisis, emergency, other; null: it may be interrupted again.</param>
public sealed record TalkSpared(string Call, string? Reason) : Command;

/// <summary>A talk lost its agent's phone; the caller waits again, ahead of the others of the same priority.</summary>
/// <param name="Prefer">Only this agent until <paramref name="PreferUntil"/>, then anyone.</param>
public sealed record CallReturned(string Call, string Prefer, DateTimeOffset PreferUntil) : Command;

/// <summary>The caller left (waiting, offered or talking). One whom no human had answered is to be called back.</summary>
public sealed record CallGone(string Call) : Command
{
    /// <summary>Asterisk came to an end with the call in it: nobody hung up.</summary>
    public bool Cut { get; init; }
}

/// <summary>A call that went by without us and that no human answered, read from Asterisk's log afterwards: to be called back.</summary>
/// <param name="Number">The number dialled.</param>
public sealed record CallMissed(string Call, string Queue, DateTimeOffset ArrivedAt, string Number, string Caller) : Command
{
    /// <summary>As of <see cref="CallArrived"/>.</summary>
    public bool Restricted { get; init; }
}

/// <summary>Whoever was dialled back has picked up.</summary>
public sealed record CallbackReached(string Call) : Command;

/// <summary>Nobody was reached, or the attempt could not be made.</summary>
/// <param name="Reason">busy, no-answer, unreachable, agent-hung-up, not-allowed, interrupted, failed, restart.</param>
/// <param name="Counts">False: a fault of ours, or an alarm came between; it is made again.</param>
public sealed record CallbackFailed(string Call, string Reason, bool Counts = true) : Command
{
    /// <summary>The number is one that nobody here may call.</summary>
    public const string NotAllowed = "not-allowed";
}

/// <summary>Somebody has taken the matter in hand another way: a supervisor closed it, or whoever is on duty has heard of it and confirmed.</summary>
public sealed record CallbackSettled(string Call, string By, string Reason) : Command;

/// <summary>The dialplan fallback connected this caller with this agent without us. Either may be unknown to routing.</summary>
/// <param name="InDialplan">False: found in our own application after a restart.</param>
public sealed record CallSeized(string Call, string? Agent, bool InDialplan = true) : Command;

/// <param name="Phone">"browser" or a desk phone's number.</param>
/// <param name="Skills">Levels 1 to 9; null: none.</param>
public sealed record AgentSignedIn(string Agent, string Phone, IReadOnlyList<string> Queues, IReadOnlyDictionary<string, int>? Skills = null) : Command;
public sealed record AgentSignedOut(string Agent) : Command;

/// <summary>What a signed-in agent serves and can do from now on; a call in hand stays.</summary>
public sealed record AgentQueuesSet(string Agent, IReadOnlyList<string> Queues, IReadOnlyDictionary<string, int>? Skills = null) : Command;
public sealed record AgentReady(string Agent) : Command;
public sealed record AgentBreak(string Agent, string Reason) : Command;
public sealed record AgentOffline(string Agent) : Command;

/// <summary>Page or phone no longer answers. During a talk it only marks the agent; the talk's own loop decides (<see cref="CallReturned"/>).</summary>
public sealed record PresenceLost(string Agent, string Reason) : Command;
public sealed record PresenceFound(string Agent) : Command;

public sealed record OfferAnswered(string Offer) : Command;

/// <param name="Reason">declined, unreachable, failed, no-answer.</param>
public sealed record OfferFailed(string Offer, string Reason) : Command;

/// <summary>The talk is over for the agent (either side hung up).</summary>
public sealed record TalkEnded(string Call, string Agent) : Command;
public sealed record WrapUpExtended(string Agent, int Seconds, string Reason) : Command;
public sealed record WrapUpFinished(string Agent) : Command;

/// <summary>Time passed: deadlines are looked at. Sent when <see cref="RoutingState.NextDeadline"/> is reached.</summary>
public sealed record Tick : Command;

/// <summary>A Server run begins. What was restored may be out of date: nothing is offered and no offer runs out until <see cref="AdoptionFinished"/>.</summary>
/// <param name="Epoch">Unix seconds; starts a new series of offer ids.</param>
public sealed record ServerStarted(long Epoch) : Command;

/// <summary>Every channel was looked at and its call told to routing: deadlines and offers go on.</summary>
public sealed record AdoptionFinished : Command;

/// <param name="Raw">The number as the carrier sent it, at most 256 characters.</param>
/// <param name="Number">E.164, or null when it is none.</param>
/// <param name="Enterprises">Null where none is known, and in journals of versions before enterprises.</param>
public sealed record CallIdentified(string Call, string Raw, string? Number, IReadOnlyList<Guid> Residents, IReadOnlyList<Guid>? Enterprises = null) : Fact;

/// <summary>The agent says which enterprise calls: one of those under the number, or one registered during the call.</summary>
public sealed record EnterpriseChosen(string Call, Guid Enterprise) : Fact;
public sealed record LegStarted(string Call, string Channel, string Party) : Fact;
public sealed record LegAnswered(string Call, string Channel) : Fact;

/// <param name="Cause">Q.850.</param>
public sealed record LegEnded(string Call, string Channel, int Cause, string CauseText) : Fact;
public sealed record CallHeld(string Call) : Fact;
public sealed record CallResumed(string Call) : Fact;

/// <param name="By">caller, agent, system, network.</param>
public sealed record CallEnded(string Call, int Cause, string By) : Fact;
public sealed record RecordingStored(string Call, string File, double Seconds, long Bytes) : Fact;

/// <summary>A call the Server did not see, or saw only in part, read from CEL afterwards.</summary>
public sealed record CallImported(string Call, string DialledNumber, string Queue, string Raw, DateTimeOffset ArrivedAt, DateTimeOffset? AnsweredAt, DateTimeOffset EndedAt,
    string? Agent, int Cause) : Fact
{
    /// <summary>Every talk of the call. Null in journals of versions that did not read them.</summary>
    public IReadOnlyList<ImportedTalk>? Talks { get; init; }
}

/// <summary>A talk as Asterisk recorded it, from bridge to bridge.</summary>
public sealed record ImportedTalk(string Agent, DateTimeOffset From, DateTimeOffset To);

/// <summary>Caller and phone are together in a bridge. What routing decided before is no measure of a talk: the join comes later.</summary>
/// <param name="At">By Asterisk's clock.</param>
public sealed record TalkBegan(string Call, string Agent, DateTimeOffset At) : Fact;

/// <summary>The phone left the bridge, or the caller hung up. A caller on hold is still in the talk.</summary>
/// <param name="At">By Asterisk's clock.</param>
public sealed record TalkStopped(string Call, string Agent, DateTimeOffset At) : Fact;

/// <summary>A caller outside the hours, or one whose number is blocked, who hears so and is never queued.</summary>
/// <param name="Number">The number dialled.</param>
public sealed record CallTurnedAway(string Call, string Queue, DateTimeOffset ArrivedAt, string Number) : Fact
{
    /// <summary>blocked, or restricted: a second call at a time. Null: the hours.</summary>
    public string? Reason { get; init; }
}
