using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Server.Audit;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.History;

/// <summary>What retention is about to delete, and the holds that keep it from doing so. Call ids only: the security administrator learns nothing of the residents.</summary>
internal static class RetentionApi
{
    private const int MostRows = 200, LongestReason = 256;

    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").RequireAuthorization(Policy.SecurityAdmin).WithTags("Retention");
        api.MapGet("/retention", ReadAsync).WithSummary("What would be deleted now, oldest first; deletes nothing");
        api.MapGet("/holds", ListAsync);
        api.MapPut("/holds/{callId:maxlength(64)}", PlaceAsync).WithSummary("Keeps the recording of a call whatever its age; audited");
        api.MapDelete("/holds/{callId:maxlength(64)}", LiftAsync).WithSummary("Audited");
    }

    private static async Task<Ok<RetentionReport>> ReadAsync(CenterDb db, Retention retention, CenterOptions options, CancellationToken ct)
    {
        var due = retention.Due(db).AsNoTracking();
        var held = await db.LegalHolds.CountAsync(ct);
        var first = await due.Take(MostRows).Select(r => new RetainedRecording(r.CallId, r.StoredAt, r.Bytes)).ToListAsync(ct);
        return TypedResults.Ok(new RetentionReport(options.RecordingDays == 0 ? null : options.RecordingDays, retention.Before, await due.CountAsync(ct), held, first, options.MessageDays == 0 ? null : options.MessageDays, await retention.MessagesDueAsync(db, ct),
            options.CareNoteDays == 0 ? null : options.CareNoteDays, await retention.CareNotesDueAsync(db, ct)));
    }

    private static async Task<Ok<List<HoldLine>>> ListAsync(CenterDb db, CancellationToken ct) =>
        TypedResults.Ok(await db.LegalHolds.AsNoTracking().OrderBy(hold => hold.PlacedAt).Select(hold => new HoldLine(hold.CallId, hold.Reason, hold.PlacedBy, hold.PlacedAt)).ToListAsync(ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> PlaceAsync(string callId, PlaceHold body, HttpContext http, CenterDb db, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        var faults = new Faults().Length("Reason", body.Reason, LongestReason, 1);
        if (faults.Any) return faults.Problem();
        if (!await db.Calls.AnyAsync(call => call.Id == callId, ct)) return Problems.NotFound();
        if (await db.LegalHolds.FindAsync([callId], ct) is null)
        {
            db.Add(new LegalHold { CallId = callId, Reason = body.Reason.Trim(), PlacedBy = http.UserName(), PlacedAt = time.GetUtcNow() });
            await db.SaveChangesAsync(ct);
        }
        await audit.RecordAsync(http, AuditAction.HoldPlaced, $"call:{callId}", callId, body.Reason.Trim());
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LiftAsync(string callId, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (await db.LegalHolds.FindAsync([callId], ct) is not { } hold) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.HoldLifted, $"call:{callId}", callId);
        db.Remove(hold);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}
