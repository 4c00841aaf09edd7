using System.Text.Json.Nodes;
using CallCenter.Routing;
using CallCenter.Server.Calls;
using CallCenter.Server.Routing;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Calls;

/// <summary>What a Server that has just started finds under way, and what happens while it looks.</summary>
public sealed class TakenUpTests : IAsyncDisposable
{
    private const string CallId = "1796000000.1", Phone = "agent-o1-1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ServerHost _host = new();
    private FakeAri _asterisk = null!;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (_asterisk is not null) await _asterisk.DisposeAsync();
    }

    [Fact]
    public async Task A_phone_picked_up_after_the_first_look_is_not_hung_up_as_a_second_one_when_its_talk_is_taken_up()
    {
        var (caller, leg) = (Caller("waiting", "Stasis"), FakeAri.Channel(Phone, "Ringing", variables: Agent("waiting", "agent01")));
        leg["dialplan"]!["app_name"] = "AppDial2";
        await StartAsync(caller, leg);
        // The conversation asks routing first; it gets its answer when the phone has been picked up.
        using var picked = new ManualResetEventSlim();
        Routing.Subscribe(_ => picked.Wait(Patience));
        Routing.Post(new AgentReady("nobody"));
        await ConnectAsync();
        await Eventually.TrueAsync(() => Board.Find(CallId) is not null, Patience, "the call is found");
        (leg["state"], leg["dialplan"]!["app_name"]) = ("Up", "Stasis");
        await SendAsync("StasisStart", leg, ("args", new JsonArray("agent")));
        await Eventually.TrueAsync(() => Board.Find(CallId)!.Legs.Any(l => l.Answered), Patience, "the phone is picked up");
        picked.Set();

        await _asterisk.RequestAsync("POST", "/bridges/talk-agent-o1-1/addChannel");
        // Told after the pick-up: when this is heeded, so was that.
        await SendAsync("ChannelHold", leg);
        await Eventually.TrueAsync(() => _asterisk.Requests.Any(r => r.Path == $"/channels/{CallId}/variable" && r.Query.GetValueOrDefault("value") == "held"), Patience, "the talk is on hold");
        Assert.DoesNotContain(_asterisk.Requests, r => r.Method == "DELETE" && r.Path == $"/channels/{Phone}");
    }

    [Fact]
    public async Task A_phone_that_the_dialplan_is_about_to_join_is_not_taken_back_and_one_that_rings_for_nothing_is()
    {
        var (caller, leg, other) = (Caller("waiting", "Stasis"), FakeAri.Channel(Phone, "Ringing", variables: Agent("waiting", "agent01")), FakeAri.Channel("agent-o1-2", "Ringing", variables: Agent("waiting", "agent02")));
        (leg["dialplan"]!["app_name"], other["dialplan"]!["app_name"]) = ("AppDial2", "AppDial2");
        await StartAsync(caller, leg, other);
        (leg["state"], leg["dialplan"]!["app_name"]) = ("Up", "ChannelRedirect");
        _asterisk.On("GET", $"/channels/{Phone}").Respond(200, leg);
        _asterisk.On("GET", "/channels/agent-o1-2").Respond(200, other);
        await ConnectAsync();
        await _asterisk.RequestAsync("DELETE", "/channels/agent-o1-2");
        Assert.DoesNotContain(_asterisk.Requests, r => r.Method == "DELETE" && r.Path == $"/channels/{Phone}");
    }

    private RoutingLoop Routing => _host.Services.GetRequiredService<RoutingLoop>();

    private Switchboard Board => _host.Services.GetRequiredService<Switchboard>();

    private async Task StartAsync(params JsonObject[] channels)
    {
        _asterisk = await FakeAri.StartAsync();
        (_asterisk.Options.User, _asterisk.Options.Password) = ("callcenter", "none");
        _asterisk.RefuseSockets(503);
        _asterisk.On("GET", "/channels").Respond(200, new JsonArray([.. channels.Select(c => (JsonNode)c.DeepClone())]));
        await _host.StartAsync(("CALLCENTER_ARI_PORT", $"{_asterisk.Options.BaseAddress.Port}"));
    }

    /// <summary>Asterisk is there, and the Server has looked.</summary>
    private async Task ConnectAsync()
    {
        _asterisk.RefuseSockets(0);
        await Eventually.TrueAsync(() =>
        {
            _host.Time.Advance(TimeSpan.FromSeconds(1));
            return _asterisk.Sockets.Any(s => s.IsOpen);
        }, Patience, "connected");
        await _asterisk.RequestAsync("GET", "/endpoints");
    }

    private Task SendAsync(string type, JsonObject channel, params (string Name, JsonNode Value)[] more)
    {
        var happened = new JsonObject { ["type"] = type, ["channel"] = channel.DeepClone() };
        foreach (var (name, value) in more)
        {
            happened[name] = value;
        }
        return _asterisk.SendAsync(happened);
    }

    private static JsonObject Caller(string stage, string app)
    {
        var caller = FakeAri.Channel(CallId, number: "13800000001", variables: new Dictionary<string, string>
        {
            ["CC_ROLE"] = "caller", ["CC_CALL"] = CallId, ["CC_STAGE"] = stage, ["CC_LEASE"] = "30", ["CC_QUEUE"] = "hotline", ["CC_NUMBER"] = "12345",
        });
        caller["dialplan"]!["app_name"] = app;
        return caller;
    }

    private static Dictionary<string, string> Agent(string stage, string agent) =>
        new() { ["CC_ROLE"] = "agent", ["CC_CALL"] = CallId, ["CC_STAGE"] = stage, ["CC_AGENT"] = agent, ["CC_OFFER"] = stage == "waiting" ? "o1-1" : "" };
}
