using System.Collections.Concurrent;
using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>The standing population: about as many calls waiting, ringing, talking, on hold and in wrap-up at any moment, and new ones all the time; some overflow, some leave a message, some give up, some are interrupted by an alarm.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Caller> _callers = new();
    private readonly ConcurrentDictionary<Pair, bool> _pairs = new();
    private readonly ConcurrentDictionary<string, bool> _answered = new();
    private readonly List<Task> _lives = [];
    private readonly Center _center;
    private int _number;

    private Crowd(Center center, Town town, Verdict verdict) => (_center, Town, Verdict) = (center, town, verdict);

    public Town Town { get; }

    public Verdict Verdict { get; }

    public IReadOnlyList<Desk> Desks { get; private set; } = [];

    public int Calls => _number;

    /// <summary>Numbers of callers whom the exchange answered.</summary>
    public IReadOnlyCollection<string> Answered => [.. _answered.Keys];

    /// <summary>Signs the agents in at their phones and lets everybody begin.</summary>
    public static async Task<Crowd> StartAsync(Center center, Town town, Verdict verdict, int size, int seed)
    {
        var crowd = new Crowd(center, town, verdict);
        await OpenLinesAsync(center, size);
        var desks = new Desk[DesksOf(size)];
        await Parallel.ForAsync(0, desks.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) =>
        {
            var phone = await town.RegisterAsync(PhoneNumber(n));
            var agent = await center.SignInAsync($"agent{n + 1:00}", phone.Number);
            await agent.ReadyAsync();
            desks[n] = new Desk(crowd, phone, agent, new Random(seed + 1000 + n), rescues: n >= 4 * size);
        });
        crowd.Desks = desks;
        crowd._lives.AddRange(desks.Select(desk => desk.RunAsync(crowd._stop.Token)));
        crowd._lives.AddRange(Enumerable.Range(0, 9 * size / 2).Select(n => new Caller(crowd, new Random(seed + 2000 + n)).RunAsync(crowd._stop.Token)));
        // One more than those few agents, so that an alarm finds them in talks.
        crowd._lives.AddRange(Enumerable.Range(0, RescuersOf(size) > 0 ? RescuersOf(size) + 1 : 0).Select(n => new Caller(crowd, new Random(seed + 3000 + n), Errand.Daily).RunAsync(crowd._stop.Token)));
        if (RescuersOf(size) > 0) crowd._lives.Add(new Caller(crowd, new Random(seed + 4000), Errand.Rescue).RunAsync(crowd._stop.Token));
        return crowd;
    }

    /// <summary>Phones in a crowd of this size.</summary>
    public static int DesksOf(int size) => 4 * size + RescuersOf(size);

    /// <summary>Agents with a line of their own, whose talks alarms interrupt. A small crowd has none.</summary>
    private static int RescuersOf(int size) => size / 3;

    /// <summary>Two lines nobody serves, of which one hands its callers on after a moment and the other asks them for a message; a daily line and one for life for a few agents alone.</summary>
    private static async Task OpenLinesAsync(Center center, int size)
    {
        using var admin = await center.SignInAsync("admin01", null);
        await OpenAsync("moved", new("转接", "Moved", 4, 20, 7, true) { Overflow = ["wait 3 queue hotline"] }, Caller.MovedNumber, 28);
        await OpenAsync("message", new("留言", "Message", 4, 20, 7, true) { Overflow = ["wait 2 voicemail"] }, Caller.MessageNumber, 28);
        await OpenAsync("daily", new("日常", "Daily", 4, 20, 7, true), Caller.DailyNumber, 28);
        await OpenAsync("rescue", new("救援", "Rescue", 1, 20, 7, false), Caller.RescueNumber, 6);
        for (var n = 0; n < DesksOf(size); n++) await admin.PutSettingAsync(SettingSection.AgentQueues, $"agent{n + 1:00}", new AgentQueuesSetting(n < 4 * size ? ["hotline", "alarm"] : ["daily", "rescue"]));

        async Task OpenAsync(string queue, QueueSetting policy, string number, int lease)
        {
            await admin.PutSettingAsync(SettingSection.Queues, queue, policy);
            await admin.PutSettingAsync(SettingSection.Numbers, number, new NumberSetting(queue, lease));
        }
    }

    public static string PhoneNumber(int n) => (8001 + n).ToString(CultureInfo.InvariantCulture);

    public string NextNumber() => $"139{Interlocked.Increment(ref _number):00000000}";

    public void Arrives(Caller caller) => _callers[caller.Number] = caller;

    public void IsAnswered(string number) => _answered[number] = true;

    public void Leaves(Caller caller) => _callers.TryRemove(caller.Number, out _);

    public Caller? Find(string number) => _callers.GetValueOrDefault(number);

    /// <summary>The alarm whose caller this phone hears; null: none.</summary>
    public async Task<Caller?> RescuedByAsync(TownCall leg)
    {
        foreach (var caller in _callers.Values.Where(c => c.WantsRescue))
        {
            if (await HearEachOtherAsync(caller.Call!, leg, TimeSpan.FromSeconds(1.5), caller.Hz)) return caller;
        }
        return null;
    }

    public void Talks(Pair pair) => _pairs[pair] = true;

    public void Finished(Pair pair) => _pairs.TryRemove(pair, out _);

    /// <summary>A few pairs who hear each other now.</summary>
    public IReadOnlyList<Pair> Sample(Random random, int count) => [.. _pairs.Keys.Where(p => p.CanBeHeard).OrderBy(_ => random.Next()).Take(count)];

    public string Stages() =>
        $"{_callers.Values.Count(c => c.State == CallerState.Waiting)} waiting ({Desks.Count(d => d.IsRinging)} phones ringing), {_pairs.Keys.Count(p => !p.Held)} talking, {_pairs.Keys.Count(p => p.Held)} held, {Desks.Count(d => d.IsFree)} phones free";

    /// <summary>False when everybody goes home.</summary>
    public Task<bool> PauseAsync(double seconds, CancellationToken ct) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), ct).ContinueWith(t => !t.IsCanceled, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Whether the leg is still up after that time; returns early when it ends.</summary>
    public async Task<bool> StaysAsync(TownCall leg, double seconds, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!leg.IsOver && TimeProvider.System.GetElapsedTime(since).TotalSeconds < seconds && await PauseAsync(0.1, ct))
        {
        }
        return !leg.IsOver;
    }

    public static async Task<bool> HearEachOtherAsync(TownCall caller, TownCall agent, TimeSpan within, int callerHz = Caller.ToneHz)
    {
        try
        {
            await Task.WhenAll(caller.HearsAsync(Desk.ToneHz, within), agent.HearsAsync(callerHz, within));
            return true;
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            return false;
        }
    }

    /// <summary>Hangs up; one that is gone already is fine.</summary>
    public static async Task HangUpAsync(TownCall call, string reason = "normal")
    {
        try
        {
            if (!call.IsOver)
            {
                await call.HangUpAsync(reason);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or TimeoutException)
        {
            // It left at the same moment.
        }
    }

    /// <summary>What was heard is not needed any more; an hour of it would fill the disk.</summary>
    public void Forget(TownCall call) => File.Delete(Path.Combine(Town.Asterisk.Recordings, call.Id + ".sln16"));

    /// <summary>The centre's channels of that caller, for the report.</summary>
    public Task<string> SeenOfAsync(string number) => Remains.DescribeAsync(_center.Asterisk, number);

    /// <summary>Everybody hangs up and goes.</summary>
    public async Task DisperseAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_lives);
    }

    public async ValueTask DisposeAsync()
    {
        await DisperseAsync();
        foreach (var desk in Desks)
        {
            desk.Agent.Dispose();
        }
        _stop.Dispose();
    }
}
