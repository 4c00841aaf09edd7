using System.Collections.Concurrent;
using CallCenter.Data;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Boards;

/// <summary>What agents are called. Asked of the database when somebody signs in or is seen for the first time, never while a board is drawn.</summary>
internal sealed class AgentNames(IDbContextFactory<CenterDb> databases, TimeProvider time, ILogger<AgentNames> logger)
{
    private static readonly TimeSpan UntilAskedAgain = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, string> _names = new();
    private readonly ConcurrentDictionary<string, long> _asked = new();

    /// <summary>A name came in.</summary>
    public event Action? Learnt;

    /// <summary>The user name until the other one is known.</summary>
    public string Of(string agent)
    {
        if (_names.TryGetValue(agent, out var name)) return name;
        if (!_asked.TryGetValue(agent, out var asked) || time.GetElapsedTime(asked) > UntilAskedAgain) Learn(agent);
        return agent;
    }

    /// <summary>Asks anew, in the background.</summary>
    public void Learn(string agent)
    {
        _asked[agent] = time.GetTimestamp();
        _ = Task.Run(() => LearnAsync(agent));
    }

    private async Task LearnAsync(string agent)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            if (await db.Users.AsNoTracking().Where(u => u.UserName == agent).Select(u => u.DisplayName).FirstOrDefaultAsync() is not { Length: > 0 } name) return;
            var before = _names.GetValueOrDefault(agent);
            _names[agent] = name;
            if (before != name) Learnt?.Invoke();
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            BoardsLog.NameUnknown(logger, agent, fault.GetType().Name);
        }
    }
}
