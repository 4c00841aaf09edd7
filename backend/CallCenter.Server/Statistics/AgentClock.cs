using CallCenter.Routing;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Statistics;

/// <summary>What an agent does, and since when.</summary>
/// <param name="Until">End of a wrap-up, which does not last longer because the Server is away.</param>
internal sealed record AgentSpell(AgentMode Mode, DateTimeOffset Since, DateTimeOffset? Until = null);

/// <summary>How agents spend their time, day by day, as it passes.</summary>
internal sealed class AgentClock(TimeZoneInfo zone)
{
    private readonly Dictionary<string, AgentSpell> _spells = new(StringComparer.Ordinal);
    private readonly Dictionary<(DateOnly Day, string Agent), AgentTime> _times = [];

    public IReadOnlyDictionary<string, AgentSpell> Spells => _spells;

    public DateTimeOffset At { get; private set; }

    public void Begin(IReadOnlyDictionary<string, AgentSpell> spells)
    {
        foreach (var (agent, spell) in spells) _spells[agent] = spell;
    }

    public void Add(JournalEntry entry)
    {
        if (entry.Input is ServerStarted) Resume(entry.At);
        At = entry.At;
        foreach (var changed in entry.Decisions.OfType<AgentChanged>())
        {
            if (changed.From == changed.To)
            {
                if (_spells.GetValueOrDefault(changed.Agent) is { Mode: AgentMode.WrapUp } wrap) _spells[changed.Agent] = wrap with { Until = changed.Until };
                continue;
            }

            Close(changed.Agent, entry.At);
            if (changed.To != AgentMode.Offline) _spells[changed.Agent] = new AgentSpell(changed.To, entry.At, changed.To == AgentMode.WrapUp ? changed.Until : null);
        }
    }

    /// <summary>With those who have not changed since, up to an instant or the end of the day.</summary>
    public IReadOnlyDictionary<string, AgentTime> Day(DateOnly day, DateTimeOffset until)
    {
        var times = new SortedDictionary<string, AgentTime>(_times.Where(t => t.Key.Day == day).ToDictionary(t => t.Key.Agent, t => t.Value), StringComparer.Ordinal);
        foreach (var (agent, spell) in _spells)
        {
            foreach (var (spent, time) in Spent(spell, until))
            {
                if (spent == day && time != AgentTime.Zero) times[agent] = times.GetValueOrDefault(agent, AgentTime.Zero) + time;
            }
        }

        return times;
    }

    public void Forget(DateTimeOffset before)
    {
        var day = LocalDay.Of(before, zone);
        foreach (var key in _times.Keys.Where(key => key.Day < day).ToList()) _times.Remove(key);
    }

    /// <summary>While no Server ran nobody waited for a call or had a break of ours; talks went on.</summary>
    private void Resume(DateTimeOffset at)
    {
        foreach (var (agent, spell) in _spells.ToList())
        {
            if (spell.Mode is AgentMode.Talking or AgentMode.WrapUp) continue;
            Close(agent, At);
            _spells[agent] = spell with { Since = at };
        }
    }

    private void Close(string agent, DateTimeOffset at)
    {
        if (!_spells.Remove(agent, out var spell)) return;
        foreach (var (day, time) in Spent(spell, at))
        {
            if (time != AgentTime.Zero) _times[(day, agent)] = _times.GetValueOrDefault((day, agent), AgentTime.Zero) + time;
        }
    }

    /// <summary>A spell cut at midnights. Each end is rounded down by itself: pieces add up to the whole.</summary>
    private IEnumerable<(DateOnly Day, AgentTime Time)> Spent(AgentSpell spell, DateTimeOffset until)
    {
        if (spell.Until < until) until = spell.Until.Value;
        for (var (from, day) = (spell.Since, LocalDay.Of(spell.Since, zone)); from < until; day = day.AddDays(1))
        {
            var end = LocalDay.End(day, zone) is var midnight && midnight < until ? midnight : until;
            var length = end.ToUnixTimeMilliseconds() - from.ToUnixTimeMilliseconds();
            yield return (day, spell.Mode switch
            {
                AgentMode.Ready => new AgentTime(length, 0, 0),
                AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp => new AgentTime(0, length, 0),
                AgentMode.Break => new AgentTime(0, 0, length),
                AgentMode.Offline or AgentMode.Lost => AgentTime.Zero,
            });
            from = end;
        }
    }
}
