using CallCenter.Routing;

namespace CallCenter.Server.Routing;

internal sealed class RoutingSettings
{
    public required IReadOnlyList<QueueSettings> Queues { get; init; }

    /// <summary>Entries between two snapshots: what a start replays at most, about a tenth of a second.</summary>
    public int SnapshotEvery { get; init; } = 1000;

    /// <summary>How often a snapshot is tried after the journal gave up entries.</summary>
    public TimeSpan BridgeEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When the call host has not said so by then, adoption counts as finished: without Asterisk there is nothing to adopt, and agents must be able to work.</summary>
    public TimeSpan AdoptionTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
