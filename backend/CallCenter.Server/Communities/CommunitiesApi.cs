using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CallCenter.Server.Communities;

/// <summary>Districts, street offices, communities and their stations, as the administrators keep them.</summary>
internal static class CommunitiesApi
{
    public static IServiceCollection AddCommunities(this IServiceCollection services) => services.AddSingleton<CommunityDesk>();

    public static void MapCommunities(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin/communities").RequireAuthorization(Policy.Administer).WithTags("Communities");
        admin.MapGet("", async (CenterDb db, CancellationToken ct) => TypedResults.Ok(await CommunityDesk.AllAsync(db, ct)));
        admin.MapPut("/{id:guid}", PutAsync).WithSummary("Makes or changes a community; 409 with the stored one when another administrator was quicker");
        admin.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Takes a community away that no household and no user refers to");
        admin.MapPost("/import", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(SettingsImport.MostBytes))
            .WithSummary("District, street office, community, station, number from CSV or Excel; stores them with apply=true when no line has a fault");
    }

    private static async Task<Results<Ok<CommunityEntry>, Conflict<CommunityEntry>, ProblemHttpResult>> PutAsync(Guid id, PutCommunity body, HttpContext http, CenterDb db, CommunityDesk desk, CancellationToken ct) =>
        await desk.PutAsync(db, id, body, http.UserName(), ct) switch
        {
            CommunityOutcome.Stored { Entry: { } entry } => TypedResults.Ok(entry),
            CommunityOutcome.Conflict { Newer: { } newer } => TypedResults.Conflict(newer),
            CommunityOutcome.Refused refused => refused.Problem,
            _ => Problems.NotFound(),
        };

    private static async Task<Results<NoContent, Conflict<CommunityEntry>, ProblemHttpResult>> DeleteAsync(Guid id, string version, HttpContext http, CenterDb db, CommunityDesk desk, CancellationToken ct) =>
        await desk.DeleteAsync(db, id, version, http.UserName(), ct) switch
        {
            CommunityOutcome.Stored => TypedResults.NoContent(),
            CommunityOutcome.Conflict { Newer: { } newer } => TypedResults.Conflict(newer),
            CommunityOutcome.Refused refused => refused.Problem,
            _ => Problems.NotFound(),
        };

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync(bool? apply, HttpContext http, CenterDb db, CommunityDesk desk, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        if (SettingsImport.Rows(body.ToArray(), CommunityTable.IsHeading) is not { } rows) return Problems.Invalid("The file is neither CSV (UTF-8 or GB18030) nor Excel (.xlsx).");
        if (rows.Count > SettingsImport.MostLines) return Problems.Invalid($"The file has {rows.Count} lines; at most {SettingsImport.MostLines} are taken at once.");
        return TypedResults.Ok(await desk.ImportAsync(db, rows, apply == true, http.UserName(), ct));
    }
}
