namespace CallCenter.Bench.Recovery;

/// <summary>A bad wire between the Server and a real Asterisk, fault after fault, while a crowd goes on calling; what the crowd saw of it, and how often each fault happened.</summary>
internal sealed class FaultsRun
{
    private const int Listened = 3, BetweenLooks = 25;
    private static readonly TimeSpan BackAfter = TimeSpan.FromSeconds(60), RequestWithin = TimeSpan.FromSeconds(10);
    private readonly Dictionary<WireFault, int> _happened = Enum.GetValues<WireFault>().ToDictionary(kind => kind, _ => 0);
    private readonly Ordeal _ordeal;
    private readonly Random _random;

    private FaultsRun(Ordeal ordeal, Random random) => (_ordeal, _random) = (ordeal, random);

    /// <param name="requests">How many faults of requests and answers, in all.</param>
    /// <param name="events">How many of each kind that hurts the events.</param>
    /// <param name="size">About how many calls there are in each stage at once.</param>
    public static async Task<(Verdict Verdict, IReadOnlyDictionary<WireFault, int> Happened, int Calls)> RunAsync(int seed, int requests, int events, int size, Action<string> say)
    {
        say($"faults: seed {seed}, {requests} of requests, {events} of each kind of the events, {size} calls in each stage");
        FaultsRun? run = null;
        var verdict = await Ordeal.RunAsync(seed, size, say, ordeal => (run = new(ordeal, new Random(seed))).SufferAsync(requests, events));
        var calls = run!._ordeal.Crowd.Calls;
        say($"faults: seed {seed}, {string.Join(", ", run._happened.Select(h => $"{h.Value} {h.Key}"))}, {calls} calls: {verdict.Dropped} dropped, {verdict.Lost} lost, {verdict.Missing} missing in the history, {verdict.Orphans} orphans, {verdict.StuckAgents} stuck agents, control p50 {verdict.ControlSeconds(0.5):0.0} s, max {verdict.ControlSeconds(1):0.0} s");
        return (verdict, run._happened, calls);
    }

    private async Task SufferAsync(int requests, int events)
    {
        // Evenly mixed: whatever is left of either kind has the same chance to come last.
        var kinds = Enumerable.Range(0, requests).Select(n => (WireFault)(n % 4)).Concat(Enumerable.Range(0, 2 * events).Select(n => WireFault.EventsCut + (n % 2))).ToArray();
        _random.Shuffle(kinds);
        for (var number = 1; number <= kinds.Length; number++)
        {
            await LiveThroughAsync(kinds[number - 1]);
            if (number % BetweenLooks == 0 || number == kinds.Length)
            {
                await LookAsync($"{number}/{kinds.Length}");
            }
        }
    }

    private async Task LiveThroughAsync(WireFault kind)
    {
        await Task.Delay(TimeSpan.FromSeconds(0.1 * _random.NextDouble()));
        // Requests have 5 s; the events' connection is given up after 4 s of silence.
        var length = kind switch
        {
            WireFault.AnswerSlow => TimeSpan.FromSeconds(0.1 + 7 * Math.Pow(_random.NextDouble(), 3)),
            WireFault.EventsStalled => TimeSpan.FromSeconds(0.5 + 9 * Math.Pow(_random.NextDouble(), 2)),
            _ => TimeSpan.Zero,
        };
        var at = TimeProvider.System.GetTimestamp();
        try
        {
            await _ordeal.Wire.SufferAsync(kind, length).WaitAsync(RequestWithin + length);
            _happened[kind]++;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            _ordeal.Verdict.Say($"{kind} did not happen: {e.Message}");
        }
        if (kind is WireFault.EventsCut or WireFault.EventsStalled)
        {
            try
            {
                await _ordeal.Center.HealthyAsync(BackAfter);
                _ordeal.Verdict.Control.Add(TimeProvider.System.GetElapsedTime(at) - length);
            }
            catch (TimeoutException)
            {
                _ordeal.Verdict.Say($"NOT BACK within {BackAfter.TotalSeconds} s of {kind}");
            }
        }
    }

    private async Task LookAsync(string number)
    {
        var (crowd, verdict) = (_ordeal.Crowd, _ordeal.Verdict);
        await _ordeal.ListenAsync(crowd.Sample(_random, Listened), $"at {number}");
        await _ordeal.LookForRemainsAsync();
        verdict.Say($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {number}: {crowd.Stages()}. So far {crowd.Calls} calls, {verdict.Dropped} dropped, {verdict.Lost} lost, {verdict.Orphans} orphans");
    }
}
