namespace CallCenter.Bench.Recovery;

/// <summary>Strikes the Server at random moments while a crowd goes on calling, and returns what the crowd saw.</summary>
internal sealed class RecoveryRun
{
    private static readonly TimeSpan BackAfter = TimeSpan.FromSeconds(60), RequestWithin = TimeSpan.FromSeconds(5), SweptAfter = TimeSpan.FromSeconds(5);
    private readonly Ordeal _ordeal;
    private readonly Random _random;

    private RecoveryRun(Ordeal ordeal, Random random) => (_ordeal, _random) = (ordeal, random);

    /// <param name="size">About how many calls there are in each stage at once.</param>
    public static async Task<Verdict> RunAsync(int seed, int moments, int size, Action<string> say)
    {
        say($"recovery: seed {seed}, {moments} moments, {size} calls in each stage");
        var calls = 0;
        var verdict = await Ordeal.RunAsync(seed, size, say, async ordeal =>
        {
            var run = new RecoveryRun(ordeal, new Random(seed));
            for (var number = 1; number <= moments; number++)
            {
                await run.LiveThroughAsync($"{number}/{moments}", Moment.Draw(run._random));
            }
            calls = ordeal.Crowd.Calls;
        });
        say($"recovery: seed {seed}, {moments} moments, {calls} calls: {verdict.Dropped} dropped, {verdict.Lost} lost, {verdict.Missing} missing in the history, {verdict.Orphans} orphans, {verdict.StuckAgents} stuck agents, control p50 {verdict.ControlSeconds(0.5):0.0} s, max {verdict.ControlSeconds(1):0.0} s, waits for a human p50 {verdict.WaitSeconds(0.5):0.0} s, p99 {verdict.WaitSeconds(0.99):0.0} s, max {verdict.WaitSeconds(1):0.0} s");
        return verdict;
    }

    private async Task LiveThroughAsync(string number, Moment moment)
    {
        await Task.Delay(moment.After);
        if (moment.Request is { } request)
        {
            await Task.WhenAny(_ordeal.Wire.StopAfterAsync(request, moment.Nth), Task.Delay(RequestWithin));
        }
        var (crowd, verdict) = (_ordeal.Crowd, _ordeal.Verdict);
        var stages = crowd.Stages();
        var pairs = crowd.Sample(_random, 3);
        var took = await StrikeAsync(moment, pairs);
        await Task.WhenAll(_ordeal.ListenAsync(pairs, "after the Server was back"), Task.Delay(SweptAfter));
        await _ordeal.LookForRemainsAsync();
        verdict.Say($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {number} {moment}: {stages}; back after {took.TotalSeconds:0.0} s. "
            + $"So far {crowd.Calls} calls, {verdict.Dropped} dropped, {verdict.Lost} lost, {verdict.Orphans} orphans");
    }

    /// <summary>Returns the time from the blow (from the thaw, where that ends it) until the Server is in control.</summary>
    private async Task<TimeSpan> StrikeAsync(Moment moment, IReadOnlyList<Pair> pairs)
    {
        var (center, wire, verdict) = (_ordeal.Center, _ordeal.Wire, _ordeal.Verdict);
        if (moment.Blow != Blow.Kill)
        {
            center.FreezeServer();
            wire.Release();
            await Task.WhenAll(Task.Delay(moment.Frozen), _ordeal.ListenAsync(pairs, "while the Server was frozen"));
        }
        var at = TimeProvider.System.GetTimestamp();
        if (moment.Blow == Blow.FreezeAndThaw)
        {
            center.ThawServer();
        }
        else
        {
            await center.KillServerAsync();
            wire.Release();
            center.LaunchServer();
        }
        var listening = moment.Blow == Blow.Kill ? _ordeal.ListenAsync(pairs, "while the Server was dead") : Task.CompletedTask;
        // A Server that does not come back is a figure, not the end of the measurement.
        try
        {
            await center.HealthyAsync(BackAfter);
        }
        catch (TimeoutException)
        {
            verdict.Say($"NOT BACK within {BackAfter.TotalSeconds} s");
        }
        var took = TimeProvider.System.GetElapsedTime(at);
        await listening;
        if (moment.Blow != Blow.FreezeAndThaw)
        {
            verdict.Control.Add(took);
        }
        return took;
    }
}
