using System.Globalization;
using CallCenter.Bench.Recovery;
using CallCenter.Testing;

namespace CallCenter.Bench.Operations;

/// <summary>What a run saw.</summary>
internal sealed record OperationsResult(IReadOnlyList<string> Lost, IReadOnlyList<string> Dropped, int Orders, int Recordings, int Rounds, double AwaySeconds);

/// <summary>Backup, restore, upgrade and rollback of a centre that ./run serves, by the operator's own commands, while people talk and others come.</summary>
internal sealed class OperationsRun : IAsyncDisposable
{
    private static readonly TimeSpan Sealed = TimeSpan.FromMinutes(3);
    private readonly Center _center;
    private readonly Town _town;
    private readonly Action<string> _say;
    private readonly string _beside;
    private StandingTalks _talks = null!;
    private Newcomers _newcomers = null!;

    private OperationsRun(Center center, Town town, Action<string> say) => (_center, _town, _say, _beside) = (center, town, say, center.Asterisk.Home + "-beside");

    private string Home => _center.Asterisk.Home;

    public static async Task<OperationsRun> StartAsync(int talks, Action<string> say)
    {
        var phones = string.Join(' ', Enumerable.Range(0, talks + 1).Select(Crowd.PhoneNumber));
        var center = await Center.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DESK_PHONES"] = phones }, underRun: true);
        var run = new OperationsRun(center, await Town.StartAsync(center.Asterisk), say);
        run._talks = await StandingTalks.StartAsync(center, run._town, talks);
        run._newcomers = await Newcomers.StartAsync(center, run._town, talks);
        say($"{talks} pairs talk in {run.Home}");
        return run;
    }

    /// <summary>A snapshot while calls go on, restored beside the running home and read there.</summary>
    public async Task<OperationsResult> BackUpAndRestoreAsync()
    {
        await _newcomers.HandedInAsync(3);
        await RecordingsAreSealedAsync(3);
        var (before, orders) = (await Holdings.ReadAsync(Home), _newcomers.Orders.ToArray());
        var (targets, restored) = (Path.Combine(_beside, "backups"), Path.Combine(_beside, "restored"));
        _say(await Script.RunAsync("backend/operations/backup", Home, targets));
        await _talks.ListenedAsync();
        _say(await Script.RunAsync("backend/operations/restore", Directory.EnumerateDirectories(targets, "2*Z").Order(StringComparer.Ordinal).Last(), restored));
        await _newcomers.HandedInAsync(1);
        var folder = RunningFrom();
        var (whole, said) = await RestoredHome.VerifyAuditAsync(folder, restored);
        await using var server = await RestoredHome.StartAsync(folder, restored, _center.Password);
        var after = await Holdings.ReadAsync(restored);
        List<string> lost =
        [
            .. before.LostIn(after), .. Missing(orders, after), .. _newcomers.Lost, .. whole ? [] : new[] { "audit chain: " + said },
            .. await server.UnreadableAsync(before.Recordings.Where(r => r.Contains(".ogg.enc", StringComparison.Ordinal)).Select(r => Path.GetFileName(r.Split(' ')[0])[..^".ogg.enc".Length]), _center.Password),
        ];
        return Result(lost, orders.Length, before.Recordings.Count, 0);
    }

    /// <summary>To a version with a newer schema and back again.</summary>
    public async Task<OperationsResult> UpgradeAndGoBackAsync()
    {
        await _newcomers.HandedInAsync(1);
        var old = RunningFrom();
        var next = (await Script.RunAsync("tests/next-schema/make", old)).Trim();
        var before = await Holdings.ReadAsync(Home);
        var environment = new Dictionary<string, string> { ["CALLCENTER_BACKUPS"] = Path.Combine(_beside, "upgrades"), ["CALLCENTER_UPGRADE_PATIENCE"] = "300" };
        var away = await TimedAsync("backend/operations/upgrade", environment, "--build", next, Home);
        Expect(RunningFrom() == next, $"the Server runs from {RunningFrom()}, not from {next}");
        await _talks.ListenedAsync();
        await _newcomers.HandedInAsync(2);
        away = Math.Max(away, await TimedAsync("backend/operations/rollback", environment, Home));
        Expect(RunningFrom() == old, $"the Server runs from {RunningFrom()}, not from {old}");
        await _talks.ListenedAsync();
        await _newcomers.HandedInAsync(1);
        var orders = _newcomers.Orders.ToArray();
        var after = await Holdings.ReadAsync(Home);
        return Result([.. before.LostIn(after), .. Missing(orders, after), .. _newcomers.Lost], orders.Length, before.Recordings.Count, away);
    }

    public async ValueTask DisposeAsync()
    {
        if (_newcomers is not null) await _newcomers.DisposeAsync();
        if (_talks is not null) await _talks.DisposeAsync();
        await _town.DisposeAsync();
        await _center.DisposeAsync();
        if (Directory.Exists(_beside)) Directory.Delete(_beside, recursive: true);
    }

    /// <summary>Until the recordings of that many talks are sealed: what is raw belongs to talks that just ended.</summary>
    private Task RecordingsAreSealedAsync(int count) => Eventually.TrueAsync(
        () => Directory.EnumerateFiles(Path.Combine(Home, "recordings"), "*.ogg.enc", SearchOption.AllDirectories).Count() >= count, Sealed, $"{count} recordings are sealed");

    /// <summary>Runs a command and returns for how long the Server did not answer meanwhile.</summary>
    private async Task<double> TimedAsync(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var over = new CancellationTokenSource();
        var watching = LongestSilenceAsync(over.Token);
        var (code, printed) = await Script.TryAsync(script, environment, arguments);
        _say(printed);
        await over.CancelAsync();
        Expect(code == 0, $"{script} ended with {code}: {printed}");
        return await watching;
    }

    private async Task<double> LongestSilenceAsync(CancellationToken over)
    {
        using var http = new HttpClient { BaseAddress = _center.Url, Timeout = TimeSpan.FromSeconds(1) };
        var (since, longest) = (TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var answer = await http.GetAsync("/healthz", CancellationToken.None);
                if (answer.IsSuccessStatusCode) since = TimeProvider.System.GetTimestamp();
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Away: that is what is measured.
            }
            var silent = TimeProvider.System.GetElapsedTime(since);
            if (silent > longest) longest = silent;
            await Task.Delay(50, CancellationToken.None);
        }
        return Math.Round(longest.TotalSeconds, 2);
    }

    private string RunningFrom() =>
        Directory.ResolveLinkTarget($"/proc/{File.ReadAllText(Path.Combine(Home, "server.pid")).Trim().ToString(CultureInfo.InvariantCulture)}/cwd", returnFinalTarget: false)!.FullName;

    private OperationsResult Result(IReadOnlyList<string> lost, int orders, int recordings, double away) => new(lost, [.. _talks.Dropped], orders, recordings, _talks.Rounds, away);

    private static IEnumerable<string> Missing(IEnumerable<Acknowledged> orders, Holdings after) => orders.Where(order => !after.Orders.Contains(order.Order)).Select(order => $"order {order.Order} of {order.Call}");

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
