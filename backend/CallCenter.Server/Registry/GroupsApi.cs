using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Audit;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Special groups (特殊人群): how many people are in each, and who.</summary>
internal static class GroupsApi
{
    /// <summary>A mark of a caller rather than a group of people: for supervisors alone.</summary>
    private const string Mark = "nuisance";
    private const int MostRows = 100;

    public static void MapGroups(this IEndpointRouteBuilder routes)
    {
        var groups = routes.MapGroup("/api/registry/groups").RequireAuthorization(Policy.Records).WithTags("Registry");
        groups.MapGet("", CountAsync).WithSummary("How many people are in each group");
        groups.MapGet("/{flag}", ListAsync).RequireRateLimiting(Limits.Search).WithSummary("Who is in a group; audited");
        groups.MapGet("/{flag}/table", TableAsync).RequireAuthorization(Policy.Supervisor).WithSummary("The same as CSV; audited");
    }

    private static async Task<Results<Ok<List<GroupCount>>, ProblemHttpResult>> CountAsync(Guid? community, HttpContext http, CenterDb db, CancellationToken ct)
    {
        if (!Sees(http, community)) return Problems.NotFound();
        var counts = await Groups.CountAsync(db, community ?? http.Area(), ct);
        return TypedResults.Ok(Shown(http).Select(flag => new GroupCount(flag, counts.GetValueOrDefault(flag))).ToList());
    }

    private static async Task<Results<Ok<IReadOnlyList<ResidentLine>>, ProblemHttpResult>> ListAsync(
        string flag, Guid? community, int? skip, int? take, HttpContext http, CenterDb db, ResidentSearch search, IAudit audit, CancellationToken ct)
    {
        if (!Sees(http, community) || !Shown(http).Contains(flag)) return Problems.NotFound();
        var page = await Groups.Of(db, flag, community ?? http.Area()).Skip(Math.Max(0, skip ?? 0)).Take(Math.Clamp(take ?? 50, 1, MostRows)).ToListAsync(ct);
        var lines = await search.LinesAsync(db, page, ct);
        if (lines.Count > 0) await audit.RecordAsync(http, AuditAction.GroupListed, $"group:{flag} {lines.Count} records");
        return TypedResults.Ok(lines);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> TableAsync(
        string flag, Guid? community, string? language, HttpContext http, CenterDb db, ResidentSearch search, IAudit audit, CancellationToken ct)
    {
        if (!Shown(http).Contains(flag)) return Problems.NotFound();
        var people = await Groups.Of(db, flag, community).ToListAsync(ct);
        await audit.RecordAsync(http, AuditAction.GroupExported, $"group:{flag} {people.Count} records{(community is null ? "" : $" of community:{community}")}");
        return TypedResults.Stream(body => Groups.WriteAsync(db, search, people, language != "en", body, ct), "text/csv; charset=utf-8", $"{flag}.csv");
    }

    /// <summary>A station asks for its own community, or for none and gets that.</summary>
    private static bool Sees(HttpContext http, Guid? community) => community is null || http.Area() is not { } area || area == community;

    private static IEnumerable<string> Shown(HttpContext http) => Registration.Flags.Where(flag => flag != Mark || http.User.IsInRole(Role.Supervisor));
}
