using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Audit;

internal static class AuditApi
{
    private const int MostRows = 200, LongestFilter = 128;

    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAudit>(provider => provider.GetRequiredService<AuditLog>());
        return services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
    }

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/audit").RequireAuthorization(Policy.AuditAdmin).WithTags("Audit");
        api.MapGet("", ListAsync).WithSummary("Newest first; every look is in the log itself");
        api.MapPost("/check", CheckAsync).WithSummary("Walks the chain from its first row, which takes a minute for some million rows");
    }

    /// <summary>Stores the row within the request: what cannot be recorded is not shown.</summary>
    public static Task RecordAsync(this IAudit audit, HttpContext http, string action, string subject, string? callId = null, string? purpose = null) =>
        audit.Record(http.UserName(), action, subject, callId, http.Connection.RemoteIpAddress?.ToString(), purpose).WaitAsync(TimeSpan.FromSeconds(3), http.RequestAborted);

    /// <param name="below">Rows before this place in the chain.</param>
    /// <param name="action">A whole action, or its beginning: resident.</param>
    private static async Task<Results<Ok<List<AuditLine>>, ProblemHttpResult>> ListAsync(
        CenterDb db, HttpContext http, IAudit audit, long? below, DateTimeOffset? before, string? user, string? action, string? subject, int? take, CancellationToken ct)
    {
        var faults = new Faults().Length("user", user, LongestFilter).Length("action", action, LongestFilter).Length("subject", subject, LongestFilter);
        if (faults.Any) return faults.Problem();
        await audit.RecordAsync(http, AuditAction.AuditRead, "audit");
        var entries = db.AuditEntries.AsNoTracking();
        if (below is { } place) entries = entries.Where(e => e.Seq < place);
        if (before is { } end) entries = entries.Where(e => e.At < end);
        if (!string.IsNullOrWhiteSpace(user)) entries = entries.Where(e => e.User == user.Trim());
        if (!string.IsNullOrWhiteSpace(action)) entries = entries.Where(e => e.Action.StartsWith(action.Trim()));
        if (!string.IsNullOrWhiteSpace(subject)) entries = entries.Where(e => e.Subject == subject.Trim() || e.CallId == subject.Trim());
        return TypedResults.Ok(await entries.OrderByDescending(e => e.Seq).Take(Math.Clamp(take ?? 50, 1, MostRows))
            .Select(e => new AuditLine(e.At, e.User, e.Action, e.Subject, e.CallId, e.Address, e.Purpose, e.Seq)).ToListAsync(ct));
    }

    private static async Task<Ok<AuditState>> CheckAsync(CenterDb db, CenterOptions options, HttpContext http, IAudit audit, CancellationToken ct)
    {
        await audit.RecordAsync(http, AuditAction.AuditChecked, "audit");
        var verdict = await AuditCheck.VerifyAsync(db, new AuditHeads(options.Paths.AuditHead), ct);
        return TypedResults.Ok(new AuditState(verdict.Rows, verdict.Sentence, verdict.Fault));
    }
}
