using System.Collections.Concurrent;
using System.Globalization;
using CallCenter.Bench.Recovery;
using CallCenter.Testing;

namespace CallCenter.Bench.Operations;

/// <summary>Pairs who talk from the beginning to the end, and are asked all the time whether each hears the other.</summary>
internal sealed class StandingTalks : IAsyncDisposable
{
    private static readonly TimeSpan Heard = TimeSpan.FromSeconds(4), Join = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(string Name, TownCall Caller, TownCall Phone, AgentClient Agent)> _pairs = [];
    private readonly ConcurrentDictionary<string, string> _dropped = new();
    private Task _listening = Task.CompletedTask;
    private int _rounds;

    private StandingTalks()
    {
    }

    /// <summary>Pairs cut off or fallen silent, each with what was seen first.</summary>
    public IReadOnlyCollection<string> Dropped => [.. _dropped.Values];

    /// <summary>How often all of them were listened to.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    /// <summary>Agents agent01 and on at phones 8001 and on; each has a caller before the next one signs in.</summary>
    public static async Task<StandingTalks> StartAsync(Center center, Town town, int count)
    {
        var talks = new StandingTalks();
        for (var n = 0; n < count; n++)
        {
            var phone = await town.RegisterAsync(Crowd.PhoneNumber(n));
            var agent = await center.SignInAsync($"agent{n + 1:00}", phone.Number);
            await agent.ReadyAsync();
            var caller = await town.CallAsync("137" + n.ToString("00000000", CultureInfo.InvariantCulture), "12345", Caller.ToneHz);
            var ring = await phone.RingsAsync(Join);
            await ring.AnswerAsync(Desk.ToneHz);
            if (!await Crowd.HearEachOtherAsync(caller, ring, Join)) throw new InvalidOperationException($"{phone.Number} and its caller do not hear each other.");
            talks._pairs.Add(($"caller {n} with {phone.Number}", caller, ring, agent));
        }
        talks._listening = talks.ListenAsync();
        return talks;
    }

    /// <summary>Until every pair was listened to twice from now on.</summary>
    public Task ListenedAsync()
    {
        var from = Rounds;
        return Eventually.TrueAsync(() => Rounds >= from + 2, TimeSpan.FromMinutes(2), "everybody was listened to");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        foreach (var (_, caller, phone, agent) in _pairs)
        {
            await Crowd.HangUpAsync(caller);
            await Crowd.HangUpAsync(phone);
            agent.Dispose();
        }
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.WhenAll(_pairs.Where(pair => !_dropped.ContainsKey(pair.Name)).Select(async pair =>
            {
                if (pair.Caller.IsOver || pair.Phone.IsOver) _dropped.TryAdd(pair.Name, $"{pair.Name}: a leg ended with cause {await (pair.Caller.IsOver ? pair.Caller : pair.Phone).EndedAsync()}");
                else if (!await Crowd.HearEachOtherAsync(pair.Caller, pair.Phone, Heard)) _dropped.TryAdd(pair.Name, $"{pair.Name}: up, but one does not hear the other");
            }));
            Interlocked.Increment(ref _rounds);
        }
    }
}
