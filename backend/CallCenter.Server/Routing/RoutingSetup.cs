using CallCenter.Server.Settings;
using CallCenter.Server.Statistics;

namespace CallCenter.Server.Routing;

internal static class RoutingSetup
{
    /// <summary>Routing with its journal. Call it before anything that uses <see cref="RoutingLoop.State"/> in its own start.</summary>
    public static IServiceCollection AddRouting(this IServiceCollection services)
    {
        services.AddSingleton(p => new Snapshots(Options(p).Paths.Journal, p.GetRequiredService<ILogger<Snapshots>>()));
        services.AddSingleton(p => Journal.Open(new JournalOptions { Directory = Options(p).Paths.Journal }, p.GetRequiredService<Snapshots>().Load()?.Seq ?? 0,
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Journal>>()));
        services.AddSingleton(p => new RoutingSettings
        {
            Queues = SiteRouting.Queues(p.GetRequiredService<SiteSettings>().Current),
        });
        services.AddSingleton<RoutingLoop>();
        services.AddSingleton(p => new FigureDays(Options(p).Paths.Figures, Options(p).Paths.Journal, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<FigureDays>>()));
        services.AddSingleton<Figures>();
        // The figures read the journal's past before the loop adds to it.
        services.AddHostedService(p => p.GetRequiredService<Figures>());
        services.AddHostedService(p => p.GetRequiredService<RoutingLoop>());
        return services;
    }

    private static CenterOptions Options(IServiceProvider provider) => provider.GetRequiredService<CenterOptions>();
}
