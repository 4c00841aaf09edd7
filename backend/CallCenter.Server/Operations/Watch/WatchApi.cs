using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Operations.Watch;

/// <summary>What supervisors and system administrators see of the centre's own health.</summary>
internal static class WatchApi
{
    private const int MostEvents = 100, Hours = 24;

    public static IServiceCollection AddWatch(this IServiceCollection services, CenterOptions options)
    {
        services.AddSingleton<WatchBook>();
        services.AddSingleton<IWarnings>(provider => provider.GetRequiredService<WatchBook>());
        services.AddSingleton<ITrunkStates, AsteriskTrunk>();
        services.AddSingleton<DiskProbe>();
        services.AddSingleton<IProbe, AsteriskProbe>();
        services.AddSingleton<IProbe, DatabaseProbe>();
        services.AddSingleton<IProbe, TrunkProbe>();
        services.AddSingleton<IProbe>(provider => provider.GetRequiredService<DiskProbe>());
        services.AddSingleton<IProbe, JournalProbe>();
        services.AddSingleton<IProbe, PromptsProbe>();
        services.AddSingleton<ClockProbe>();
        services.AddSingleton<IProbe>(provider => provider.GetRequiredService<ClockProbe>());
        services.AddSingleton<IProbe, CertificateProbe>();
        services.AddSingleton<IProbe, BackupProbe>();
        services.AddSingleton<IProbe, KeysProbe>();
        services.AddSingleton<IProbe, DrillProbe>();
        services.AddSingleton<AlertMessage>();
        services.AddSingleton<DutyCaller>();
        services.AddSingleton<WatchService>();
        services.AddDrills(options);
        return services.AddHostedService(provider => provider.GetRequiredService<WatchService>());
    }

    public static void MapWatch(this IEndpointRouteBuilder routes)
    {
        var watch = routes.MapGroup("/api/operations").RequireAuthorization(Policy.Watch).WithTags("Operations");
        watch.MapGet("", ReadAsync).WithSummary("Health, disk, calls by the hour, drills, and who is on duty");
        watch.MapPost("/{matter:maxlength(16)}/acknowledge", AcknowledgeAsync).WithSummary("Somebody has it in hand: nobody is called again until it gets worse; audited");
        watch.MapPost("/drill", DrillAsync).WithSummary("A synthetic call through the alarm path now; audited");
    }

    private static async Task<Ok<OperationsPage>> ReadAsync(WatchBook book, DiskProbe disk, DutyCaller duty, DrillSchedule drills, CenterDb db, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var picture = book.Picture;
        var on = duty.OnDuty(now);
        return TypedResults.Ok(new OperationsPage(
            [.. Matter.All.Select(matter => book.Of(matter, now).Seen)], [.. picture.Events.Reverse().Take(MostEvents)], Disk(disk), await CallsAsync(db, now, ct), [.. picture.Drills.Reverse()],
            drills.Next(now), on is { } seen ? new DutySeen(seen.Name, Mask.Number(seen.Number)) : null));
    }

    private static DiskFigures? Disk(DiskProbe disk)
    {
        try
        {
            return disk.Figures();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The page is wanted most when the database is away: then without these.</summary>
    private static async Task<IReadOnlyList<CallsInHour>> CallsAsync(CenterDb db, DateTimeOffset now, CancellationToken ct)
    {
        var first = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(1 - Hours);
        try
        {
            var calls = await db.Calls.AsNoTracking().Where(call => call.ArrivedAt >= first).Select(call => new { call.ArrivedAt, Answered = call.AnsweredAt != null }).ToListAsync(ct);
            var hours = calls.ToLookup(call => (int)(call.ArrivedAt - first).TotalHours);
            return [.. Enumerable.Range(0, Hours).Select(hour => new CallsInHour(first.AddHours(hour), hours[hour].Count(), hours[hour].Count(call => call.Answered)))];
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            return [];
        }
    }

    private static async Task<Results<Ok<WatchedMatter>, ProblemHttpResult>> AcknowledgeAsync(string matter, HttpContext http, WatchBook book, IAudit audit, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (book.Picture.Conditions.GetValueOrDefault(matter) is not { } condition) return Problems.NotFound();
        if (condition.Level == WatchLevel.Ok) return Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "It is well: there is nothing to acknowledge.");
        var user = http.UserName();
        book.Change(picture => picture.Conditions.GetValueOrDefault(matter) is { } seen
            ? picture.With(seen.AcknowledgedAs(user, now)).With(new WatchEvent(now, matter, "acknowledged", seen.Level, null, user)) : picture);
        // Not within the request: it has to work while the database is away, too.
        _ = audit.Record(user, AuditAction.AlertAcknowledged, $"{matter}:{condition.Level}", address: http.Connection.RemoteIpAddress?.ToString());
        return TypedResults.Ok(book.Of(matter, now).Seen);
    }

    private static async Task<Ok<DrillLine>> DrillAsync(HttpContext http, Drill drill, IAudit audit, CancellationToken ct)
    {
        _ = audit.Record(http.UserName(), AuditAction.DrillStarted, "drill", address: http.Connection.RemoteIpAddress?.ToString());
        return TypedResults.Ok(await drill.RunAsync(ct));
    }
}
