namespace CallCenter.Contracts;

/// <summary>GET /api/audit?below=…&amp;before=…&amp;user=…&amp;action=…&amp;subject=…&amp;take=50, newest first; audit administrators only.</summary>
/// <param name="Subject">An id or user name, never a telephone number or resident's name.</param>
/// <param name="Purpose">Why, where it was said: a legal hold, a list of whole numbers, a number revealed.</param>
/// <param name="Seq">Place in the chain; the next page is what lies below it.</param>
public sealed record AuditLine(DateTimeOffset At, string User, string Action, string Subject, string? CallId, string? Address, string? Purpose = null, long? Seq = null);

/// <summary>POST /api/audit/check.</summary>
/// <param name="Rows">Rows that agree with the chain, up to the first that does not.</param>
/// <param name="Fault">What is wrong first, an English sentence; null when the log is whole.</param>
/// <param name="What">The same for a page to word.</param>
public sealed record AuditState(long Rows, string? Fault, AuditFault? What = null);

/// <summary>What is wrong with the chain: one of <see cref="AuditFaultKind"/>.</summary>
/// <param name="Row">Its place in the chain, where it has one.</param>
/// <param name="Had">How many rows there were, of a log cut off at its end.</param>
/// <param name="Says">Time, user, action and subject of the row, or of the next one where it is missing.</param>
public sealed record AuditFault(string Kind, long? Row = null, long? Had = null, string? Says = null);

public static class AuditFaultKind
{
    public const string Missing = "missing", Changed = "changed", Rewritten = "rewritten", CutOff = "cut-off", HeadLost = "head-lost", Outside = "outside";
}
