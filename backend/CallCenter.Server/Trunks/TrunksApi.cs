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
        return TypedResults.Ok(new TrunksPage([.. settings.Current.Trunks.Select(t => Line(t.Id, t.Value, watch.Find(t.Id), time.GetUtcNow()))], supervisor.Fault));
    }

    private static TrunkLine Line(string id, TrunkSetting trunk, TrunkState? state, DateTimeOffset now) => state is null
        ? new TrunkLine(id, trunk.Name, trunk.Active, null, null, null, null, 0, trunk.Lines, 0, null, 0, 0)
        : new TrunkLine(id, trunk.Name, trunk.Active, state.Reachable, state.Since, state.RoundTripMs, state.Registration, state.Channels, trunk.Lines, state.Rejects(now) ? state.Rejected : 0,
            state.Rejects(now) ? state.RejectedCause : null, state.RefusedFull, state.RefusedFlood);
}
