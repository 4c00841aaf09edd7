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
public sealed partial class CallHost(AriClient ari, TimeProvider time, ILogger<CallHost> logger, CallHandlers handlers)
{
    private const int ReconcileAttempts = 20;
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
            call.AddLeg(leg.Id, known?.Agent ?? "", known?.Offer ?? "", found: true).Answered = Picture.IsInStasis(leg);
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
}
