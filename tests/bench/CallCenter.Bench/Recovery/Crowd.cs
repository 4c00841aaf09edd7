using System.Collections.Concurrent;
using System.Globalization;
using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>The standing population: about as many calls waiting, ringing, talking, on hold and in wrap-up at any moment, and new ones all the time.</summary>
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
        var desks = new Desk[4 * size];
        await Parallel.ForAsync(0, desks.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) =>
        {
            var phone = await town.RegisterAsync(PhoneNumber(n));
            var agent = await center.SignInAsync($"agent{n + 1:00}", phone.Number);
            await agent.ReadyAsync();
            desks[n] = new Desk(crowd, phone, agent, new Random(seed + 1000 + n));
        });
        crowd.Desks = desks;
        crowd._lives.AddRange(desks.Select(desk => desk.RunAsync(crowd._stop.Token)));
        crowd._lives.AddRange(Enumerable.Range(0, 9 * size / 2).Select(n => new Caller(crowd, new Random(seed + 2000 + n)).RunAsync(crowd._stop.Token)));
        return crowd;
    }

    public static string PhoneNumber(int n) => (8001 + n).ToString(CultureInfo.InvariantCulture);

    public string NextNumber() => $"139{Interlocked.Increment(ref _number):00000000}";

    public void Arrives(Caller caller) => _callers[caller.Number] = caller;

    public void IsAnswered(string number) => _answered[number] = true;

    public void Leaves(Caller caller) => _callers.TryRemove(caller.Number, out _);

    public Caller? Find(string number) => _callers.GetValueOrDefault(number);

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

    public static async Task<bool> HearEachOtherAsync(TownCall caller, TownCall agent, TimeSpan within)
    {
        try
        {
            await Task.WhenAll(caller.HearsAsync(Desk.ToneHz, within), agent.HearsAsync(Caller.ToneHz, within));
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
