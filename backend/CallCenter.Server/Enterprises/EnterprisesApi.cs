using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using CallCenter.Server.Registry;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Enterprises;

internal static class EnterprisesApi
{
    private const int MostRows = 50, LongestQuery = 100, DeepestPage = 2000;

    public static IServiceCollection AddEnterprises(this IServiceCollection services)
    {
        services.AddSingleton<EnterpriseSearch>();
        services.AddSingleton<EnterpriseCards>();
        return services.AddSingleton<EnterpriseEditing>();
    }

    public static void MapEnterprises(this IEndpointRouteBuilder routes)
    {
        var enterprises = routes.MapGroup("/api/enterprises").RequireAuthorization(Policy.Records).WithTags("Enterprises");
        enterprises.MapGet("", FindAsync).RequireRateLimiting(Limits.Search).WithSummary("By name, pinyin, initials, code, number or address");
        enterprises.MapGet("/{id:guid}", OpenAsync).WithSummary("Opens a record; audited");
        enterprises.MapPost("", RegisterAsync).RequireAuthorization(Policy.Desk).WithSummary("Registers an enterprise");
        enterprises.MapPut("/{id:guid}", EditAsync).RequireAuthorization(Policy.Desk).WithSummary("Changes a record; what is null stays");
        enterprises.MapGet("/{id:guid}/history", HistoryAsync).RequireAuthorization(Policy.Desk).WithSummary("Every change of the record, its numbers and contacts; audited");
        enterprises.MapPost("/{id:guid}/reveal-number", RevealAsync).RequireRateLimiting(Limits.Reveal).WithSummary("A whole number, for a stated purpose; audited");
        enterprises.MapPost("/{id:guid}/contacts/{contact:guid}/reveal-number", RevealContactAsync).RequireRateLimiting(Limits.Reveal).WithSummary("A contact's whole number, for a stated purpose; audited");
    }

    private static async Task<Results<Ok<IReadOnlyList<EnterpriseLine>>, ProblemHttpResult>> FindAsync(
        string? q, int? take, int? skip, HttpContext http, CenterDb db, EnterpriseSearch search, IAudit audit, CancellationToken ct)
    {
        if (q?.Length > LongestQuery) return Problems.Invalid($"The search text may have {LongestQuery} characters.");
        var found = await search.FindAsync(db, q ?? "", Math.Clamp(skip ?? 0, 0, DeepestPage), Math.Clamp(take ?? 20, 1, MostRows), http.Area(), ct);
        if (found.Count > 0) await audit.RecordAsync(http, AuditAction.EnterprisesSearched, $"{found.Count} records");
        return TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<EnterpriseCard>, ProblemHttpResult>> OpenAsync(Guid id, string? callId, HttpContext http, CenterDb db, EnterpriseCards cards, IAudit audit, CancellationToken ct)
    {
        if (!await SeenAsync(http, db, id, ct) || await cards.ByIdAsync(db, id, ct) is not { } card) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.EnterpriseOpened, $"enterprise:{id}", callId);
        return TypedResults.Ok(http.WithoutSecrets(card));
    }

    private static async Task<Results<Created<EnterpriseCard>, ProblemHttpResult>> RegisterAsync(WriteEnterprise body, HttpContext http, CenterDb db, EnterpriseEditing editing, EnterpriseCards cards, IAudit audit, CancellationToken ct)
    {
        var (id, problem) = await editing.RegisterAsync(db, body, http.UserName(), ct);
        if (problem is not null) return problem;
        await audit.RecordAsync(http, AuditAction.EnterpriseRegistered, $"enterprise:{id}", body.CallId);
        return TypedResults.Created($"/api/enterprises/{id}", (await cards.ByIdAsync(db, id, ct))!);
    }

    private static async Task<Results<Ok<EnterpriseCard>, ProblemHttpResult>> EditAsync(Guid id, WriteEnterprise body, HttpContext http, CenterDb db, EnterpriseEditing editing, EnterpriseCards cards, IAudit audit, CancellationToken ct)
    {
        if (await editing.EditAsync(db, id, body, http.UserName(), ct) is { } problem) return problem;
        await audit.RecordAsync(http, AuditAction.EnterpriseEdited, $"enterprise:{id}");
        return await cards.ByIdAsync(db, id, ct) is { } card ? TypedResults.Ok(card) : Problems.NotFound();
    }

    private static async Task<Results<Ok<List<ResidentChangeLine>>, ProblemHttpResult>> HistoryAsync(Guid id, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (await db.Enterprises.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { } enterprise) return Problems.NotFound();
        var changes = await db.ResidentChanges.AsNoTracking().Where(c => c.SubjectId == id).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(HistoryLines.Most).ToListAsync(ct);
        await audit.RecordAsync(http, AuditAction.EnterpriseHistoryRead, $"enterprise:{id}");
        var lines = await HistoryLines.OfAsync(db, changes, ct);
        if (changes.Count < HistoryLines.Most && changes.All(c => c.Field != ChangedField.Created)) lines.Add(HistoryLines.Registered(enterprise.RegisteredAt, enterprise.RegisteredBy));
        return TypedResults.Ok(lines);
    }

    /// <param name="place">Which of the numbers the card shows; the first without it.</param>
    private static async Task<Results<Ok<RevealedNumber>, ProblemHttpResult>> RevealAsync(Guid id, int? place, StatedPurpose purpose, HttpContext http, Hand hand, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (purpose.Fault(http, hand, call => Shows(call, id)) is { } fault) return fault;
        var numbers = await db.EnterpriseNumbers.AsNoTracking().Where(n => n.EnterpriseId == id).ToListAsync(ct);
        if (EnterpriseCards.InOrder(numbers).ElementAtOrDefault(place ?? 0) is not { } known || !await SeenAsync(http, db, id, ct)) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.NumberRevealed, $"enterprise:{id}", purpose.CallId, purpose.Text);
        return TypedResults.Ok(new RevealedNumber(Mask.National(known.Number)));
    }

    private static async Task<Results<Ok<RevealedNumber>, ProblemHttpResult>> RevealContactAsync(Guid id, Guid contact, StatedPurpose purpose, HttpContext http, Hand hand, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (purpose.Fault(http, hand, call => Shows(call, id)) is { } fault) return fault;
        var number = await db.EnterpriseContacts.AsNoTracking().Where(c => c.EnterpriseId == id && c.Id == contact).Select(c => c.Number).FirstOrDefaultAsync(ct);
        if (number is null || !await SeenAsync(http, db, id, ct)) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.NumberRevealed, $"enterprise-contact:{contact}", purpose.CallId, purpose.Text);
        return TypedResults.Ok(new RevealedNumber(Mask.National(number)));
    }

    private static bool Shows(CallEntry call, Guid enterprise) => call.Enterprises.Any(shown => shown.Id == enterprise);

    private static Task<bool> SeenAsync(HttpContext http, CenterDb db, Guid id, CancellationToken ct) => db.Enterprises.In(http.Area()).AnyAsync(e => e.Id == id, ct);
}
