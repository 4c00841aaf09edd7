using CallCenter.Routing;

namespace CallCenter.Server.Routing;

/// <summary>What the figures keep of one call.</summary>
internal sealed class CallTally(string queue, DateTimeOffset arrivedAt)
{
    private readonly SortedDictionary<string, (long TalkMs, long WrapUpMs)> _agents = new(StringComparer.Ordinal);
    private DateTimeOffset? _answeredAt;
    private string? _answeredBy;
    private bool _seized;

    public string Queue => queue;
    public DateTimeOffset ArrivedAt => arrivedAt;
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The first answer counts; a returned call waits again, but was answered.</summary>
    public void Answer(DateTimeOffset at, string? agent)
    {
        if (_answeredAt is not null) return;
        (_answeredAt, _answeredBy) = (at, agent);
    }

    /// <summary>The dialplan has it. Connected with an agent it is answered, and we may have seen that late; without one it still waits.</summary>
    public void Seize(DateTimeOffset at, string? agent)
    {
        if (agent is null) return;
        _seized |= _answeredAt is null;
        Answer(at, agent);
    }

    public void End(DateTimeOffset at) => EndedAt ??= at;

    public void AddTalk(string agent, TimeSpan length) => Add(agent, Milliseconds(length), 0);

    public void AddWrapUp(string agent, TimeSpan length) => Add(agent, 0, Milliseconds(length));

    /// <summary>What Asterisk recorded while nobody of us was looking; where both know, the earlier answer is the true one.</summary>
    public void Correct(CallImported imported)
    {
        if (imported.AnsweredAt is { } answered && !(_answeredAt <= answered)) (_answeredAt, _answeredBy) = (answered, imported.Agent ?? _answeredBy);
        if (!(EndedAt <= imported.EndedAt)) EndedAt = imported.EndedAt;
        if (imported is { AnsweredAt: { } from, Agent: { } agent } && (_seized || _agents.Count == 0))
        {
            _agents[agent] = _agents.GetValueOrDefault(agent) with { TalkMs = Milliseconds(imported.EndedAt - from) };
        }
    }

    public FigureRow Row()
    {
        var abandoned = _answeredAt is null && EndedAt is not null;
        var wait = (_answeredAt ?? EndedAt) is { } until ? Milliseconds(until - arrivedAt) : 0;
        return new FigureRow(1, _answeredAt is null ? 0 : 1, _answeredAt is not null && wait <= Milliseconds(FiguresFold.InTime) ? 1 : 0,
            abandoned ? 1 : 0, abandoned && wait < Milliseconds(FiguresFold.Short) ? 1 : 0,
            _answeredAt is null ? 0 : wait, wait, _agents.Values.Sum(a => a.TalkMs), _agents.Values.Sum(a => a.WrapUpMs));
    }

    /// <summary>Each agent's part: the answer belongs to who gave it, talk and wrap-up to who had them.</summary>
    public IEnumerable<(string Agent, FigureRow Row)> Shares()
    {
        var whole = Row();
        foreach (var agent in _agents.Keys.Concat(_answeredBy is { } by && !_agents.ContainsKey(by) ? [by] : []))
        {
            var (talk, wrap) = _agents.GetValueOrDefault(agent);
            yield return (agent, agent == _answeredBy ? whole with { TalkMs = talk, WrapUpMs = wrap } : FigureRow.Zero with { TalkMs = talk, WrapUpMs = wrap });
        }
    }

    private void Add(string agent, long talk, long wrapUp)
    {
        var (before, wrapBefore) = _agents.GetValueOrDefault(agent);
        _agents[agent] = (before + talk, wrapBefore + wrapUp);
    }

    private static long Milliseconds(TimeSpan span) => Math.Max(0, span.Ticks / TimeSpan.TicksPerMillisecond);
}
