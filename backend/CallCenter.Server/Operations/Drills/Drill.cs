using System.Globalization;
using CallCenter.Ari;
using CallCenter.Ari.Models;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations.Watch;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Operations.Drills;

/// <summary>
/// One synthetic call: into the dialplan as the trunk's calls come, to the first number for life, through routing to a phone that rings, and gone at that moment. Nobody's talk
/// is interrupted for it: it is made while somebody is free, or nobody is there at all.
/// </summary>
internal sealed class Drill
{
    private static readonly TimeSpan Arrives = TimeSpan.FromSeconds(5), Offered = TimeSpan.FromSeconds(3), Rings = TimeSpan.FromSeconds(5), Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _one = new(1);
    private readonly RoutingLoop _routing;
    private readonly SiteSettings _settings;
    private readonly AriClient _ari;
    private readonly ITelephonyHealth _telephony;
    private readonly WatchBook _book;
    private readonly IAudit _audit;
    private readonly TimeProvider _time;
    private readonly ILogger<Drill> _logger;
    private Traces? _current;

    public Drill(RoutingLoop routing, SiteSettings settings, AriClient ari, ITelephonyHealth telephony, WatchBook book, IAudit audit, TimeProvider time, ILogger<Drill> logger)
    {
        (_routing, _settings, _ari, _telephony, _book, _audit, _time, _logger) = (routing, settings, ari, telephony, book, audit, time, logger);
        routing.Subscribe(step => Volatile.Read(ref _current)?.Saw(step.Entry, time.GetTimestamp()));
    }

    /// <summary>The number for life it dials; null where the site has none.</summary>
    public DialledNumber? Number => _settings.Current.Numbers.FirstOrDefault(number => _settings.Current.Queue(number.Queue).Priority == 1);

    /// <summary>Whether it would be in somebody's way now: a caller for life waits, or everybody who is there is busy.</summary>
    public bool WouldDisturb
    {
        get
        {
            if (Number is not { } number) return false;
            var state = _routing.State;
            var serving = state.Agents.Values.Where(agent => agent.Mode != AgentMode.Offline && agent.Queues.Contains(number.Queue)).ToList();
            return state.Calls.Values.Any(call => call.Queue == number.Queue && call.Mode != CallMode.Talking && !call.IsTask) || (serving.Count > 0 && serving.All(agent => agent.Mode != AgentMode.Ready));
        }
    }

    /// <summary>Makes one now, and keeps what came of it.</summary>
    public async Task<DrillLine> RunAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var at = _time.GetUtcNow();
            var traces = new Traces(DrillCalls.Prefix + at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), _time);
            var line = traces.Line(at, await CallAsync(traces, ct));
            _book.Change(picture => picture.With(line));
            WatchMetrics.Drills.WithLabels(line.Outcome).Inc();
            WatchMetrics.DrillRing.Set(line.RangMilliseconds / 1000.0 ?? -1);
            WatchLog.Drilled(_logger, traces.Call, line.Outcome, line.ArrivedMilliseconds, line.OfferedMilliseconds, line.RangMilliseconds);
            _ = _audit.Record(WatchService.System, AuditAction.DrillMade, $"drill:{line.Outcome}", traces.Call);
            return line;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<string> CallAsync(Traces traces, CancellationToken ct)
    {
        if (!_telephony.Connected) return "no-asterisk";
        if (Number is not { } number) return "no-number";
        var free = _routing.State.Agents.Values.Any(agent => agent.Mode == AgentMode.Ready && agent.Queues.Contains(number.Queue));
        // Not the call id with something behind it: Asterisk takes an id that begins another for the same one.
        var caller = DrillCalls.Prefix + "near-" + traces.Call[DrillCalls.Prefix.Length..];
        Volatile.Write(ref _current, traces);
        try
        {
            traces.Begin();
            // The far half of the Local channel is the call: it gets the id by which everybody knows it.
            await _ari.Channels.OriginateAsync($"Local/{number.Number}@trunk/n", extension: "s", context: "drill", priority: 1, callerId: "DRILL <0000>", timeout: (int)Longest.TotalSeconds,
                channelId: caller, otherChannelId: traces.Call, cancellationToken: ct);
            if (!await traces.Arrived.Task.Within(Arrives, _time, ct)) return "not-arrived";
            if (!free) return "queued";
            if (!await traces.Offered.Task.Within(Offered, _time, ct)) return "not-offered";
            return await RangAsync(traces, await traces.Offered.Task, ct) ? "rang" : "no-ring";
        }
        catch (AriUnavailableException)
        {
            return "no-asterisk";
        }
        catch (AriException)
        {
            return "refused";
        }
        finally
        {
            Volatile.Write(ref _current, null);
            await HangUpAsync(caller);
        }
    }

    private async Task<bool> RangAsync(Traces traces, string offer, CancellationToken ct)
    {
        var since = _time.GetTimestamp();
        while (_time.GetElapsedTime(since) < Rings)
        {
            try
            {
                if ((await _ari.Channels.GetAsync($"agent-{offer}", ct)).State is ChannelState.Ringing or ChannelState.Up)
                {
                    traces.Rang();
                    return true;
                }
            }
            catch (AriGoneException)
            {
                // Not dialled yet, or refused: then it never rings.
            }
            await Task.Delay(Look, _time, ct);
        }
        return false;
    }

    private async Task HangUpAsync(string caller)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        try
        {
            await _ari.Channels.HangupAsync(caller, cancellationToken: limit.Token);
        }
        catch (Exception fault) when (fault is AriException or OperationCanceledException)
        {
            // Gone already, or it ends by its own time-out.
        }
    }
}

/// <summary>What was seen of one drill, and when.</summary>
internal sealed class Traces(string call, TimeProvider time)
{
    private long _begun, _arrived, _offered, _rang;

    public string Call => call;

    public TaskCompletionSource<string> Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The offer's id.</summary>
    public TaskCompletionSource<string> Offered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Begin() => _begun = time.GetTimestamp();

    public void Rang() => _rang = time.GetTimestamp();

    /// <summary>In the routing loop: only looks and marks.</summary>
    public void Saw(JournalEntry entry, long stamp)
    {
        if (entry.Input is CallArrived arrived && arrived.Call == call && _arrived == 0)
        {
            _arrived = stamp;
            Arrived.TrySetResult(call);
        }
        foreach (var decision in entry.Decisions)
        {
            if (decision is not Offer offer || offer.Call != call || _offered != 0) continue;
            _offered = stamp;
            Offered.TrySetResult(offer.OfferId);
        }
    }

    public DrillLine Line(DateTimeOffset at, string outcome) => new(at, outcome, Since(_arrived), Since(_offered), Since(_rang));

    private int? Since(long stamp) => stamp == 0 ? null : (int)time.GetElapsedTime(_begun, stamp).TotalMilliseconds;
}

internal static class Waiting
{
    /// <summary>False when it is not done by then.</summary>
    public static async Task<bool> Within(this Task task, TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await task.WaitAsync(limit, time, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
