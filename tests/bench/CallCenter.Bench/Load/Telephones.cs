using CallCenter.Testing;

namespace CallCenter.Bench.Load;

/// <summary>
/// The network and the agents' phones in this process, with one clock for both ends: as light as telephones can be, so that the machine is the centre's. Every call is real SIP over UDP and
/// RTP both ways, and judged by the tone each end hears.
/// </summary>
internal sealed class Telephones : IDisposable
{
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(20), Spread = TimeSpan.FromSeconds(2);
    private readonly Callers _callers = new();
    private readonly DeskPhones _phones;
    private readonly Voices _voices;
    private int _number;

    public Telephones()
    {
        _phones = new DeskPhones(_callers.Find);
        _voices = new Voices(now =>
        {
            _callers.Look(now);
            _phones.Look(now);
        });
        _callers.Speak(_voices);
        _phones.Speak(_voices);
    }

    public Task RegisterAsync(IEnumerable<string> phones, AsteriskServer centre) => _phones.RegisterAsync(phones, centre);

    /// <summary>Calls come at that rate, each at a random moment of its slot, and talk for that long; returns when all are over.</summary>
    public async Task<Outcome> CallAsync(House house, double perSecond, TimeSpan length, TimeSpan talk, int seed)
    {
        var calls = await DialAsync(house, (int)Math.Round(perSecond * length.TotalSeconds), perSecond, talk, seed);
        return await EndAsync(calls);
    }

    /// <summary>That many calls at once. They come at that rate; when all are there, <paramref name="meanwhile"/> looks at the house, and then they go.</summary>
    public async Task<Outcome> HoldAsync(House house, int count, double perSecond, int seed, Func<Task> meanwhile)
    {
        var calls = await DialAsync(house, count, perSecond, null, seed);
        await meanwhile();
        var now = Kernel.Now();
        for (var i = 0; i < count; i++) calls[i].HangUpAt = now + (long)(Spread.TotalMicroseconds * i / count);
        return await EndAsync(calls);
    }

    public void Dispose()
    {
        _voices.Dispose();
        _phones.Dispose();
        _callers.Dispose();
    }

    private async Task<IReadOnlyList<LoadCall>> DialAsync(House house, int count, double perSecond, TimeSpan? talk, int seed)
    {
        var random = new Random(seed);
        _voices.WorstLag = 0;
        var calls = Enumerable.Range(0, count).Select(_ => Interlocked.Increment(ref _number)).Select(n => new LoadCall($"15{n:000000000}", house.Dialled(n), house.Asterisk.SipPort, talk)).ToList();
        var began = Kernel.Now();
        var moments = Enumerable.Range(0, count).Select(i => began + (long)((i + random.NextDouble()) * 1e6 / perSecond)).ToArray();
        var dialled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: the moments are kept to the millisecond whatever the thread pool does.
        new Thread(() => Dial(calls, moments, dialled)) { IsBackground = true, Name = "dialling" }.Start();
        await dialled.Task;
        return calls;
    }

    private void Dial(List<LoadCall> calls, long[] moments, TaskCompletionSource dialled)
    {
        try
        {
            Kernel.GoFirst();
            using var never = new ManualResetEvent(false);
            for (var i = 0; i < calls.Count; i++)
            {
                while (moments[i] - Kernel.Now() is > 500 and var left) never.WaitOne((int)((left + 500) / 1000));
                _callers.Dial(calls[i]);
            }
            dialled.SetResult();
        }
        catch (Exception fault)
        {
            dialled.SetException(fault);
        }
    }

    private async Task<Outcome> EndAsync(IReadOnlyList<LoadCall> calls)
    {
        await Eventually.TrueAsync(() => _callers.Quiet, calls.Max(call => call.HangUpAt) is var last && last < long.MaxValue ? TimeSpan.FromMicroseconds(Math.Max(0, last - Kernel.Now())) + Gone : Gone, "all calls are over");
        foreach (var call in calls) call.Judge();
        var booked = _phones.TakeDoubleBooked();
        return new Outcome(calls, booked, _voices.WorstLag);
    }
}

/// <summary>What the telephones saw of a run.</summary>
/// <param name="DoubleBooked">INVITEs to phones that were in a talk.</param>
/// <param name="WorstLag">How late the telephones themselves were at worst, in milliseconds.</param>
internal sealed record Outcome(IReadOnlyList<LoadCall> Calls, int DoubleBooked, double WorstLag)
{
    /// <summary>Packets of 20 ms.</summary>
    private const double PerSecond = 50;

    public IReadOnlyList<LoadCall> Failed { get; } = [.. Calls.Where(call => call.Fault is not null)];

    public double P50 => Offered(0.5);

    public double P99 => Offered(0.99);

    public long AtCallers => Calls.Sum(call => (long)call.Caller.Received);

    public long AtAgents => Calls.Sum(call => (long)call.Agent.Received);

    public long Sent => Calls.Sum(call => (long)call.Caller.Sent + call.Agent.Sent);

    /// <summary>Packets each side should have had in the talks.</summary>
    public double Due => Calls.Where(call => call.TalkSince > 0).Sum(call => call.TalkSeconds * PerSecond);

    public int Holes => Calls.Sum(call => call.Caller.Holes + call.Agent.Holes);

    /// <summary>The least any end of a talk had of the packets due to it after the first second.</summary>
    public double LeastHeard => Calls.Where(call => call.TalkSeconds > 1).Select(call => Math.Min(call.Caller.Settled, call.Agent.Settled) / ((call.TalkSeconds - 1) * PerSecond)).DefaultIfEmpty(0).Min();

    public string Faults => string.Join("; ", Failed.GroupBy(call => call.Fault).OrderByDescending(group => group.Count()).Take(3).Select(group => $"{group.Count()} x {group.Key}"));

    /// <summary>Milliseconds from the caller's INVITE to the agent's; a call that rang nobody counts as endless.</summary>
    private double Offered(double share)
    {
        var all = Calls.Select(call => call.RangAt > 0 ? call.OfferMilliseconds : double.PositiveInfinity).Order().ToList();
        return all[(int)Math.Ceiling(all.Count * share) - 1];
    }
}
