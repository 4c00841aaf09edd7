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
    private const int MostChanges = 200;

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
        var changes = await db.ResidentChanges.AsNoTracking().Where(c => subjects.Contains(c.SubjectId) && !(c.Kind == ChangeSubject.Household && c.Field == ChangedField.Created)).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(MostChanges).ToListAsync(ct);
        var names = await NamesAsync(db, changes, ct);
        await audit.RecordAsync(http, AuditAction.HistoryRead, $"resident:{id}");
        var lines = changes.Select(c => new ResidentChangeLine(c.At, c.User, Word(c.Why), c.Field, Shown(c.Field, c.Before, names), Shown(c.Field, c.After, names), c.ImportId)).ToList();
        if (!changes.Any(c => c.SubjectId == id && c.Field == ChangedField.Created) && changes.Count < MostChanges)
            lines.Add(new ResidentChangeLine(resident.RegisteredAt, resident.RegisteredBy, Word(ChangeReason.Registered), ChangedField.Created, null, null, null));
        return TypedResults.Ok(lines);
    }

    /// <summary>Households by their address, communities by their name.</summary>
    private static async Task<Dictionary<string, string>> NamesAsync(CenterDb db, List<ResidentChange> changes, CancellationToken ct)
    {
        List<Guid> Ids(string field) => [.. changes.Where(c => c.Field == field).SelectMany(c => new[] { c.Before, c.After }).OfType<string>().Distinct().Select(Guid.Parse)];
        var (doors, communities) = (Ids(ChangedField.Household), Ids(ChangedField.Community));
        var names = new Dictionary<string, string>();
        if (doors.Count > 0)
        {
            foreach (var h in await db.Households.AsNoTracking().Where(h => doors.Contains(h.Id)).Select(h => new { h.Id, h.Address }).ToListAsync(ct)) names[h.Id.ToString()] = h.Address;
        }
        if (communities.Count > 0)
        {
            foreach (var c in await db.Communities.AsNoTracking().Where(c => communities.Contains(c.Id)).Select(c => new { c.Id, c.Name }).ToListAsync(ct)) names[c.Id.ToString()] = c.Name;
        }
        return names;
    }

    /// <summary>Numbers and documents as they may be shown without being asked for.</summary>
    private static string? Shown(string field, string? value, Dictionary<string, string> names) => value is null ? null : field switch
    {
        ChangedField.Number => Mask.Number(value),
        ChangedField.Document => IdentityDocument.Mask(value),
        ChangedField.Contact when value.Split(ResidentChange.Between) is [var name, var relation, var number] => string.Join(ResidentChange.Between, name, relation, Mask.Number(number)),
        ChangedField.Household or ChangedField.Community => names.GetValueOrDefault(value, "—"),
        _ => value,
    };

    private static Task<Resident?> LoadAsync(CenterDb db, Guid id, CancellationToken ct) =>
        db.Residents.AsNoTracking().AsSplitQuery().Include(r => r.Household).Include(r => r.Numbers).Include(r => r.Flags).FirstOrDefaultAsync(r => r.Id == id, ct);

    private static async Task<ResidentRecord> ViewAsync(CenterDb db, Resident r, CancellationToken ct) => new(r.Id, r.Name, r.Gender, r.BirthDate, IdentityDocument.Mask(r.Document), r.ExternalKey, [.. r.Flags.Select(f => f.Flag).Order(StringComparer.Ordinal)], r.Notes,
        [.. RecordEditing.InOrder(r).Select(n => Mask.Number(n.Number))], r.Household!.CommunityId, r.Household.Estate, r.Household.Building, r.Household.Door, r.Household.Grid,
        [.. RecordEditing.InOrder(r).Select(RecordEditing.TokenOf)], await RecordEditing.VersionAsync(db, r, ct));

    private static string Word<T>(T value) where T : Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
