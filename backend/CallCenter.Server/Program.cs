using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Server;
using CallCenter.Server.Agents;
using CallCenter.Server.Audit;
using CallCenter.Server.Boards;
using CallCenter.Server.Callers;
using CallCenter.Server.Calls;
using CallCenter.Server.Communities;
using CallCenter.Server.Enterprises;
using CallCenter.Server.History;
using CallCenter.Server.Messages;
using CallCenter.Server.Operations;
using CallCenter.Server.Projection;
using CallCenter.Server.Prompts;
using CallCenter.Server.Registry;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Sealing;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using CallCenter.Server.Statistics;
using CallCenter.Server.Trunks;
using CallCenter.Server.Users;
using CallCenter.Server.WorkOrders;
using Microsoft.Extensions.DependencyInjection.Extensions;

const int exitWrongSettings = 78;
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
// CALLCENTER_Queues__0__WrapUpSeconds overrides the file like every other setting.
builder.Configuration.AddEnvironmentVariables("CALLCENTER_");
CenterOptions options;
try
{
    if (args.Length > 0 && !args[0].StartsWith('-')) return await Commands.RunAsync(args, builder.Configuration);
    options = CenterOptions.Load(builder.Configuration);
}
catch (SettingsException fault)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return exitWrongSettings;
}

var certificate = SiteCertificate.Open(options.Tls, TimeProvider.System);
Directory.CreateDirectory(options.Paths.Home);
builder.AddLogs(options);
builder.WebHost.UseStaticWebAssets();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = 64 * 1024;
    kestrel.Listen(IPAddress.Parse(options.Bind), options.HttpPort, listen =>
    {
        if (certificate is not null) listen.UseCertificate(certificate);
    });
});

var services = builder.Services;
services.AddSingleton(options);
services.TryAddSingleton(TimeProvider.System);
services.AddSignalR().AddJsonProtocol(json => json.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
RoutingSetup.AddRouting(services);
services.AddCalls(options);
services.AddAgents();
services.AddOperations(options);
services.AddSingleton<KeyVault>();
services.AddAudit();
services.AddSettings();
services.AddCommunities();
services.AddCallers();
services.AddTrunks();
services.AddPrompts();
services.AddUsers();
services.AddSession(options);
services.AddResidents();
services.AddEnterprises();
services.AddRegistry();
services.AddWorkOrders();
services.AddHistory();
services.AddBoards();
services.AddMessages(options);
ProjectionService.Add(services);

var app = builder.Build();
certificate?.TellFault(app.Logger);
app.UseRequestLogs();
app.UseSecurityHeaders(options);
app.UseProblems();
app.UseGuards(options);
app.UseAuthentication();
app.UseRateLimiter();
app.UseAuthorization();

app.MapOperations();
app.MapSession();
app.MapAudit();
app.MapSettings();
app.MapCommunities();
app.MapTrunks();
app.MapPrompts();
app.MapUsers();
app.MapResidents();
app.MapEnterprises();
app.MapRegistry();
app.MapWorkOrders();
app.MapHistory();
app.MapBoards();
app.MapMessages();
app.MapFigures();
app.MapCalls();
app.MapCallbacks();
app.MapAlarmNumbers();
app.MapNuisances();
app.MapAgents();
app.MapConsole();
var database = app.Services.GetRequiredService<Database>();
await app.RunAsync();
if (database.Refusal is null) return 0;
await Console.Error.WriteLineAsync(database.Refusal);
return exitWrongSettings;
