using CallCenter.Routing;

namespace CallCenter.Server.Statistics;

/// <summary>What the figures keep of one call.</summary>
internal sealed class CallTally(string queue, DateTimeOffset arrivedAt)
{
    private readonly SortedDictionary<string, Share> _shares = new(StringComparer.Ordinal);

    /// <summary>By Asterisk's clock. A call that has any goes by them alone; one of a journal without them by what routing decided.</summary>
    private readonly List<Talk> _talks = [];
    private DateTimeOffset? _answeredAt;
    private string? _answeredBy;
    private DateTimeOffset? _heldSince;
    private string? _with;
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

    /// <summary>The first join is the moment the caller had a human.</summary>
    public void Join(string agent, DateTimeOffset at)
    {
        if (_talks.Count == 0) (_answeredAt, _answeredBy) = (at, agent);
        _talks.Add(new Talk(agent, at, null));
        _with = agent;
    }

    public void Part(string agent, DateTimeOffset at)
    {
        if (_talks.FindLastIndex(talk => talk.Agent == agent && talk.To is null) is var last and >= 0) _talks[last] = _talks[last] with { To = at };
        Resume(at);
    }

    /// <summary>Routing counts this agent as talking with the caller.</summary>
    public void With(string agent) => _with = agent;

    public void Hold(DateTimeOffset at) => _heldSince ??= at;

    public void Resume(DateTimeOffset at)
    {
        if (_heldSince is { } since && _with is { } agent) Add(agent, new Share(0, 0, 0, Milliseconds(at - since)));
        _heldSince = null;
    }

    public void End(DateTimeOffset at)
    {
        EndedAt ??= at;
        Resume(at);
    }

    public void AddTalk(string agent, TimeSpan length) => Add(agent, new Share(Milliseconds(length), 0, 0, 0));

    public void AddWrapUp(string agent, TimeSpan length) => Add(agent, new Share(0, Milliseconds(length), 0, 0));

    public void AddRing(string agent, TimeSpan length) => Add(agent, new Share(0, 0, Milliseconds(length), 0));

    /// <summary>What Asterisk recorded while nobody of us was looking; where both know, the earlier answer is the true one.</summary>
    public void Correct(CallImported imported)
    {
        if (imported.AnsweredAt is { } answered && !(_answeredAt <= answered)) (_answeredAt, _answeredBy) = (answered, imported.Agent ?? _answeredBy);
        if (!(EndedAt <= imported.EndedAt)) EndedAt = imported.EndedAt;
        if (imported.Talks is { } talks)
        {
            _talks.Clear();
            _talks.AddRange(talks.Select(talk => new Talk(talk.Agent, talk.From, talk.To)));
        }
        else if (imported is { AnsweredAt: { } from, Agent: { } agent } && _talks.Count == 0 && (_seized || _shares.Values.All(share => share.TalkMs == 0)))
        {
            _shares[agent] = _shares.GetValueOrDefault(agent, Share.Zero) with { TalkMs = Milliseconds(imported.EndedAt - from) };
        }
    }

    public FigureRow Row()
    {
        var abandoned = _answeredAt is null && EndedAt is not null;
        var wait = (_answeredAt ?? EndedAt) is { } until ? Milliseconds(until - arrivedAt) : 0;
        var all = PerAgent().Aggregate(Share.Zero, (sum, share) => sum + share.Value);
        return new FigureRow(1, _answeredAt is null ? 0 : 1, _answeredAt is not null && wait <= Milliseconds(FiguresFold.InTime) ? 1 : 0,
            abandoned ? 1 : 0, abandoned && wait < Milliseconds(FiguresFold.Short) ? 1 : 0,
            _answeredAt is null ? 0 : wait, wait, all.TalkMs, all.WrapUpMs, all.RingMs, all.HoldMs);
    }

    /// <summary>Each agent's part: the answer belongs to who gave it, ring, talk and wrap-up to who had them.</summary>
    public IEnumerable<(string Agent, FigureRow Row)> Shares()
    {
        var whole = Row();
        var shares = PerAgent();
        if (_answeredBy is { } by) shares.TryAdd(by, Share.Zero);
        foreach (var (agent, share) in shares)
        {
            yield return (agent, (agent == _answeredBy ? whole : FigureRow.Zero) with { TalkMs = share.TalkMs, WrapUpMs = share.WrapUpMs, RingMs = share.RingMs, HoldMs = share.HoldMs });
        }
    }

    private SortedDictionary<string, Share> PerAgent()
    {
        var shares = new SortedDictionary<string, Share>(_shares, StringComparer.Ordinal);
        if (_talks.Count == 0) return shares;
        foreach (var agent in shares.Keys.ToList()) shares[agent] = shares[agent] with { TalkMs = 0 };
        foreach (var talk in _talks.Where(talk => (talk.To ?? EndedAt) is not null))
        {
            shares[talk.Agent] = shares.GetValueOrDefault(talk.Agent, Share.Zero) + new Share(Milliseconds((talk.To ?? EndedAt)!.Value - talk.From), 0, 0, 0);
        }

        return shares;
    }

    private void Add(string agent, Share share) => _shares[agent] = _shares.GetValueOrDefault(agent, Share.Zero) + share;

    private static long Milliseconds(TimeSpan span) => Math.Max(0, span.Ticks / TimeSpan.TicksPerMillisecond);

    private sealed record Talk(string Agent, DateTimeOffset From, DateTimeOffset? To);

    private sealed record Share(long TalkMs, long WrapUpMs, long RingMs, long HoldMs)
    {
        public static Share Zero { get; } = new(0, 0, 0, 0);

        public static Share operator +(Share a, Share b) => new(a.TalkMs + b.TalkMs, a.WrapUpMs + b.WrapUpMs, a.RingMs + b.RingMs, a.HoldMs + b.HoldMs);
    }
}
