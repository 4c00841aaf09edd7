using System.Diagnostics;
using System.Globalization;
using CallCenter.Routing;
using CallCenter.Routing.Tests.Interleavings;

namespace CallCenter.Bench.Routing;

/// <summary>The pure core: random walks judged at every step, and how long one decision takes in a big centre.</summary>
internal static class RoutingCoreBench
{
    private const int StepsOfAWalk = 2000;
    private static readonly DateTimeOffset Morning = new(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(8));

    public static Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var seed = Setting("CALLCENTER_SEED", Random.Shared.Next());
        System.Console.Error.WriteLine($"routing-core: seed {seed}");
        return Task.FromResult<IReadOnlyList<Measurement>>([.. Walks(seed, Setting("CALLCENTER_STEPS", 1_000_000)), .. Decisions(seed)]);
    }

    private static List<Measurement> Walks(int seed, int steps)
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (broken, done) = (0, 0);
        for (var walk = 0; done < steps; walk++)
        {
            var one = new Walk(seed + walk);
            try
            {
                one.Go(StepsOfAWalk, seen);
            }
            catch (Exception fault) when (fault is BrokenPromise or InvalidOperationException or KeyNotFoundException)
            {
                broken++;
                System.Console.Error.WriteLine($"CALLCENTER_TEST_SEED={seed + walk}, step {one.Count}: {fault.Message}\n{string.Join('\n', one.LastLines)}");
            }

            done += one.Count;
            if (walk % 50 == 49) System.Console.Error.WriteLine($"routing-core: {done:N0} of {steps:N0} steps");
        }

        var all = WhyCode.All.Where(code => !seen.Keys.Any(k => k.EndsWith("/" + code, StringComparison.Ordinal))).Select(code => new Measurement("routing-core", $"never: {code}", 0, "times", false));
        return [new("routing-core", "steps", done, "steps", done >= steps), new("routing-core", "broken promises", broken, "walks", broken == 0), .. all,
            .. seen.Select(s => new Measurement("routing-core", s.Key, s.Value, "times", s.Value > 0))];
    }

    /// <summary>1,000 callers wait for something 500 agents cannot give, are busy with, or lack the skill for; others come, are answered and leave.</summary>
    private static List<Measurement> Decisions(int seed)
    {
        const int Agents = 500, Waiting = 1000, Rounds = 4000;
        var random = new Random(seed);
        var now = Morning;
        var state = RoutingState.Empty(1);
        var times = new List<double>(Rounds * 6);
        Do(new QueuesSet([
            new("alarm", 1, 20, 60), new("hotline", 3, 20, 60) { AgeingSeconds = 120, StickySeconds = 5 }, new("dialect", 3, 20, 60) { Needs = [new SkillNeed("wu", 3)] },
            new("orders", 4, 20, 30) { Ring = RingStrategy.Several, RingAtOnce = 3, Overflow = [new OverflowRule(OverflowWhen.Wait, 3600, OverflowTo.Queue, "hotline")] }]), timed: false);
        for (var i = 0; i < Agents; i++)
        {
            var agent = $"agent{i:000}";
            Do(new AgentSignedIn(agent, "browser", i % 3 == 0 ? ["hotline", "orders"] : ["hotline", "dialect", "alarm"], new Dictionary<string, int> { ["wu"] = i % 50 == 1 ? 4 : 1 }), timed: false);
            Do(new AgentReady(agent), timed: false);
        }

        // Those who can speak the dialect are in talks, so that everybody who needs them is passed over at every decision.
        for (var i = 0; i < Agents / 50; i++) Do(new CallArrived($"busy{i}", "dialect", now, ""), timed: false);
        foreach (var call in state.Calls.Values.Where(c => c.Mode == CallMode.Offered).ToList()) Do(new OfferAnswered(call.Rings[0].OfferId), timed: false);
        for (var i = 0; i < Waiting; i++) Do(new CallArrived($"waiting{i}", "dialect", now.AddSeconds(-random.Next(60)), ""), timed: false);
        for (var i = 0; i < Rounds; i++)
        {
            now = now.AddMilliseconds(random.Next(5, 200));
            var call = $"c{i}";
            Do(new CallArrived(call, random.Next(50) == 0 ? "alarm" : random.Next(3) == 0 ? "orders" : "hotline", now, "") { Caller = call, LastAgent = random.Next(3) == 0 ? $"agent{random.Next(Agents):000}" : null });
            if (state.Calls[call].Rings is [var ring, ..]) Do(new OfferAnswered(ring.OfferId));
            if (state.NextDeadline <= now) Do(new Tick());
            if (i >= 100 && state.Calls.GetValueOrDefault($"c{i - 100}") is { Mode: CallMode.Talking, Agent: { } agent } old)
            {
                Do(new TalkEnded(old.Call, agent));
                if (state.Agents[agent].Mode == AgentMode.WrapUp) Do(new WrapUpFinished(agent));
            }
        }

        var waiting = state.Calls.Values.Count(c => c.Mode == CallMode.Waiting);
        times.Sort();
        return [
            new("routing-core", "waiting during decisions", waiting, "calls", waiting >= Waiting * 0.99),
            new("routing-core", "decision p50", Math.Round(times[times.Count / 2], 4), "ms", true),
            new("routing-core", "decision p99", Math.Round(times[(int)(times.Count * 0.99)], 4), "ms", times[(int)(times.Count * 0.99)] <= 1),
            new("routing-core", "decision max", Math.Round(times[^1], 3), "ms", true)];

        void Do(Input input, bool timed = true)
        {
            var started = Stopwatch.GetTimestamp();
            (state, _) = RoutingCore.Apply(state, input, now);
            if (timed) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
