using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Server.Routing;
using CallCenter.Server.Sealing;

namespace CallCenter.Server.Operations.Watch;

/// <summary>Calls can be taken.</summary>
internal sealed class AsteriskProbe(ITelephonyHealth telephony) : IProbe
{
    public string Matter => Contracts.Matter.Asterisk;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct) => new(telephony.Connected ? Reading.Ok : new Reading(WatchLevel.Critical, "no-link"));
}

/// <summary>It takes writes.</summary>
internal sealed class DatabaseProbe(Database database) : IProbe
{
    public string Matter => Contracts.Matter.Database;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct) => new(database.Up ? Reading.Ok : new Reading(WatchLevel.Critical, "no-writes"));
}

/// <summary>The trunks as Asterisk's supervision (OPTIONS) sees them.</summary>
internal sealed class TrunkProbe(ITrunkStates trunks) : IProbe
{
    public string Matter => Contracts.Matter.Trunk;

    public bool Quick => true;

    public async ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        var seen = await trunks.SeenAsync(ct);
        // Of one nobody supervises nothing is known: it must not pass for a way that is left.
        var known = seen.Where(trunk => trunk.Up is not null).ToList();
        var down = known.Where(trunk => trunk.Up == false).Select(trunk => trunk.Name).ToList();
        return down.Count == 0 ? Reading.Ok : new Reading(down.Count == known.Count ? WatchLevel.Critical : WatchLevel.Warning, "trunk-down", ("trunks", string.Join(' ', down)));
    }
}

/// <summary>Entries reach the disk, and from there the database.</summary>
internal sealed class JournalProbe(Journal journal, TimeProvider time) : IProbe
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1), TooLate = TimeSpan.FromMinutes(15);
    private readonly double _skippedBefore = OperationsMetrics.EntriesSkipped.Value;
    private double _projected = -1;
    private double _failures;
    private DateTimeOffset _movedAt;

    public string Matter => Contracts.Matter.Journal;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        var (at, projected, failures) = (time.GetUtcNow(), OperationsMetrics.ProjectedSeq.Value, RoutingMetrics.Failures.Value);
        var lag = Math.Max(0, journal.LastSeq - projected);
        WatchMetrics.ProjectionLag.Set(lag);
        if (projected != _projected || lag == 0) (_projected, _movedAt) = (projected, at);
        var refused = failures > _failures && journal.DurableSeq < journal.LastSeq;
        _failures = failures;
        if (refused) return new(new Reading(WatchLevel.Critical, "disk-refuses", ("waiting", Reading.Text(journal.LastSeq - journal.DurableSeq))));
        // What was projected before this start is not counted: until the first entry of ours nothing can be said.
        var still = projected > 0 ? at - _movedAt : TimeSpan.Zero;
        // Until the next start: what is in the journal and not in the database somebody has to look into.
        var skipped = OperationsMetrics.EntriesSkipped.Value - _skippedBefore;
        if (still < Late) return new(skipped > 0 ? new Reading(WatchLevel.Warning, "entries-skipped", ("entries", Reading.Text(skipped))) : Reading.Ok);
        return new(new Reading(still < TooLate ? WatchLevel.Warning : WatchLevel.Critical, "projection-stands", ("entries", Reading.Text(lag)), ("minutes", Reading.Text(still.TotalMinutes))));
    }
}

/// <summary>Every announcement callers hear, and what an alarm to the number on duty begins and ends with, is there and not empty.</summary>
internal sealed class PromptsProbe(CenterOptions options) : IProbe
{
    private static readonly string[] Needed = ["notice", "reconnecting", "please-wait", "not-in-service", "all-busy", "alarm-received", "on-hold", "interrupted", "closed", "closed-wait", "closed-moved", "blocked", "callback-promised", "callback-alarm", "callback-contact", "callback-duty", "message-please", "message-closed", "message-thanks", "message-none", "message-none-closed", .. Calls.ComfortPrompts.All, "drill", "alert", "alert-acknowledge"];

    public string Matter => Contracts.Matter.Prompts;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        var folder = Path.Combine(options.Paths.Prompts, options.Language);
        var there = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(file => new FileInfo(file).Length > 100).Select(Path.GetFileNameWithoutExtension).ToHashSet() : [];
        var missing = Needed.Where(name => !there.Contains(name)).ToList();
        return new(missing.Count == 0 ? Reading.Ok : new Reading(WatchLevel.Warning, "prompts-missing", ("names", string.Join(' ', missing))));
    }
}

/// <summary>Everything sealed can be opened.</summary>
internal sealed class KeysProbe(KeyVault vault) : IProbe
{
    public string Matter => Contracts.Matter.Keys;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct) => new(vault.Problem is null ? Reading.Ok : new Reading(WatchLevel.Critical, "keys-missing"));
}

/// <summary>How old the last whole backup is. <c>backup</c> leaves its time in HOME/backup.last.</summary>
internal sealed class BackupProbe(CenterOptions options, TimeProvider time) : IProbe
{
    public string Matter => Contracts.Matter.Backup;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        var age = Last() is { } last ? time.GetUtcNow() - last : (TimeSpan?)null;
        WatchMetrics.BackupAge.Set(age?.TotalSeconds ?? -1);
        if (age is null) return new(options.Demo ? Reading.Ok : new Reading(WatchLevel.Warning, "no-backup"));
        var level = age.Value.TotalHours switch { > 72 => WatchLevel.Critical, > 30 => WatchLevel.Warning, _ => WatchLevel.Ok };
        return new(level == WatchLevel.Ok ? Reading.Ok : new Reading(level, "backup-old", ("hours", Reading.Text(age.Value.TotalHours))));
    }

    private DateTimeOffset? Last()
    {
        var file = Path.Combine(options.Paths.Home, "backup.last");
        return File.Exists(file) && DateTimeOffset.TryParseExact(File.ReadAllText(file).Split(' ')[0], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
