using CallCenter.Server.Session;

namespace CallCenter.Server.Boards;

/// <summary>The live board for supervisors and the one for the wall: each once by HTTP, and pushed by its hub.</summary>
internal static class BoardsApi
{
    public static IServiceCollection AddBoards(this IServiceCollection services)
    {
        services.AddSingleton<AgentNames>();
        services.AddSingleton<BoardView>();
        services.AddSingleton<WallView>();
        services.AddSingleton<Viewers>();
        return services.AddHostedService<BoardNews>();
    }

    public static void MapBoards(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<BoardHub>("/hub/board").RequireAuthorization(Policy.Supervisor);
        routes.MapHub<WallHub>("/hub/wall").RequireAuthorization(Policy.Desk);
        routes.MapGet("/api/board", (BoardView view) => TypedResults.Ok(view.Now())).RequireAuthorization(Policy.Supervisor).WithTags("Boards").WithSummary("Queues, trunks, agents and calls as they are now; numbers masked");
        routes.MapGet("/api/wall", (WallView view) => TypedResults.Ok(view.Now())).RequireAuthorization(Policy.Desk).WithTags("Boards").WithSummary("Figures for the wall: nobody's name or number");
    }
}
