namespace CallCenter.Contracts;

/// <summary>What an agent is doing, as routing sees it.</summary>
public enum AgentState { Offline, Ready, Break, Offered, Talking, WrapUp, Lost }

/// <summary>POST /api/agent/state.</summary>
/// <param name="State">"ready", "break" or "offline". While talking or in wrap-up it takes effect afterwards.</param>
/// <param name="Reason">For a break: one of <see cref="BreakReason"/>.</param>
public sealed record SetAgentState(string State, string? Reason = null);

public static class BreakReason
{
    public const string Rest = "rest", Meal = "meal", Training = "training", Meeting = "meeting", Other = "other";
    public static IReadOnlyList<string> All { get; } = [Rest, Meal, Training, Meeting, Other];
}

/// <summary>Everything the page needs to draw itself, pushed whole on every change; never a delta, so a lost push heals with the next.</summary>
/// <param name="Version">Grows with every snapshot of one Server run; an older one is ignored.</param>
/// <param name="Since">When the present state began.</param>
/// <param name="Until">End of wrap-up or of the offer, else null.</param>
/// <param name="NextState">"break" or "offline" when asked for while busy, else null.</param>
/// <param name="PhoneReachable">The agent's phone (browser or desk phone) is registered with Asterisk.</param>
/// <param name="Build">Which build the Server is. A page that was loaded from another one keeps its call, and asks to be loaded anew afterwards.</param>
/// <param name="Call">The offered, talking or wrap-up call; null says: you have no call, end any the page still believes in.</param>
public sealed record AgentSnapshot(
    long Version, DateTimeOffset ServerTime, string User, AgentState State, DateTimeOffset Since, DateTimeOffset? Until, string? Reason,
    string? NextState, string? Phone, bool PhoneReachable, CallSnapshot? Call, Board Board, string Build)
{
    /// <summary>An alarm the agent is asked to take while in a talk. No phone rings: POST /api/calls/{id}/answer takes it, and the phone changes calls.</summary>
    public CallSnapshot? Alarm { get; init; }

    /// <summary>What alarms interrupted and what comes back to this agent.</summary>
    public IReadOnlyList<PausedCall> Paused { get; init; } = [];
}

/// <param name="Name">The resident, or the masked number.</param>
/// <param name="Since">When it was interrupted.</param>
/// <param name="WrapUp">Only the work after the talk waits; nobody is on the line.</param>
public sealed record PausedCall(string CallId, string Name, DateTimeOffset Since, bool WrapUp);

public enum CallStage { Offered, Talking, Held, Rejoining, WrapUp, Interrupted }

/// <summary>The call in front of an agent.</summary>
/// <param name="OfferId">Also in the INVITE as header X-CC-Offer, so the page can match its SIP session.</param>
/// <param name="CallerNumber">Masked (138****0001); the whole number by POST /api/calls/{id}/reveal-number, audited.</param>
/// <param name="Explanation">Why it came to this agent.</param>
/// <param name="RecordPending">The look-up has not come back yet; a later snapshot carries it.</param>
/// <param name="People">Everybody known under the number; more than one: the agent chooses.</param>
/// <param name="Enterprises">Every enterprise known under the number, beside the people.</param>
/// <param name="ChosenResident">Chosen or the only one; null = not chosen or unknown.</param>
/// <param name="Recording">A recording is running.</param>
/// <param name="ChosenEnterprise">The one the agent chose; among <paramref name="Enterprises"/>.</param>
public sealed record CallSnapshot(
    string CallId, string OfferId, CallStage Stage, string Queue, string DialledNumber, string? CallerNumber, DateTimeOffset ArrivedAt, DateTimeOffset? AnsweredAt,
    DateTimeOffset? HeldSince, Explanation Explanation, bool RecordPending, IReadOnlyList<ResidentCard> People, IReadOnlyList<EnterpriseCard> Enterprises, Guid? ChosenResident, bool Recording, WorkOrderDraft? Draft, Guid? ChosenEnterprise = null)
{
    /// <summary>A call for life: red.</summary>
    public bool Life { get; init; }

    /// <summary>The caller's number is registered for alarms.</summary>
    public AlarmFacts? Registered { get; init; }

    /// <summary>The caller was marked as a nuisance.</summary>
    public NuisanceFacts? Nuisance { get; init; }

    /// <summary>The agent is to call, or has called, somebody nobody answered.</summary>
    public CallbackFacts? Callback { get; init; }

    /// <summary>Why no alarm interrupts this talk, one of <see cref="SpareReason"/>; null: one may.</summary>
    public string? Spared { get; init; }
}

/// <summary>POST /api/calls/{id}/spare: from now on no alarm interrupts this talk.</summary>
/// <param name="Reason">One of <see cref="SpareReason"/>; null: it may be interrupted again.</param>
public sealed record SpareTalk(string? Reason);

/// <summary>Why a talk may not be interrupted.</summary>
public static class SpareReason
{
    /// <summary>Somebody whose life may be at risk in this very talk.</summary>
    public const string Crisis = "crisis";

    /// <summary>The agent speaks with 110, 119 or 120 about it.</summary>
    public const string Emergency = "emergency";

    public const string Other = "other";

    public static IReadOnlyList<string> All { get; } = [Crisis, Emergency, Other];
}

/// <summary>Code + arguments; the console words it (resource key <c>Why.&lt;Code&gt;</c>).</summary>
public sealed record Explanation(string Code, IReadOnlyDictionary<string, string> Arguments)
{
    public static Explanation None { get; } = new("none", new Dictionary<string, string>());
}

/// <summary>The head of the page: queues and my figures.</summary>
/// <param name="LinkUp">The Server's link to Asterisk.</param>
/// <param name="DatabaseUp">False while the database is away; calls go on.</param>
public sealed record Board(int Waiting, int LongestWaitSeconds, int AgentsReady, int AgentsTalking, int MyCallsToday, int MyTalkSecondsToday,
    int AnsweredToday, int AbandonedToday, double? ServiceLevelToday, bool LinkUp, bool DatabaseUp)
{
    /// <summary>People to be called back.</summary>
    public int Callbacks { get; init; }
}

/// <summary>Server to page.</summary>
public interface IAgentConsole
{
    /// <summary>Answered by the page once it has drawn the snapshot. An offer waits for this at most 300 ms before the phone rings.</summary>
    Task<bool> Show(AgentSnapshot snapshot);

    /// <summary>Life sign asked for every 2 s; a page that does not answer within 3 s is offered nothing.</summary>
    Task<bool> Ping();

    /// <summary>Another page of the same agent took the seat: stop the softphone, say so.</summary>
    Task Replaced();
}

/// <summary>Page to Server.</summary>
public interface IAgentDesk
{
    /// <summary>Take the seat. Without <paramref name="takeOver"/> it fails while another live page has it.</summary>
    Task<AttachResult> Attach(bool takeOver);

    /// <summary>The softphone's own view, sent on every change.</summary>
    Task ReportPhone(PhoneReport report);
}

/// <param name="SeatTaken">Another page of this agent is alive: ask which stays.</param>
public sealed record AttachResult(bool SeatTaken, AgentSnapshot? Snapshot);

/// <param name="Registered">The SIP socket is registered.</param>
/// <param name="SessionOffer">Offer id of the SIP session the page has (ringing or up), null if none.</param>
/// <param name="MicrophoneLost">The microphone ended (headset pulled out) and no other could be taken.</param>
public sealed record PhoneReport(bool Registered, string? SessionOffer, bool SessionUp, bool Muted, bool MicrophoneLost);
