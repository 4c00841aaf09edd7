using System.Globalization;
using Serilog;
using Serilog.Events;

namespace CallCenter.Server.Operations;

internal static class Logs
{
    private const string Line = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    public static void AddLogs(this WebApplicationBuilder builder, CenterOptions options) => builder.Services.AddSerilog(logger => logger
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
        // Commands carry names and numbers as parameters; what fails is logged by whoever asked.
        .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Fatal)
        .Enrich.FromLogContext()
        // Redirected, it is a file nobody rolls: the rest is in the log files.
        .WriteTo.Console(System.Console.IsOutputRedirected ? LogEventLevel.Warning : LogEventLevel.Information, outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture)
        .WriteTo.File(Path.Combine(options.Paths.Logs, "server-.log"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31, fileSizeLimitBytes: 100 << 20, rollOnFileSizeLimit: true,
            outputTemplate: "{Timestamp:yyyy-MM-dd }" + Line, formatProvider: CultureInfo.InvariantCulture),
        // Two Servers in one process, as in the tests, each keep their own.
        preserveStaticLogger: true);

    /// <summary>Method, route and time: a route has places for ids and no names, numbers or search texts.</summary>
    public static void UseRequestLogs(this WebApplication app) => app.UseSerilogRequestLogging(log =>
    {
        log.MessageTemplate = "{RequestMethod} {Route} {StatusCode} in {Elapsed:0.0} ms";
        log.IncludeQueryInRequestPath = false;
        log.EnrichDiagnosticContext = (context, http) => context.Set("Route", (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-");
        // Health probes and autosaves come every second or two: only what goes wrong is told.
        log.GetLevel = (http, _, fault) => !http.Request.Path.StartsWithSegments("/api") && fault is null ? LogEventLevel.Debug
            : fault is not null || http.Response.StatusCode >= 500 ? LogEventLevel.Error : http.Response.StatusCode >= 400 ? LogEventLevel.Information : LogEventLevel.Debug;
    });
}
