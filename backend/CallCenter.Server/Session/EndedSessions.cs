using System.Collections.Concurrent;
using CallCenter.Data;
using CallCenter.Data.Identity;
using CallCenter.Server.Operations;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Session;

/// <summary>Sessions signed out whose cookies have not expired yet. Memory decides, so a cookie is judged with the database away; the database keeps them over a restart.</summary>
internal sealed class EndedSessions(IDbContextFactory<CenterDb> databases, Database database, TimeProvider time, ILogger<EndedSessions> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _ended = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _allEnded = new();
    private readonly ConcurrentQueue<EndedSession> _unsaved = new();
    private readonly SemaphoreSlim _news = new(0);

    public bool Contains(Guid session) => _ended.ContainsKey(session);

    /// <summary>Whether all sessions of this user that began when this one did are over. A session's id is a UUIDv7: it says when it began.</summary>
    public bool AllEnded(string user, Guid session) => _allEnded.TryGetValue(user, out var at) && BeganAt(session) < at.ToUnixTimeMilliseconds();

    /// <summary>Every session of the user begun before; the caller keeps the instant in the user's row.</summary>
    public void EndAll(string user, DateTimeOffset at) => _allEnded[user] = at;

    public void End(Guid session)
    {
        var now = time.GetUtcNow();
        if (!_ended.TryAdd(session, now)) return;
        _unsaved.Enqueue(new EndedSession { Id = session, EndedAt = now });
        _news.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await database.ReadyAsync(stop);
        var loaded = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!loaded) await LoadAsync(stop);
                loaded = true;
                await SaveAsync(stop);
            }
            catch (Exception fault) when (DatabaseFault.Is(fault))
            {
                SessionLog.EndedNotStored(logger, fault);
                await Task.Delay(Pause, time, stop);
                continue;
            }
            await _news.WaitAsync(stop);
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        // A cookie lives at most this long after the last request that renewed it.
        var oldest = time.GetUtcNow() - SessionCookie.Life;
        await db.EndedSessions.Where(s => s.EndedAt < oldest).ExecuteDeleteAsync(ct);
        await foreach (var session in db.EndedSessions.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct)) _ended.TryAdd(session.Id, session.EndedAt);
        await foreach (var user in db.Users.AsNoTracking().Where(u => u.SessionsEndedAt > oldest).AsAsyncEnumerable().WithCancellation(ct)) _allEnded.TryAdd(user.UserName, user.SessionsEndedAt!.Value);
    }

    private static long BeganAt(Guid session) => Convert.ToInt64(session.ToString("N")[..12], 16);

    private async Task SaveAsync(CancellationToken ct)
    {
        while (_unsaved.TryPeek(out var session))
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            if (!await db.EndedSessions.AnyAsync(s => s.Id == session.Id, ct)) db.EndedSessions.Add(session);
            await db.SaveChangesAsync(ct);
            _unsaved.TryDequeue(out _);
        }
    }
}
