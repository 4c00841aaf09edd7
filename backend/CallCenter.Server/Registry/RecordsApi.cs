using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>A resident's record as a form, and its history.</summary>
internal static class RecordsApi
{
    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        var records = routes.MapGroup("/api/residents/{id:guid}").RequireAuthorization(Policy.Desk).WithTags("Registry");
        records.MapGet("/record", RecordAsync).WithSummary("The record as its form shows it; audited");
        records.MapPut("", EditAsync).WithSummary("Changes a record; what is null stays");
        records.MapGet("/history", HistoryAsync).WithSummary("Every change of the record, its numbers and its household; audited");
    }

    private static async Task<Results<Ok<ResidentRecord>, ProblemHttpResult>> RecordAsync(Guid id, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (await LoadAsync(db, id, ct) is not { } resident) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.ResidentOpened, $"resident:{id}");
        return TypedResults.Ok(await ViewAsync(db, resident, ct));
    }

    private static async Task<Results<Ok<ResidentRecord>, Conflict<ResidentRecord>, ProblemHttpResult>> EditAsync(Guid id, EditResident body, HttpContext http, CenterDb db, RecordEditing editing, IAudit audit, CancellationToken ct)
    {
        var (verdict, problem) = await editing.EditAsync(db, id, body, http.UserName(), ct);
        if (problem is not null) return problem;
        var stored = verdict == EditVerdict.Stored;
        await audit.RecordAsync(http, stored ? AuditAction.ResidentEdited : AuditAction.ResidentOpened, $"resident:{id}");
        db.ChangeTracker.Clear();
        if (await LoadAsync(db, id, ct) is not { } resident) return Problems.NotFound();
        var record = await ViewAsync(db, resident, ct);
        return stored ? TypedResults.Ok(record) : TypedResults.Conflict(record);
    }

    private static async Task<Results<Ok<List<ResidentChangeLine>>, ProblemHttpResult>> HistoryAsync(Guid id, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (await db.Residents.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } resident) return Problems.NotFound();
        // What happened to a record that was merged into this one is this one's history too.
        var subjects = await Merging.MergedIntoAsync(db, id, ct);
        subjects.AddRange([id, resident.HouseholdId]);
        var changes = await db.ResidentChanges.AsNoTracking().Where(c => subjects.Contains(c.SubjectId) && !(c.Kind == ChangeSubject.Household && c.Field == ChangedField.Created)).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(HistoryLines.Most).ToListAsync(ct);
        await audit.RecordAsync(http, AuditAction.HistoryRead, $"resident:{id}");
        var lines = await HistoryLines.OfAsync(db, changes, ct);
        if (!changes.Any(c => c.SubjectId == id && c.Field == ChangedField.Created) && changes.Count < HistoryLines.Most) lines.Add(HistoryLines.Registered(resident.RegisteredAt, resident.RegisteredBy));
        return TypedResults.Ok(lines);
    }

    private static Task<Resident?> LoadAsync(CenterDb db, Guid id, CancellationToken ct) =>
        db.Residents.AsNoTracking().AsSplitQuery().Include(r => r.Household).Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Contacts).FirstOrDefaultAsync(r => r.Id == id, ct);

    private static async Task<ResidentRecord> ViewAsync(CenterDb db, Resident r, CancellationToken ct) => new(r.Id, r.Name, r.Gender, r.BirthDate, IdentityDocument.Mask(r.Document), r.ExternalKey, [.. r.Flags.Select(f => f.Flag).Order(StringComparer.Ordinal)], r.Notes,
        [.. RecordEditing.InOrder(r).Select(n => Mask.Number(n.Number))], r.Household!.CommunityId, r.Household.Estate, r.Household.Building, r.Household.Door, r.Household.Grid,
        [.. RecordEditing.InOrder(r).Select(RecordEditing.TokenOf)], await RecordEditing.VersionAsync(db, r, ct),
        [.. r.Contacts.OrderBy(c => c.Position).Select(c => new ContactCard(c.Id, c.Name, c.Relation, Mask.Number(c.Number)))]);
}
