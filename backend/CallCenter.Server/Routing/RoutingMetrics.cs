using Prometheus;

namespace CallCenter.Server.Routing;

internal static class RoutingMetrics
{
    public static readonly Histogram Decision = Metrics.CreateHistogram("callcenter_routing_decision_seconds", "Time of one pure decision.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.00001, 2, 14) });
    public static readonly Histogram Fsync = Metrics.CreateHistogram("callcenter_journal_fsync_seconds", "Time of one fsync of the journal.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0001, 2, 16) });
    public static readonly Gauge Pending = Metrics.CreateGauge("callcenter_journal_pending", "Entries not yet durable.");
    public static readonly Counter Failures = Metrics.CreateCounter("callcenter_journal_failures_total", "Writes or fsyncs the disk refused.");
    public static readonly Counter Dropped = Metrics.CreateCounter("callcenter_journal_dropped_total", "Entries given up because memory for them ran out.");
    public static readonly Counter DamagedLines = Metrics.CreateCounter("callcenter_journal_damaged_lines_total", "Journal lines that could not be read.");
    public static readonly Gauge Waiting = Metrics.CreateGauge("callcenter_calls_waiting", "Callers without an agent.");
    public static readonly Counter Faults = Metrics.CreateCounter("callcenter_routing_faults_total", "Inputs routing failed on.");
}
