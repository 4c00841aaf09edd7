using System.Security.Cryptography;
using System.Text;
using CallCenter.Server.Agents;

namespace CallCenter.Server.Tests.Agents;

public sealed class IceServersTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void On_one_network_the_browser_is_told_of_no_server() => Assert.Empty(IceServers.For("agent01", new IceOptions([], [], null), Now));

    [Fact]
    public void A_TURN_credential_runs_out_and_is_what_coturn_reckons_from_the_shared_secret()
    {
        var servers = IceServers.For("agent01", new IceOptions(["turn.example:3478"], ["turn.example:3478"], "north"), Now);
        Assert.Equal(["stun:turn.example:3478"], servers[0].Urls);
        Assert.Null(servers[0].Username);
        Assert.Equal(["turn:turn.example:3478?transport=udp", "turn:turn.example:3478?transport=tcp"], servers[1].Urls);
        Assert.Equal($"{Now.AddDays(7).ToUnixTimeSeconds()}:agent01", servers[1].Username);
        Assert.Equal(Convert.ToBase64String(HMACSHA1.HashData(Encoding.ASCII.GetBytes("north"), Encoding.ASCII.GetBytes(servers[1].Username!))), servers[1].Credential);
    }
}
