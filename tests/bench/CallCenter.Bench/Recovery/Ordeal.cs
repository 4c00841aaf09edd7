using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>A house with a crowd that goes on calling while something is done to it, and what the crowd saw of that.</summary>
internal sealed class Ordeal
{
    private static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(20), SweptAfter = TimeSpan.FromSeconds(5);

    /// <summary>An alarm interrupts a wrap-up, and the next one owes the rest. More than this is no such sum.</summary>
    private static readonly TimeSpan LongestWrapUp = TimeSpan.FromSeconds(60);

    private Ordeal(Center center, Wire wire, Crowd crowd, Verdict verdict) => (Center, Wire, Crowd, Verdict) = (center, wire, crowd, verdict);

    public Center Center { get; }

    public Wire Wire { get; }

    public Crowd Crowd { get; }

    public Verdict Verdict { get; }

    /// <param name="size">About how many calls there are in each stage at once.</param>
    /// <param name="more">Settings of the centre beside the crowd's.</param>
    /// <param name="serverOnly">What the Server's process alone is started with.</param>
    public static async Task<Verdict> RunAsync(
        int seed, int size, Action<string> say, Func<Ordeal, Task> suffer, IReadOnlyDictionary<string, string>? more = null, IReadOnlyDictionary<string, string>? serverOnly = null)
    {
        var verdict = new Verdict(say);
        Wire? wire = null;
        await using var center = await Center.StartAsync(Settings(size, more), asterisk => (wire = new Wire(asterisk.AriPort)).Port, serverOnly: serverOnly);
        await using var held = wire!;
        await using var town = await Town.StartAsync(center.Asterisk);
        await using var crowd = await Crowd.StartAsync(center, town, verdict, size, seed);
        await Eventually.TrueAsync(() => crowd.Sample(new Random(seed), size).Count > size / 3, TimeSpan.FromSeconds(60), "people talk");
        var ordeal = new Ordeal(center, wire!, crowd, verdict);
        await suffer(ordeal);
        await ordeal.FinishAsync();
        return verdict;
    }

    private static Dictionary<string, string> Settings(int size, IReadOnlyDictionary<string, string>? more)
    {
        var settings = new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["CALLCENTER_DESK_PHONES"] = string.Join(' ', Enumerable.Range(0, Crowd.DesksOf(size)).Select(Crowd.PhoneNumber)),
            ["CALLCENTER_DEMO_AGENTS"] = Math.Max(20, Crowd.DesksOf(size)).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["CALLCENTER_DESK_RTP_TIMEOUT"] = "3",
        };
        foreach (var queue in new[] { 0, 1 })
        {
            settings[$"CALLCENTER_Queues__{queue}__OfferSeconds"] = "20";
            settings[$"CALLCENTER_Queues__{queue}__WrapUpSeconds"] = "7";
        }
        return settings;
    }

    public async Task ListenAsync(IReadOnlyList<Pair> pairs, string when)
    {
        var heard = await Task.WhenAll(pairs.Select(pair => pair.IsHeardAsync()));
        foreach (var (pair, _) in pairs.Zip(heard).Where(p => !p.Second))
        {
            Verdict.Drop($"{pair}: up, but not heard {when}");
        }
    }

    /// <summary>What /healthz says now; empty: the Server is away.</summary>
    public async Task<string> HealthAsync()
    {
        try
        {
            using var http = new HttpClient { BaseAddress = Center.Url, Timeout = TimeSpan.FromSeconds(3) };
            using var answer = await http.GetAsync("/healthz");
            return await answer.Content.ReadAsStringAsync();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return "";
        }
    }

    /// <summary>Nothing of ours may be left over now.</summary>
    public async Task LookForRemainsAsync()
    {
        foreach (var left in await Remains.FindAsync(Center.Asterisk, n => Crowd.Find(n) is { IsUp: true }))
        {
            Verdict.Orphan(left);
        }
    }

    /// <summary>Everybody goes home: nothing may be left, and every agent has to come to rest.</summary>
    private async Task FinishAsync()
    {
        await Crowd.DisperseAsync();
        await Task.Delay(SweptAfter);
        foreach (var left in await Remains.FindAsync(Center.Asterisk, _ => false))
        {
            Verdict.Orphan("at the end " + left);
        }
        var since = TimeProvider.System.GetTimestamp();
        foreach (var desk in Crowd.Desks)
        {
            var seen = await desk.Agent.SnapshotAsync();
            while (seen.State != AgentState.Ready && (TimeProvider.System.GetElapsedTime(since) < RestAfter || Owes(seen)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500));
                seen = await desk.Agent.SnapshotAsync();
            }
            // Whoever has gone home is still called back.
            if (seen.State != AgentState.Ready && !IsCallingBack(seen))
            {
                Verdict.Stuck($"{desk.Phone}: {seen.User} is {seen.State} since {seen.Since:HH:mm:ss.f} until {seen.Until:HH:mm:ss.f}, call {seen.Call?.CallId} {seen.Call?.Stage}, phone {(seen.PhoneReachable ? "" : "not ")}reachable");
            }
        }
        await new Log(Center).CompareAsync(Crowd.Answered, Verdict);
    }

    private static bool IsCallingBack(AgentSnapshot seen) =>
        seen is { State: AgentState.Offered, Until: { } until, Call.CallId: { } call } && call.StartsWith("back-", StringComparison.Ordinal) && seen.ServerTime < until.AddSeconds(1);

    private static bool Owes(AgentSnapshot seen) =>
        seen is { State: AgentState.WrapUp, Until: { } until } && until - seen.Since < LongestWrapUp && seen.ServerTime < until.AddSeconds(1);
}
