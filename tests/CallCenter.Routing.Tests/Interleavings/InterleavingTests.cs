using System.Globalization;
using System.Text.Json;

namespace CallCenter.Routing.Tests.Interleavings;

public sealed class InterleavingTests(ITestOutputHelper output)
{
    private const int Runs = 100, Steps = 2000;

    private static readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("CALLCENTER_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();

    [Fact]
    public void Whatever_happens_in_whatever_order_every_promise_is_kept_and_every_reason_occurs()
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var run = 0; run < Runs; run++)
        {
            var walk = new Walk(_seed + run);
            try
            {
                walk.Go(Steps, seen);
            }
            catch (Exception fault) when (fault is BrokenPromise or InvalidOperationException or KeyNotFoundException)
            {
                Assert.Fail($"CALLCENTER_TEST_SEED={_seed + run}, step {walk.Count}: {fault.Message}\n{string.Join('\n', walk.LastLines)}\n{fault.StackTrace}");
            }
        }

        output.WriteLine($"seed {_seed}, {Runs * Steps} steps");
        foreach (var (what, times) in seen) output.WriteLine($"{times,8}  {what}");
        Assert.DoesNotContain(WhyCode.All, code => !seen.Keys.Any(k => k.EndsWith("/" + code, StringComparison.Ordinal)));
        Assert.DoesNotContain(_decisions, kind => !seen.Keys.Any(k => k.StartsWith(kind + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_inputs_give_the_same_decisions_also_across_a_stored_and_read_state()
    {
        var walk = new Walk(_seed);
        walk.Go(5000, []);
        var random = new Random(_seed);
        var state = RoutingState.Empty(0);
        foreach (var (input, at, decisions) in walk.Trace)
        {
            if (random.Next(10) == 0) state = Read<RoutingState>(state);
            (state, var again) = RoutingCore.Apply(state, Read<Input>(input), at);
            Assert.Equal(Json(decisions), Json(again));
        }

        output.WriteLine($"seed {_seed}");
    }

    private static readonly string[] _decisions = [nameof(Offer), nameof(Withdraw), nameof(Connected), nameof(Wait), nameof(AgentChanged), nameof(Refused), nameof(Interrupt), nameof(Escalate), nameof(Overflow), nameof(Reconsidered), nameof(CallBack), nameof(DialBack), nameof(CallbackLater), nameof(CallbackClosed)];

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, RoutingJson.Options);

    private static T Read<T>(T value) => JsonSerializer.Deserialize<T>(Json(value), RoutingJson.Options)!;
}
