using Prometheus;

namespace CallCenter.Server.Operations;

/// <summary>What somebody on duty wants an alert about.</summary>
internal static class OperationsMetrics
{
    public static readonly Gauge DatabaseUp = Metrics.CreateGauge("callcenter_database_up", "1 while the database takes writes.");
    public static readonly Gauge AuditWaiting = Metrics.CreateGauge("callcenter_audit_waiting", "Audit rows the database has not taken yet.");
    public static readonly Gauge ProjectedSeq = Metrics.CreateGauge("callcenter_projected_seq", "Number of the last journal entry in the database.");
    public static readonly Counter EntriesSkipped = Metrics.CreateCounter("callcenter_journal_entries_skipped_total", "Journal entries the database can never take; calls or figures lack them.");
    public static readonly Counter RecordingsStored = Metrics.CreateCounter("callcenter_recordings_stored_total", "Recordings compressed and stored.");
    public static readonly Gauge RecordingsWaiting = Metrics.CreateGauge("callcenter_recordings_waiting", "Calls whose recording is still as Asterisk wrote it: in progress, or waiting for processor time; looked at every 10 s.");
    public static readonly Counter RecordingFailures = Metrics.CreateCounter("callcenter_recording_failures_total", "Attempts to store a recording that failed.");
    public static readonly Gauge KeysUsable = Metrics.CreateGauge("callcenter_keys_usable", "1 while every key that recordings and secrets are sealed with is at hand.");
    public static readonly Counter SignInFailures = Metrics.CreateCounter("callcenter_sign_in_failures_total", "Sign-ins with a wrong password or a locked name.");
}
