namespace CallCenter.Contracts;

/// <summary>How a call ended, for the history.</summary>
public enum CallOutcome { InProgress, Answered, Abandoned, Fallback, Failed, AfterHours, Closed, TurnedAway, Message }

public sealed record CallLine(
    string CallId, DateTimeOffset ArrivedAt, string Queue, string DialledNumber, string? MaskedNumber, string? ResidentName, Guid? ResidentId, string? Agent,
    CallOutcome Outcome, int WaitSeconds, int TalkSeconds, RecordingState Recording, string? OrderNumber, string? EnterpriseName = null, Guid? EnterpriseId = null)
{
    /// <summary>Of a callback: the call that came to nothing.</summary>
    public string? CallbackOf { get; init; }
}

public enum RecordingState { None, Pending, Ready }

/// <summary>GET /api/calls?mine=true&amp;q=…&amp;before=…&amp;take=50, newest first.</summary>
public sealed record CallPage(IReadOnlyList<CallLine> Calls, DateTimeOffset? Next);

/// <summary>GET /api/calls/{id}.</summary>
/// <param name="Order">The one opened from it.</param>
public sealed record CallDetail(CallLine Call, IReadOnlyList<LegLine> Legs, IReadOnlyList<CallEventLine> Events, RecordingInfo? Recording, WorkOrderLine? Order = null);

/// <param name="Cause">Q.850 hang-up cause.</param>
public sealed record LegLine(string ChannelId, string Party, DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt, int? Cause, string? CauseText);

public sealed record CallEventLine(DateTimeOffset At, string Kind, string? Agent, Explanation Explanation);

/// <summary>GET /api/calls/{id}/recording answers audio/ogg (ranges allowed, audited); /waveform the peaks.</summary>
public sealed record RecordingInfo(double Seconds, long Bytes, string Url, string WaveformUrl);

/// <summary>Peaks from 0 to 100, one pair per step: caller above, agent below.</summary>
public sealed record Waveform(double Seconds, IReadOnlyList<int> Caller, IReadOnlyList<int> Agent);

/// <summary>POST /api/calls/{id}/keypad.</summary>
public sealed record Keypad(string Digits);
