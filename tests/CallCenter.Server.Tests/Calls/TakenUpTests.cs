using System.Text.Json.Nodes;
using CallCenter.Routing;
using CallCenter.Testing;

namespace CallCenter.Server.Tests.Calls;

/// <summary>What a Server that has just started finds under way, and what happens while it looks.</summary>
public sealed class TakenUpTests : WireTest
{
    private const string Phone = "agent-o1-1";

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

        await Asterisk.RequestAsync("POST", "/bridges/talk-agent-o1-1/addChannel");
        // Told after the pick-up: when this is heeded, so was that.
        await SendAsync("ChannelHold", leg);
        await Eventually.TrueAsync(() => Asterisk.Requests.Any(r => r.Path == $"/channels/{CallId}/variable" && r.Query.GetValueOrDefault("value") == "held"), Patience, "the talk is on hold");
        Assert.DoesNotContain(Asterisk.Requests, r => r.Method == "DELETE" && r.Path == $"/channels/{Phone}");
    }

    [Fact]
    public async Task A_phone_that_the_dialplan_is_about_to_join_is_not_taken_back_and_one_that_rings_for_nothing_is()
    {
        var (caller, leg, other) = (Caller("waiting", "Stasis"), FakeAri.Channel(Phone, "Ringing", variables: Agent("waiting", "agent01")), FakeAri.Channel("agent-o1-2", "Ringing", variables: Agent("waiting", "agent02")));
        (leg["dialplan"]!["app_name"], other["dialplan"]!["app_name"]) = ("AppDial2", "AppDial2");
        await StartAsync(caller, leg, other);
        (leg["state"], leg["dialplan"]!["app_name"]) = ("Up", "ChannelRedirect");
        Asterisk.On("GET", $"/channels/{Phone}").Respond(200, leg);
        Asterisk.On("GET", "/channels/agent-o1-2").Respond(200, other);
        await ConnectAsync();
        await Asterisk.RequestAsync("DELETE", "/channels/agent-o1-2");
        Assert.DoesNotContain(Asterisk.Requests, r => r.Method == "DELETE" && r.Path == $"/channels/{Phone}");
    }

    private static Dictionary<string, string> Agent(string stage, string agent) =>
        new() { ["CC_ROLE"] = "agent", ["CC_CALL"] = CallId, ["CC_STAGE"] = stage, ["CC_AGENT"] = agent, ["CC_OFFER"] = stage == "waiting" ? "o1-1" : "" };
}
