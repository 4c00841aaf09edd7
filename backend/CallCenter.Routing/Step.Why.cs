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

    private Why WhyWaiting(RoutedCall call)
    {
        var why = About(call);
        var code = _state.Adopting ? WhyCode.Adopting : Choose(call).Code;
        if (code == WhyCode.NobodyReady && !_state.Agents.Values.Any(a => a.Queues.Contains(call.Queue))) code = WhyCode.NobodyServes;
        if (code == WhyCode.OnlyDeclined) why["pause"] = Whole(call.PauseUntil!.Value - now);
        if (code == WhyCode.KeptForAgent)
        {
            why["agent"] = call.Prefer!;
            why["hold"] = Whole(call.PreferUntil!.Value - now);
        }

        return new Why(code, why);
    }

    /// <summary>What every offer and wait tells: the call's place, and what the queue's agents are doing.</summary>
    private Dictionary<string, string> About(RoutedCall call)
    {
        Span<int> modes = stackalloc int[Enum.GetValues<AgentMode>().Length];
        foreach (var seat in _state.Agents.Values)
        {
            if (seat.Queues.Contains(call.Queue)) modes[(int)seat.Mode]++;
        }

        var priority = _state.Policy(call.Queue).Priority;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["queue"] = call.Queue,
            ["priority"] = Text(priority),
            ["waiting"] = Seconds(call.ArrivedAt),
            ["position"] = Text(Position(call, priority)),
            ["ready"] = Text(modes[(int)AgentMode.Ready]),
            ["break"] = Text(modes[(int)AgentMode.Break]),
            ["offered"] = Text(modes[(int)AgentMode.Offered]),
            ["talking"] = Text(modes[(int)AgentMode.Talking]),
            ["wrapUp"] = Text(modes[(int)AgentMode.WrapUp]),
            ["lost"] = Text(modes[(int)AgentMode.Lost]),
            ["offline"] = Text(modes[(int)AgentMode.Offline]),
            ["declined"] = Text(call.Declined.Length),
        };
    }

    private int Position(RoutedCall call, int priority)
    {
        var place = 1;
        var mine = WaitKey.Of(call, priority);
        foreach (var key in _state.Indexes.Waiting)
        {
            if (key.CompareTo(mine) >= 0) break;
            if (key.Queue == call.Queue) place++;
        }

        return place;
    }

    private string Seconds(DateTimeOffset since) => Whole(now - since);

    private static string Whole(TimeSpan span) => Text((long)Math.Max(0, Math.Floor(span.TotalSeconds)));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
