using CallCenter.Console;
using CallCenter.Console.Desk;
using CallCenter.Console.Language;
using CallCenter.Console.Phone;
using CallCenter.Console.Shared;
using CallCenter.Console.Wire;
using CallCenter.Console.WorkOrders;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor.Services;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.Services.AddMudServices();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(_ => new HttpClient
{
    BaseAddress = new Uri(builder.HostEnvironment.BaseAddress),
    DefaultRequestHeaders = { { "X-CallCenter", "1" } },
    Timeout = TimeSpan.FromSeconds(10),
});
builder.Services.AddSingleton<BrowserStore>();
builder.Services.AddSingleton<Words>();
builder.Services.AddSingleton<Api>();
builder.Services.AddSingleton<Clock>();
builder.Services.AddSingleton<Notices>();
builder.Services.AddSingleton<BrowserPhone>();
builder.Services.AddSingleton<HubLink>();
builder.Services.AddSingleton<DraftKeeper>();
builder.Services.AddSingleton<AgentDesk>();
await builder.Build().RunAsync();
