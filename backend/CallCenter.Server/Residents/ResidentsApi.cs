using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using CallCenter.Server.Registry;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Residents;

internal static class ResidentsApi
{
    private const int MostRows = 50, LongestQuery = 100, DeepestPage = 2000;

    public static IServiceCollection AddResidents(this IServiceCollection services)
    {
        services.AddSingleton<Pinyin>();
        services.AddSingleton<ResidentCards>();
        services.AddSingleton<ResidentSearch>();
        services.AddSingleton<CallerNumbers>();
        services.AddSingleton<ICallerNumbers>(provider => provider.GetRequiredService<CallerNumbers>());
        return services.AddSingleton<Registration>();
    }

    public static void MapResidents(this IEndpointRouteBuilder routes)
    {
        var residents = routes.MapGroup("/api/residents").RequireAuthorization(Policy.Records).WithTags("Residents");
        residents.MapGet("", FindAsync).RequireRateLimiting(Limits.Search).WithSummary("By name, pinyin, initials, number or address");
        residents.MapGet("/{id:guid}", OpenAsync).WithSummary("Opens a record; audited");
        residents.MapPost("", RegisterAsync).RequireAuthorization(Policy.Desk).WithSummary("Registers an unknown caller");
        residents.MapPost("/{id:guid}/reveal-number", RevealAsync).RequireRateLimiting(Limits.Reveal).WithSummary("The whole number, for a stated purpose; audited");
        residents.MapPost("/{id:guid}/contacts/{contact:guid}/reveal-number", RevealContactAsync).RequireRateLimiting(Limits.Reveal).WithSummary("A contact's whole number, for a stated purpose; audited");
        routes.MapGet("/api/communities", CommunitiesAsync).RequireAuthorization(Policy.Records).WithTags("Residents");
    }

    private static async Task<Results<Ok<IReadOnlyList<ResidentLine>>, ProblemHttpResult>> FindAsync(
        string? q, int? take, int? skip, HttpContext http, CenterDb db, ResidentSearch search, IAudit audit, CancellationToken ct)
    {
        if (q?.Length > LongestQuery) return Problems.Invalid($"The search text may have {LongestQuery} characters.");
        var found = await search.FindAsync(db, q ?? "", Math.Clamp(skip ?? 0, 0, DeepestPage), Math.Clamp(take ?? 20, 1, MostRows), ct, http.Area());
        // What was typed may be a name or number and has no place in the audit log.
        if (found.Count > 0) await audit.RecordAsync(http, AuditAction.ResidentsSearched, $"{found.Count} records");
        return TypedResults.Ok(found);
    }

    private static async Task<Results<Ok<ResidentCard>, ProblemHttpResult>> OpenAsync(Guid id, string? callId, HttpContext http, CenterDb db, ResidentCards cards, IAudit audit, CancellationToken ct)
    {
        // Somebody may still have the address of a record that was merged.
        id = await MergedRecords.CurrentAsync(db, id, ct);
        if (!await http.SeesAsync(db, id, ct) || await cards.ByIdAsync(db, id, ct) is not { } card) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.ResidentOpened, $"resident:{id}", callId);
        return TypedResults.Ok(await http.WithoutSecretsAsync(card, db, ct));
    }

    private static async Task<Results<Created<ResidentCard>, ProblemHttpResult>> RegisterAsync(
        RegisterResident body, HttpContext http, CenterDb db, Registration registration, ResidentCards cards, IAudit audit, CancellationToken ct)
    {
        var (id, problem) = await registration.RegisterAsync(db, body, http.UserName(), ct);
        if (problem is not null) return problem;
        await audit.RecordAsync(http, AuditAction.ResidentRegistered, $"resident:{id}", body.CallId);
        return TypedResults.Created($"/api/residents/{id}", (await cards.ByIdAsync(db, id, ct))!);
    }

    private static async Task<Results<Ok<RevealedNumber>, ProblemHttpResult>> RevealAsync(Guid id, StatedPurpose purpose, HttpContext http, Hand hand, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (purpose.Fault(http, hand, call => Shows(call, id)) is { } fault) return fault;
        var number = await db.ResidentNumbers.AsNoTracking().Where(n => n.ResidentId == id).OrderBy(n => n.Position).ThenBy(n => n.Number).Select(n => n.Number).FirstOrDefaultAsync(ct);
        if (number is null || !await http.SeesAsync(db, id, ct)) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.NumberRevealed, $"resident:{id}", purpose.CallId, purpose.Text);
        return TypedResults.Ok(new RevealedNumber(Mask.National(number)));
    }

    private static async Task<Results<Ok<RevealedNumber>, ProblemHttpResult>> RevealContactAsync(Guid id, Guid contact, StatedPurpose purpose, HttpContext http, Hand hand, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (purpose.Fault(http, hand, call => Shows(call, id)) is { } fault) return fault;
        var number = await db.Contacts.AsNoTracking().Where(c => c.ResidentId == id && c.Id == contact).Select(c => c.Number).FirstOrDefaultAsync(ct);
        if (number is null || !await http.SeesAsync(db, id, ct)) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.NumberRevealed, $"contact:{contact}", purpose.CallId, purpose.Text);
        return TypedResults.Ok(new RevealedNumber(Mask.National(number)));
    }

    private static bool Shows(CallEntry call, Guid resident) => call.People.Any(person => person.Id == resident);

    private static async Task<Ok<List<CommunityLine>>> CommunitiesAsync(HttpContext http, CenterDb db, CancellationToken ct)
    {
        var area = http.Area();
        return TypedResults.Ok(await db.Communities.AsNoTracking().Where(c => area == null || c.Id == area).OrderBy(c => c.Name)
            .Select(c => new CommunityLine(c.Id, c.Name, c.Station == null ? null : c.Station.Name)).ToListAsync(ct));
    }
}
