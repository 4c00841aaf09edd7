using System.Text.Json.Nodes;
using CallCenter.Server.Calls;
using CallCenter.Server.Routing;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Calls;

/// <summary>Our Server, and an Asterisk that does and says what a test wants.</summary>
public abstract class WireTest : IAsyncDisposable
{
    protected const string CallId = "1796000000.1";
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ServerHost _host = new();

    protected FakeAri Asterisk { get; private set; } = null!;

    protected DateTimeOffset Now => _host.Time.GetUtcNow();

    private protected RoutingLoop Routing => _host.Services.GetRequiredService<RoutingLoop>();

    private protected Switchboard Board => _host.Services.GetRequiredService<Switchboard>();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (Asterisk is not null) await Asterisk.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The Server is up and Asterisk, with these channels, lets nobody listen yet.</summary>
    protected Task StartAsync(params JsonObject[] channels) => StartAsync([], channels);

    protected async Task StartAsync((string, string)[] settings, params JsonObject[] channels)
    {
        Asterisk = await FakeAri.StartAsync();
        (Asterisk.Options.User, Asterisk.Options.Password) = ("callcenter", "none");
        Asterisk.RefuseSockets(503);
        Asterisk.On("GET", "/channels").Respond(200, new JsonArray([.. channels.Select(c => (JsonNode)c.DeepClone())]));
        await _host.StartAsync([("CALLCENTER_ARI_PORT", $"{Asterisk.Options.BaseAddress.Port}"), .. settings]);
    }

    /// <summary>Asterisk is there, and the Server has looked.</summary>
    protected async Task ConnectAsync()
    {
        Asterisk.RefuseSockets(0);
        await Eventually.TrueAsync(() =>
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            return Asterisk.Sockets.Any(s => s.IsOpen);
        }, Patience, "connected");
        await Asterisk.RequestAsync("GET", "/endpoints");
    }

    protected Task SendAsync(string type, JsonObject channel, params (string Name, JsonNode Value)[] more)
    {
        var happened = new JsonObject { ["type"] = type, ["channel"] = channel.DeepClone() };
        foreach (var (name, value) in more)
        {
            happened[name] = value;
        }
        return Asterisk.SendAsync(happened);
    }

    protected static JsonObject Caller(string stage, string app, string queue = "hotline", string number = "12345", DateTimeOffset? since = null)
    {
        var caller = FakeAri.Channel(CallId, number: "13800000001", variables: new Dictionary<string, string>
        {
            ["CC_ROLE"] = "caller", ["CC_CALL"] = CallId, ["CC_STAGE"] = stage, ["CC_LEASE"] = "30", ["CC_QUEUE"] = queue, ["CC_NUMBER"] = number, ["CC_SINCE"] = since is { } came ? $"{came.ToUnixTimeMilliseconds()}" : "",
        });
        caller["dialplan"]!["app_name"] = app;
        return caller;
    }
}
