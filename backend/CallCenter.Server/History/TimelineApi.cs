using System.Collections.Concurrent;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Audit;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.History;

internal static class TimelineApi
{
    public static void MapTimeline(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/calls/{id:maxlength(64)}/timeline", ReadAsync).RequireAuthorization(Policy.Records).WithTags("History").WithSummary("What was decided about a call and why, in order and as bars; of calls that are up too; audited");

    private static async Task<Results<Ok<CallTimeline>, ProblemHttpResult>> ReadAsync(string id, HttpContext http, CenterDb db, CallLines lines, Looks looks, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        if (await CallLines.Rows(db, db.Calls.AsNoTracking().Where(c => c.Id == id)).In(db, http.Area()).FirstOrDefaultAsync(ct) is not { } row) return Problems.NotFound();
        var events = await db.CallEvents.AsNoTracking().Where(e => e.CallId == id).OrderBy(e => e.Epoch).ThenBy(e => e.Seq).ThenBy(e => e.Part).ToListAsync(ct);
        if (looks.IsNew(http, id)) await audit.RecordAsync(http, AuditAction.CallOpened, $"call:{id}", id);
        looks.GoOn(http, id);
        return TypedResults.Ok(new CallTimeline(lines.Line(row).For(http.Area()), time.GetUtcNow(), row.Call.ArrivedAt, row.Call.EndedAt, TimelineBars.Of(row.Call, events),
            [.. events.Select(HistoryApi.Event)]));
    }
}

/// <summary>Tells a new look at a call from one that goes on: a page that follows a call asks every few seconds.</summary>
internal sealed class Looks(TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan GoesOn = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<(Guid? Session, string Call), DateTimeOffset> _last = new();

    public bool IsNew(HttpContext http, string call) => !_last.TryGetValue(Key(http, call), out var last) || time.GetUtcNow() - last >= GoesOn;

    /// <summary>Shown, and recorded if it had to be.</summary>
    public void GoOn(HttpContext http, string call)
    {
        if (_last.Count >= MostKept) _last.Clear();
        _last[Key(http, call)] = time.GetUtcNow();
    }

    private static (Guid?, string) Key(HttpContext http, string call) => (http.SessionId(), call);
}
