using CallCenter.Testing;

// Each test class has its own Asterisks; more than one pair at a time would compete for two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CallCenter.Fallback.Tests;

/// <summary>A call centre without its Server, and the town around it.</summary>
public sealed class Exchange : IAsyncLifetime
{
    public AsteriskServer Center { get; private set; } = null!;

    public Town Town { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Center = await AsteriskServer.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DESK_RTP_TIMEOUT"] = "3" });
        Town = await Town.StartAsync(Center);
    }

    public async ValueTask DisposeAsync()
    {
        if (Town is not null) await Town.DisposeAsync();
        if (Center is not null) await Center.DisposeAsync();
    }
}
