using CallCenter.Ari.Models;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Routing;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Agents;

public sealed class PresenceTests(ServerHost host) : IClassFixture<ServerHost>
{
    [Fact]
    public async Task An_agent_whose_phone_could_not_be_rung_comes_back_after_a_while_when_it_is_registered()
    {
        var routing = host.Services.GetRequiredService<RoutingLoop>();
        var presence = host.Services.GetRequiredService<Presence>();
        host.Services.GetRequiredService<Seats>().Take("agent18", "8002");
        await routing.AskAsync(new AgentSignedIn("agent18", "8002", ["hotline"]), CancellationToken.None);
        presence.Begin("agent18");
        presence.PhoneIs("8002", EndpointState.Online);
        await routing.AskAsync(new PresenceFound("agent18"), CancellationToken.None);
        await routing.AskAsync(new AgentReady("agent18"), CancellationToken.None);
        await routing.AskAsync(new PresenceLost("agent18", "unreachable"), CancellationToken.None);
        Assert.Equal(AgentMode.Lost, routing.State.Agents["agent18"].Mode);

        host.Time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.TrueAsync(() => routing.State.Agents["agent18"].Mode == AgentMode.Ready, TimeSpan.FromSeconds(10), "back");
    }
}
