using CallCenter.Routing;
using CallCenter.Server.Operations.Drills;

namespace CallCenter.Server.Routing;

/// <summary>The pure fold from journal entries to figures: the same entries give the same numbers, live or recomputed.</summary>
internal sealed class FiguresFold(TimeZoneInfo zone)
{
    public static readonly TimeSpan InTime = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, CallTally> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (CallTally Call, DateTimeOffset Since)> _talking = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (CallTally Call, DateTimeOffset Since, DateTimeOffset Until)> _wrapping = new(StringComparer.Ordinal);

    public void Add(JournalEntry entry)
    {
        if (!entry.Decisions.Any(d => d is Refused) && !DrillCalls.IsDrill(entry.Input)) Count(entry.Input, entry.At);
        foreach (var decision in entry.Decisions)
        {
            if (decision is Connected connected) Call(connected.Call)?.Answer(entry.At, connected.Agent);
            if (decision is AgentChanged changed) Follow(changed, entry.At);
        }
    }

    public DayFigures Day(DateOnly day)
    {
        var queues = new SortedDictionary<string, FigureRow>(StringComparer.Ordinal);
        var agents = new SortedDictionary<string, FigureRow>(StringComparer.Ordinal);
        var halves = new SortedDictionary<int, FigureRow>();
        var queueHalves = new SortedDictionary<(string, int), FigureRow>();
        var total = FigureRow.Zero;
        foreach (var call in _calls.Values)
        {
            var local = TimeZoneInfo.ConvertTime(call.ArrivedAt, zone);
            if (DateOnly.FromDateTime(local.DateTime) != day) continue;
            var row = call.Row();
            var half = (local.Hour * 2) + (local.Minute / 30);
            total += row;
            Add(queues, call.Queue, row);
            Add(halves, half, row);
            Add(queueHalves, (call.Queue, half), row);
            foreach (var (agent, share) in call.Shares()) Add(agents, agent, share);
        }

        return new DayFigures(day, total, queues, agents, halves, queueHalves);
    }

    /// <summary>Calls that came before an instant are of no more interest.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var (id, call) in _calls)
        {
            if (call.ArrivedAt < before && call.EndedAt is not null) _calls.Remove(id);
        }
    }

    private void Count(Input input, DateTimeOffset at)
    {
        switch (input)
        {
            case CallArrived arrived:
                _calls[arrived.Call] = new CallTally(arrived.Queue, arrived.ArrivedAt);
                break;
            case CallSeized seized:
                if (seized is { InDialplan: false, Agent: null }) Call(seized.Call)?.Answer(at, null);
                else Call(seized.Call)?.Seize(at, seized.Agent);
                break;
            case CallGone gone:
                Call(gone.Call)?.End(at);
                break;
            case TalkEnded ended:
                Call(ended.Call)?.End(at);
                break;
            case CallImported imported:
                Import(imported);
                break;
        }
    }

    private void Import(CallImported imported)
    {
        if (!_calls.TryGetValue(imported.Call, out var call)) _calls[imported.Call] = call = new CallTally(imported.Queue, imported.ArrivedAt);
        call.Correct(imported);
    }

    private void Follow(AgentChanged changed, DateTimeOffset at)
    {
        if (changed.From == changed.To)
        {
            if (changed is { To: AgentMode.WrapUp, Until: { } extended } && _wrapping.TryGetValue(changed.Agent, out var now)) _wrapping[changed.Agent] = now with { Until = extended };
            return;
        }

        // Asked for an alarm while talking: until the click the talk goes on.
        if (changed is { From: AgentMode.Talking, To: AgentMode.Offered }) return;
        if (changed is { From: AgentMode.Offered, To: AgentMode.Talking } && _talking.TryGetValue(changed.Agent, out var under))
        {
            if (changed.Call is not null && Call(changed.Call) == under.Call) return;
            under.Call.AddTalk(changed.Agent, at - under.Since);
        }

        if (changed.From == AgentMode.Talking && _talking.Remove(changed.Agent, out var talk)) talk.Call.AddTalk(changed.Agent, at - talk.Since);
        if (changed.From == AgentMode.WrapUp && _wrapping.Remove(changed.Agent, out var wrap)) wrap.Call.AddWrapUp(changed.Agent, (at < wrap.Until ? at : wrap.Until) - wrap.Since);
        if (changed.Call is null || Call(changed.Call) is not { } call) return;
        if (changed.To == AgentMode.Talking) _talking[changed.Agent] = (call, at);
        // The Server may be away when wrap-up ends; it did not last any longer for that.
        if (changed.To == AgentMode.WrapUp) _wrapping[changed.Agent] = (call, at, changed.Until ?? at);
    }

    private CallTally? Call(string id) => _calls.GetValueOrDefault(id);

    private static void Add<TKey>(IDictionary<TKey, FigureRow> rows, TKey key, FigureRow row) => rows[key] = rows.TryGetValue(key, out var sum) ? sum + row : row;
}
