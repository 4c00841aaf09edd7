using Prometheus;

namespace CallCenter.Server.Trunks;

internal static class TrunkMetrics
{
    public static readonly Gauge Up = Metrics.CreateGauge("callcenter_trunk_up", "1 while the trunk answers OPTIONS, 0 when it does not, -1 while that is not known.", "trunk");
    public static readonly Gauge Channels = Metrics.CreateGauge("callcenter_trunk_channels", "Calls on the trunk.", "trunk");
    public static readonly Gauge Registered = Metrics.CreateGauge("callcenter_trunk_registered", "1 while the trunk is registered.", "trunk");
    public static readonly Counter Refused = Metrics.CreateCounter("callcenter_trunk_refused_total", "Arriving calls answered 503: too many at once (full) or a second (flood).", "trunk", "reason");
    public static readonly Counter Rejected = Metrics.CreateCounter("callcenter_trunk_rejected_total", "Calls of ours the trunk did not take.", "trunk");

    public static void Forget(string trunk)
    {
        Up.RemoveLabelled(trunk);
        Channels.RemoveLabelled(trunk);
        Registered.RemoveLabelled(trunk);
    }
}
