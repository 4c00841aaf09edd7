namespace CallCenter.Server.Registry;

/// <summary>The registry of residents as something that is kept: imports, changes with their history, duplicates, consents and care notes, special groups.</summary>
internal static class RegistryApi
{
    public static IServiceCollection AddRegistry(this IServiceCollection services)
    {
        services.AddSingleton<ImportFiles>();
        services.AddSingleton<ImportRun>();
        services.AddSingleton<ImportUndo>();
        services.AddSingleton<ImportWorker>();
        services.AddSingleton<RecordEditing>();
        services.AddSingleton<Merging>();
        services.AddSingleton<CareNotes>();
        return services.AddHostedService(provider => provider.GetRequiredService<ImportWorker>());
    }

    public static void MapRegistry(this IEndpointRouteBuilder routes)
    {
        routes.MapImports();
        routes.MapRecords();
        routes.MapMerges();
        routes.MapCare();
        routes.MapGroups();
    }
}
