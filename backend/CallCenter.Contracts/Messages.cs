namespace CallCenter.Contracts;

/// <summary>GET /api/messages/channel: whether messages can be sent at all.</summary>
/// <param name="Kind">"http", "file" (written to a file, nothing leaves), or "off".</param>
public sealed record MessageChannel(string Kind);

/// <summary>GET /api/messages/templates: approved ones. GET /api/messages/templates/all: every version, for those who keep them.</summary>
/// <param name="State">draft, approved, retired.</param>
/// <param name="Urgent">Goes out in quiet hours, too.</param>
public sealed record MessageTemplateLine(Guid Id, string Name, int Version, string TextZh, string TextEn, bool Urgent, string State, string WrittenBy, DateTimeOffset WrittenAt,
    string? ApprovedBy, DateTimeOffset? ApprovedAt);

/// <summary>POST /api/messages/templates: a new template, or the next version of one that is approved or retired. PUT /api/messages/templates/{id} changes a draft.</summary>
public sealed record WriteTemplate(string Name, string TextZh, string TextEn, bool Urgent);

/// <summary>POST /api/messages. To the caller of <see cref="CallId"/> (the call in hand), or to <see cref="ResidentId"/> when that is given.</summary>
/// <param name="Arguments">One for every name in the template, and no others.</param>
public sealed record SendMessage(Guid TemplateId, string Language, IReadOnlyDictionary<string, string> Arguments, string? CallId, Guid? ResidentId);

/// <param name="Duplicate">The same text went to the same number within the last minute: nothing was added, this is the earlier one.</param>
public sealed record SentMessage(MessageLine Message, bool Duplicate);

/// <param name="State">queued, sent, delivered, failed, expired.</param>
/// <param name="NextAttemptAt">While queued: not before this.</param>
/// <param name="Reason">Why it waits or failed: quiet-hours, per-minute, per-day, or the gateway's code.</param>
public sealed record MessageLine(Guid Id, string MaskedNumber, string Template, int Version, string Language, string Text, int Segments, string State, int Attempts, string? Reason,
    string? CallId, Guid? ResidentId, string Sender, DateTimeOffset QueuedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt, DateTimeOffset? EndedAt);

public sealed record InboundLine(Guid Id, string MaskedNumber, Guid? ResidentId, string? ResidentName, string Text, DateTimeOffset At);

/// <summary>GET /api/messages?callId=…|residentId=…|neither, newest first: with neither an agent's own, everybody's for a supervisor.</summary>
/// <param name="Received">Of the same number or resident; with neither, for supervisors only.</param>
public sealed record MessagePage(IReadOnlyList<MessageLine> Sent, IReadOnlyList<InboundLine> Received);
