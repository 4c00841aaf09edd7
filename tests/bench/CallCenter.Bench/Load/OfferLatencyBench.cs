using System.Globalization;

namespace CallCenter.Bench.Load;

/// <summary>
/// From the caller's INVITE to the agent's, both on the wire: ours beside Asterisk's own Queue() with MixMonitor and Dial() of a phone, in turns. 400 desk phones, talks of one second,
/// no wrap-up, everything recorded, RTP both ways.
/// </summary>
internal static class OfferLatencyBench
{
    private const string Name = "offer-latency";
    private static readonly double[] Asked = [60, 100, 150], Goals = [1.5, 1, 0.6];
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(1), Rest = TimeSpan.FromSeconds(1);

    /// <summary>Of a recorded second: what is lost while the two are being joined.</summary>
    private const double HeardAtLeast = 0.7;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var (runs, seconds, seed) = (Knob.Whole("CALLCENTER_RUNS", 5), Knob.Whole("CALLCENTER_SECONDS", 12), Knob.Whole("CALLCENTER_SEED", 20261130));
        Say($"seed {seed}, {Houses.Agents} agents, {runs} runs of {seconds} s");
        await using var houses = await Houses.StartAsync(400, Say);
        var bench = new Turns(houses, TimeSpan.FromSeconds(seconds), seed);
        foreach (var house in bench.All) await bench.RunAsync(house, 20);
        var clean = await CleanRatesAsync(bench, houses);
        var measured = new[] { houses.Queue, houses.Dial }
            .Select(peer => new Measurement(Name, $"clean rate beside {peer.Name}", clean[houses.Ours], "calls/s", clean[peer] > 0 && (peer == houses.Dial || clean[houses.Ours] >= clean[peer]), clean[peer], peer.Name)).ToList();
        var given = Knob.Numbers("CALLCENTER_RATES");
        // A machine that does not even carry the lowest has nothing to tell.
        if (clean[houses.Queue] == 0 && given.Count == 0) return measured;
        // What the machine cannot carry says nothing about either: then the rates have the same proportions, below the rate Queue() carries.
        var down = clean[houses.Queue] < Asked[^1];
        var rates = given.Count > 0 ? given : down ? [.. Asked.Select(rate => Math.Round(rate / Asked[^1] * clean[houses.Queue]))] : Asked;
        for (var i = 0; i < rates.Count; i++)
        {
            measured.AddRange(await AtRateAsync(bench, houses, rates[i], given.Count == 0 && down ? $" in place of {Asked[i]}" : "", Goals[Math.Min(i, Goals.Length - 1)], runs));
        }
        return measured;
    }

    /// <summary>The highest rate at which every call is answered, heard and recorded; each house goes on until it fails twice at one.</summary>
    private static async Task<Dictionary<House, double>> CleanRatesAsync(Turns bench, Houses houses)
    {
        var (clean, left) = (bench.All.ToDictionary(house => house, _ => 0.0), bench.All.ToList());
        var (from, step, most) = (Knob.Whole("CALLCENTER_RATE_FROM", 40), Knob.Whole("CALLCENTER_RATE_STEP", 10), Knob.Whole("CALLCENTER_RATE_MOST", 240));
        for (double rate = from; rate <= most && left.Count > 0; rate += step)
        {
            foreach (var house in left.ToList())
            {
                if (await bench.RunAsync(house, rate) is { Clean: true } || await bench.RunAsync(house, rate) is { Clean: true }) clean[house] = rate;
                else left.Remove(house);
            }
        }
        Say($"clean up to {string.Join(", ", clean.Select(c => $"{c.Key.Name} {c.Value}"))} calls/s");
        return clean;
    }

    private static async Task<IReadOnlyList<Measurement>> AtRateAsync(Turns bench, Houses houses, double rate, string inPlace, double goal, int runs)
    {
        var results = bench.All.ToDictionary(house => house, _ => new List<Turn>());
        for (var run = 0; run < runs; run++)
        {
            foreach (var house in bench.All) results[house].Add(await bench.RunAsync(house, rate));
        }
        var where = string.Create(CultureInfo.InvariantCulture, $"at {rate} calls/s{inPlace}");
        var ours = results[houses.Ours];
        var measured = new List<Measurement>();
        foreach (var peer in new[] { houses.Queue, houses.Dial })
        {
            var theirs = results[peer];
            var (mine, other) = (Median(ours, turn => turn.Seen.P99), Median(theirs, turn => turn.Seen.P99));
            measured.Add(new(Name, $"p99 {where}", mine, "ms", peer == houses.Dial || mine <= goal * other, other, peer.Name));
            measured.Add(new(Name, $"p50 {where}", Median(ours, turn => turn.Seen.P50), "ms", true, Median(theirs, turn => turn.Seen.P50), peer.Name));
            measured.Add(new(Name, $"failed {where}", ours.Sum(turn => turn.Seen.Failed.Count), "calls", ours.Sum(turn => turn.Seen.Failed.Count) <= theirs.Sum(turn => turn.Seen.Failed.Count), theirs.Sum(turn => turn.Seen.Failed.Count), peer.Name));
            measured.Add(new(Name, $"processor {where}", Median(ours, turn => turn.ProcessorMilliseconds), "ms a call", true, Median(theirs, turn => turn.ProcessorMilliseconds), peer.Name));
        }
        measured.Add(new(Name, $"RTP packets heard {where}", ours.Sum(turn => turn.Seen.AtCallers + turn.Seen.AtAgents), "packets", true, results[houses.Queue].Sum(turn => turn.Seen.AtCallers + turn.Seen.AtAgents), houses.Queue.Name));
        measured.Add(new(Name, $"recordings with both tones {where}", ours.Sum(turn => turn.Tapes.Count - turn.Tapes.Bad.Count), "recordings", ours.All(turn => turn.Tapes.Bad.Count == 0), results[houses.Queue].Sum(turn => turn.Tapes.Count - turn.Tapes.Bad.Count), houses.Queue.Name));
        return measured;
    }

    private static double Median(IReadOnlyList<Turn> turns, Func<Turn, double> figure)
    {
        var all = turns.Select(figure).Order().ToList();
        // No JSON has a number for what never came.
        return Math.Round(Math.Min(all[all.Count / 2], 60_000), 2);
    }

    private static void Say(string what) => System.Console.Error.WriteLine($"{Name}: {what}");

    /// <summary>One run of one house.</summary>
    private sealed record Turn(Outcome Seen, TapesJudged Tapes, double ProcessorMilliseconds)
    {
        public bool Clean => Seen.Failed.Count == 0 && Tapes.AreAll(Seen.Calls.Count);
    }

    /// <summary>Runs, one after another, each with the machine to itself.</summary>
    private sealed class Turns(Houses houses, TimeSpan length, int seed)
    {
        private readonly Dictionary<House, Tapes> _tapes = new[] { houses.Ours, houses.Queue, houses.Dial }.ToDictionary(house => house, house => new Tapes(house));

        public IReadOnlyList<House> All { get; } = [houses.Ours, houses.Queue, houses.Dial];

        public async Task<Turn> RunAsync(House house, double rate)
        {
            var before = house.Usage();
            var seen = await houses.Telephones.CallAsync(house, rate, length, Talk, seed);
            await Task.Delay(Rest);
            var used = house.Usage() - before;
            double EachMs(double all) => 1000 * all / seen.Calls.Count;
            var tapes = await _tapes[house].JudgeAsync(seen.Calls.Count - seen.Failed.Count, HeardAtLeast);
            _tapes[house].Sweep();
            var turn = new Turn(seen, tapes, EachMs(used.Seconds));
            Say(string.Create(CultureInfo.InvariantCulture,
                $"{house.Name} at {rate}/s: p50 {seen.P50:0.0} ms, p99 {seen.P99:0.0} ms, {seen.Calls.Count} calls, {seen.Failed.Count} failed, {EachMs(used.Asterisk):0.0} + {EachMs(used.Server):0.0} ms of processor a call and {used.Compressing:0.0} s for compressing, RTP sent {seen.Sent}, heard {seen.AtCallers} + {seen.AtAgents} of 2 x {seen.Due:0}, {tapes.Count - tapes.Bad.Count} of {tapes.Count} recordings good, {seen.DoubleBooked} double booked, telephones late by {seen.WorstLag:0} ms{(turn.Clean ? "" : $": {seen.Faults}; {string.Join("; ", tapes.Bad.Take(2))}")}"));
            return turn;
        }
    }
}
