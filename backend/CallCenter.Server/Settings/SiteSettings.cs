using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Settings;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Settings;

/// <param name="Value">Null takes the setting away.</param>
internal sealed record SettingEdit(string Section, string Id, long Version, JsonElement? Value);

/// <summary>How an edit ended.</summary>
internal abstract record SettingOutcome
{
    public sealed record Stored(IReadOnlyList<StoredSetting> Settings) : SettingOutcome;

    /// <summary>Somebody was quicker; <paramref name="Newer"/> is null when it was taken away.</summary>
    public sealed record Conflict(StoredSetting? Newer) : SettingOutcome;

    /// <summary>The rules are against it, as the settings are now.</summary>
    public sealed record Refused(ProblemHttpResult Problem) : SettingOutcome;
}

/// <summary>What is to be stored, judged by the settings as they are at that moment.</summary>
/// <param name="First">Done once the versions are known to be right and before anything is stored; a problem stops it.</param>
internal sealed record SettingPlan(IReadOnlyList<SettingEdit> Edits, ProblemHttpResult? Refusal = null, Func<Task<ProblemHttpResult?>>? First = null);

/// <summary>
/// The settings of the site: rows of the database, held here as one immutable snapshot. With the database away the Server works from the copy
/// on disk. A change is stored with its before and after in one transaction, then told to the disk, the dialplan and the listeners.
/// </summary>
internal sealed class SiteSettings : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2), Beat = TimeSpan.FromSeconds(10);
    private readonly CenterOptions _options;
    private readonly IDbContextFactory<CenterDb> _databases;
    private readonly Database _database;
    private readonly SiteFiles _files;
    private readonly IAudit _audit;
    private readonly TimeProvider _time;
    private readonly ILogger<SiteSettings> _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private SiteSnapshot _current;
    private AppliedSettings _applied;

    /// <summary>Seeds are a guess until the database is there: they never overwrite the files.</summary>
    private bool _known;

    public SiteSettings(CenterOptions options, IDbContextFactory<CenterDb> databases, Database database, SiteFiles files, IAudit audit, TimeProvider time, ILogger<SiteSettings> logger)
    {
        (_options, _databases, _database, _files, _audit, _time, _logger) = (options, databases, database, files, audit, time, logger);
        var copy = files.Load();
        _known = copy is not null;
        _current = new SiteSnapshot(options, copy ?? SettingSeeds.All(options, time.GetUtcNow()));
        _applied = new AppliedSettings(time.GetUtcNow(), SettingSeeds.By, null, null);
    }

    /// <summary>The day the dialplan's files are of.</summary>
    private DateOnly _written;

    private DateOnly Today => DateOnly.FromDateTime(_time.GetLocalNow().DateTime);

    /// <summary>Told after every change, in order. Handlers only enqueue.</summary>
    public event Action<SiteSnapshot>? Changed;

    public SiteSnapshot Current => Volatile.Read(ref _current);

    public AppliedSettings Applied => Volatile.Read(ref _applied);

    /// <summary>The settings are the site's own, from the database or its copy, not the defaults.</summary>
    public bool Known => Volatile.Read(ref _known);

    /// <summary>All of the edits or none.</summary>
    public Task<SettingOutcome> EditAsync(string user, IReadOnlyList<SettingEdit> edits, CancellationToken ct) => EditAsync(user, _ => new SettingPlan(edits), ct);

    /// <summary>All of the edits or none. The plan is made with nobody changing anything meanwhile: two changes that are right alone may be wrong together.</summary>
    public async Task<SettingOutcome> EditAsync(string user, Func<SiteSnapshot, SettingPlan> plan, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            var (edits, refusal, first) = plan(Current);
            if (refusal is not null) return new SettingOutcome.Refused(refusal);
            await using var db = await _databases.CreateDbContextAsync(ct);
            var rows = new List<Setting?>();
            foreach (var edit in edits)
            {
                var row = await db.Settings.FirstOrDefaultAsync(s => s.Section == edit.Section && s.Id == edit.Id, ct);
                if ((row?.Version ?? 0) != edit.Version) return new SettingOutcome.Conflict(row is null ? null : Of(row));
                rows.Add(row);
            }
            if (first is not null && await first() is { } problem) return new SettingOutcome.Refused(problem);
            var changes = edits.Zip(rows, (edit, row) => Put(db, row, edit, user)).ToList();
            await db.SaveChangesAsync(ct);
            Tell(changes);
            var stored = changes.Select(change => change.Stored).OfType<StoredSetting>().ToList();
            await ReadAsync(db, CancellationToken.None);
            Apply(user);
            return new SettingOutcome.Stored(stored);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        // From the copy: what an Asterisk that was started anew should know.
        if (_known) Apply(SettingSeeds.By);
        await _database.ReadyAsync(stop);
        while (!await SeededAsync(stop)) await Task.Delay(Pause, _time, stop);
        // A shift of the duty roster begins, and the day of an alarm number comes, without anybody's doing; and a full disk may have room again.
        while (true)
        {
            await Task.Delay(Applied.Fault is null ? Beat : Pause, _time, stop);
            if (Applied.Fault is not null || Current.DutyNumber(_time.GetUtcNow()) != Applied.DutyNumber || _written != Today) WriteFiles(Applied.At, Applied.By);
        }
    }

    private async Task<bool> SeededAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await using var db = await _databases.CreateDbContextAsync(ct);
            var known = await db.SettingChanges.Select(c => c.Section).Distinct().ToListAsync(ct);
            var queues = await db.Settings.Where(s => s.Section == SettingSection.Queues).Select(s => s.Id).ToListAsync(ct);
            var changes = new List<Change>();
            foreach (var seed in SettingSeeds.All(_options, _time.GetUtcNow()).Where(seed => seed.Section == SettingSection.Queues ? !queues.Contains(seed.Id) : !known.Contains(seed.Section)))
            {
                changes.Add(Put(db, null, new SettingEdit(seed.Section, seed.Id, 0, seed.Value), SettingSeeds.By));
            }
            await db.SaveChangesAsync(ct);
            Tell(changes);
            await ReadAsync(db, ct);
            var last = await db.SettingChanges.OrderByDescending(c => c.At).FirstOrDefaultAsync(ct);
            Apply(last?.User ?? SettingSeeds.By, last?.At);
            return true;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            SettingsLog.NotRead(_logger, fault);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed record Change(SettingChange Row, StoredSetting? Stored);

    private Change Put(CenterDb db, Setting? row, SettingEdit edit, string user)
    {
        var now = _time.GetUtcNow();
        var before = row?.Value;
        var after = edit.Value?.GetRawText();
        var change = new SettingChange { Id = Guid.CreateVersion7(now), At = now, User = user, Section = edit.Section, SettingId = edit.Id, Version = edit.Version + 1, Before = before, After = after };
        db.SettingChanges.Add(change);
        if (after is null)
        {
            db.Settings.Remove(row!);
            return new Change(change, null);
        }
        if (row is null) db.Settings.Add(row = new Setting { Section = edit.Section, Id = edit.Id, Value = after, ChangedBy = user });
        (row.Version, row.Value, row.ChangedAt, row.ChangedBy) = (change.Version, after, now, user);
        return new Change(change, Of(row));
    }

    /// <summary>Of what is stored, and of nothing else.</summary>
    private void Tell(IEnumerable<Change> changes)
    {
        foreach (var (row, _) in changes)
        {
            // The audit log's chain vouches for the change through this digest.
            _ = _audit.Record(row.User, AuditAction.SettingChanged, $"{row.Section}/{row.SettingId}@{row.Version} {Digest(row.Before, row.After)}");
            SettingsLog.Changed(_logger, row.User, row.Section, row.SettingId, row.Version);
        }
    }

    private async Task ReadAsync(CenterDb db, CancellationToken ct)
    {
        var rows = await db.Settings.AsNoTracking().ToListAsync(ct);
        Volatile.Write(ref _current, new SiteSnapshot(_options, rows.Select(Of)));
        Volatile.Write(ref _known, true);
    }

    private void Apply(string by, DateTimeOffset? at = null)
    {
        WriteFiles(at ?? _time.GetUtcNow(), by);
        Changed?.Invoke(Current);
    }

    private void WriteFiles(DateTimeOffset at, string by)
    {
        var (duty, today) = (Current.DutyNumber(_time.GetUtcNow()), Today);
        string? fault = null;
        try
        {
            _files.Write(Current, duty, today);
            _written = today;
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            SettingsLog.NotWritten(_logger, thrown);
            fault = thrown.Message;
        }
        Volatile.Write(ref _applied, new AppliedSettings(at, by, fault, fault is null ? duty : Applied.DutyNumber));
    }

    public static string Digest(string? before, string? after) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{before}\n{after}")))[..16];

    private static StoredSetting Of(Setting row) => new(row.Section, row.Id, row.Version, JsonDocument.Parse(row.Value).RootElement, row.ChangedAt, row.ChangedBy);
}

internal static partial class SettingsLog
{
    [LoggerMessage(1, LogLevel.Information, "{User} changed {Section}/{Id} to version {Version}")]
    public static partial void Changed(ILogger logger, string user, string section, string id, long version);

    [LoggerMessage(2, LogLevel.Error, "The site settings cannot be written; trying again")]
    public static partial void NotWritten(ILogger logger, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "The site settings cannot be read from the database; the copy on disk serves, trying again")]
    public static partial void NotRead(ILogger logger, Exception fault);

    [LoggerMessage(4, LogLevel.Warning, "Desk phone {Phone} could not be changed in Asterisk")]
    public static partial void PhoneNotChanged(ILogger logger, Exception fault, string phone);
}
