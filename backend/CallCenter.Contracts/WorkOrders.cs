namespace CallCenter.Contracts;

/// <summary>PUT /api/calls/{callId}/draft every 2 s while typing. The last writer wins by <see cref="Revision"/>; an older one answers 409 with the stored draft.</summary>
/// <param name="Revision">Counts up from 1 in the page.</param>
public sealed record WorkOrderDraft(long Revision, string? Content, string? Category, string? Urgency, string? Address, bool Confidential, Guid? ResidentId, string? CallbackNumber);

/// <summary>Categories and urgencies the form offers; <c>life</c> and <c>utilities</c> carry short deadlines.</summary>
public static class WorkOrderCategory
{
    public static IReadOnlyList<string> All { get; } =
        ["consult", "complaint", "repair", "utilities", "environment", "neighbour", "elderCare", "medical", "policy", "employment", "goods", "psychology", "emergency", "other"];
}

public static class WorkOrderUrgency
{
    public static IReadOnlyList<string> All { get; } = ["ordinary", "urgent", "life"];
}

/// <summary>POST /api/calls/{callId}/finish: 完成. Opens the work order (Content required unless <see cref="NoOrder"/>) and ends wrap-up.</summary>
/// <param name="NoOrder">Only an enquiry, nothing to follow: a short remark is enough.</param>
public sealed record FinishCall(WorkOrderDraft Draft, bool NoOrder);

/// <param name="Number">Human number, e.g. 20261123-0007; null when no order was opened.</param>
public sealed record FinishedCall(string? Number);

/// <summary>GET /api/workorders?mine=true&amp;residentId=…&amp;take=50, newest first.</summary>
public sealed record WorkOrderLine(Guid Id, string Number, string Title, string Category, string Status, DateTimeOffset OpenedAt, DateTimeOffset? DueAt);

/// <summary>POST /api/calls/{callId}/extend-wrapup: once a call, with the reason.</summary>
public sealed record ExtendWrapUp(string Reason);

/// <summary>GET /api/workorders/{id}.</summary>
public sealed record WorkOrderDetail(WorkOrderLine Order, string? CallId, Guid? ResidentId, string Content, string Urgency, string? Address, string? CallbackNumber, bool Confidential, string OpenedBy);
