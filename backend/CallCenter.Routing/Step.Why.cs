using System.Globalization;

namespace CallCenter.Routing;

internal sealed partial class Step
{
    private static Why Because(string code, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var all = new Dictionary<string, string>(arguments.Length, StringComparer.Ordinal);
        foreach (var (name, value) in arguments) all[name] = value;
        return new Why(code, all);
    }

    private Why WhyOffered(RoutedCall call, AgentSeat seat, string code)
    {
        var why = About(call);
        why["agent"] = seat.Agent;
        why["idle"] = Seconds(seat.IdleSince);
        return new Why(code, why);
    }

    private Why WhyLife(RoutedCall call, AgentSeat seat, string code)
    {
        var why = About(call);
        why["agent"] = seat.Agent;
        why["idle"] = Seconds(seat.IdleSince);
        why["stage"] = Text(call.Escalation);
        why["over"] = seat.Mode.ToString();
        if (code == WhyCode.LifeOverBreak) why["reason"] = seat.Reason ?? "";
        if (seat is { Mode: AgentMode.Talking, Call: { } interrupts })
        {
            why["interrupts"] = interrupts;
            why["talkPriority"] = Text(_state.Policy(_state.Calls[interrupts].Queue).Priority);
            why["talkingFor"] = Seconds(seat.Since);
        }

        return new Why(code, why);
    }

    private Why WhyWaiting(RoutedCall call)
    {
        var why = About(call);
        _somebodyCan.Clear();
        var code = _state.Adopting ? WhyCode.Adopting : _state.IsLife(call) ? WhyNoRescuer(call, why) : Choose(call).Code;
        if (code == WhyCode.NobodyReady && !_state.Agents.Values.Any(a => a.Queues.Contains(call.Queue))) code = WhyCode.NobodyServes;
        if (code == WhyCode.OnlyDeclined) why["pause"] = Whole((call.PauseUntil ?? now) - now);
        if (code == WhyCode.NobodySkilled) why["skills"] = Skills(call);
        if (code == WhyCode.KeptForAgent)
        {
            why["agent"] = call.Hold!.Agent;
            why["hold"] = Whole(call.Hold.Until - now);
        }

        return new Why(code, why);
    }

    private string WhyNoRescuer(RoutedCall call, Dictionary<string, string> why)
    {
        if (_state.Agents.Values.All(a => a.PresenceLost || a.Mode is AgentMode.Offline or AgentMode.Lost)) return WhyCode.NobodyReady;
        if (!call.Declined.IsEmpty && call.PauseUntil > now && Best(call, passed: true) is not null) return WhyCode.OnlyDeclined;
        why["spared"] = Text(_state.Agents.Values.Count(a => a is { Mode: AgentMode.Talking, PresenceLost: false } && Harm(call, a) is null));
        why["byNumber"] = Text(call.ByNumber ? ByNumberSoFar(call) : 0);
        return WhyCode.NobodyToInterrupt;
    }

    /// <summary>What every offer and wait tells: the call's place, and what the queue's agents are doing.</summary>
    private Dictionary<string, string> About(RoutedCall call)
    {
        Span<int> modes = stackalloc int[Enum.GetValues<AgentMode>().Length];
        var atWork = 0;
        foreach (var seat in _state.Agents.Values)
        {
            if (!seat.Queues.Contains(call.Queue)) continue;
            modes[(int)seat.Mode]++;
            if (seat.AtWork) atWork++;
        }

        var position = Position(call);
        var about = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["queue"] = call.Queue,
            ["priority"] = Text(_state.Rank(call)),
            ["waiting"] = Seconds(call.ArrivedAt),
            ["position"] = Text(position),
            ["ready"] = Text(modes[(int)AgentMode.Ready]),
            ["break"] = Text(modes[(int)AgentMode.Break]),
            ["offered"] = Text(modes[(int)AgentMode.Offered]),
            ["talking"] = Text(modes[(int)AgentMode.Talking]),
            ["wrapUp"] = Text(modes[(int)AgentMode.WrapUp]),
            ["lost"] = Text(modes[(int)AgentMode.Lost]),
            ["offline"] = Text(modes[(int)AgentMode.Offline]),
            ["declined"] = Text(call.Declined.Length),
        };
        if (Outlook.ExpectedAt(_state, call.Queue, position, atWork) is { } expected) about["expected"] = Whole(expected);
        if (call.Restricted) about["restricted"] = "1";
        if (call.Needs.Length > 0 || _state.Policy(call.Queue).Needs.Length > 0) about["skills"] = Skills(call);
        return about;
    }

    /// <summary>The levels still asked for: "cantonese 2, counselling 1".</summary>
    private string Skills(RoutedCall call) =>
        string.Join(", ", _state.Policy(call.Queue).Needs.Concat(call.Needs).Where(n => n.Level > call.Relaxed).Select(n => $"{n.Skill} {Text(n.Level - call.Relaxed)}"));

    private int Position(RoutedCall call) => Outlook.PositionOf(_state, call);

    private string Seconds(DateTimeOffset since) => Whole(now - since);

    private static string Whole(TimeSpan span) => Text((long)Math.Max(0, Math.Floor(span.TotalSeconds)));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
