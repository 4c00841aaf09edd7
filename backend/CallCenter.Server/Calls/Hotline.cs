using System.Globalization;
using CallCenter.Ari;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Calls;

/// <summary>
/// The conversation with a caller, from arrival to the end, as one method: receive, wait for an agent, talk; when the agent's phone is
/// lost, wait again. Reads like the call. Everything that happens reaches it through the call's own mailbox, in order.
/// </summary>
internal sealed partial class Hotline(Call call, HotlineParts parts)
{
    /// <summary>How long the same agent is waited for after a lost phone, before anyone may have the call.</summary>
    private static readonly TimeSpan SameAgentFirst = TimeSpan.FromSeconds(4);
    /// <summary>A page that comes back within this time was reloaded, not closed: nobody has to click.</summary>
    private static readonly TimeSpan Rejoins = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(5);

    /// <summary>The dialplan ends the phone of a caller who hangs up; where it has not by then, we do.</summary>
    private static readonly TimeSpan TakenAlong = TimeSpan.FromMilliseconds(500);
    private readonly CancellationToken _gone = call.Gone;
    private QueueOptions _queue = parts.Site.Queue(call.Facts.Queue);
    private bool _turnedAway;
    private string? _prompt;
    private bool _noticePlaying;

    /// <summary>There may be music; of a call that is taken up nobody knows.</summary>
    private bool _music;
    private long? _packetsSeen;
    private bool _held;

    /// <summary>Whose phone was lost in this call, and when.</summary>
    private (string Agent, DateTimeOffset At)? _lost;

    /// <summary>Who is asked: the offer, and the phone that rings for it; null where an agent is asked in a talk.</summary>
    private readonly Dictionary<string, Leg?> _rings = [];

    /// <summary>The phone SHARED(CC_AGENT_CHANNEL) of the caller names, as far as we know: each phone that is dialled writes itself there.</summary>
    private string? _named;

    public async Task RunAsync()
    {
        var finished = false;
        Talk? talk = null;
        try
        {
            await parts.Routing.AppliedAsync(_gone);
            if (call.Adopted && await AgentHungUpMeanwhileAsync())
            {
                finished = true;
                return;
            }
            if (_callback && call.Facts.Stage == Stage.Callback && !await OpenLineAsync())
            {
                finished = true;
                return;
            }
            var arrival = !_callback && IsNew ? parts.ArrivalOf(call) : null;
            if (arrival is { HangUp: true, Announcement: { } announcement })
            {
                await TurnAwayAsync(arrival, announcement);
                finished = true;
                return;
            }
            // A caller the dialplan gives back arrives like a new one, but routing knows him.
            talk = call.Facts.Stage == Stage.Callback ? null : call.Adopted || arrival is null ? await ResumeAsync() : await ReceiveAsync(arrival);
            while (true)
            {
                talk ??= await WaitForAgentAsync();
                if (talk is null)
                {
                    break;
                }
                var end = await TalkAsync(talk);
                if (end == TalkEnd.AgentHungUp || NobodyThere)
                {
                    break;
                }
                if (end == TalkEnd.AgentLost)
                {
                    await ReturnToQueueAsync();
                }
                talk = null;
            }
            finished = true;
        }
        finally
        {
            await CloseAsync(finished);
        }
    }

    /// <summary>A caller who has just arrived: queued at once; identified while the prompt plays.</summary>
    private async Task<Talk?> ReceiveAsync(Arrival arrival)
    {
        _queue = parts.Site.Queue(arrival.Queue);
        parts.Identify(call);
        parts.Book.Change(call.Id, e => e with { Queue = _queue.Id });
        Arrive();
        parts.Routing.Post(new LegStarted(call.Id, call.Id, "caller"));
        call.Settle();
        await call.TakeLeaseAsync(_gone);
        // By us, not by the dialplan: whom we answered we know, also when he hangs up at once.
        await call.AnswerAsync(_gone);
        if (_queue.Id != call.Facts.Queue)
        {
            await call.SetAsync("CC_QUEUE", _queue.Id, _gone);
            if (_queue.Priority == QueueSettings.Life)
            {
                await call.SetAsync("CC_LIFE", "1", _gone);
            }
        }
        parts.Routing.Post(new LegAnswered(call.Id, call.Id));
        var greeting = Greeting(arrival.Announcement);
        if (greeting.Count == 0)
        {
            await StartMusicAsync();
            return null;
        }
        _noticePlaying = _queue.Notice;
        // Last: while a prompt plays, Asterisk makes everything else about this channel wait.
        _prompt = await call.PlayAsync([.. greeting.Select(parts.Prompt)], _gone);
        return null;
    }

    /// <summary>What a new caller hears first; nothing: music at once.</summary>
    private List<string> Greeting(string? announcement) => _queue switch
    {
        { Notice: true } => announcement is null ? ["notice"] : ["notice", announcement],
        _ when announcement is not null => [announcement],
        { Priority: QueueSettings.Life } => ["alarm-received"],
        _ => [],
    };

    /// <summary>
    /// A caller who was already up when we connected, or came back from the dialplan. The channels say where the call stands; routing is
    /// made to agree with them first: a prompt may still be playing, and until its end Asterisk lets everything else about the channel wait.
    /// </summary>
    private async Task<Talk?> ResumeAsync()
    {
        _music = true;
        parts.Identify(call);
        var known = parts.Routing.State.Calls.GetValueOrDefault(call.Id);
        if (known is null)
        {
            Arrive();
        }
        if (_callback)
        {
            await ResumeCallbackAsync(known);
        }
        // Several may be up for a moment, when two picked up at once: the one in the talk's bridge has the caller.
        if (call.Legs.Where(l => l is { Answered: true, Party.Length: > 0 }).OrderByDescending(l => BridgeOf(l) == call.AdoptedBridge).FirstOrDefault() is { } leg)
        {
            return await ResumeTalkAsync(leg, known);
        }
        _outside = call.Legs.FirstOrDefault(l => l.Party == HotlineParts.Duty);
        // An agent who was asked in another talk is not asked any more: that talk is being taken up as well, and routing offers anew.
        foreach (var ring in known?.Rings ?? [])
        {
            if (call.Legs.FirstOrDefault(l => l.Offer == ring.OfferId) is { } rings) _rings[ring.OfferId] = rings;
            else parts.Routing.Post(new OfferFailed(ring.OfferId, "failed"));
        }
        if (known is { Mode: CallMode.Talking })
        {
            parts.Routing.Post(new CallReturned(call.Id, known.Agent ?? "", parts.Time.GetUtcNow() + SameAgentFirst));
        }
        call.Settle();
        if (known is { Mode: CallMode.Away, Away.To: OverflowTo.Voicemail })
        {
            // Asterisk records on without us, and lets every other request about the channel wait for it.
            call.Post(new MessageGoesOn());
            return null;
        }
        if (call.Facts.Stage == Stage.Voicemail)
        {
            await call.StopRecordingAsync(_message, _gone);
        }
        await call.HoldLeaseAsync(_gone);
        await call.LeaveBridgeAsync(_gone);
        await call.AnswerAsync(_gone);
        await call.SetAsync("CC_STAGE", Stage.Waiting, _gone);
        await StartMusicAsync();
        foreach (var stray in call.Legs.Where(l => !_rings.ContainsKey(l.Offer) && l != _outside))
        {
            await TakeBackAsync(stray);
        }
        if (_outside is null)
        {
            OutsideFailed("failed");
        }
        return null;
    }

    /// <summary>While we were away the agent ended the talk; only nobody has told the caller yet.</summary>
    private async Task<bool> AgentHungUpMeanwhileAsync() =>
        call.Facts.Stage is Stage.Talking or Stage.Held && call.Legs.Count == 0 && !Causes.IsLoss(await CauseInDialplanAsync());

    /// <summary>The cause with which the dialplan saw the last agent's leg end; 0 when it saw none.</summary>
    private async Task<int> CauseInDialplanAsync() =>
        int.TryParse(await call.GetAsync("SHARED(CC_LEFT)", _gone), NumberStyles.None, CultureInfo.InvariantCulture, out var cause) ? cause : 0;

    /// <summary>An agent's phone is up: the talk goes on or stays on hold, or is joined now if we died between the answer and the bridge.</summary>
    private async Task<Talk> ResumeTalkAsync(Leg leg, RoutedCall? known)
    {
        if (known?.Rings.Any(r => r.OfferId == leg.Offer) == true)
        {
            parts.Routing.Post(new OfferAnswered(leg.Offer));
        }
        else if (known is not { Mode: CallMode.Talking } || known.Agent != leg.Party)
        {
            parts.Routing.Post(new CallSeized(call.Id, leg.Party == HotlineParts.Duty ? null : leg.Party, InDialplan: false));
        }
        call.Settle();
        foreach (var stray in call.Legs.Where(l => l != leg))
        {
            await call.HangUpAsync(stray, _gone);
        }
        var held = call.Facts.Stage == Stage.Held;
        var talk = held || call.AdoptedBridge == BridgeOf(leg) ? call.ResumeTalk(leg, BridgeOf(leg)) : await JoinAsync(leg, leg.Party);
        await EnterTalkAsync(talk, leg.Party, held);
        return talk;
    }

    private void Arrive() => parts.Routing.Post(new CallArrived(call.Id, _queue.Id, call.Facts.Since, call.Facts.Number)
    {
        Caller = parts.CallerOf(call), ByNumber = parts.IsByNumber(call, _queue.Id), Restricted = parts.IsRestricted(call, _queue.Id), Drill = DrillCalls.IsDrill(call.Id),
    });

    /// <summary>Of a ring. A phone we found ringing may have been picked up before we were there to hear of it: then the dialplan has it and gets the caller, and the two are not parted.</summary>
    private async Task TakeBackAsync(Leg rings)
    {
        if (!rings.Found || !await call.IsBeingJoinedAsync(rings, _gone))
        {
            await call.HangUpAsync(rings, _gone);
        }
    }

    private void RecordLegEnd(LegGone ended) => parts.Routing.Post(new LegEnded(call.Id, ended.Channel, ended.Cause, ended.CauseText));

    /// <summary>Whatever happened, nothing of this call stays behind; only a caller whom the dialplan has now keeps the phone it joins him with.</summary>
    private async Task CloseAsync(bool finished)
    {
        using var timeout = new CancellationTokenSource(CleanUp, parts.Time);
        parts.TellMessage(call.Id);
        var handedOver = call.End == CallEnd.Left || (!finished && call.End == CallEnd.None);
        if (handedOver)
        {
            parts.HandedOver(call);
        }
        else if (NobodyThere)
        {
            parts.LineEnded(call, finished);
        }
        else
        {
            parts.Ended(call, _turnedAway ? "system" : finished ? "agent" : "caller");
        }
        call.Tell();
        foreach (var leg in call.Legs)
        {
            if (call.End == CallEnd.HungUp && leg.Answered)
            {
                await leg.Over.WaitAsync(TakenAlong, parts.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            // The dialplan joins him with one phone: that may have been picked up without our having heard of it. If it still rings, it is taken back there.
            if (!handedOver || !await call.IsAwaitedAsync(leg, timeout.Token))
            {
                await call.HangUpAsync(leg, timeout.Token);
            }
            else if (!leg.Answered && await call.IsBeingJoinedAsync(leg, timeout.Token))
            {
                parts.JoinedThere(call, leg);
            }
        }
        if (finished)
        {
            await call.HangUpAsync(timeout.Token);
        }
        // A conversation that failed in the middle of a talk keeps the two together until the dialplan has the caller.
        if (finished || call.End != CallEnd.None)
        {
            await call.RemoveBridgeAsync(timeout.Token);
        }
    }

    /// <summary>By the offer, not by the phone: a phone that changes talks changes bridges.</summary>
    private static string BridgeOf(Leg leg) => $"talk-agent-{leg.Offer}";

    private enum TalkEnd { AgentHungUp, AgentLost, Interrupted }
}
