using System.Collections.Concurrent;
using CallCenter.Ari;
using CallCenter.Ari.Events;
using CallCenter.Ari.Models;
using CallCenter.Server.Operations;

namespace CallCenter.Server.Trunks;

/// <summary>What is known of the trunks, from Asterisk's events as they come and from a look every few seconds. Tells what a human should know.</summary>
internal sealed class TrunkWatch(TimeProvider time, ILogger<TrunkWatch> logger) : IWarnings
{
    /// <summary>Causes (Q.850) for which the network or its switch is to blame, not the person called: no route, no answer to the INVITE, 403, 404 of a prefix, 5xx.</summary>
    private static readonly HashSet<int> Faults = [2, 3, 18, 20, 21, 27, 29, 34, 38, 41, 42, 43, 44, 47, 57, 58, 63, 88, 102, 127];
    private readonly ConcurrentDictionary<string, TrunkState> _states = new();

    /// <summary>A trunk went, came, or has another number of calls. Handlers only enqueue.</summary>
    public event Action? Changed;

    public TrunkState? Find(string id) => _states.GetValueOrDefault(id);

    public IEnumerable<TrunkState> All => _states.Values.OrderBy(s => s.Id, StringComparer.Ordinal);

    public IEnumerable<string> Now => All.SelectMany(s => s.Warnings(time.GetUtcNow()));

    /// <summary>These trunks are looked at, and no others.</summary>
    public void Keep(IReadOnlyCollection<string> ids)
    {
        foreach (var id in ids)
        {
            if (_states.TryAdd(id, new TrunkState(id, time.GetUtcNow()))) TrunkMetrics.Up.WithLabels(id).Set(-1);
        }
        foreach (var gone in _states.Keys.Except(ids))
        {
            if (_states.TryRemove(gone, out _)) TrunkMetrics.Forget(gone);
        }
    }

    /// <summary>Asterisk cannot be asked: nothing is known of any trunk.</summary>
    public void Unknown()
    {
        foreach (var id in _states.Keys) Anew(id);
    }

    /// <summary>What was known of this trunk counts no more: it was changed, or Asterisk is away.</summary>
    public void Anew(string id)
    {
        Change(id, s => new TrunkState(s.Id, time.GetUtcNow()) { RefusedFull = s.RefusedFull, RefusedFlood = s.RefusedFlood });
        if (Find(id) is not null) TrunkMetrics.Up.WithLabels(id).Set(-1);
    }

    public void Reached(string id, bool reachable, double? roundTripMs = null)
    {
        if (Find(id) is not { } before) return;
        var now = time.GetUtcNow();
        if (!reachable && before.Reachable is null && now - before.SeenFrom < TrunkState.FirstLook) return;
        Change(id, s => s with { Reachable = reachable, Since = s.Reachable == reachable ? s.Since : now, RoundTripMs = reachable ? roundTripMs ?? s.RoundTripMs : null });
        TrunkMetrics.Up.WithLabels(id).Set(reachable ? 1 : 0);
        if (before.Reachable == reachable) return;
        if (!reachable) TrunksLog.Down(logger, id);
        else if (before.Reachable == false) TrunksLog.UpAgain(logger, id);
    }

    public void Registered(string id, string? registration)
    {
        if (Find(id) is not { } before || before.Registration == registration) return;
        Change(id, s => s with { Registration = registration });
        if (registration is "rejected" or "unregistered") TrunksLog.NotRegistered(logger, id, registration);
    }

    public void Carries(string id, int channels)
    {
        Change(id, s => s with { Channels = channels });
        TrunkMetrics.Channels.WithLabels(id).Set(channels);
    }

    /// <summary>Every event of Asterisk; only looks.</summary>
    public void Saw(AriEvent happened)
    {
        switch (happened)
        {
            case ContactStatusChange { Endpoint.Resource: var endpoint } e when TrunkConfig.IdOf(endpoint) is { } id:
                if (e.ContactInfo.ContactStatus is ContactStatus.Reachable) Reached(id, true, Milliseconds(e.ContactInfo.RoundtripUsec));
                else if (e.ContactInfo.ContactStatus is ContactStatus.Unreachable) Reached(id, false);
                break;
            case PeerStatusChange { Endpoint: { State: { } state } peer } when TrunkConfig.IdOf(peer.Resource) is { } id:
                if (state is EndpointState.Offline) Reached(id, false);
                break;
            case ChannelStateChange { Channel: { State: ChannelState.Up } channel } when TrunkOf(channel.Name) is { } id && channel.Channelvars.GetValueOrDefault("CC_ROLE") == "agent":
                Change(id, s => s with { Rejected = 0, RejectedCause = null, RejectedAt = null });
                break;
            case ChannelDestroyed e when TrunkOf(e.Channel.Name) is { } id:
                Ended(id, e);
                break;
        }
    }

    private void Ended(string id, ChannelDestroyed e)
    {
        var now = time.GetUtcNow();
        var refused = e.Channel.Channelvars.GetValueOrDefault("CC_REFUSED") ?? "";
        if (refused.Length > 0)
        {
            TrunkMetrics.Refused.WithLabels(id, refused).Inc();
            if (refused == "flood" && Find(id) is { } calm && !(now - calm.FloodAt < TrunkState.FloodCounts)) TrunksLog.Floods(logger, id);
            Change(id, s => refused == "flood" ? s with { RefusedFlood = s.RefusedFlood + 1, FloodAt = now } : s with { RefusedFull = s.RefusedFull + 1, FullAt = now });
        }
        // A call of ours that never got through.
        else if (e.Channel.State is not (ChannelState.Up or ChannelState.Ring) && Faults.Contains(e.Cause))
        {
            TrunkMetrics.Rejected.WithLabels(id).Inc();
            TrunksLog.Rejects(logger, id, e.Cause);
            Change(id, s => s with { Rejected = s.Rejects(now) ? s.Rejected + 1 : 1, RejectedCause = e.Cause, RejectedAt = now });
        }
    }

    /// <summary>PJSIP/trunk_telecom-0000001f.</summary>
    private static string? TrunkOf(string channel) =>
        channel.StartsWith("PJSIP/", StringComparison.Ordinal) && channel.LastIndexOf('-') is > 6 and var end ? TrunkConfig.IdOf(channel[6..end]) : null;

    private static double? Milliseconds(string? microseconds) => double.TryParse(microseconds, System.Globalization.CultureInfo.InvariantCulture, out var time) && time > 0 ? time / 1000 : null;

    private void Change(string id, Func<TrunkState, TrunkState> change)
    {
        while (_states.TryGetValue(id, out var old))
        {
            var changed = change(old);
            if (!_states.TryUpdate(id, changed, old)) continue;
            if ((old.Reachable, old.Channels) != (changed.Reachable, changed.Channels)) Changed?.Invoke();
            return;
        }
    }
}

internal static partial class TrunksLog
{
    [LoggerMessage(1, LogLevel.Error, "Trunk {Trunk} is down: it does not answer")]
    public static partial void Down(ILogger logger, string trunk);

    [LoggerMessage(2, LogLevel.Warning, "Trunk {Trunk} answers again")]
    public static partial void UpAgain(ILogger logger, string trunk);

    [LoggerMessage(3, LogLevel.Error, "Trunk {Trunk} is not registered: {State}")]
    public static partial void NotRegistered(ILogger logger, string trunk, string state);

    [LoggerMessage(4, LogLevel.Warning, "Trunk {Trunk} refused a call of ours, cause {Cause}")]
    public static partial void Rejects(ILogger logger, string trunk, int cause);

    [LoggerMessage(5, LogLevel.Error, "Trunk {Trunk} sends more calls a second than it may: the rest are answered 503, alarms excepted")]
    public static partial void Floods(ILogger logger, string trunk);

    [LoggerMessage(6, LogLevel.Information, "{Count} trunks are live in Asterisk")]
    public static partial void Live(ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Error, "The trunks are not live in Asterisk; trying again: {Reason}")]
    public static partial void NotLive(ILogger logger, string reason);
}
