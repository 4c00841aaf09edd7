using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Statistics;

/// <summary>The pure fold from journal entries to figures: the same entries give the same numbers, live or recomputed.</summary>
internal sealed class FiguresFold(TimeZoneInfo zone)
{
    public static readonly TimeSpan InTime = TimeSpan.FromSeconds(FigureRules.InTimeSeconds);
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(FigureRules.ShortSeconds);

    private readonly AgentClock _clock = new(zone);
    private readonly Dictionary<string, CallTally> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (CallTally Call, DateTimeOffset Since)> _talking = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (CallTally Call, DateTimeOffset Since, DateTimeOffset Until)> _ringing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (CallTally Call, DateTimeOffset Since, DateTimeOffset Until)> _wrapping = new(StringComparer.Ordinal);

    /// <summary>What each agent does after the last entry, and since when.</summary>
    public IReadOnlyDictionary<string, AgentSpell> Spells => _clock.Spells;

    /// <summary>When the last entry was.</summary>
    public DateTimeOffset At => _clock.At;

    /// <summary>Goes on where an earlier fold ended: its calls are counted, its agents are still at work.</summary>
    public void Begin(IReadOnlyDictionary<string, AgentSpell> spells) => _clock.Begin(spells);

    public void Add(JournalEntry entry)
    {
        _clock.Add(entry);
        if (!entry.Decisions.Any(d => d is Refused) && !DrillCalls.IsDrill(entry.Input)) Count(entry.Input, entry.At);
        foreach (var decision in entry.Decisions)
        {
            if (decision is Connected connected) Call(connected.Call)?.Answer(entry.At, connected.Agent);
            if (decision is AgentChanged changed) Follow(changed, entry.At);
        }
    }

    /// <param name="until">Up to when agents who did not change since are counted; never beyond the day.</param>
    public DayFigures Day(DateOnly day, DateTimeOffset until)
    {
        var cells = new Dictionary<(string Queue, int HalfHour), FigureRow>();
        var agents = new SortedDictionary<string, FigureRow>(StringComparer.Ordinal);
        foreach (var call in _calls.Values)
        {
            var local = TimeZoneInfo.ConvertTime(call.ArrivedAt, zone);
            if (DateOnly.FromDateTime(local.DateTime) != day) continue;
            Add(cells, (call.Queue, (local.Hour * 2) + (local.Minute / 30)), call.Row());
            foreach (var (agent, share) in call.Shares()) Add(agents, agent, share);
        }

        return new DayFigures(day, [.. cells.OrderBy(c => c.Key.Queue, StringComparer.Ordinal).ThenBy(c => c.Key.HalfHour).Select(c => new FigureCell(c.Key.Queue, c.Key.HalfHour, c.Value))],
            agents, _clock.Day(day, until));
    }

    /// <summary>Whether a call that came on this day or before it is not over yet.</summary>
    public bool IsOpen(DateOnly day) => _calls.Values.Any(call => call.EndedAt is null && LocalDay.Of(call.ArrivedAt, zone) <= day)
        || _wrapping.Values.Any(wrap => LocalDay.Of(wrap.Call.ArrivedAt, zone) <= day);

    /// <summary>Calls that came before an instant are of no more interest.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var (id, call) in _calls)
        {
            if (call.ArrivedAt < before && call.EndedAt is not null) _calls.Remove(id);
        }

        _clock.Forget(before);
    }

    private void Count(Input input, DateTimeOffset at)
    {
        switch (input)
        {
            case CallArrived arrived:
                // A Server that starts may have to tell routing again.
                _calls.TryAdd(arrived.Call, new CallTally(arrived.Queue, arrived.ArrivedAt));
                break;
            case CallSeized seized:
                if (seized is { InDialplan: false, Agent: null }) Call(seized.Call)?.Answer(at, null);
                else Call(seized.Call)?.Seize(at, seized.Agent);
                break;
            case TalkBegan began:
                Call(began.Call)?.Join(began.Agent, began.At);
                break;
            case TalkStopped stopped:
                Call(stopped.Call)?.Part(stopped.Agent, stopped.At);
                break;
            case CallHeld held:
                Call(held.Call)?.Hold(at);
                break;
            case CallResumed resumed:
                Call(resumed.Call)?.Resume(at);
                break;
            case CallReturned returned:
                Call(returned.Call)?.Resume(at);
                break;
            case CallGone gone:
                Call(gone.Call)?.End(at);
                break;
            case TalkEnded ended:
                Call(ended.Call)?.End(at);
                break;
            case CallImported imported:
                if (!_calls.TryGetValue(imported.Call, out var call)) _calls[imported.Call] = call = new CallTally(imported.Queue, imported.ArrivedAt);
                call.Correct(imported);
                break;
        }
    }

    private void Follow(AgentChanged changed, DateTimeOffset at)
    {
        if (changed.From == changed.To)
        {
            if (changed is { To: AgentMode.WrapUp, Until: { } extended } && _wrapping.TryGetValue(changed.Agent, out var now)) _wrapping[changed.Agent] = now with { Until = extended };
            return;
        }

        // Asked for an alarm while talking: until the click the talk goes on, and no phone rings.
        if (changed is { From: AgentMode.Talking, To: AgentMode.Offered }) return;
        if (changed.From == AgentMode.Offered && _ringing.Remove(changed.Agent, out var ring)) ring.Call.AddRing(changed.Agent, Earlier(at, ring.Until) - ring.Since);
        if (_talking.TryGetValue(changed.Agent, out var talk))
        {
            // The alarm came to nothing: still the same talk.
            if (changed is { From: AgentMode.Offered, To: AgentMode.Talking, Call: { } same } && Call(same) == talk.Call) return;
            _talking.Remove(changed.Agent);
            talk.Call.AddTalk(changed.Agent, at - talk.Since);
        }

        // The Server may be away when wrap-up ends; it did not last any longer for that.
        if (changed.From == AgentMode.WrapUp && _wrapping.Remove(changed.Agent, out var wrap)) wrap.Call.AddWrapUp(changed.Agent, Earlier(at, wrap.Until) - wrap.Since);
        if (changed.Call is null || Call(changed.Call) is not { } call) return;
        if (changed.To == AgentMode.Offered) _ringing[changed.Agent] = (call, at, changed.Until ?? at);
        if (changed.To == AgentMode.WrapUp) _wrapping[changed.Agent] = (call, at, changed.Until ?? at);
        if (changed.To != AgentMode.Talking) return;
        _talking[changed.Agent] = (call, at);
        call.With(changed.Agent);
    }

    private CallTally? Call(string id) => _calls.GetValueOrDefault(id);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static void Add<TKey>(IDictionary<TKey, FigureRow> rows, TKey key, FigureRow row) => rows[key] = rows.TryGetValue(key, out var sum) ? sum + row : row;
}
