using CallCenter.Routing;

namespace CallCenter.Server.Statistics;

/// <summary>A talk, ring, hold or wrap-up of one agent.</summary>
internal sealed record PlainPart(string Agent, DateTimeOffset From, DateTimeOffset To)
{
    public long Milliseconds => To <= From ? 0 : (To - From).Ticks / TimeSpan.TicksPerMillisecond;
}

/// <summary>
/// One call, looked at when all its entries are there: unlike the fold, which knows at each entry only what came before. Written to be read beside docs/figures.md, and for
/// nothing else; it must not borrow from the fold it checks.
/// </summary>
internal sealed class PlainCall(string id)
{
    /// <summary>Entries that speak of this call, in order.</summary>
    public List<(DateTimeOffset At, object What)> Story { get; } = [];

    /// <summary>What agents' changes say of it, where Asterisk did not tell of talks.</summary>
    public List<PlainPart> Guessed { get; } = [];
    public List<PlainPart> Rings { get; } = [];
    public List<PlainPart> WrapUps { get; } = [];

    public string Id => id;

    public IEnumerable<CallArrived> Arrivals => Of<CallArrived>().Select(e => e.What);

    public IEnumerable<CallImported> Imports => Of<CallImported>().Select(e => e.What);

    public bool IsCall => Arrivals.Any() || Imports.Any();

    public string Queue => Arrivals.FirstOrDefault()?.Queue ?? Imports.First().Queue;

    public DateTimeOffset ArrivedAt => Arrivals.FirstOrDefault()?.ArrivedAt ?? Imports.First().ArrivedAt;

    public DateTimeOffset? EndedAt => Earliest(Seen, Imports.Select(i => (DateTimeOffset?)i.EndedAt).Min());

    /// <summary>When we saw it end ourselves.</summary>
    private DateTimeOffset? Seen => Story.Where(e => e.What is CallGone or TalkEnded).Select(e => (DateTimeOffset?)e.At).FirstOrDefault();

    /// <summary>The first human, and when: joined, else picked up, else as Asterisk's log says if that was sooner.</summary>
    public (DateTimeOffset? At, string? By) Human
    {
        get
        {
            var picked = Story.Select(e => e.What switch
            {
                Connected c => ((DateTimeOffset?)e.At, c.Agent),
                CallSeized { Agent: { } agent } => (e.At, agent),
                CallSeized { InDialplan: false } => (e.At, null),
                _ => ((DateTimeOffset?)null, (string?)null),
            }).FirstOrDefault(h => h.Item1 is not null);
            var first = Of<TalkBegan>().Select(e => ((DateTimeOffset?)e.What.At, (string?)e.What.Agent)).FirstOrDefault();
            var (at, by) = first.Item1 is not null ? first : picked;
            foreach (var import in Imports.Where(i => i.AnsweredAt is not null))
            {
                if (at is null || at > import.AnsweredAt) (at, by) = (import.AnsweredAt, import.Agent ?? by);
            }

            return (at, by);
        }
    }

    public IReadOnlyList<PlainPart> Talks
    {
        get
        {
            if (Imports.LastOrDefault(i => i.Talks is not null)?.Talks is { } logged) return [.. logged.Select(t => new PlainPart(t.Agent, t.From, t.To))];
            if (Of<TalkBegan>().Any()) return [.. Told()];
            return Late() is { } late ? [.. Guessed.Where(g => g.Agent != late.Agent), late] : Guessed;
        }
    }

    /// <summary>Within the talk of whoever talked last before.</summary>
    public IEnumerable<PlainPart> Holds
    {
        get
        {
            (DateTimeOffset Since, string? With)? hold = null;
            string? with = null;
            foreach (var (at, what) in Story)
            {
                if (what is TalkBegan began) with = began.Agent;
                if (what is AgentChanged { To: AgentMode.Talking } talks) with = talks.Agent;
                if (what is CallHeld && hold is null) hold = (at, with);
                if (what is not (CallResumed or CallReturned or TalkStopped or CallGone or TalkEnded) || hold is not { } held) continue;
                hold = null;
                if (with is not null) yield return new PlainPart(with, held.Since, what is TalkStopped stopped ? stopped.At : at);
            }
        }
    }

    private IEnumerable<PlainPart> Told()
    {
        for (var i = 0; i < Story.Count; i++)
        {
            if (Story[i].What is not TalkBegan talk) continue;
            // Who was not told to have left stayed to the end we saw.
            var left = Story.Skip(i + 1).Select(e => e.What).OfType<TalkStopped>().FirstOrDefault(s => s.Agent == talk.Agent);
            if ((left?.At ?? EndedAt) is { } until) yield return new PlainPart(talk.Agent, talk.At, until);
        }
    }

    /// <summary>A journal without talks: what the fallback had, and we may have looked at late, lasted as long as Asterisk's log says.</summary>
    private PlainPart? Late()
    {
        if (Imports.LastOrDefault(i => i is { AnsweredAt: not null, Agent: not null }) is not { } import) return null;
        var late = Story.FirstOrDefault(e => e.What is Connected or CallSeized { Agent: not null } or CallSeized { InDialplan: false }).What is CallSeized { Agent: not null };
        return late || Guessed.Sum(g => g.Milliseconds) == 0 ? new PlainPart(import.Agent!, import.AnsweredAt!.Value, import.EndedAt) : null;
    }

    private IEnumerable<(DateTimeOffset At, T What)> Of<T>() => from e in Story where e.What is T select (e.At, (T)e.What);

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
