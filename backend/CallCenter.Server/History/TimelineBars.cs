using CallCenter.Contracts;
using CallCenter.Data.Calls;
using CallCenter.Server.Calls;

namespace CallCenter.Server.History;

/// <summary>A call's events as bars: one lane for the caller, one for everybody who was asked or talked. A pure fold; what has not ended stays open.</summary>
internal sealed class TimelineBars
{
    private const string Caller = "caller", Dialplan = "dialplan";
    private readonly List<Lane> _lanes = [];
    private string? _talker;

    public static IReadOnlyList<TimelineLane> Of(Call call, IReadOnlyList<CallEvent> events)
    {
        var bars = new TimelineBars();
        bars.Enter(Caller, BoardStage.Waiting, call.ArrivedAt);
        foreach (var happened in events) bars.Follow(happened);
        if (call.EndedAt is { } ended) bars.EndAll(ended);
        return [.. bars._lanes.Select(lane => new TimelineLane(lane.Party, lane.Bars))];
    }

    private void Follow(CallEvent e)
    {
        switch (e.Kind)
        {
            case "offered":
                Enter(e.Agent!, BoardStage.Ringing, e.At);
                break;
            case "withdrawn":
                Leave(e.Agent!, BoardStage.Ringing, e.At, e.WhyCode);
                break;
            case "connected":
                Talk(e.Agent!, BoardStage.Talking, e.At);
                break;
            case "outside":
                Talk(HotlineParts.Duty, BoardStage.Talking, e.At);
                break;
            case "fallback":
                // Without an agent it only rings for him there.
                if (e.Agent is { } agent) Talk(agent, BoardStage.Dialplan, e.At);
                else Enter(Dialplan, BoardStage.Ringing, e.At);
                break;
            case "held":
                Both(BoardStage.Held, e.At);
                break;
            case "resumed":
                Both(BoardStage.Talking, e.At);
                break;
            case "interrupted":
                Wait(BoardStage.Interrupted, e.At);
                break;
            case "returned":
                Wait(BoardStage.Rejoining, e.At);
                break;
            case "away-failed":
                Enter(Caller, BoardStage.Waiting, e.At);
                break;
            case "overflowed" when !e.WhyArguments.Contains("\"to\":\"queue\"", StringComparison.Ordinal) && e.WhyCode != "overflow-nowhere":
                Enter(Caller, BoardStage.Away, e.At);
                break;
        }
    }

    /// <summary>Caller and agent talk; nobody else rings for him any more.</summary>
    private void Talk(string agent, BoardStage stage, DateTimeOffset at)
    {
        _talker = agent;
        foreach (var lane in _lanes.Where(l => l.Party != Caller && l.Party != agent)) lane.End(at, null);
        Enter(Caller, stage, at);
        Enter(agent, stage, at);
    }

    private void Wait(BoardStage stage, DateTimeOffset at)
    {
        if (_talker is { } agent) Find(agent).End(at, null);
        _talker = null;
        Enter(Caller, stage, at);
    }

    private void Both(BoardStage stage, DateTimeOffset at)
    {
        Enter(Caller, stage, at);
        if (_talker is { } agent) Enter(agent, stage, at);
    }

    private void Enter(string party, BoardStage stage, DateTimeOffset at) => Find(party).Enter(stage, at);

    private void Leave(string party, BoardStage stage, DateTimeOffset at, string outcome)
    {
        if (Find(party) is { Open.Stage: var now } lane && now == stage) lane.End(at, outcome);
    }

    private void EndAll(DateTimeOffset at)
    {
        foreach (var lane in _lanes) lane.End(at, null);
    }

    private Lane Find(string party)
    {
        if (_lanes.FirstOrDefault(l => l.Party == party) is { } known) return known;
        var lane = new Lane(party);
        _lanes.Add(lane);
        return lane;
    }

    private sealed class Lane(string party)
    {
        public string Party => party;
        public List<TimelineBar> Bars { get; } = [];
        public TimelineBar? Open => Bars is [.., { To: null } last] ? last : null;

        public void Enter(BoardStage stage, DateTimeOffset at)
        {
            if (Open?.Stage == stage) return;
            End(at, null);
            Bars.Add(new TimelineBar(stage, at, null));
        }

        public void End(DateTimeOffset at, string? outcome)
        {
            if (Open is not { } open) return;
            // Clocks of two machines: a bar never runs backwards.
            Bars[^1] = open with { To = at < open.From ? open.From : at, Outcome = outcome };
        }
    }
}
