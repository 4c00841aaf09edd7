using CallCenter.Contracts;
using CallCenter.Data.WorkOrders;

namespace CallCenter.Server.WorkOrders;

internal static class OrderLines
{
    public static WorkOrderLine Line(WorkOrder order, bool hidden = false) =>
        new(order.Id, order.Number, hidden ? "***" : order.Title, order.Category, order.Status == OrderStatus.Open ? "open" : "closed", order.OpenedAt, order.DueAt);

    public static WorkOrderDraft Draft(Draft draft) =>
        new(draft.Revision, draft.Content, draft.Category, draft.Urgency, draft.Address, draft.Confidential, draft.ResidentId, draft.CallbackNumber);
}
