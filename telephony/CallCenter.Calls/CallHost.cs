// long because dispatch, adoption and sweep work on the same tables, and their order is the point.
using System.Collections.Concurrent;
using CallCenter.Ari;
using CallCenter.Ari.Events;
using CallCenter.Ari.Models;
using Microsoft.Extensions.Logging;

namespace CallCenter.Calls;

/// <summary>What the application does with calls.</summary>
/// <param name="Converse">One conversation, from arrival (or adoption) to its end. Runs as its own task.</param>
/// <param name="Saw">Every event of Asterisk, in order, ours or not; must only enqueue.</param>
/// <param name="Connected">The picture taken right after connecting, calls adopted already.</param>
/// <param name="Disconnected">The link is down; calls stay up and REST may still work.</param>
public sealed record CallHandlers(Func<Call, Task> Converse, Action<AriEvent> Saw, Func<Picture, Task> Connected, Action<string> Disconnected);

/// <summary>
/// Owns the event stream: gives each caller a <see cref="Call"/> with its mailbox before its conversation starts, and delivers in
/// order. After every connect it compares what Asterisk has with what it knows: adopts, ends and sweeps.
/// </summary>
public sealed class CallHost(AriClient ari, TimeProvider time, ILogger<CallHost> logger, CallHandlers handlers)
{
    private const int ReleaseAttempts = 10, ReconcileAttempts = 20, NoSuchChannel = 404;
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(5), RetryPause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Call> _calls = new();
    private readonly ConcurrentDictionary<string, Call> _legs = new();
    private readonly ConcurrentDictionary<string, int> _causes = new();

    /// <summary>The calls we have in hand.</summary>
    public IReadOnlyCollection<Call> Calls => [.. _calls.Values];

    /// <summary>The call with this id, if we have it in hand.</summary>
    public Call? Find(string callId) => _calls.GetValueOrDefault(callId);

    /// <summary>Works through the stream until it ends. Nothing here waits for a conversation.</summary>
    public async Task RunAsync(IAsyncEnumerable<AriMessage> messages, CancellationToken ct)
    {
        await foreach (var message in messages.WithCancellation(ct))
        {
            switch (message)
            {
                case AriConnected:
                    await ReconcileAsync(ct);
                    break;
                case AriDisconnected down:
                    handlers.Disconnected(down.Detail);
                    break;
                case AriEvent happened:
                    Dispatch(happened);
                    handlers.Saw(happened);
                    break;
            }
        }
    }

    /// <summary>Runs a request about a channel, bridge or playback that may have left meanwhile: "already gone" is not an error.</summary>
    public static async Task UnlessGoneAsync(Task request)
    {
        try
        {
            await request;
        }
        catch (AriGoneException)
        {
            // It left on its own; that was the aim.
        }
    }

    internal void Claim(string channel, Call call) => _legs[channel] = call;

    internal void Unclaim(string channel, Call call) => _legs.TryRemove(new(channel, call));

    internal Task OriginateAsync(LegRequest leg, string originator, CancellationToken ct) =>
        ari.Channels.OriginateAsync(leg.Endpoint, channelId: leg.Channel, extension: "s", context: leg.Context, priority: 1, callerId: leg.CallerId,
            timeout: (int)leg.Timeout.TotalSeconds, originator: originator, variables: leg.Variables, cancellationToken: ct);

    private void Dispatch(AriEvent happened)
    {
        switch (happened)
        {
            case StasisStart e:
                Enter(e.Channel);
                break;
            case StasisEnd e when _calls.TryGetValue(e.Channel.Id, out var call):
                // A hang-up follows with its cause in ChannelDestroyed; without one the caller is in the dialplan.
                if (!call.HangupSeen)
                {
                    call.EndWith(CallEnd.Left, 0);
                }
                break;
            case ChannelHangupRequest e:
                if (_calls.TryGetValue(e.Channel.Id, out var leaving))
                {
                    leaving.HangupSeen = true;
                }
                if (e.Cause is > 0)
                {
                    _causes[e.Channel.Id] = e.Cause.Value;
                }
                break;
            case ChannelDestroyed e:
                Destroyed(e.Channel.Id, e.Cause, e.CauseTxt);
                break;
            case ChannelHold e:
                OwnerOf(e.Channel.Id)?.Post(new PutOnHold(e.Channel.Id));
                break;
            case ChannelUnhold e:
                OwnerOf(e.Channel.Id)?.Post(new TakenOffHold(e.Channel.Id));
                break;
            case ChannelDtmfReceived { Digit: [var digit, ..] } e:
                OwnerOf(e.Channel.Id)?.Post(new DigitPressed(e.Channel.Id, digit));
                break;
            case PlaybackFinished { Playback: var playback } when playback.TargetUri.Split(':', 2) is ["channel", var channel]:
                OwnerOf(channel)?.Post(new PlaybackEnded(playback.Id));
                break;
            case RecordingFinished e:
                Recorded(e.Recording);
                break;
            case RecordingFailed e:
                Recorded(e.Recording);
                break;
        }
    }

    private void Recorded(LiveRecording recording)
    {
        if (recording.TargetUri.Split(':', 2) is ["channel", var channel]) OwnerOf(channel)?.Post(new RecordingEnded(recording.Name));
    }

    private Call? OwnerOf(string channel) => _calls.GetValueOrDefault(channel) ?? _legs.GetValueOrDefault(channel);

    private void Enter(Channel channel)
    {
        if (CallFacts.Of(channel) is not { } facts)
        {
            CallLog.Foreign(logger, channel.Id);
        }
        else if (facts.Role == "agent")
        {
            if (_legs.TryGetValue(channel.Id, out var call))
            {
                call.LegUp(channel.Id);
            }
            else
            {
                _ = SweepAsync(EndIfStrayAsync(channel.Id, facts.Call));
            }
        }
        else if (!_calls.TryGetValue(channel.Id, out var known) || known.End != CallEnd.None)
        {
            Begin(channel, facts, adopted: facts.Stage != Stage.Arriving, bridge: null);
        }
    }

    /// <summary>
    /// A phone none of our calls knows was picked up. What we are told is older than what is: when the dialplan has its caller, the two are joined
    /// there by now, or about to be.
    /// </summary>
    private async Task EndIfStrayAsync(string leg, string caller)
    {
        try
        {
            if (!Picture.IsInStasis(await ari.Channels.GetAsync(caller)) && await IsAwaitedAsync(leg, caller, CancellationToken.None))
            {
                return;
            }
        }
        catch (AriGoneException)
        {
            // No caller: nobody but us would end this phone.
        }
        CallLog.StrayLeg(logger, leg);
        await ari.Channels.HangupAsync(leg);
    }

    /// <summary>Whether the dialplan joins this caller with this phone; when nobody can tell, it does.</summary>
    internal async Task<bool> IsAwaitedAsync(string leg, string caller, CancellationToken ct)
    {
        try
        {
            return await ari.Channels.GetVariableAsync(caller, "SHARED(CC_AGENT_CHANNEL)", ct) == leg;
        }
        catch (AriGoneException)
        {
            return false;
        }
        catch (AriException)
        {
            return true;
        }
    }

    private void Destroyed(string channel, int cause, string causeText)
    {
        // Of a BYE the destroyed channel says "unknown"; only the request told the cause.
        if (_causes.TryRemove(channel, out var requested) && cause == 0)
        {
            (cause, causeText) = (requested, "");
        }
        if (_calls.TryGetValue(channel, out var call))
        {
            call.ChannelGone = true;
            call.EndWith(CallEnd.HungUp, cause);
        }
        else if (_legs.TryGetValue(channel, out var owner))
        {
            owner.LegDown(channel, cause, causeText);
        }
    }

    private void Begin(Channel channel, CallFacts facts, bool adopted, Bridge? bridge, params IEnumerable<Channel> legs)
    {
        var call = new Call(this, ari, time, channel, facts, adopted) { AdoptedBridge = bridge?.Id };
        // A caller who was in the dialplan for a moment is back while the conversation before is still ending: what that one says comes first.
        var before = Find(call.Id)?.Told ?? Task.CompletedTask;
        _calls[call.Id] = call;
        foreach (var leg in legs)
        {
            var known = CallFacts.Of(leg);
            call.AddLeg(leg.Id, known?.Agent ?? "", known?.Offer ?? "").Answered = Picture.IsInStasis(leg);
        }
        _ = ConverseAsync(call, before);
    }

    private async Task ConverseAsync(Call call, Task before)
    {
        await Task.Yield();
        await before;
        var abandoned = false;
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["Call"] = call.Id });
        try
        {
            await handlers.Converse(call);
        }
        catch (OperationCanceledException) when (call.Gone.IsCancellationRequested)
        {
            // The caller left while we were speaking to Asterisk: the normal end.
        }
        catch (Exception ex)
        {
            CallLog.Faulted(logger, ex, call.Id);
            using var timeout = new CancellationTokenSource(CleanUp, time);
            abandoned = !await SweepAsync(HandOverAsync(call, timeout.Token));
        }
        finally
        {
            call.Settle();
            call.Tell();
            _calls.TryRemove(new(call.Id, call));
            _ = ReleaseAsync(call, abandoned);
        }
    }

    /// <summary>
    /// The conversation's own clean-up has one try. Where Asterisk was too busy for it, or never heard of it, the caller would be with nobody until his lease runs
    /// out, a phone that was his would stay up until the next connect, with its agent in a call with nobody, and an empty bridge for ever.
    /// </summary>
    /// <param name="abandoned">The conversation failed, and the dialplan has not got the caller yet.</param>
    private async Task ReleaseAsync(Call call, bool abandoned)
    {
        for (var attempt = 0; attempt < ReleaseAttempts && (abandoned || call.HasBridge || call.Legs.Count > 0); attempt++)
        {
            // The end of a leg that was hung up, or of a caller, is told within this time.
            await Task.Delay(RetryPause, time);
            if (call.End == CallEnd.None && _calls.ContainsKey(call.Id))
            {
                // He has come back, or was found at a connect: the other conversation has him, and all that is his.
                break;
            }
            using var timeout = new CancellationTokenSource(CleanUp, time);
            abandoned &= call.End == CallEnd.None;
            if (abandoned)
            {
                abandoned = !await SweepAsync(HandOverAsync(call, timeout.Token));
                continue;
            }
            foreach (var leg in call.Legs.Where(l => _legs.GetValueOrDefault(l.Channel) == call))
            {
                // Of several phones that were picked up the dialplan has one.
                if (call.End == CallEnd.HungUp || !await call.IsAwaitedAsync(leg, timeout.Token))
                {
                    await SweepAsync(call.HangUpAsync(leg, timeout.Token));
                }
            }
            await SweepAsync(call.RemoveBridgeAsync(timeout.Token));
        }
        foreach (var leg in call.Legs)
        {
            Unclaim(leg.Channel, call);
        }
    }

    /// <summary>The dialplan gets the caller, and bridges him with a phone that is up. Without a caller nobody would ever end that phone.</summary>
    private static async Task HandOverAsync(Call call, CancellationToken ct)
    {
        try
        {
            await call.HandOverAsync(ct);
        }
        catch (AriGoneException gone)
        {
            // No longer with us but there: the dialplan has him already, and his phone with him.
            foreach (var leg in gone.Status == NoSuchChannel ? call.Legs : [])
            {
                await call.HangUpAsync(leg, ct);
            }
        }
        await call.RemoveBridgeAsync(ct);
    }

    /// <summary>Tried again while Asterisk is too busy to answer: the link is up, so no other connect would come to look.</summary>
    private async Task ReconcileAsync(CancellationToken ct)
    {
        for (var attempt = 1; !await TryReconcileAsync(ct) && attempt < ReconcileAttempts; attempt++)
        {
            await Task.Delay(RetryPause, time, ct);
        }
    }

    private async Task<bool> TryReconcileAsync(CancellationToken ct)
    {
        try
        {
            // Legs dialled from here on are newer than the picture, and not missing in it.
            var inHand = _calls.Values.Select(call => (Call: call, call.Legs)).ToList();
            var picture = new Picture(await ari.Channels.ListAsync(ct), await ari.Bridges.ListAsync(ct));
            foreach (var (call, legs) in inHand)
            {
                Compare(call, legs, picture);
            }
            foreach (var (channel, facts) in picture.Callers.Where(c => Picture.IsInStasis(c.Channel) && Find(c.Channel.Id) is null or { End: not CallEnd.None }))
            {
                Begin(channel, facts, adopted: facts.Stage != Stage.Arriving, picture.TalkOf(channel.Id), picture.LegsOf(facts.Call));
            }
            // Not waited for: behind it stand the events of the calls just adopted, hang-ups among them.
            _ = SweepAsync(picture, ct);
            _ = SweepAgainAsync(ct);
            await handlers.Connected(picture);
            return true;
        }
        catch (AriException ex)
        {
            CallLog.ReconcileFailed(logger, ex);
            return false;
        }
    }

    /// <summary>What a call we had in hand missed while the link was down.</summary>
    private static void Compare(Call call, IReadOnlyList<Leg> legs, Picture picture)
    {
        var caller = picture.Channels.FirstOrDefault(c => c.Id == call.Id);
        if (caller is null)
        {
            call.ChannelGone = true;
            call.EndWith(CallEnd.HungUp, 0);
            return;
        }
        if (!Picture.IsInStasis(caller))
        {
            call.EndWith(CallEnd.Left, 0);
            return;
        }
        foreach (var leg in legs)
        {
            var channel = picture.Channels.FirstOrDefault(c => c.Id == leg.Channel);
            if (channel is null)
            {
                call.LegDown(leg.Channel, 0, "");
            }
            else if (Picture.IsInStasis(channel))
            {
                call.LegUp(leg.Channel);
            }
        }
    }

    /// <summary>Hangs up legs without a caller and removes bridges nobody talks in. Hang up first, delete after.</summary>
    private async Task SweepAsync(Picture picture, CancellationToken ct)
    {
        foreach (var (channel, facts) in picture.Legs.Where(l => !_legs.ContainsKey(l.Channel.Id)))
        {
            // One that rings in the picture may be picked up by now: a caller in the dialplan says himself which phone is his.
            if (!picture.Callers.Any(c => c.Channel.Id == facts.Call && Picture.IsInStasis(c.Channel)) && !await IsAwaitedAsync(channel.Id, facts.Call, ct))
            {
                CallLog.StrayLeg(logger, channel.Id);
                await SweepAsync(ari.Channels.HangupAsync(channel.Id, cancellationToken: ct));
            }
        }
        // A phone we adopted may be joined in its bridge at this very moment.
        foreach (var bridge in picture.Bridges.Where(b => b.Id.StartsWith("talk-", StringComparison.Ordinal) && !_legs.ContainsKey(b.Id["talk-".Length..])
            && !_calls.Values.Any(c => c.AdoptedBridge == b.Id || c.CurrentBridge == b.Id)))
        {
            CallLog.StrayBridge(logger, bridge.Id);
            await SweepAsync(ari.Bridges.DestroyAsync(bridge.Id, ct));
        }
    }

    /// <summary>A call that ended while it was being adopted leaves its bridge empty behind the first look.</summary>
    private async Task SweepAgainAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(SecondLook, time, ct);
            await SweepAsync(new Picture([], [.. (await ari.Bridges.ListAsync(ct)).Where(b => b.Channels.Count == 0)]), ct);
        }
        catch (Exception ex) when (ex is AriException or OperationCanceledException)
        {
            CallLog.SweepFailed(logger, ex);
        }
    }

    /// <returns>Whether Asterisk has done it.</returns>
    private async Task<bool> SweepAsync(Task request)
    {
        try
        {
            await UnlessGoneAsync(request);
            return true;
        }
        catch (Exception ex) when (ex is AriException or OperationCanceledException)
        {
            CallLog.SweepFailed(logger, ex);
            return false;
        }
    }
}
