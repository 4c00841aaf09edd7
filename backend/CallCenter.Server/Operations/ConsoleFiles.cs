namespace CallCenter.Server.Operations;

/// <summary>The agents' pages.</summary>
internal static class ConsoleFiles
{
    public static void MapConsole(this WebApplication app)
    {
        // An unknown API address is an error for the caller, not a page.
        app.Map("/api/{**rest}", () => Problems.NotFound()).AllowAnonymous().ExcludeFromDescription();
        var manifest = Path.Combine(AppContext.BaseDirectory, $"{app.Environment.ApplicationName}.staticwebassets.endpoints.json");
        if (File.Exists(manifest)) app.MapStaticAssets(manifest).AllowAnonymous();
        app.MapFallback("{*path:file}", () => Problems.NotFound()).AllowAnonymous();
        // Files are named by their content and kept for ever; the page that names them is asked for every time.
        app.MapFallbackToFile("index.html", new StaticFileOptions { OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache" }).AllowAnonymous();
    }
}
