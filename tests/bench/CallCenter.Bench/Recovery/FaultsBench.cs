namespace CallCenter.Bench.Recovery;

/// <summary>The measurement <c>faults</c>.</summary>
internal static class FaultsBench
{
    private const string Name = "faults";

    /// <summary>Control has to be back before the shortest lease, an alarm's, runs out.</summary>
    private const double ControlGoal = 7;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var (seed, requests, events) = (Knob.Whole("CALLCENTER_SEED", Random.Shared.Next(1, 1_000_000)), Knob.Whole("CALLCENTER_FAULTS", 10_000), Knob.Whole("CALLCENTER_FAULTS_EVENTS", 200));
        var (seen, happened, calls) = await FaultsRun.RunAsync(seed, requests, events, Knob.Whole("CALLCENTER_CROWD", 10), System.Console.Error.WriteLine);
        var all = happened.Values.Sum();
        var p95 = Math.Round(seen.ControlSeconds(0.95), 2);
        return
        [
            .. happened.Select(kind => new Measurement(Name, kind.Key.ToString(), kind.Value, "faults", kind.Value > 0)),
            Count("dropped", seen.Dropped, "pairs"),
            Bound("dropped", seen.Dropped, all, "per fault"),
            Count("lost", seen.Lost, "callers"),
            Bound("lost", seen.Lost, calls, "per call"),
            Count("missing in the history", seen.Missing, "calls"),
            Count("orphans", seen.Orphans, "channels and bridges"),
            Count("stuck agents", seen.StuckAgents, "agents"),
            new(Name, "seconds to control", p95, "s", p95 <= ControlGoal),
        ];
    }

    private static Measurement Count(string what, int count, string unit) => new(Name, what, count, unit, count == 0);

    /// <summary>The highest chance that is still compatible, at 95 %, with so few in so many (exact for none, after Wilson else).</summary>
    private static Measurement Bound(string what, int count, int of, string unit)
    {
        const double z = 1.645;
        double p = (double)count / Math.Max(1, of), n = Math.Max(1, of);
        var bound = count == 0 ? 1 - Math.Pow(0.05, 1 / n) : (p + z * z / (2 * n) + z * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n);
        return new(Name, $"{what}, 95 % bound", Math.Round(bound, 6), unit, true);
    }
}
