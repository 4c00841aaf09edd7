namespace CallCenter.Bench.Recovery;

/// <summary>The measurement <c>hardships</c>.</summary>
internal static class HardshipsBench
{
    private const string Name = "hardships";

    /// <summary>Control has to be back before the shortest lease, an alarm's, runs out.</summary>
    private const double ControlGoal = 7;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var (seen, happened, calls) = await HardshipsRun.RunAsync(Knob.Whole("CALLCENTER_SEED", Random.Shared.Next(1, 1_000_000)), TimeSpan.FromSeconds(Knob.Whole("CALLCENTER_SECONDS", 60)), Knob.Whole("CALLCENTER_CROWD", 5), System.Console.Error.WriteLine);
        var worst = Math.Round(seen.ControlSeconds(1), 2);
        return
        [
            .. happened.Select(kind => new Measurement(Name, kind.Key, kind.Value ? 1 : 0, "met", kind.Value)),
            new(Name, "calls", calls, "calls", calls > 0),
            Count("dropped", seen.Dropped, "pairs"),
            Count("lost", seen.Lost, "callers"),
            Count("missing in the history", seen.Missing, "calls"),
            Count("orphans", seen.Orphans, "channels and bridges"),
            Count("stuck agents", seen.StuckAgents, "agents"),
            new(Name, "seconds to control", worst, "s", worst <= ControlGoal),
        ];
    }

    private static Measurement Count(string what, int count, string unit) => new(Name, what, count, unit, count == 0);
}
