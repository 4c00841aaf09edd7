using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Audit;

internal static class AuditApi
{
    private const int MostRows = 200;

    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAudit>(provider => provider.GetRequiredService<AuditLog>());
        return services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
    }

    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGet("/api/audit", ListAsync).RequireAuthorization(Policy.AuditAdmin);

    /// <summary>Stores the row within the request: what cannot be recorded is not shown.</summary>
    public static Task RecordAsync(this IAudit audit, HttpContext http, string action, string subject, string? callId = null, string? purpose = null) =>
        audit.Record(http.UserName(), action, subject, callId, http.Connection.RemoteIpAddress?.ToString(), purpose).WaitAsync(TimeSpan.FromSeconds(3), http.RequestAborted);

    private static async Task<Ok<List<AuditLine>>> ListAsync(CenterDb db, HttpContext http, IAudit audit, DateTimeOffset? before, int? take, CancellationToken ct)
    {
        await audit.RecordAsync(http, AuditAction.AuditRead, "audit");
        var entries = db.AuditEntries.AsNoTracking();
        if (before is { } end) entries = entries.Where(e => e.At < end);
        return TypedResults.Ok(await entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Math.Clamp(take ?? 50, 1, MostRows))
            .Select(e => new AuditLine(e.At, e.User, e.Action, e.Subject, e.CallId, e.Address, e.Purpose)).ToListAsync(ct));
    }
}
