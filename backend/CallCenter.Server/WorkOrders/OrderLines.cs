using CallCenter.Contracts;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.Session;

namespace CallCenter.Server.WorkOrders;

internal static class OrderLines
{
    public static WorkOrderLine Line(WorkOrder order) =>
        new(order.Id, order.Number, order.Title, order.Category, order.Status == OrderStatus.Open ? "open" : "closed", order.OpenedAt, order.DueAt);

    /// <summary>As this user may see it.</summary>
    public static WorkOrderLine Line(WorkOrder order, HttpContext http) => Hidden(order, http) ? Line(order) with { Title = "***" } : Line(order);

    /// <summary>What was given in confidence a station sees only as a number: what it says and where it is tells whose it is.</summary>
    public static bool Hidden(WorkOrder order, HttpContext http) => order.Confidential && http.Area() is not null;

    public static WorkOrderDraft Draft(Draft draft) =>
        new(draft.Revision, draft.Content, draft.Category, draft.Urgency, draft.Address, draft.Confidential, draft.ResidentId, draft.CallbackNumber);
}
