namespace CallCenter.Contracts;

/// <summary>GET /api/retention: what a run now would delete.</summary>
/// <param name="Days">How long recordings are kept; null for ever.</param>
/// <param name="Due">How many would be deleted; <paramref name="First"/> names the oldest of them.</param>
/// <param name="MessageDays">How long messages, sent and received, are kept; null for ever.</param>
/// <param name="CareNoteDays">How long care notes are kept once their consent is over; null for ever.</param>
/// <param name="Holds">Calls under a legal hold, which are not among them.</param>
public sealed record RetentionReport(int? Days, DateTimeOffset? Before, int Due, int Holds, IReadOnlyList<RetainedRecording> First, int? MessageDays, int MessagesDue, int? CareNoteDays, int CareNotesDue);

public sealed record RetainedRecording(string CallId, DateTimeOffset StoredAt, long Bytes);

/// <summary>PUT /api/holds/{callId}.</summary>
public sealed record PlaceHold(string Reason);

/// <summary>GET /api/holds.</summary>
public sealed record HoldLine(string CallId, string Reason, string PlacedBy, DateTimeOffset PlacedAt);
