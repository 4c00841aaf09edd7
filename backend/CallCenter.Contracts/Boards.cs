namespace CallCenter.Contracts;

/// <summary>The supervisors' live board, pushed whole whenever something on it changes. Everything timed is told as an instant: the page counts.</summary>
/// <param name="Version">Grows with every board of one Server run.</param>
/// <param name="Calls">Alarms first, then those who wait, longest first, then talks.</param>
/// <param name="MoreCalls">Calls beyond those told.</param>
/// <param name="LinkUp">The Server's link to Asterisk.</param>
public sealed record LiveBoard(
    long Version, DateTimeOffset ServerTime, IReadOnlyList<BoardQueue> Queues, IReadOnlyList<BoardTrunk> Trunks, IReadOnlyList<BoardAgent> Agents, IReadOnlyList<BoardCall> Calls, int MoreCalls,
    bool LinkUp, string Build)
{
    /// <summary>The alarm that has waited longest for a human; null: none waits.</summary>
    public DateTimeOffset? AlarmSince { get; init; }

    /// <summary>People to be called back.</summary>
    public int Callbacks { get; init; }
}

/// <param name="Life">Its calls are alarms.</param>
/// <param name="Since">Since when the first of those waiting waits.</param>
/// <param name="Agents">Of those who serve it.</param>
public sealed record BoardQueue(string Queue, int Priority, bool Life, int Waiting, DateTimeOffset? Since, int Talks, ModeCount Agents);

/// <summary>How many agents do what. Who is asked for a call counts as <paramref name="Offered"/>, unless in a talk.</summary>
public sealed record ModeCount(int Ready, int Offered, int Talking, int WrapUp, int Break, int Lost, int Offline);

/// <param name="Channels">Calls on it; null where nobody counts them.</param>
/// <param name="Lines">How many it takes; 0 = no limit.</param>
/// <param name="KeptFree">Of these, kept for alarms.</param>
/// <param name="Reachable">It answers; null while that is not known.</param>
public sealed record BoardTrunk(string Id, string Name, bool? Reachable, int? Channels, int Lines, int KeptFree);

/// <param name="Since">When the state began.</param>
/// <param name="Until">End of wrap-up or of the offer.</param>
/// <param name="Reason">Of the break.</param>
/// <param name="Next">"break" or "offline", asked for while busy.</param>
/// <param name="CallId">Offered, talking or wrap-up call.</param>
/// <param name="Queue">Of that call, while it is up.</param>
/// <param name="Life">That call is an alarm, or one asks for the agent.</param>
public sealed record BoardAgent(
    string Agent, string Name, AgentState State, DateTimeOffset Since, DateTimeOffset? Until, string? Reason, string? Next, string Phone, string? CallId, string? Queue, bool Life);

/// <summary>Where a call is.</summary>
public enum BoardStage
{
    Waiting,
    Ringing,
    Talking,
    Held,

    /// <summary>An alarm took the agent out of the talk; the resident waits for the same agent.</summary>
    Interrupted,

    /// <summary>The talk lost the agent's phone.</summary>
    Rejoining,

    /// <summary>Voicemail, callback or an outside number has it.</summary>
    Away,

    /// <summary>Asterisk itself put it through.</summary>
    Dialplan,
}

/// <param name="Priority">1 life to 4, ageing included.</param>
/// <param name="Since">Of those who wait: since when; otherwise when the stage began.</param>
/// <param name="AnsweredAt">When the present talk began.</param>
/// <param name="Caller">Masked; names are for whoever opens the call.</param>
/// <param name="Agents">Who talks, or who is asked.</param>
public sealed record BoardCall(
    string CallId, string Queue, bool Life, int Priority, BoardStage Stage, DateTimeOffset Since, DateTimeOffset ArrivedAt, DateTimeOffset? AnsweredAt, string? Caller, IReadOnlyList<string> Agents)
{
    /// <summary>Why no alarm interrupts this talk, one of <see cref="SpareReason"/>; null: one may.</summary>
    public string? Spared { get; init; }
}

/// <summary>What hangs on the wall: figures alone, nobody's name or number.</summary>
/// <param name="Since">Since when the first of those waiting waits.</param>
/// <param name="AlarmsOpen">Alarms that are up now.</param>
/// <param name="AlarmSince">The alarm that has waited longest for a human; null: none waits.</param>
/// <param name="Complete">False while the day is still being read after a start: its figures are too low.</param>
/// <param name="HalfHour">The present one, 0 to 47.</param>
/// <param name="HalfHours">All 48 of the local day.</param>
public sealed record Wallboard(
    long Version, DateTimeOffset ServerTime, int Waiting, DateTimeOffset? Since, ModeCount Agents, int AlarmsOpen, DateTimeOffset? AlarmSince, int AlarmsToday, DayCount Today, bool Complete,
    int HalfHour, IReadOnlyList<HalfHourCount> HalfHours, bool LinkUp, string Build)
{
    /// <summary>People to be called back.</summary>
    public int Callbacks { get; init; }
}

/// <summary>The local day so far; rates as <see cref="FigureLine"/> has them, null where nothing is counted.</summary>
/// <param name="InTime">Answered within 15 s.</param>
/// <param name="InTimeRate">Of the counted calls, answered within 15 s.</param>
public sealed record DayCount(int Arrived, int Answered, int InTime, int Abandoned, double? InTimeRate, double? ConnectRate, double? AbandonRate);

/// <summary>Calls that came within a half hour.</summary>
public sealed record HalfHourCount(int Arrived, int Answered, int Abandoned);

/// <summary>Server to a page with the live board.</summary>
public interface IBoardPage
{
    /// <summary>Answered once drawn; the next board is sent after that, so a slow page gets fewer.</summary>
    Task<bool> Show(LiveBoard board);
}

/// <summary>Server to a page with the wallboard.</summary>
public interface IWallPage
{
    /// <inheritdoc cref="IBoardPage.Show"/>
    Task<bool> Show(Wallboard wall);
}
