using CallCenter.Contracts;

namespace CallCenter.Console.WorkOrders;

/// <summary>The form's fields while they are typed.</summary>
internal sealed class DraftFields(string callId)
{
    public const int ContentMax = 4000, AddressMax = 200, NumberMax = 32;

    public string CallId { get; } = callId;

    public long Revision { get; set; }

    public string Content { get; set; } = "";

    public string Category { get; set; } = "";

    public string Urgency { get; set; } = "ordinary";

    public string Address { get; set; } = "";

    public bool Confidential { get; set; }

    public Guid? ResidentId { get; set; }

    public string CallbackNumber { get; set; } = "";

    /// <summary>Nothing the agent typed: not worth keeping.</summary>
    public bool Blank => Content.Trim().Length == 0 && Category.Length == 0 && CallbackNumber.Length == 0 && !Confidential;

    public WorkOrderDraft ToDraft() => new(Revision, Text(Content), Text(Category), Urgency, Text(Address), Confidential, ResidentId, Text(CallbackNumber));

    public void Take(WorkOrderDraft draft)
    {
        Revision = draft.Revision;
        Content = draft.Content ?? "";
        Category = draft.Category ?? "";
        Urgency = draft.Urgency ?? "ordinary";
        Address = draft.Address ?? "";
        Confidential = draft.Confidential;
        ResidentId = draft.ResidentId;
        CallbackNumber = draft.CallbackNumber ?? "";
    }

    private static string? Text(string s) => s.Length == 0 ? null : s;
}

/// <summary>A draft in this browser: survives F5, a restart, an expired session.</summary>
/// <param name="Who">Name or masked number, to find it again.</param>
internal sealed record KeptDraft(string CallId, WorkOrderDraft Draft, string Who, DateTimeOffset At);
