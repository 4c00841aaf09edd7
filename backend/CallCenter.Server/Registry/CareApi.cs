using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Sealing;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Consents and the notes under them.</summary>
internal static class CareApi
{
    private const int MostYears = 5;

    public static void MapCare(this IEndpointRouteBuilder routes)
    {
        var care = routes.MapGroup("/api/residents/{id:guid}").RequireAuthorization(Policy.Desk).WithTags("Registry");
        care.MapGet("/consents", ConsentsAsync).WithSummary("What the resident agreed to");
        care.MapPost("/consents", GiveAsync).WithSummary("Records a consent; audited");
        care.MapPost("/consents/{consent:guid}/withdraw", WithdrawAsync).WithSummary("Ends a consent: its notes are not shown any more; audited");
        care.MapGet("/care-notes", NotesAsync).RequireRateLimiting(Limits.Reveal).WithSummary("Health and care notes whose consent stands; audited");
        care.MapPost("/care-notes", WriteAsync).WithSummary("Writes a note under a consent that stands; audited");
    }

    private static async Task<Results<Ok<List<ConsentLine>>, ProblemHttpResult>> ConsentsAsync(Guid id, CenterDb db, TimeProvider time, CancellationToken ct)
    {
        if (!await db.Residents.AnyAsync(r => r.Id == id, ct)) return Problems.NotFound();
        var consents = await db.Consents.AsNoTracking().Where(c => c.ResidentId == id).OrderByDescending(c => c.GivenAt).Select(c => new { Consent = c, Notes = db.CareNotes.Count(n => n.ConsentId == c.Id) }).ToListAsync(ct);
        return TypedResults.Ok(consents.Select(c => View(c.Consent, c.Notes, time.GetUtcNow())).ToList());
    }

    private static async Task<Results<Ok<ConsentLine>, ProblemHttpResult>> GiveAsync(Guid id, GiveConsent body, HttpContext http, CenterDb db, TimeProvider time, IAudit audit, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        var faults = new Faults().Length("Purpose", body.Purpose, 200, 2).Length("GivenBy", body.GivenBy, 64, 1)
            .When(body.Until < today || body.Until > today.AddYears(MostYears), $"Until is a day from today to {MostYears} years ahead.");
        if (faults.Any) return faults.Problem();
        if (!await db.Residents.AnyAsync(r => r.Id == id, ct)) return Problems.NotFound();
        var end = body.Until.AddDays(1).ToDateTime(TimeOnly.MinValue);
        var consent = new Consent
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), ResidentId = id, Purpose = body.Purpose.Trim(), GivenBy = body.GivenBy.Trim(), GivenAt = time.GetUtcNow(), RecordedBy = http.UserName(),
            ExpiresAt = new DateTimeOffset(end, time.LocalTimeZone.GetUtcOffset(end)),
        };
        db.Add(consent);
        await db.SaveChangesAsync(ct);
        await audit.RecordAsync(http, AuditAction.ConsentRecorded, $"consent:{consent.Id}");
        return TypedResults.Ok(View(consent, 0, time.GetUtcNow()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> WithdrawAsync(Guid id, Guid consent, HttpContext http, CenterDb db, TimeProvider time, IAudit audit, CancellationToken ct)
    {
        if (await db.Consents.FirstOrDefaultAsync(c => c.Id == consent && c.ResidentId == id, ct) is not { } given) return Problems.NotFound();
        if (given.WithdrawnAt is not null) return TypedResults.NoContent();
        (given.WithdrawnAt, given.WithdrawnBy) = (time.GetUtcNow(), http.UserName());
        await db.SaveChangesAsync(ct);
        await audit.RecordAsync(http, AuditAction.ConsentWithdrawn, $"consent:{consent}");
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<List<CareNoteLine>>, ProblemHttpResult>> NotesAsync(Guid id, HttpContext http, CenterDb db, CareNotes notes, IAudit audit, CancellationToken ct)
    {
        try
        {
            var shown = await notes.OfAsync(db, id, ct);
            if (shown.Count > 0) await audit.RecordAsync(http, AuditAction.CareNotesRead, $"resident:{id}");
            return TypedResults.Ok(shown);
        }
        catch (Exception fault) when (fault is KeyLostException or SealBrokenException)
        {
            return Problems.Of(fault is KeyLostException ? ProblemCode.KeyLost : ProblemCode.Damaged, StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
    }

    private static async Task<Results<Ok<CareNoteLine>, ProblemHttpResult>> WriteAsync(Guid id, WriteCareNote body, HttpContext http, CenterDb db, CareNotes notes, IAudit audit, CancellationToken ct)
    {
        var faults = new Faults().Length("Text", body.Text, CareNotes.Longest, 1).When(!CareNotes.Kinds.Contains(body.Kind), "Kind is health, medicine, care or access.");
        if (faults.Any) return faults.Problem();
        try
        {
            if (await notes.WriteAsync(db, id, body, http.UserName(), ct) is not { } note)
                return Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "The resident has not consented, or the consent has expired or was withdrawn.");
            await audit.RecordAsync(http, AuditAction.CareNoteWritten, $"care-note:{note.Id}");
            return TypedResults.Ok(note);
        }
        catch (KeyRingException fault)
        {
            return Problems.Of(ProblemCode.KeyLost, StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
    }

    private static ConsentLine View(Consent c, int notes, DateTimeOffset now) =>
        new(c.Id, c.Purpose, c.GivenBy, c.GivenAt, c.ExpiresAt, c.RecordedBy, c.WithdrawnAt is not null ? "withdrawn" : c.Stands(now) ? "stands" : "expired", notes);
}
