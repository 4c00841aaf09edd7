using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.History;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Calls;

/// <summary>Who is to be called back, and taking somebody off that list.</summary>
internal static class CallbacksApi
{
    private const int ShortestReason = 2, LongestReason = 200;

    public static void MapCallbacks(this IEndpointRouteBuilder routes)
    {
        var callbacks = routes.MapGroup("/api/callbacks").RequireAuthorization(Policy.Desk).WithTags("Callbacks");
        callbacks.MapGet("", ListAsync).WithSummary("The most urgent first; audited");
        callbacks.MapPost("/{id:maxlength(80)}/settle", SettleAsync).WithSummary("Taken in hand another way; 409 while it is being talked with");
    }

    private static async Task<Ok<CallbackList>> ListAsync(HttpContext http, RoutingLoop routing, CenterDb db, IAudit audit, CancellationToken ct)
    {
        var state = routing.State;
        var tasks = state.Calls.Values.Where(c => c.Callback is not null).OrderBy(c => state.IsLife(c.Call) ? 0 : 1).ThenBy(c => c.Mode == CallMode.Later).ThenBy(c => c.ArrivedAt).ToList();
        var names = await NamesAsync(db, [.. tasks.Select(t => t.Callback!.Of)], ct);
        if (names.Count > 0)
        {
            await audit.RecordAsync(http, AuditAction.CallsListed, $"{tasks.Count} callbacks");
        }
        return TypedResults.Ok(new CallbackList([.. tasks.Select(task => new CallbackLine(task.Call, task.Callback!.Of, task.Queue, Mask.Number(task.Caller), names.GetValueOrDefault(task.Callback.Of),
            task.ArrivedAt, task.Callback.Times, task.Callback.Attempts, StateOf(task), task.Callback.NotBefore, task.Agent ?? (task.Rings.IsEmpty ? null : task.Rings[0].Agent), state.IsLife(task.Call))
        {
            Messages = SpokenMessages.Of(task), Audible = http.User.IsInRole(Role.Supervisor) || SpokenMessages.IsFor(http.UserName(), task, state),
        })]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SettleAsync(string id, SettleCallback body, HttpContext http, RoutingLoop routing, IAudit audit, CancellationToken ct)
    {
        var faults = new Faults().Length("Reason", body.Reason, LongestReason, ShortestReason);
        if (faults.Any)
        {
            return Problems.Invalid(faults.Text);
        }
        if (routing.State.Calls.GetValueOrDefault(id) is not { Callback: not null })
        {
            return Problems.NotFound();
        }
        var decisions = await routing.AskAsync(new CallbackSettled(id, http.UserName(), body.Reason), ct);
        if (decisions.OfType<Refused>().Any())
        {
            return Problems.Of(ProblemCode.WrongState, 409, "Somebody is talking with this person now.");
        }
        await audit.RecordAsync(http, AuditAction.CallbackSettled, $"call:{id}");
        return TypedResults.NoContent();
    }

    /// <summary>Names of those known by their number; none while the database is away: the list itself does not need it.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> NamesAsync(CenterDb db, IReadOnlyList<string> calls, CancellationToken ct)
    {
        try
        {
            return await CallLines.Rows(db, db.Calls.AsNoTracking().Where(c => calls.Contains(c.Id))).Where(r => r.ResidentName != null || r.EnterpriseName != null)
                .ToDictionaryAsync(r => r.Call.Id, r => r.ResidentName ?? r.EnterpriseName!, ct);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            return new Dictionary<string, string>();
        }
    }

    private static CallbackState StateOf(RoutedCall task) => task.Mode switch
    {
        CallMode.Offered => CallbackState.Ringing,
        CallMode.Talking => CallbackState.Talking,
        CallMode.Later => task.Callback!.NotBefore is null ? CallbackState.ToHear : CallbackState.Later,
        CallMode.Dialling => CallbackState.Dialling,
        _ => CallbackState.Waiting,
    };
}
