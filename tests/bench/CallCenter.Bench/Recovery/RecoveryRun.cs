using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>Strikes the Server at random moments while a crowd goes on calling, and returns what the crowd saw.</summary>
internal sealed class RecoveryRun
{
    private static readonly TimeSpan BackAfter = TimeSpan.FromSeconds(60), RequestWithin = TimeSpan.FromSeconds(5), SweptAfter = TimeSpan.FromSeconds(5), RestAfter = TimeSpan.FromSeconds(20);
    private readonly Center _center;
    private readonly Wire _wire;
    private readonly Crowd _crowd;
    private readonly Verdict _verdict;
    private readonly Random _random;

    private RecoveryRun(Center center, Wire wire, Crowd crowd, Verdict verdict, Random random) => (_center, _wire, _crowd, _verdict, _random) = (center, wire, crowd, verdict, random);

    /// <param name="size">About how many calls there are in each stage at once.</param>
    public static async Task<Verdict> RunAsync(int seed, int moments, int size, Action<string> say)
    {
        say($"recovery: seed {seed}, {moments} moments, {size} calls in each stage");
        var verdict = new Verdict(say);
        Wire? wire = null;
        await using var center = await Center.StartAsync(Settings(size), asterisk => (wire = new Wire(asterisk.AriPort)).Port);
        await using var held = wire!;
        await using var town = await Town.StartAsync(center.Asterisk);
        await using var crowd = await Crowd.StartAsync(center, town, verdict, size, seed);
        await Eventually.TrueAsync(() => crowd.Sample(new Random(seed), size).Count > size / 3, TimeSpan.FromSeconds(60), "people talk");
        var run = new RecoveryRun(center, wire!, crowd, verdict, new Random(seed));
        for (var number = 1; number <= moments; number++)
        {
            await run.LiveThroughAsync($"{number}/{moments}", Moment.Draw(run._random));
        }
        await run.FinishAsync();
        say($"recovery: seed {seed}, {moments} moments, {crowd.Calls} calls: {verdict.Dropped} dropped, {verdict.Lost} lost, {verdict.Orphans} orphans, {verdict.StuckAgents} stuck agents, control p50 {verdict.ControlSeconds(0.5):0.0} s, max {verdict.ControlSeconds(1):0.0} s, waits for a human p50 {verdict.WaitSeconds(0.5):0.0} s, p99 {verdict.WaitSeconds(0.99):0.0} s, max {verdict.WaitSeconds(1):0.0} s");
        return verdict;
    }

    private static Dictionary<string, string> Settings(int size)
    {
        var settings = new Dictionary<string, string>
        {
            ["CALLCENTER_DESK_PHONES"] = string.Join(' ', Enumerable.Range(0, 4 * size).Select(Crowd.PhoneNumber)),
            ["CALLCENTER_DEMO_AGENTS"] = Math.Max(20, 4 * size).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["CALLCENTER_DESK_RTP_TIMEOUT"] = "3",
        };
        foreach (var queue in new[] { 0, 1 })
        {
            settings[$"CALLCENTER_Queues__{queue}__OfferSeconds"] = "20";
            settings[$"CALLCENTER_Queues__{queue}__WrapUpSeconds"] = "7";
        }
        return settings;
    }

    private async Task LiveThroughAsync(string number, Moment moment)
    {
        await Task.Delay(moment.After);
        if (moment.Request is { } request)
        {
            await Task.WhenAny(_wire.StopAfterAsync(request, moment.Nth), Task.Delay(RequestWithin));
        }
        var stages = _crowd.Stages();
        var pairs = _crowd.Sample(_random, 3);
        var took = await StrikeAsync(moment, pairs);
        await Task.WhenAll(ListenAsync(pairs, "after"), Task.Delay(SweptAfter));
        foreach (var left in await Remains.FindAsync(_center.Asterisk, n => _crowd.Find(n) is { IsUp: true }))
        {
            _verdict.Orphan(left);
        }
        _verdict.Say($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {number} {moment}: {stages}; back after {took.TotalSeconds:0.0} s. "
            + $"So far {_crowd.Calls} calls, {_verdict.Dropped} dropped, {_verdict.Lost} lost, {_verdict.Orphans} orphans");
    }

    /// <summary>Returns the time from the blow (from the thaw, where that ends it) until the Server is in control.</summary>
    private async Task<TimeSpan> StrikeAsync(Moment moment, IReadOnlyList<Pair> pairs)
    {
        if (moment.Blow != Blow.Kill)
        {
            _center.FreezeServer();
            _wire.Release();
            await Task.WhenAll(Task.Delay(moment.Frozen), ListenAsync(pairs, "during the freeze of"));
        }
        var at = TimeProvider.System.GetTimestamp();
        if (moment.Blow == Blow.FreezeAndThaw)
        {
            _center.ThawServer();
        }
        else
        {
            await _center.KillServerAsync();
            _wire.Release();
            _center.LaunchServer();
        }
        var listening = moment.Blow == Blow.Kill ? ListenAsync(pairs, "during the death of") : Task.CompletedTask;
        await BackAsync();
        var took = TimeProvider.System.GetElapsedTime(at);
        await listening;
        if (moment.Blow != Blow.FreezeAndThaw)
        {
            _verdict.Control.Add(took);
        }
        return took;
    }

    /// <summary>A Server that does not come back is a figure, not the end of the measurement.</summary>
    private async Task BackAsync()
    {
        try
        {
            await _center.HealthyAsync(BackAfter);
        }
        catch (TimeoutException)
        {
            _verdict.Say($"NOT BACK within {BackAfter.TotalSeconds} s");
        }
    }

    private async Task ListenAsync(IReadOnlyList<Pair> pairs, string when)
    {
        var heard = await Task.WhenAll(pairs.Select(pair => pair.IsHeardAsync()));
        foreach (var (pair, _) in pairs.Zip(heard).Where(p => !p.Second))
        {
            _verdict.Drop($"{pair}: up, but not heard {when} the Server");
        }
    }

    /// <summary>Everybody goes home: nothing may be left, and every agent has to come to rest.</summary>
    private async Task FinishAsync()
    {
        await _crowd.DisperseAsync();
        await Task.Delay(SweptAfter);
        foreach (var left in await Remains.FindAsync(_center.Asterisk, _ => false))
        {
            _verdict.Orphan("at the end " + left);
        }
        var since = TimeProvider.System.GetTimestamp();
        foreach (var desk in _crowd.Desks)
        {
            var seen = await desk.Agent.SnapshotAsync();
            while (seen.State != AgentState.Ready && TimeProvider.System.GetElapsedTime(since) < RestAfter)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500));
                seen = await desk.Agent.SnapshotAsync();
            }
            if (seen.State != AgentState.Ready)
            {
                _verdict.Stuck($"{desk.Phone}: {seen.User} is {seen.State} since {seen.Since:HH:mm:ss}, call {seen.Call?.CallId} {seen.Call?.Stage}, phone {(seen.PhoneReachable ? "" : "not ")}reachable");
            }
        }
    }
}
