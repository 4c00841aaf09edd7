using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Data.Projection;
using CallCenter.Data.Residents;
using CallCenter.Server.Demo;
using CallCenter.Server.Users;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Operations;

/// <summary>Brings the database up, with the demo data in demo mode and otherwise a first user, and watches it. The Server starts and works without it; this tries until it is there.</summary>
internal sealed class Database(IDbContextFactory<CenterDb> databases, CenterOptions options, DemoData demo, FirstUser first, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Database> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // An index over a large table takes its time.
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(30);
    private readonly SemaphoreSlim _probing = new(1);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isUp;
    private long _probedAt;

    /// <summary>It took a write within the last seconds.</summary>
    public bool Up => _isUp;

    /// <summary>The tables, and users, are there.</summary>
    public bool Ready => _ready.Task.IsCompleted;

    /// <summary>Why this database is none for us, in one sentence; the Server ends.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Done once the tables are there, for good.</summary>
    public Task ReadyAsync(CancellationToken ct) => _ready.Task.WaitAsync(ct);

    /// <summary>How the last write ended, or one now where that is no longer true: whoever asks often costs nothing.</summary>
    public async Task<bool> StandsAsync(CancellationToken ct)
    {
        if (!_ready.Task.IsCompleted) return false;
        await _probing.WaitAsync(ct);
        try
        {
            return _probedAt != 0 && time.GetElapsedTime(_probedAt) < Pause ? _isUp : await WriteAsync(ct);
        }
        finally
        {
            _probing.Release();
        }
    }

    /// <summary>Writes one row now.</summary>
    public async Task<bool> ProbeAsync(CancellationToken ct)
    {
        if (!_ready.Task.IsCompleted) return false;
        // One at a time: two probes of a new database would both put the first row in.
        await _probing.WaitAsync(ct);
        try
        {
            return await WriteAsync(ct);
        }
        finally
        {
            _probing.Release();
        }
    }

    private async Task<bool> WriteAsync(CancellationToken ct)
    {
        try
        {
            // An open SQLite file can be deleted under us and still takes writes.
            if (options.Database.Kind == DatabaseKind.Sqlite && !File.Exists(options.Database.Connection)) return Is(false);
            await using var db = await databases.CreateDbContextAsync(ct);
            db.Database.SetCommandTimeout(1);
            var now = time.GetUtcNow();
            if (await db.Heartbeats.Where(h => h.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(h => h.At, now), ct) == 0)
            {
                db.Heartbeats.Add(new Heartbeat { Id = 1, At = now });
                await db.SaveChangesAsync(ct);
            }
            return Is(true);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            if (_isUp) OperationsLog.DatabaseAway(logger, fault);
            return Is(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        while (!await PreparedAsync(stop)) await Task.Delay(Pause, time, stop);
        _ready.TrySetResult();
        while (true)
        {
            await ProbeAsync(stop);
            await Task.Delay(Pause, time, stop);
        }
    }

    private bool Is(bool up)
    {
        OperationsMetrics.DatabaseUp.Set(up ? 1 : 0);
        _probedAt = time.GetTimestamp();
        return _isUp = up;
    }

    private bool Refuse(string newer)
    {
        Refusal = $"The database was made by a newer version (schema {newer}), which this one does not know: run that version, or go back by backend/operations/rollback.";
        lifetime.ApplicationStarted.Register(lifetime.StopApplication);
        return false;
    }

    private async Task<bool> PreparedAsync(CancellationToken ct)
    {
        try
        {
            await using (var migration = options.Database.OpenForMigration())
            {
                migration.Database.SetCommandTimeout(MigrationTimeout);
                // What we do not know we would neither fill nor keep true.
                if ((await migration.Database.GetAppliedMigrationsAsync(ct)).Except(migration.Database.GetMigrations()).Max() is { } newer) return Refuse(newer);
                await migration.Database.MigrateAsync(ct);
            }
            await using var db = await databases.CreateDbContextAsync(ct);
            db.Database.SetCommandTimeout(MigrationTimeout);
            await db.FillTermsAsync(ct);
            if (options.Demo) await demo.PlantAsync(db, ct);
            else await first.PrepareAsync(db, ct);
            return true;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException or UnauthorizedAccessException)
        {
            OperationsLog.DatabaseAway(logger, fault);
            return false;
        }
    }
}

internal static partial class OperationsLog
{
    [LoggerMessage(1, LogLevel.Error, "The database cannot be used; calls go on, trying again")]
    public static partial void DatabaseAway(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Error, "A request failed: {Method} {Route}")]
    public static partial void RequestFailed(ILogger logger, Exception fault, string method, string route);
}
