using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>What happens around a Server that goes on: the database is away, the disk slow or full, the clock jumps; and a journal that was torn when it died. A crowd goes on calling all the while.</summary>
internal sealed class HardshipsRun
{
    public static readonly IReadOnlyList<string> All = ["database away", "slow disk", "full disk", "clock an hour ahead", "clock an hour behind", "journal torn"];
    private const int Listened = 3;
    private static readonly TimeSpan BackAfter = TimeSpan.FromSeconds(60), Recovers = TimeSpan.FromSeconds(10), SlowSync = TimeSpan.FromSeconds(2), Jump = TimeSpan.FromHours(1);
    private readonly Ordeal _ordeal;
    private readonly PostgresServer _database;
    private readonly Trouble _trouble;
    private readonly Random _random;
    private readonly Dictionary<string, bool> _happened = [];

    private HardshipsRun(Ordeal ordeal, PostgresServer database, Trouble trouble, Random random) => (_ordeal, _database, _trouble, _random) = (ordeal, database, trouble, random);

    /// <param name="length">How long each lasts; the torn journal is a moment.</param>
    /// <param name="size">About how many calls there are in each stage at once.</param>
    public static async Task<(Verdict Verdict, IReadOnlyDictionary<string, bool> Happened, int Calls)> RunAsync(int seed, TimeSpan length, int size, Action<string> say)
    {
        say($"hardships: seed {seed}, each {length.TotalSeconds:0} s, {size} calls in each stage");
        await using var database = new PostgresServer();
        await database.StartAsync();
        using var trouble = new Trouble();
        var (calls, happened, settings) = (0, new Dictionary<string, bool>(), new Dictionary<string, string> { ["CALLCENTER_DATABASE"] = await database.NewDatabaseAsync() });
        var verdict = await Ordeal.RunAsync(seed, size, say, async ordeal =>
        {
            var run = new HardshipsRun(ordeal, database, trouble, new Random(seed));
            foreach (var hardship in All)
            {
                await run.LiveThroughAsync(hardship, length);
            }
            (calls, happened) = (ordeal.Crowd.Calls, run._happened);
        }, settings, trouble.Environment);
        say($"hardships: {calls} calls: {verdict.Dropped} dropped, {verdict.Lost} lost, {verdict.Missing} missing in the history, {verdict.Orphans} orphans, {verdict.StuckAgents} stuck agents, control max {verdict.ControlSeconds(1):0.0} s");
        return (verdict, happened, calls);
    }

    private async Task LiveThroughAsync(string hardship, TimeSpan length)
    {
        var (crowd, verdict) = (_ordeal.Crowd, _ordeal.Verdict);
        var (stages, before, pairs) = (crowd.Stages(), crowd.Calls, crowd.Sample(_random, Listened));
        var met = _trouble.Met;
        await BeginAsync(hardship);
        if (hardship != "journal torn") await Task.Delay(length);
        await _ordeal.ListenAsync(pairs, $"with {hardship}");
        var during = crowd.Calls - before;
        var health = await _ordeal.HealthAsync();
        // The Server met it: it says so itself, or the library did.
        _happened[hardship] = hardship switch
        {
            "database away" => health.Contains("\"database\"", StringComparison.Ordinal),
            "journal torn" => health.Length == 0,
            _ => _trouble.Met > met,
        };
        var at = TimeProvider.System.GetTimestamp();
        await EndAsync(hardship);
        try
        {
            await _ordeal.Center.HealthyAsync(BackAfter);
            // Calls went on all the while in the other cases.
            if (hardship == "journal torn") verdict.Control.Add(TimeProvider.System.GetElapsedTime(at));
        }
        catch (TimeoutException)
        {
            verdict.Say($"NOT BACK within {BackAfter.TotalSeconds} s of {hardship}");
            verdict.Control.Add(BackAfter);
        }
        await Task.Delay(Recovers);
        await _ordeal.ListenAsync(crowd.Sample(_random, Listened), $"after {hardship}");
        await _ordeal.LookForRemainsAsync();
        verdict.Say($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {hardship}: {stages}; {during} calls came meanwhile{(_happened[hardship] ? "" : "; BUT THE SERVER DID NOT MEET IT")}; health {health}. So far {crowd.Calls} calls, {verdict.Dropped} dropped, {verdict.Lost} lost, {verdict.Orphans} orphans");
    }

    private async Task BeginAsync(string hardship)
    {
        switch (hardship)
        {
            case "database away": await _database.StopAsync(); break;
            case "slow disk": _trouble.SyncTakes = SlowSync; break;
            case "full disk": _trouble.DiskFull = true; break;
            case "clock an hour ahead": _trouble.ClockAhead = Jump; break;
            case "clock an hour behind": _trouble.ClockAhead = -Jump; break;
            case "journal torn": await TearAsync(); break;
            default: throw new ArgumentOutOfRangeException(nameof(hardship), hardship, "No such hardship.");
        }
    }

    private async Task EndAsync(string hardship)
    {
        (_trouble.SyncTakes, _trouble.ClockAhead, _trouble.DiskFull) = (TimeSpan.Zero, TimeSpan.Zero, false);
        if (hardship == "database away") await _database.StartAsync();
        if (hardship == "journal torn") _ordeal.Center.LaunchServer();
    }

    /// <summary>The machine stops in the middle of a record: the last one is there in part.</summary>
    private async Task TearAsync()
    {
        await _ordeal.Center.KillServerAsync();
        var last = new DirectoryInfo(Path.Combine(_ordeal.Center.Asterisk.Home, "journal")).GetFiles("*.journal").OrderBy(f => f.Name, StringComparer.Ordinal).Last(f => f.Length > 0);
        var lines = await File.ReadAllBytesAsync(last.FullName);
        var start = Array.LastIndexOf(lines, (byte)'\n', lines.Length - 2) + 1;
        using var file = last.OpenWrite();
        file.SetLength(start + (lines.Length - start) / 2);
    }
}
