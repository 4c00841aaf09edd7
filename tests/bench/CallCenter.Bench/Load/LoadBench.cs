using System.Globalization;

namespace CallCenter.Bench.Load;

/// <summary>
/// How many recorded calls at once: ours beside Asterisk's own Queue() with MixMonitor, step by step until a call fails, an end misses packets or a recording misses a tone. Then processor and
/// memory of a tenth, half and all of ours.
/// </summary>
internal static class LoadBench
{
    private const string Name = "load";
    private const double GoalOfQueue = 0.9, Flat = 1.25, HeardAtLeast = 0.95, HolesAtMost = 0.001;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var (from, step, most) = (Knob.Whole("CALLCENTER_CALLS_FROM", 60), Knob.Whole("CALLCENTER_CALLS_STEP", 20), Knob.Whole("CALLCENTER_CALLS_MOST", 380));
        var seed = Knob.Whole("CALLCENTER_SEED", 20261130);
        Say($"seed {seed}, {from} to {most} calls by {step}");
        await using var houses = await Houses.StartAsync(most, Say);
        var bench = new Levels(houses, TimeSpan.FromSeconds(Knob.Whole("CALLCENTER_SECONDS", 15)), seed);
        foreach (var house in bench.Both) await bench.RunAsync(house, 20);
        var (clean, left) = (bench.Both.ToDictionary(house => house, _ => 0), bench.Both.ToList());
        for (var count = from; count <= most && left.Count > 0; count += step)
        {
            foreach (var house in left.ToList())
            {
                if (await bench.RunAsync(house, count) is { Clean: true } || await bench.RunAsync(house, count) is { Clean: true }) clean[house] = count;
                else left.Remove(house);
            }
        }
        var (ours, queue) = (clean[houses.Ours], clean[houses.Queue]);
        Say($"clean up to {ours} and {queue} calls at once{(left.Count > 0 ? ", where the search ends" : "")}");
        var measured = new List<Measurement> { new(Name, "calls at once", ours, "calls", ours > 0 && ours >= GoalOfQueue * queue, queue, houses.Queue.Name) };
        if (ours > 0 && queue > 0) measured.AddRange(await LevelsAsync(bench, houses, Math.Min(ours, queue)));
        measured.Add(new(Name, "recordings judged", bench.Judged(houses.Ours), "recordings", true, bench.Judged(houses.Queue), houses.Queue.Name));
        return measured;
    }

    private static async Task<IReadOnlyList<Measurement>> LevelsAsync(Levels bench, Houses houses, int all)
    {
        var measured = new List<Measurement>();
        var (first, last) = (default(Level), default(Level));
        foreach (var (percent, count) in new[] { 10, 50, 100 }.Select(percent => (percent, Math.Max(1, all * percent / 100))))
        {
            var (ours, queue) = (await bench.RunAsync(houses.Ours, count), await bench.RunAsync(houses.Queue, count));
            (first, last) = (first ?? ours, ours);
            var where = $"at {percent} %, {count} calls";
            measured.Add(new(Name, $"processor {where}", Math.Round(ours.SecondsPerCallMinute, 3), "s per call-minute", true, Math.Round(queue.SecondsPerCallMinute, 3), houses.Queue.Name));
            measured.Add(new(Name, $"memory {where}", Math.Round(ours.Megabytes), "MB", true, Math.Round(queue.Megabytes), houses.Queue.Name));
            measured.Add(new(Name, $"RTP packets heard {where}", ours.Seen.AtCallers + ours.Seen.AtAgents, "packets", ours.Clean, queue.Seen.AtCallers + queue.Seen.AtAgents, houses.Queue.Name));
        }
        measured.Add(Grown("processor per call, all over a tenth", last!.SecondsPerCallMinute / first!.SecondsPerCallMinute));
        measured.Add(Grown("memory, all over a tenth", last.Megabytes / first.Megabytes));
        return measured;

        static Measurement Grown(string what, double ratio) => new(Name, what, Math.Round(ratio, 3), "ratio", ratio <= Flat);
    }

    private static void Say(string what) => System.Console.Error.WriteLine($"{Name}: {what}");

    /// <summary>One house with so many calls.</summary>
    private sealed record Level(Outcome Seen, TapesJudged Tapes, double SecondsPerCallMinute, double Megabytes)
    {
        public bool Clean => Seen.Failed.Count == 0 && Tapes.AreAll(Seen.Calls.Count) && Seen.LeastHeard >= HeardAtLeast && Seen.Holes <= HolesAtMost * (Seen.AtCallers + Seen.AtAgents);
    }

    private sealed class Levels(Houses houses, TimeSpan hold, int seed)
    {
        private readonly Dictionary<House, Tapes> _tapes = new[] { houses.Ours, houses.Queue }.ToDictionary(house => house, house => new Tapes(house));
        private readonly Dictionary<House, int> _judged = new() { [houses.Ours] = 0, [houses.Queue] = 0 };

        public IReadOnlyList<House> Both { get; } = [houses.Ours, houses.Queue];

        public int Judged(House house) => _judged[house];

        public async Task<Level> RunAsync(House house, int count)
        {
            var (used, minutes) = (default(Usage), 0.0);
            var seen = await houses.Telephones.HoldAsync(house, count, Math.Max(10, count / 8.0), seed, async () =>
            {
                // The last ones are being joined.
                await Task.Delay(Rest);
                var (before, since) = (house.Usage(), TimeProvider.System.GetTimestamp());
                await Task.Delay(hold);
                (used, minutes) = (house.Usage() - before, count * TimeProvider.System.GetElapsedTime(since).TotalMinutes);
            });
            await Task.Delay(Rest);
            var shortest = seen.Calls.Where(call => call.Fault is null).Select(call => call.TalkSeconds).DefaultIfEmpty(0).Min();
            var tapes = await _tapes[house].JudgeAsync(count - seen.Failed.Count, HeardAtLeast * (shortest - 1));
            _tapes[house].Sweep();
            _judged[house] += tapes.Count;
            var level = new Level(seen, tapes, used!.Seconds / minutes, used.Megabytes);
            Say(string.Create(CultureInfo.InvariantCulture,
                $"{house.Name}, {count} calls: {seen.Failed.Count} failed, RTP sent {seen.Sent}, heard {seen.AtCallers} + {seen.AtAgents} of 2 x {seen.Due:0}, least {seen.LeastHeard:0.000}, {seen.Holes} holes, {used.Asterisk / minutes:0.000} + {used.Server / minutes:0.000} s of processor per call-minute, {used.AsteriskMegabytes:0} + {used.ServerMegabytes:0} MB, {tapes.Count - tapes.Bad.Count} of {tapes.Count} recordings good, telephones late by {seen.WorstLag:0} ms{(level.Clean ? "" : $": not clean: {seen.Faults}; {string.Join("; ", tapes.Bad.Take(2))}")}"));
            return level;
        }
    }
}
