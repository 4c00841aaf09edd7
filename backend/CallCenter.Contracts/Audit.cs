namespace CallCenter.Contracts;

/// <summary>GET /api/audit?before=…&amp;take=50, newest first; audit administrators only.</summary>
/// <param name="Subject">An id or user name, never a telephone number or resident's name.</param>
/// <param name="Purpose">Why, where the user had to say it: a reveal.</param>
public sealed record AuditLine(DateTimeOffset At, string User, string Action, string Subject, string? CallId, string? Address, string? Purpose = null);
