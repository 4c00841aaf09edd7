using Prometheus;

namespace CallCenter.Server.Operations.Watch;

/// <summary>What the watch knows, as figures.</summary>
internal static class WatchMetrics
{
    public static readonly Gauge Level = Metrics.CreateGauge("callcenter_watch_level", "0 well, 1 warning, 2 critical.", "matter");
    public static readonly Gauge DiskFree = Metrics.CreateGauge("callcenter_disk_free_bytes", "Free on the disk of the home.");
    public static readonly Gauge DiskTotal = Metrics.CreateGauge("callcenter_disk_total_bytes", "Size of the disk of the home.");
    public static readonly Gauge DiskDaysLeft = Metrics.CreateGauge("callcenter_disk_days_left", "Days until it is full at the growth of the last days; 9999 while it does not grow.");
    public static readonly Gauge BackupAge = Metrics.CreateGauge("callcenter_backup_age_seconds", "Since the last whole backup; -1 without one.");
    public static readonly Gauge CertificateDays = Metrics.CreateGauge("callcenter_certificate_days_left", "Until the certificate runs out; -1 without one.");
    public static readonly Gauge ClockOffset = Metrics.CreateGauge("callcenter_clock_offset_seconds", "How far Asterisk's clock is from ours.");
    public static readonly Gauge ProjectionLag = Metrics.CreateGauge("callcenter_projection_lag", "Journal entries that are not in the database yet.");
    public static readonly Counter Told = Metrics.CreateCounter("callcenter_alerts_told_total", "Alerts told to somebody on duty.", "way", "outcome");
    public static readonly Counter Drills = Metrics.CreateCounter("callcenter_drills_total", "Synthetic calls through the alarm path.", "outcome");
    public static readonly Gauge DrillRing = Metrics.CreateGauge("callcenter_drill_ring_seconds", "From the last drill's dialling to the ringing phone; -1 where none rang.");
}
