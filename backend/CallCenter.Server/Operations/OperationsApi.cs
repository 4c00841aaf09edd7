using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Server.Demo;
using CallCenter.Server.Operations.Watch;
using CallCenter.Server.Users;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Prometheus;

namespace CallCenter.Server.Operations;

internal static class OperationsApi
{
    public static IServiceCollection AddOperations(this IServiceCollection services, CenterOptions options)
    {
        services.AddPooledDbContextFactory<CenterDb>(db => db.UseCenterDatabase(options.Database));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<CenterDb>>().CreateDbContext());
        services.AddSingleton<DemoData>();
        services.AddSingleton<FirstUser>();
        services.AddSingleton<Database>();
        services.AddHostedService(provider => provider.GetRequiredService<Database>());
        services.TryAddSingleton<ITelephonyHealth, NoTelephony>();
        services.AddSingleton<ICenterHealth, CenterHealth>();
        services.AddWatch(options);
        services.AddSingleton<WarningBoard>();
        services.AddOpenApi();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
        {
            var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
            context.ProblemDetails.Extensions.TryAdd("code", Problems.CodeOf(status));
        });
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
        return services;
    }

    /// <summary>Faults become problem documents: a database that is away 503, a body that is no JSON 400, a fault of ours 500 without its text.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = fault => fault switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                not null when DatabaseFault.Is(fault) => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            },
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException or OperationCanceledException,
        });
        app.UseStatusCodePages();
    }

    public static void MapOperations(this WebApplication app)
    {
        app.MapGet("/healthz", HealthAsync).AllowAnonymous();
        app.MapWatch();
        // All of them from the first look on: a rule on a metric that is not there yet would stay silent.
        foreach (var metrics in (Type[])[typeof(OperationsMetrics), typeof(Routing.RoutingMetrics), typeof(WatchMetrics), typeof(Messages.MessagesMetrics), typeof(Trunks.TrunkMetrics)]) RuntimeHelpers.RunClassConstructor(metrics.TypeHandle);
        // What the centre does by the minute is nobody's business on the network.
        if (!app.Services.GetRequiredService<CenterOptions>().MetricsForAll)
        {
            app.UseWhen(http => http.Request.Path.StartsWithSegments("/metrics") && http.Connection.RemoteIpAddress is { } from && !IPAddress.IsLoopback(from), others => others.Run(http =>
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }));
        }
        app.MapMetrics("/metrics").AllowAnonymous();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    private static async Task<Results<Ok<HealthReport>, JsonHttpResult<HealthReport>>> HealthAsync(ITelephonyHealth telephony, Database database, WarningBoard warnings, CancellationToken ct)
    {
        var down = new List<string>();
        if (!telephony.Connected) down.Add("asterisk");
        if (!await database.StandsAsync(ct)) down.Add("database");
        var report = new HealthReport(down.Count == 0 ? "ok" : "unavailable", down, warnings.Now is { Count: > 0 } told ? told : null);
        return down.Count == 0 ? TypedResults.Ok(report) : TypedResults.Json(report, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
