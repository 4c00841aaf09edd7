using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Statistics;

/// <summary>
/// The figures once more, from all entries at once and without haste: first what befell each call and each agent, then the sums. It shares the journal's reader and the stated
/// rules with the fold it checks, and no code.
/// </summary>
internal sealed class PlainFigures
{
    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<string, PlainCall> _calls = [];
    private readonly Dictionary<string, List<(DateTimeOffset At, AgentChanged What)>> _agents = [];

    /// <summary>While no Server ran.</summary>
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _away = [];
    private readonly HashSet<string> _turnedAway = [];
    private readonly DateTimeOffset _last;

    public PlainFigures(IReadOnlyList<JournalEntry> entries, TimeZoneInfo zone)
    {
        _zone = zone;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Input is ServerStarted) _away.Add((i == 0 ? entries[i].At : entries[i - 1].At, entries[i].At));
            Take(entries[i]);
        }

        _last = entries.Count == 0 ? default : entries[^1].At;
        foreach (var (agent, changes) in _agents) Follow(agent, changes);
    }

    public IEnumerable<PlainCall> Calls(DateOnly day) => _calls.Values.Where(call => call.IsCall && DayOf(call.ArrivedAt) == day).OrderBy(call => call.ArrivedAt);

    /// <summary>Whether the journal has heard of this call at all.</summary>
    public bool Knows(string call) => _turnedAway.Contains(call) || (_calls.TryGetValue(call, out var known) && known.IsCall);

    /// <summary>Every number of a day under a name of its own.</summary>
    /// <param name="over">The day is over, not going on.</param>
    public SortedDictionary<string, long> Day(DateOnly day, bool over)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var call in Calls(day))
        {
            var local = TimeZoneInfo.ConvertTime(call.ArrivedAt, _zone);
            AddCall(sums, $"queue {call.Queue} {new TimeOnly(local.Hour, local.Minute / 30 * 30).ToString("HH:mm", CultureInfo.InvariantCulture)}", call);
        }

        var (start, end) = (Midnight(day), Midnight(day.AddDays(1)));
        if (!over && _last < end) end = _last;
        foreach (var (agent, changes) in _agents)
        {
            for (var i = 0; i < changes.Count; i++) AddTime(sums, agent, changes, i, start, end);
        }

        foreach (var zero in sums.Where(sum => sum.Value == 0).Select(sum => sum.Key).ToList()) sums.Remove(zero);
        return sums;
    }

    private void Take(JournalEntry entry)
    {
        var refused = entry.Decisions.Any(decision => decision is Refused);
        if (!refused && !DrillCalls.IsDrill(entry.Input))
        {
            if (entry.Input is CallTurnedAway turned) _turnedAway.Add(turned.Call);
            var call = entry.Input switch
            {
                CallArrived i => i.Call, CallSeized i => i.Call, TalkBegan i => i.Call, TalkStopped i => i.Call, CallHeld i => i.Call, CallResumed i => i.Call, CallReturned i => i.Call,
                CallGone i => i.Call, TalkEnded i => i.Call, CallImported i => i.Call, _ => null,
            };
            if (call is not null) Call(call).Story.Add((entry.At, entry.Input));
        }

        foreach (var decision in entry.Decisions)
        {
            if (decision is Connected connected) Call(connected.Call).Story.Add((entry.At, connected));
            if (decision is not AgentChanged changed) continue;
            if (changed.Call is { } about) Call(about).Story.Add((entry.At, changed));
            if (!_agents.TryGetValue(changed.Agent, out var changes)) _agents[changed.Agent] = changes = [];
            changes.Add((entry.At, changed));
        }
    }

    /// <summary>What one agent's changes say about rings, talks and wrap-ups.</summary>
    private void Follow(string agent, List<(DateTimeOffset At, AgentChanged What)> all)
    {
        var changes = all.Where(c => c.What.From != c.What.To).ToList();
        for (var i = 0; i + 1 < changes.Count; i++)
        {
            var (at, what) = changes[i];
            var until = changes[i + 1].At;
            if (what.Call is not { } id || !_calls.TryGetValue(id, out var call)) continue;
            switch (what.To)
            {
                case AgentMode.Offered when what.From != AgentMode.Talking:
                    call.Rings.Add(new PlainPart(agent, at, Earlier(until, what.Until ?? at)));
                    break;
                case AgentMode.WrapUp:
                    call.WrapUps.Add(new PlainPart(agent, at, Earlier(until, Extended(all, at, until) ?? what.Until ?? at)));
                    break;
                // The alarm it was asked for came to nothing: that talk began before.
                case AgentMode.Talking when !(what.From == AgentMode.Offered && i >= 2 && changes[i - 1].What.From == AgentMode.Talking && Beneath(changes, i) == id):
                    var next = i + 1;
                    while (next < changes.Count && (changes[next].What is { From: AgentMode.Talking, To: AgentMode.Offered }
                        || (changes[next].What is { From: AgentMode.Offered, To: AgentMode.Talking } back && back.Call == id))) next++;
                    if (next < changes.Count) call.Guessed.Add(new PlainPart(agent, at, changes[next].At));
                    break;
            }
        }
    }

    /// <summary>The call of the talk that lies under an alarm's question.</summary>
    private static string? Beneath(List<(DateTimeOffset At, AgentChanged What)> changes, int i)
    {
        for (var k = i - 1; k >= 0; k--)
        {
            if (changes[k].What.To == AgentMode.Talking) return changes[k].What.Call;
            if (changes[k].What.From != AgentMode.Talking) return null;
        }

        return null;
    }

    private static DateTimeOffset? Extended(List<(DateTimeOffset At, AgentChanged What)> all, DateTimeOffset from, DateTimeOffset to) =>
        all.Where(c => c.What is { From: AgentMode.WrapUp, To: AgentMode.WrapUp, Until: not null } && c.At >= from && c.At <= to).Select(c => c.What.Until).LastOrDefault();

    private static void AddCall(SortedDictionary<string, long> sums, string place, PlainCall call)
    {
        var (human, by) = call.Human;
        var left = human is null && call.EndedAt is not null;
        var wait = (human ?? call.EndedAt) is { } until && until > call.ArrivedAt ? (until - call.ArrivedAt).Ticks / TimeSpan.TicksPerMillisecond : 0;
        foreach (var where in by is null ? [place] : new[] { place, $"agent {by}" })
        {
            Add(sums, where, "offered", 1);
            Add(sums, where, "answered", human is null ? 0 : 1);
            Add(sums, where, "in-time", human is not null && wait <= FigureRules.InTimeSeconds * 1000 ? 1 : 0);
            Add(sums, where, "abandoned", left ? 1 : 0);
            Add(sums, where, "short", left && wait < FigureRules.ShortSeconds * 1000 ? 1 : 0);
            Add(sums, where, "wait-ms", human is null ? 0 : wait);
            sums[$"{where} longest-wait-ms"] = Math.Max(wait, sums.GetValueOrDefault($"{where} longest-wait-ms"));
        }

        foreach (var (name, parts) in new[] { ("talk-ms", call.Talks), ("ring-ms", call.Rings), ("wrap-up-ms", call.WrapUps), ("hold-ms", call.Holds) })
        {
            foreach (var part in parts)
            {
                Add(sums, place, name, part.Milliseconds);
                Add(sums, $"agent {part.Agent}", name, part.Milliseconds);
            }
        }
    }

    private void AddTime(SortedDictionary<string, long> sums, string agent, List<(DateTimeOffset At, AgentChanged What)> changes, int i, DateTimeOffset start, DateTimeOffset end)
    {
        var (at, what) = changes[i];
        if (what.From == what.To) return;
        var next = changes.Skip(i + 1).FirstOrDefault(c => c.What.From != c.What.To);
        var until = next.What is null ? DateTimeOffset.MaxValue : next.At;
        if (what.To == AgentMode.WrapUp && (Extended(changes, at, until) ?? what.Until) is { } over) until = Earlier(until, over);
        var kind = what.To switch { AgentMode.Ready => "ready-ms", AgentMode.Break => "break-ms", AgentMode.Offered or AgentMode.Talking or AgentMode.WrapUp => "busy-ms", _ => null };
        if (kind is null) return;
        var spent = Overlap(at, until, start, end);
        if (what.To is not (AgentMode.Talking or AgentMode.WrapUp)) spent -= _away.Sum(gap => Overlap(Later(gap.From, at), Earlier(gap.To, until), start, end));
        Add(sums, $"agent {agent}", kind, spent);
    }

    private PlainCall Call(string id) => _calls.TryGetValue(id, out var call) ? call : _calls[id] = new PlainCall(id);

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);

    private DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(default), _zone.GetUtcOffset(day.ToDateTime(default)));

    private static long Overlap(DateTimeOffset from, DateTimeOffset to, DateTimeOffset start, DateTimeOffset end) =>
        Math.Max(0, Earlier(to, end).ToUnixTimeMilliseconds() - Later(from, start).ToUnixTimeMilliseconds());

    private static void Add(SortedDictionary<string, long> sums, string where, string what, long value) => sums[$"{where} {what}"] = sums.GetValueOrDefault($"{where} {what}") + value;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
