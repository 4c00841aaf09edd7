using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Sealing;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

internal static class ImportsApi
{
    public const long MostBytes = 50_000_000;
    private const int MostRows = 200, MostImports = 50, MostAtOnce = 5;

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/api/registry/imports").RequireAuthorization(Policy.Supervisor).WithTags("Registry");
        imports.MapGet("", ListAsync).WithSummary("Imports of residents, newest first");
        imports.MapPost("", UploadAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes)).WithSummary("Takes a CSV or Excel file of residents and checks it; nothing is stored until it is applied");
        imports.MapGet("/{id:guid}", GetAsync).WithSummary("How far an import is, and what it does");
        imports.MapGet("/{id:guid}/lines", LinesAsync).RequireRateLimiting(Limits.Search).WithSummary("What became of its lines; audited");
        imports.MapGet("/{id:guid}/report", ReportAsync).WithSummary("The same as CSV; audited");
        imports.MapPost("/{id:guid}/apply", ApplyAsync).WithSummary("Puts the good lines in, or goes on with an interrupted import");
        imports.MapPost("/{id:guid}/cancel", CancelAsync).WithSummary("Stops it; what is in stays until it is undone");
        imports.MapPost("/{id:guid}/undo", UndoAsync).WithSummary("Takes everything back that nobody changed since");
        routes.MapGet("/api/registry/template", TemplateAsync).RequireAuthorization(Policy.Supervisor).WithTags("Registry").WithSummary("An empty table with the headings");
    }

    private static async Task<Ok<List<ImportLineup>>> ListAsync(CenterDb db, CancellationToken ct) =>
        TypedResults.Ok((await db.ResidentImports.AsNoTracking().OrderByDescending(i => i.UploadedAt).Take(MostImports).ToListAsync(ct)).Select(View).ToList());

    private static async Task<Results<Created<ImportLineup>, ProblemHttpResult>> UploadAsync(
        string? name, HttpContext http, CenterDb db, ImportFiles files, ImportWorker worker, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        if (http.Request.ContentLength > MostBytes) return Problems.Of(ProblemCode.Invalid, StatusCodes.Status413PayloadTooLarge, $"The file has more than {MostBytes / 1_000_000} MB: split it.");
        if (await db.ResidentImports.CountAsync(i => i.State == ImportState.Checking || i.State == ImportState.Applying, ct) >= MostAtOnce)
            return Problems.Of(ProblemCode.TooMany, StatusCodes.Status429TooManyRequests, $"{MostAtOnce} imports wait already.");
        var import = new ResidentImport
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), FileName = Plain(name), UploadedBy = http.UserName(), By = http.UserName(), UploadedAt = time.GetUtcNow(),
        };
        try
        {
            import.Bytes = await files.TakeAsync(import.Id, http.Request.Body, ct);
        }
        catch (Exception fault) when (fault is KeyRingException or IOException and not BadHttpRequestException)
        {
            return Problems.Unavailable("The file cannot be kept: the key or the disk is not usable.");
        }
        if (import.Bytes == 0)
        {
            files.Delete(import.Id);
            return Problems.Invalid("The file is empty.");
        }
        db.Add(import);
        await db.SaveChangesAsync(ct);
        await audit.RecordAsync(http, AuditAction.ImportUploaded, Subject(import.Id));
        worker.Wake();
        return TypedResults.Created($"/api/registry/imports/{import.Id}", View(import));
    }

    private static async Task<Results<Ok<ImportLineup>, ProblemHttpResult>> GetAsync(Guid id, CenterDb db, CancellationToken ct) =>
        await db.ResidentImports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct) is { } import ? TypedResults.Ok(View(import)) : Problems.NotFound();

    private static async Task<Results<Ok<List<ImportedLineView>>, ProblemHttpResult>> LinesAsync(
        Guid id, string? outcome, int? after, int? take, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        var lines = db.ImportedLines.AsNoTracking().Where(l => l.ImportId == id);
        if (outcome is not null)
        {
            if (!Enum.TryParse<LineOutcome>(outcome, ignoreCase: true, out var wanted)) return Problems.Invalid("Outcome is new, changed, unchanged, faulty or kept.");
            lines = lines.Where(l => l.Outcome == wanted);
        }
        var behind = after ?? 0;
        var rows = await lines.Where(l => l.Line > behind).OrderBy(l => l.Line).Take(Math.Clamp(take ?? 100, 1, MostRows)).ToListAsync(ct);
        if (rows.Count > 0) await audit.RecordAsync(http, AuditAction.ImportLinesRead, $"{Subject(id)} {rows.Count} lines");
        return TypedResults.Ok(rows.Select(l => new ImportedLineView(l.Line, Word(l.Outcome), l.Name, l.Faults?.Split(' ') ?? [], l.ResidentId)).ToList());
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ReportAsync(Guid id, string? language, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (!await db.ResidentImports.AnyAsync(i => i.Id == id, ct)) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.ImportReportRead, Subject(id));
        return TypedResults.Stream(body => ImportReports.WriteAsync(db, id, language != "en", body, ct), "text/csv; charset=utf-8", $"import-{id.ToString("N", CultureInfo.InvariantCulture)[..8]}.csv");
    }

    private static Task<Results<Ok<ImportLineup>, ProblemHttpResult>> ApplyAsync(Guid id, HttpContext http, CenterDb db, ImportWorker worker, IAudit audit, CancellationToken ct) => BeginAsync(id, ImportState.Applying, AuditAction.ImportApplied, http, db, worker, audit, ct);

    private static Task<Results<Ok<ImportLineup>, ProblemHttpResult>> UndoAsync(Guid id, HttpContext http, CenterDb db, ImportWorker worker, IAudit audit, CancellationToken ct) => BeginAsync(id, ImportState.Undoing, AuditAction.ImportUndone, http, db, worker, audit, ct);

    private static async Task<Results<Ok<ImportLineup>, ProblemHttpResult>> BeginAsync(Guid id, ImportState next, string action, HttpContext http, CenterDb db, ImportWorker worker, IAudit audit, CancellationToken ct)
    {
        if (await db.ResidentImports.FirstOrDefaultAsync(i => i.Id == id, ct) is not { } import) return Problems.NotFound();
        if (!import.May(next)) return WrongState(import);
        // From a check to the import itself, and from an import to its undo, counting begins anew.
        if (import.State is ImportState.Checked || (next == ImportState.Undoing && import.State != ImportState.UndoInterrupted)) import.Done = 0;
        import.Become(next);
        (import.By, import.EndedAt, import.Problem, import.ProblemDetail) = (http.UserName(), null, null, null);
        return await StoredAsync(import, action, http, db, worker, audit, ct);
    }

    private static async Task<Results<Ok<ImportLineup>, ProblemHttpResult>> CancelAsync(Guid id, HttpContext http, CenterDb db, ImportFiles files, ImportWorker worker, IAudit audit, CancellationToken ct)
    {
        if (await db.ResidentImports.FirstOrDefaultAsync(i => i.Id == id, ct) is not { } import) return Problems.NotFound();
        if (!import.May(ImportState.Cancelled)) return WrongState(import);
        if (worker.Cancel(id))
        {
            await audit.RecordAsync(http, AuditAction.ImportCancelled, Subject(id));
            return TypedResults.Ok(View(import));
        }
        // Given up before anything went in: there is nothing to go on with.
        if (import.State is ImportState.Checked or ImportState.Checking)
        {
            import.Total = 0;
            files.Delete(id);
        }
        import.Become(ImportState.Cancelled);
        import.By = http.UserName();
        return await StoredAsync(import, AuditAction.ImportCancelled, http, db, worker, audit, ct);
    }

    private static async Task<Results<Ok<ImportLineup>, ProblemHttpResult>> StoredAsync(ResidentImport import, string action, HttpContext http, CenterDb db, ImportWorker worker, IAudit audit, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return WrongState(import);
        }
        await audit.RecordAsync(http, action, Subject(import.Id));
        worker.Wake();
        return TypedResults.Ok(View(import));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TemplateAsync(string? format, string? language, CancellationToken ct)
    {
        var chinese = language != "en";
        return format switch
        {
            "xlsx" => TypedResults.File(await ImportReports.WorkbookAsync(chinese, ct), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", chinese ? "居民导入模板.xlsx" : "residents.xlsx"),
            null or "csv" => TypedResults.File(ImportReports.Template(chinese), "text/csv; charset=utf-8", chinese ? "居民导入模板.csv" : "residents.csv"),
            _ => Problems.Invalid("Format is csv or xlsx."),
        };
    }

    private static ProblemHttpResult WrongState(ResidentImport import) => Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, $"The import is {Word(import.State)}.");

    private static ImportLineup View(ResidentImport i) => new(i.Id, i.FileName, i.Bytes, i.UploadedBy, i.UploadedAt, Word(i.State), i.Format, i.Ignored?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [],
        i.Problem, i.ProblemDetail, i.Total, i.Done, i.New, i.Changed, i.Unchanged, i.Faulty, i.Reverted, i.Kept, i.By, i.EndedAt);

    private static string Word<T>(T value) where T : Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string Subject(Guid import) => $"import:{import}";

    /// <summary>The file's own name, without folders and what does not print.</summary>
    private static string Plain(string? name)
    {
        var plain = string.Concat((name ?? "").Split('/', '\\')[^1].Where(c => !char.IsControl(c))).Trim();
        return plain.Length switch { 0 => "?", > 128 => plain[^128..], _ => plain };
    }
}
