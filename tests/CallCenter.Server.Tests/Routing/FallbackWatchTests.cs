using CallCenter.Ari.Models;
using CallCenter.Calls;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Calls;
using CallCenter.Server.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Routing;

/// <summary>Calls the dialplan holds, as seen when we connect, and connect again.</summary>
public sealed class FallbackWatchTests(ServerHost host) : IClassFixture<ServerHost>
{
    [Fact]
    public async Task Looking_twice_does_not_take_a_talk_from_its_agent_and_a_caller_who_left_meanwhile_is_forgotten()
    {
        var routing = host.Services.GetRequiredService<RoutingLoop>();
        var watch = host.Services.GetRequiredService<FallbackWatch>();
        host.Services.GetRequiredService<Seats>().Take("agent19", "8003");
        await routing.AskAsync(new AgentSignedIn("agent19", "8003", ["hotline"]), CancellationToken.None);
        var talk = new Picture([Caller("fw.1"), Phone("fw.2", "fw.1", "8003")], []);

        watch.Compare(talk);
        watch.Compare(talk);
        await routing.AskAsync(new Tick(), CancellationToken.None);
        Assert.Equal((AgentMode.Talking, "fw.1"), (routing.State.Agents["agent19"].Mode, routing.State.Agents["agent19"].Call));
        Assert.True(watch.Has("fw.1"));

        watch.Compare(new Picture([], []));
        await routing.AskAsync(new Tick(), CancellationToken.None);
        Assert.False(watch.Has("fw.1"));
        Assert.NotEqual(AgentMode.Talking, routing.State.Agents["agent19"].Mode);
    }

    private static Channel Caller(string id) => Of(id, new() { ["CC_ROLE"] = "caller", ["CC_CALL"] = id, ["CC_QUEUE"] = "hotline", ["CC_NUMBER"] = "12345", ["CC_STAGE"] = Stage.Fallback });

    private static Channel Phone(string id, string call, string endpoint) =>
        Of(id, new() { ["CC_ROLE"] = "agent", ["CC_CALL"] = call, ["CC_AGENT"] = endpoint, ["CC_STAGE"] = Stage.Fallback });

    private static Channel Of(string id, Dictionary<string, string> variables) =>
        new() { Id = id, State = ChannelState.Up, Channelvars = variables, Dialplan = new() { Context = "fallback", AppName = "Dial" } };
}
