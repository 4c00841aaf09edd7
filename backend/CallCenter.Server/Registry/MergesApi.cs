using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Audit;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Records that are one person twice.</summary>
internal static class MergesApi
{
    private const int MostRows = 100;

    public static void MapMerges(this IEndpointRouteBuilder routes)
    {
        var registry = routes.MapGroup("/api/registry").RequireAuthorization(Policy.Supervisor).WithTags("Registry");
        registry.MapGet("/duplicates", DuplicatesAsync).RequireRateLimiting(Limits.Search).WithSummary("Pairs that may be one person, side by side; audited");
        registry.MapGet("/merges", ListAsync).WithSummary("Merges, newest first; audited");
        registry.MapPost("/merges", MergeAsync).WithSummary("Makes two records one: calls, orders, messages and history follow");
        registry.MapPost("/merges/{id:guid}/undo", UndoAsync).WithSummary("Makes them two again");
    }

    private static async Task<Ok<List<DuplicatePair>>> DuplicatesAsync(HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        var pairs = await Duplicates.FindAsync(db, ct);
        if (pairs.Count > 0) await audit.RecordAsync(http, AuditAction.DuplicatesViewed, $"{pairs.Count} pairs");
        return TypedResults.Ok(pairs);
    }

    private static async Task<Ok<List<MergeLine>>> ListAsync(HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        var merges = await db.ResidentMerges.AsNoTracking().OrderByDescending(m => m.At).Take(MostRows).ToListAsync(ct);
        var kept = merges.Select(m => m.KeptId).Distinct().ToList();
        var names = await db.Residents.AsNoTracking().Where(r => kept.Contains(r.Id)).Select(r => new { r.Id, r.Name }).ToDictionaryAsync(r => r.Id, r => r.Name, ct);
        if (merges.Count > 0) await audit.RecordAsync(http, AuditAction.MergesViewed, $"{merges.Count} merges");
        return TypedResults.Ok(merges.Select(m => new MergeLine(m.Id, m.KeptId, names.GetValueOrDefault(m.KeptId), m.GoneId, Merging.NameOf(m), m.At, m.By, m.UndoneAt, m.UndoneBy)).ToList());
    }

    private static async Task<Results<Ok<MergeLine>, ProblemHttpResult>> MergeAsync(MergeResidents body, HttpContext http, CenterDb db, Merging merging, IAudit audit, CancellationToken ct)
    {
        if (body.Keep == body.Gone) return Problems.Invalid("Keep and Gone are the same record.");
        if (await merging.MergeAsync(db, body.Keep, body.Gone, http.UserName(), ct) is not { } merge) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.ResidentsMerged, $"resident:{body.Gone}>{body.Keep}");
        return TypedResults.Ok(new MergeLine(merge.Id, merge.KeptId, null, merge.GoneId, Merging.NameOf(merge), merge.At, merge.By, null, null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UndoAsync(Guid id, HttpContext http, CenterDb db, Merging merging, IAudit audit, CancellationToken ct)
    {
        switch (await merging.UndoAsync(db, id, http.UserName(), ct))
        {
            case MergeUndo.None:
                return Problems.NotFound();
            case MergeUndo.Overtaken:
                return Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "It is undone already, or the record that stayed was merged into another: undo that merge first.");
        }
        await audit.RecordAsync(http, AuditAction.MergeUndone, $"merge:{id}");
        return TypedResults.NoContent();
    }
}
