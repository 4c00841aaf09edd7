using CallCenter.Ari;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>The talk: from the join to the moment somebody leaves.</summary>
internal sealed partial class Hotline
{
    private async Task<Talk?> TryJoinAsync(Leg leg, string agent)
    {
        try
        {
            var talk = await JoinAsync(leg, agent);
            await EnterTalkAsync(talk, agent);
            if (NobodyThere)
            {
                await CallPersonAsync();
            }
            return talk;
        }
        catch (AriGoneException) when (!_gone.IsCancellationRequested)
        {
            await call.HangUpAsync(leg, _gone);
            await call.LeaveBridgeAsync(_gone);
            await StartMusicAsync();
            return null;
        }
    }

    private async Task<Talk> JoinAsync(Leg leg, string agent)
    {
        // At the same time: whoever has picked up is already speaking.
        await Task.WhenAll(SilenceAsync(), call.OpenBridgeAsync(BridgeOf(leg), _gone));
        parts.Routing.Post(new LegAnswered(call.Id, leg.Channel));
        parts.Book.Change(call.Id, e => e with { Agent = agent, Stage = CallStage.Talking, AnsweredAt = parts.Time.GetUtcNow() });
        // Before the two hear each other: until the talk has its stage the caller's lease runs, and at its end the dialplan joins him with the phone that has this name.
        await NameAsync(leg);
        return await call.JoinAsync(leg, BridgeOf(leg), _gone);
    }

    private async Task SilenceAsync()
    {
        if (_prompt is { } prompt)
        {
            _prompt = null;
            await call.StopPlaybackAsync(prompt, _gone);
        }
        await StopMusicAsync();
    }

    /// <summary>Of several phones that rang, the last that was dialled had written itself there; after a start we do not know which.</summary>
    private async Task NameAsync(Leg leg)
    {
        if (_named != leg.Channel)
        {
            await call.SetAsync("SHARED(CC_AGENT_CHANNEL)", leg.Channel, _gone);
            _named = leg.Channel;
        }
    }

    private async Task EnterTalkAsync(Talk talk, string agent, bool held = false)
    {
        // Phone and stage together let the dialplan see a caller whom a dead Server left alone in a talk.
        await NameAsync(talk.Leg);
        await EnterStageAsync(held);
        parts.Book.Change(call.Id, e => e with
        {
            Agent = agent, Stage = held ? CallStage.Held : CallStage.Talking, OfferId = PhoneOffer(talk.Leg), AnsweredAt = e.AnsweredAt ?? parts.Time.GetUtcNow(),
            HeldSince = held ? e.HeldSince ?? parts.Time.GetUtcNow() : null,
        });
    }

    /// <summary>The talk: one loop until somebody leaves. The caller's hang-up arrives as cancellation.</summary>
    private async Task<TalkEnd> TalkAsync(Talk talk)
    {
        _packetsSeen = null;
        _held = parts.Book.Find(call.Id)?.Stage == CallStage.Held;
        while (true)
        {
            switch (await call.NextAsync(_gone))
            {
                case GiveWay way when way.Interrupt.Call == call.Id:
                    await GiveWayAsync(talk, way);
                    return TalkEnd.Interrupted;
                case LegGone ended when ended.Channel == talk.Leg.Channel:
                    RecordLegEnd(ended);
                    // 0: it ended while the link was down, and only the dialplan saw it.
                    return Causes.IsLoss(ended.Cause == 0 ? await CauseInDialplanAsync() : ended.Cause) ? TalkEnd.AgentLost : TalkEnd.AgentHungUp;
                case PickedUp own when own.Channel == talk.Leg.Channel:
                    // It rang when we looked after a start, was picked up before we took the talk up, and only now are we told.
                    break;
                case PersonUp:
                    PersonIsThere();
                    break;
                case PutOnHold hold when hold.Channel == talk.Leg.Channel:
                    await HoldAsync(true);
                    break;
                case TakenOffHold hold when hold.Channel == talk.Leg.Channel:
                    await HoldAsync(false);
                    break;
                case PageSilent when await IsMuteAsync(talk.Leg):
                case MicrophoneGone:
                    // First the lease and the stage: to the dialplan the end of this leg must not look like an agent who hung up.
                    await call.HoldLeaseAsync(_gone);
                    await call.SetAsync("CC_STAGE", Stage.Rejoining, _gone);
                    await call.HangUpAsync(talk.Leg, _gone);
                    return TalkEnd.AgentLost;
                case AgentWish wish when wish.Agent == talk.Leg.Party:
                    await TryGrantAsync(talk, wish);
                    break;
                case OfferMade late:
                    parts.Routing.Post(new OfferFailed(late.Offer.OfferId, "failed"));
                    break;
                case var other:
                    await StopWhatRingsAsync(other);
                    break;
            }
        }
    }

    /// <summary>Nothing came from the agent's phone since the last look, about a second ago.</summary>
    private async Task<bool> IsMuteAsync(Leg leg)
    {
        var (before, now) = (_packetsSeen, await call.PacketsFromAsync(leg, _gone));
        _packetsSeen = now ?? 0;
        return before is not null && (now ?? 0) == before;
    }

    /// <summary>A wish that cannot be granted, because the other side is leaving or Asterisk is busy, leaves the talk as it is.</summary>
    private async Task TryGrantAsync(Talk talk, AgentWish wish)
    {
        try
        {
            await GrantAsync(talk, wish);
        }
        catch (AriException ex)
        {
            CallsLog.NotGranted(parts.Logger, ex, call.Id, wish.GetType().Name);
        }
    }

    private async Task GrantAsync(Talk talk, AgentWish wish)
    {
        switch (wish)
        {
            case HangUpWish:
                await call.HangUpAsync(talk.Leg, _gone);
                break;
            case HoldWish { Hold: var hold } when hold == _held:
                break;
            case HoldWish { Hold: true }:
                await HoldAsync(true);
                await talk.ParkCallerAsync(_gone);
                break;
            case HoldWish:
                await talk.ReturnCallerAsync(_gone);
                await HoldAsync(false);
                break;
            case MuteWish mute:
                await talk.MuteAgentAsync(mute.Mute, _gone);
                break;
            case OrdinaryWish ordinary:
                await BecomeOrdinaryAsync(ordinary.Queue);
                break;
            case KeypadWish keypad:
                await talk.SendDigitsAsync(keypad.Digits, _gone);
                break;
        }
    }

    /// <summary>Should the agent be lost, the caller waits like any other.</summary>
    private async Task BecomeOrdinaryAsync(string queue)
    {
        _queue = parts.Site.Queue(queue);
        parts.Book.Change(call.Id, e => e with { Queue = queue });
        await call.SetAsync("CC_QUEUE", queue, _gone);
        await call.SetAsync("CC_LIFE", "", _gone);
    }

    /// <summary>
    /// With a human on the line and the dialplan told of it the lease goes; before a hold it comes. A crash between the two leaves a lease too many,
    /// never one too few.
    /// </summary>
    private async Task EnterStageAsync(bool held)
    {
        if (held)
        {
            await call.HoldLeaseAsync(_gone);
        }
        await call.SetAsync("CC_STAGE", held ? Stage.Held : Stage.Talking, _gone);
        if (!held)
        {
            await call.ClearLeaseAsync(_gone);
        }
    }

    /// <summary>On hold the caller is without a human, so under a lease again.</summary>
    private async Task HoldAsync(bool held)
    {
        _held = held;
        await EnterStageAsync(held);
        parts.Routing.Post(held ? new CallHeld(call.Id) : new CallResumed(call.Id));
        parts.Book.Change(call.Id, e => e with { Stage = held ? CallStage.Held : CallStage.Talking, HeldSince = held ? parts.Time.GetUtcNow() : null });
    }

    /// <summary>What the session on the agent's phone was rung for; a phone that came out of another talk keeps its own.</summary>
    private static string PhoneOffer(Leg leg) => leg.Channel.StartsWith("agent-", StringComparison.Ordinal) ? leg.Channel["agent-".Length..] : leg.Offer;

    /// <summary>An alarm needs this agent: the phone goes there, the resident hears so and waits for the same agent.</summary>
    private async Task GiveWayAsync(Talk talk, GiveWay way)
    {
        await call.HoldLeaseAsync(_gone);
        await call.SetAsync("CC_STAGE", Stage.Interrupted, _gone);
        _named = null;
        if (!await call.GiveLegAsync(talk, way.Heir, way.OfferId, _gone))
        {
            CallsLog.PhoneNotGiven(parts.Logger, call.Id, way.Heir.Id);
            await call.HangUpAsync(talk.Leg, _gone);
        }
        await call.LeaveBridgeAsync(_gone);
        parts.Book.Change(call.Id, e => e with { Stage = CallStage.Interrupted, HeldSince = null });
        _prompt = await call.PlayAsync(parts.Prompt("interrupted"), _gone);
    }

    /// <summary>The agent's phone is lost: the caller is told, waits ahead of the others, and goes to the same agent first.</summary>
    private async Task ReturnToQueueAsync()
    {
        var agent = parts.Book.Find(call.Id)?.Agent ?? "";
        await call.HoldLeaseAsync(_gone);
        await call.LeaveBridgeAsync(_gone);
        await call.SetAsync("CC_STAGE", Stage.Rejoining, _gone);
        parts.Book.Change(call.Id, e => e with { Stage = CallStage.Rejoining, HeldSince = null });
        _lost = (agent, parts.Time.GetUtcNow());
        parts.Routing.Post(new CallReturned(call.Id, agent, parts.Time.GetUtcNow() + SameAgentFirst));
        _prompt = await call.PlayAsync(parts.Prompt("reconnecting"), _gone);
    }
}
