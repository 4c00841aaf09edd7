namespace CallCenter.Bench.Recovery;

/// <summary>The measurement <c>recovery</c>.</summary>
internal static class RecoveryBench
{
    /// <summary>Control has to be back before the shortest lease, an alarm's, runs out.</summary>
    private const double ControlGoal = 7;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var seed = Knob.Whole("CALLCENTER_SEED", Random.Shared.Next(1, 1_000_000));
        var result = await RecoveryRun.RunAsync(seed, Knob.Whole("CALLCENTER_MOMENTS", 200), Knob.Whole("CALLCENTER_CROWD", 10), System.Console.Error.WriteLine);
        var p95 = Math.Round(result.ControlSeconds(0.95), 2);
        return
        [
            Count("dropped", result.Dropped, "pairs"),
            Count("lost", result.Lost, "callers"),
            Count("missing in the history", result.Missing, "calls"),
            .. result.Seen.Select(seen => new Measurement("recovery", $"met: {seen.Key}", seen.Value, "calls", seen.Value > 0)),
            Count("orphans", result.Orphans, "channels and bridges"),
            Count("stuck agents", result.StuckAgents, "agents"),
            new("recovery", "seconds to control", p95, "s", p95 <= ControlGoal),
        ];
    }

    private static Measurement Count(string what, int count, string unit) => new("recovery", what, count, unit, count == 0);
}
