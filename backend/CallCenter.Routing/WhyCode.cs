namespace CallCenter.Routing;

/// <summary>Every code a <see cref="Why"/> can carry. The console words <c>Why.&lt;code&gt;</c>; arguments are named in each remark.</summary>
public static class WhyCode
{
    // ---- Offer. All: agent, queue, priority, waiting (s), position (in the queue, from 1), idle (s), ready (agents ready before this offer), and how many agents of the
    // queue are not: break, offered, talking, wrapUp, lost, offline; declined (agents who let this call go). Of a restricted caller also: restricted.
    /// <summary>Chosen as the longest idle.</summary>
    public const string LongestIdle = "longest-idle";

    /// <summary>A returned call, back to the agent it was talking with.</summary>
    public const string SameAgent = "same-agent";

    /// <summary>Everybody ready has declined; asked again from the longest idle on.</summary>
    public const string AskedAgain = "asked-again";

    /// <summary>Asked longest ago.</summary>
    public const string RoundRobin = "round-robin";

    /// <summary>Several ring at once.</summary>
    public const string RingSeveral = "ring-several";

    /// <summary>Spoke with this person last.</summary>
    public const string SpokeLast = "spoke-last";

    /// <summary>An alarm interrupted the two; now they go on.</summary>
    public const string AfterAlarm = "after-alarm";

    // Alarms. Also: over (what the agent was doing), stage of the escalation.
    /// <summary>Nobody ready: wrap-up is suspended, what is left of it is given back.</summary>
    public const string LifeOverWrapUp = "life-over-wrap-up";

    /// <summary>Nobody ready: taken from a call that only rang.</summary>
    public const string LifeOverRinging = "life-over-ringing";

    /// <summary>Nobody ready: fetched from a break. Also: reason.</summary>
    public const string LifeOverBreak = "life-over-break";

    /// <summary>Everybody talks: this talk does least harm when interrupted. Also: interrupts (call), talkPriority, talking-for (s).</summary>
    public const string LifeOverTalk = "life-over-talk";

    /// <summary>Unanswered: every ready phone rings.</summary>
    public const string LifeEverybody = "life-everybody";

    // ---- Withdraw and the AgentChanged that goes with it: agent, call, ringing (s).
    /// <summary>The offer's deadline passed.</summary>
    public const string NoAnswer = "no-answer";
    public const string Declined = "declined";

    /// <summary>The phone could not be reached; the agent counts as lost until found.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>A technical failure of the leg. Also: reason.</summary>
    public const string OfferFailed = "offer-failed";

    /// <summary>The caller hung up (also ends a talk). Arguments: call.</summary>
    public const string CallerGone = "caller-gone";

    /// <summary>Several rang and another was quicker. Also: by.</summary>
    public const string AnsweredElsewhere = "answered-elsewhere";

    /// <summary>An alarm needs this agent. Also: alarm.</summary>
    public const string LifeFirst = "life-first";

    /// <summary>The talk that was to be interrupted is over: the agent is asked anew. Also: over.</summary>
    public const string TalkOverFirst = "talk-over-first";

    /// <summary>The dialplan connected the call with somebody else. Arguments: call.</summary>
    public const string ConnectedElsewhere = "connected-elsewhere";

    /// <summary>The dialplan connected the agent with another call. Arguments: agent, call.</summary>
    public const string AgentSeized = "agent-seized";

    // ---- Connected: agent, call, ringing (s), waiting (s).
    public const string Answered = "answered";

    // ---- Wait. All: queue, priority, waiting (s), position, and the mode counts of the queue's agents: ready, break, offered, talking, wrapUp, lost, offline; declined.
    /// <summary>No signed-in agent serves the queue.</summary>
    public const string NobodyServes = "nobody-serves";

    /// <summary>Agents serve the queue, none is ready.</summary>
    public const string NobodyReady = "nobody-ready";

    /// <summary>Only agents who just declined are ready. Also: pause (s until they are asked again).</summary>
    public const string OnlyDeclined = "only-declined";

    /// <summary>Kept for the agent it was talking with. Also: agent, hold (s).</summary>
    public const string KeptForAgent = "kept-for-agent";

    /// <summary>Agents are ready, none can do what is asked for. Also: skills.</summary>
    public const string NobodySkilled = "nobody-skilled";

    /// <summary>An alarm, and every talk is one that may not be interrupted. Also: spared (talks), byNumber (alarms by number have had their share).</summary>
    public const string NobodyToInterrupt = "nobody-to-interrupt";

    // ---- Interrupt: call, agent, by, hold (s).
    public const string InterruptedForLife = "interrupted-for-life";

    // ---- Escalate: call, waiting (s), asked (agents asked so far).
    public const string EscalatedToEverybody = "escalated-to-everybody";
    public const string EscalatedToDuty = "escalated-to-duty";

    // ---- Overflow: call, queue, to, target, threshold; and
    /// <summary>waiting (s in this queue).</summary>
    public const string OverflowWait = "overflow-wait";

    /// <summary>length (calls ahead in this queue).</summary>
    public const string OverflowLength = "overflow-length";

    /// <summary>waiting (s in this queue).</summary>
    public const string OverflowNoAgents = "overflow-no-agents";

    /// <summary>Came outside the hours and was never in the queue; no threshold.</summary>
    public const string OverflowClosed = "overflow-closed";

    /// <summary>The rule leads to a queue that is not there any more, or to one for life: passed over.</summary>
    public const string OverflowNowhere = "overflow-nowhere";

    // ---- Reconsidered: call.
    /// <summary>Also: from, to (priorities), waiting.</summary>
    public const string Aged = "aged";

    /// <summary>Also: by (levels), skills.</summary>
    public const string SkillRelaxed = "skill-relaxed";

    /// <summary>No longer kept for one agent. Also: agent.</summary>
    public const string HoldOver = "hold-over";

    /// <summary>The alarm known by its number is a real one. Also: by.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The alarm known by its number is none: an ordinary talk. Also: by, queue.</summary>
    public const string FalseAlarm = "false-alarm";

    /// <summary>No alarm interrupts this talk; also: reason.</summary>
    public const string Spared = "spared";

    /// <summary>Alarms may interrupt this talk again.</summary>
    public const string NotSpared = "not-spared";

    /// <summary>The Server has just started and is looking at the live channels.</summary>
    public const string Adopting = "adopting";

    // ---- CallBack: call (that came to nothing), waiting.
    public const string CallbackAbandoned = "callback-abandoned";

    /// <summary>Asterisk came to an end with the call in it.</summary>
    public const string CallbackCut = "callback-cut";

    /// <summary>Nobody answered while we were not there.</summary>
    public const string CallbackMissed = "callback-missed";

    /// <summary>The queue overflowed into being called back.</summary>
    public const string CallbackWished = "callback-wished";

    /// <summary>Spoke a message. Instead of waiting: seconds.</summary>
    public const string MessageLeft = "message-left";

    /// <summary>Spoke a message and cannot be called: to be heard and closed. Instead of waiting: seconds. Also of Reconsidered.</summary>
    public const string MessageToHear = "message-to-hear";

    /// <summary>The same person is on the list already. Also: times.</summary>
    public const string CallbackOnList = "callback-on-list";

    // ---- DialBack: call, step (Caller, CallerAgain, Contacts, Duty).
    public const string CallbackDialled = "callback-dialled";

    // ---- CallbackLater: call, reason, attempts, pause (s); also of the agent's change.
    public const string CallbackNotReached = "callback-not-reached";

    /// <summary>Of Reconsidered: its time has come (again). Also: attempts.</summary>
    public const string CallbackDue = "callback-due";

    // ---- CallbackClosed: call.
    public const string CallbackReached = "callback-reached";

    /// <summary>Also: attempts, reason.</summary>
    public const string CallbackGivenUp = "callback-given-up";

    /// <summary>The person called again and was answered.</summary>
    public const string CallbackCalledAgain = "callback-called-again";

    /// <summary>Also: by, reason.</summary>
    public const string CallbackSettled = "callback-settled";

    /// <summary>The caller's number is not known.</summary>
    public const string CallbackNoNumber = "callback-no-number";

    // ---- AgentChanged: agent.
    public const string SignedIn = "signed-in";

    /// <summary>Was signed in already; mode kept.</summary>
    public const string SignedInAgain = "signed-in-again";
    public const string SignedOut = "signed-out";
    public const string ReadyRequested = "ready-requested";

    /// <summary>Also: reason.</summary>
    public const string BreakRequested = "break-requested";
    public const string OfflineRequested = "offline-requested";

    /// <summary>Asked for while busy: takes effect afterwards. Also: next (break, offline or ready).</summary>
    public const string NotedForLater = "noted-for-later";

    /// <summary>Rings. Also: call, offer.</summary>
    public const string Offered = "offered";

    /// <summary>Talk over; wrap-up or, where the queue has none, free. Also: call, seconds.</summary>
    public const string TalkEnded = "talk-ended";

    /// <summary>Wrap-up time ran out.</summary>
    public const string WrapUpOver = "wrap-up-over";

    /// <summary>The agent finished.</summary>
    public const string WrapUpFinished = "wrap-up-finished";

    /// <summary>Also: seconds, reason.</summary>
    public const string WrapUpExtended = "wrap-up-extended";

    /// <summary>Also: reason.</summary>
    public const string PresenceLost = "presence-lost";
    public const string PresenceFound = "presence-found";

    /// <summary>Let calls ring out several times in a row: set aside until ready again. Also: misses.</summary>
    public const string SetAside = "set-aside";

    /// <summary>The talk lost the agent's phone and the caller waits again. Also: call.</summary>
    public const string CallReturned = "call-returned";

    /// <summary>The dialplan connected this agent with a caller without us. Also: call.</summary>
    public const string Seized = "seized";

    // ---- Refused: what (the id in question).
    public const string UnknownCall = "unknown-call";
    public const string KnownCall = "known-call";
    public const string UnknownQueue = "unknown-queue";
    public const string UnknownAgent = "unknown-agent";

    /// <summary>The offer is over (or never was).</summary>
    public const string OfferOver = "offer-over";
    public const string NotTalking = "not-talking";
    public const string NotAway = "not-away";
    public const string NotWaiting = "not-waiting";

    /// <summary>No callback, or nobody is being dialled for it.</summary>
    public const string NotDialled = "not-dialled";
    public const string NotInWrapUp = "not-in-wrap-up";

    /// <summary>The phone cannot change while the agent is busy.</summary>
    public const string PhoneBusy = "phone-busy";
    public const string AgentBusy = "agent-busy";

    /// <summary>Nothing to change.</summary>
    public const string AlreadySo = "already-so";

    /// <summary>A value outside its range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>Every code, for tests and for the console's check that all are worded.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(WhyCode).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];
}
