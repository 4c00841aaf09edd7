using CallCenter.Contracts;
using CallCenter.Server.Operations;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallCenter.Server.Trunks;

internal static class TrunksApi
{
    public static IServiceCollection AddTrunks(this IServiceCollection services)
    {
        services.AddSingleton<TrunkWatch>();
        services.AddSingleton<IWarnings>(provider => provider.GetRequiredService<TrunkWatch>());
        services.AddSingleton<Registrations>();
        services.AddSingleton<TrunkSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<TrunkSupervisor>());
        return services;
    }

    public static void MapTrunks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/admin/trunks", Get).RequireAuthorization(Policy.Administer).WithTags("Settings").WithSummary("How the trunks stand now");
        routes.MapGet("/api/warnings", (WarningBoard board) => TypedResults.Ok(new WarningList(board.Now))).RequireAuthorization(Policy.Warnings).WithTags("Operations")
            .WithSummary("What needs a human soon though calls go on");
    }

    private static Ok<TrunksPage> Get(SiteSettings settings, TrunkWatch watch, TrunkSupervisor supervisor, TimeProvider time)
    {
        supervisor.PageIsOpen();
        var (now, made) = (time.GetUtcNow(), settings.Current.Trunks);
        // The last to be tried, and so the last of the list. One that is not asked has nothing to show.
        var environment = made.All(t => t.Id != TrunkConfig.Environment) ? watch.Find(TrunkConfig.Environment) : null;
        return TypedResults.Ok(new TrunksPage([.. made.Select(t => Line(t.Id, t.Value.Name, t.Value.Active, t.Value.Lines, watch.Find(t.Id), now)),
            .. environment is null ? Array.Empty<TrunkLine>() : [Line(environment.Id, "CALLCENTER_TRUNK", true, 0, environment, now)]], supervisor.Fault));
    }

    private static TrunkLine Line(string id, string name, bool active, int lines, TrunkState? state, DateTimeOffset now) => state is null
        ? new TrunkLine(id, name, active, null, null, null, null, 0, lines, 0, null, 0, 0)
        : new TrunkLine(id, name, active, state.Reachable, state.Since, state.RoundTripMs, state.Registration, state.Channels, lines, state.Rejects(now) ? state.Rejected : 0,
            state.Rejects(now) ? state.RejectedCause : null, state.RefusedFull, state.RefusedFlood);
}
