using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.Audit;
using CallCenter.Server.Registry;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.WorkOrders;

internal static class WorkOrdersApi
{
    private const int MostRows = 200;

    public static IServiceCollection AddWorkOrders(this IServiceCollection services)
    {
        services.AddSingleton<CallHands>();
        services.AddSingleton<DraftStore>();
        return services.AddSingleton<OrderDesk>();
    }

    public static void MapWorkOrders(this IEndpointRouteBuilder routes)
    {
        var form = routes.MapGroup("/api/calls/{callId:maxlength(64)}").RequireAuthorization(Policy.Agent).WithTags("WorkOrders");
        form.MapGet("/draft", GetDraftAsync).WithSummary("The form as last saved");
        form.MapPut("/draft", PutDraftAsync).WithSummary("Saves the form; an older revision answers 409 with the stored one");
        form.MapPost("/finish", FinishAsync).WithSummary("Opens the work order and ends wrap-up");
        var orders = routes.MapGroup("/api/workorders").RequireAuthorization(Policy.Records).WithTags("WorkOrders");
        orders.MapGet("", ListAsync);
        orders.MapGet("/{id:guid}", OpenAsync);
    }

    private static async Task<Results<Ok<WorkOrderDraft>, ProblemHttpResult>> GetDraftAsync(string callId, HttpContext http, CenterDb db, CallHands hands, CancellationToken ct)
    {
        if (!await hands.HasAsync(db, http.UserName(), callId, ct)) return Problems.NotFound();
        return await db.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.CallId == callId, ct) is { } draft ? TypedResults.Ok(OrderLines.Draft(draft)) : Problems.NotFound();
    }

    private static async Task<Results<NoContent, Conflict<WorkOrderDraft>, ProblemHttpResult>> PutDraftAsync(
        string callId, WorkOrderDraft body, HttpContext http, CenterDb db, CallHands hands, DraftStore drafts, SiteSettings settings, CancellationToken ct)
    {
        var faults = Check(body, settings.Current);
        if (faults.Any) return faults.Problem();
        if (!await hands.HasAsync(db, http.UserName(), callId, ct)) return Problems.NotFound();
        var (verdict, stored) = await drafts.SaveAsync(db, callId, http.UserName(), body, ct);
        return verdict switch
        {
            DraftVerdict.Saved => TypedResults.NoContent(),
            DraftVerdict.Older => TypedResults.Conflict(OrderLines.Draft(stored)),
            DraftVerdict.Finished => Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "This call is finished."),
        };
    }

    private static async Task<Results<Ok<FinishedCall>, ProblemHttpResult>> FinishAsync(
        string callId, FinishCall body, HttpContext http, CenterDb db, CallHands hands, OrderDesk desk, IWrapUp wrapUp, SiteSettings settings, IAudit audit, CancellationToken ct)
    {
        if (body.Draft is null) return Problems.Invalid("Draft is missing.");
        var faults = Check(body.Draft, settings.Current).When(!body.NoOrder && string.IsNullOrWhiteSpace(body.Draft.Content), "Content is missing.");
        if (faults.Any) return faults.Problem();
        var user = http.UserName();
        if (!await hands.HasAsync(db, user, callId, ct)) return Problems.NotFound();
        if (body.Draft.ResidentId is { } chosen) body = body with { Draft = body.Draft with { ResidentId = await MergedRecords.CurrentAsync(db, chosen, ct) } };
        if (body.Draft.ResidentId is { } resident && !await db.Residents.AnyAsync(r => r.Id == resident, ct)) return Problems.Invalid("ResidentId is nobody we know.");
        var finished = await desk.FinishAsync(db, callId, user, body, ct);
        if (finished.Number is { } number) _ = audit.Record(user, AuditAction.OrderOpened, number, callId);
        await wrapUp.FinishAsync(user, callId, ct);
        return TypedResults.Ok(finished);
    }

    private static async Task<Ok<List<WorkOrderLine>>> ListAsync(bool? mine, Guid? residentId, DateTimeOffset? before, int? take, HttpContext http, CenterDb db, CancellationToken ct)
    {
        var user = http.UserName();
        var orders = db.WorkOrders.AsNoTracking().In(db, http.Area());
        // Whose an order is that was given in confidence shows when one asks by resident.
        if (residentId is not null && http.Area() is not null) orders = orders.Where(o => !o.Confidential);
        if (mine == true) orders = orders.Where(o => o.OpenedBy == user);
        if (residentId is { } resident) orders = orders.Where(o => o.ResidentId == resident);
        if (before is { } end) orders = orders.Where(o => o.OpenedAt < end);
        var rows = await orders.OrderByDescending(o => o.OpenedAt).ThenByDescending(o => o.Number).Take(Math.Clamp(take ?? 50, 1, MostRows)).ToListAsync(ct);
        return TypedResults.Ok(rows.Select(order => OrderLines.Line(order, http)).ToList());
    }

    private static async Task<Results<Ok<WorkOrderDetail>, ProblemHttpResult>> OpenAsync(Guid id, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (await db.WorkOrders.AsNoTracking().In(db, http.Area()).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } order) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.OrderRead, order.Number, order.CallId);
        return TypedResults.Ok(OrderLines.Hidden(order, http)
            ? new WorkOrderDetail(OrderLines.Line(order, http), null, null, "", order.Urgency, null, null, order.Confidential, order.OpenedBy)
            : new WorkOrderDetail(OrderLines.Line(order), order.CallId, order.ResidentId, order.Content, order.Urgency, order.Address, order.CallbackNumber, order.Confidential, order.OpenedBy));
    }

    private static Faults Check(WorkOrderDraft draft, SiteSnapshot site) => new Faults()
        .Length("Content", draft.Content, 4000).Length("Address", draft.Address, 256).Length("CallbackNumber", draft.CallbackNumber, 64)
        .OneOf("Category", draft.Category, site.Categories.Select(c => c.Id)).OneOf("Urgency", draft.Urgency, WorkOrderUrgency.All)
        .When(draft.Revision is < 0 or > 1_000_000_000_000_000, "Revision counts up from 1.");
}
