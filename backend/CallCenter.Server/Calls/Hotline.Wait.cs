using CallCenter.Ari;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>The wait: from the queue to the agent who picks up.</summary>
internal sealed partial class Hotline
{
    private static readonly TimeSpan QueuedCheck = TimeSpan.FromSeconds(3), NoticeLimit = TimeSpan.FromSeconds(3), PhoneHandedOver = TimeSpan.FromSeconds(2);

    /// <summary>Music and offers until a human has the caller. The lease is renewed by reading the mailbox.</summary>
    /// <returns>Null: nobody waits here (any more): the line of a callback that no phone rings for, or a caller who will be called back.</returns>
    private async Task<Talk?> WaitForAgentAsync()
    {
        var queued = call.Remind("queued", QueuedCheck);
        PlanComfort();
        while (true)
        {
            switch (await call.NextAsync(_gone))
            {
                case Reminder { What: "queued" } when NobodyThere && _rings.Count == 0:
                    return null;
                case Reminder { What: "queued" }:
                    EnsureQueued();
                    queued.Dispose();
                    queued = call.Remind("queued", QueuedCheck);
                    break;
                case OfferMade made:
                    await RingAsync(made);
                    break;
                case PickedUp answered when RingOf(answered.Channel) is { } offer:
                    if (await TakeAsync(offer) is { } talk)
                    {
                        return talk;
                    }
                    break;
                case PickedUp answered when _outside?.Channel == answered.Channel:
                    if (await TakeOutsideAsync(_outside) is { } help)
                    {
                        return help;
                    }
                    break;
                case AnswerWish wish when OfferTo(wish.Agent) is { } offer && _rings[offer] is null:
                    if (await TakeAsync(offer) is { } rescue)
                    {
                        return rescue;
                    }
                    break;
                case PlaybackEnded ended when ended.Playback == _prompt && _promised:
                    return null;
                case PlaybackEnded ended when ended.Playback == _prompt:
                    await PromptOverAsync();
                    break;
                case HangUpWish wish when OfferTo(wish.Agent) is { } offer:
                    await DeclineAsync(offer);
                    break;
                case Escalated { Escalate.Step: > 1 }:
                case Reminder { What: Again }:
                    await RingDutyAsync();
                    break;
                case Overflowed { Overflow: { To: OverflowTo.Number, Target: var number } }:
                    await RingOutsideAsync(number, life: false);
                    break;
                case Overflowed { Overflow.To: OverflowTo.Callback }:
                    await PromiseCallbackAsync();
                    break;
                case Overflowed { Overflow.To: OverflowTo.Voicemail }:
                case MessageGoesOn:
                    if (await TakeMessageAsync())
                    {
                        return null;
                    }
                    queued = call.Remind("queued", QueuedCheck);
                    PlanComfort();
                    break;
                case Reminder { What: Comfort }:
                    await ComfortAsync();
                    break;
                case Overflowed { Overflow: { To: OverflowTo.Queue, Target: var queue } }:
                    await MoveToAsync(queue);
                    break;
                case var other:
                    await StopWhatRingsAsync(other);
                    break;
            }
        }
    }

    /// <summary>What ends a ring, while waiting and also when somebody else has answered.</summary>
    private async Task StopWhatRingsAsync(CallEvent happened)
    {
        switch (happened)
        {
            case OfferWithdrawn withdrawn:
                await StopRingingAsync(withdrawn.OfferId);
                break;
            case LegGone ended when RingOf(ended.Channel) is { } offer:
                RecordLegEnd(ended);
                Forget(offer);
                parts.Routing.Post(new OfferFailed(offer, Causes.OfferReason(ended.Cause)));
                break;
            case LegGone ended when _outside?.Channel == ended.Channel:
                RecordLegEnd(ended);
                OutsideFailed(Causes.OfferReason(ended.Cause));
                break;
            case PickedUp late when call.Legs.FirstOrDefault(l => l.Channel == late.Channel) is { } second:
                // Somebody else was quicker.
                await call.HangUpAsync(second, _gone);
                break;
            case LegGiven given:
                // Too late: the alarm went another way. Without a talk the phone is nobody's.
                await call.HangUpAsync(given.Leg, _gone);
                break;
        }
    }

    /// <summary>A caller who waits here and whom routing does not count as waiting would wait for ever, under a lease that is always renewed.</summary>
    private void EnsureQueued()
    {
        switch (parts.Routing.State.Calls.GetValueOrDefault(call.Id))
        {
            case { Mode: CallMode.Waiting or CallMode.Offered or CallMode.Dialling }:
                return;
            case { Mode: CallMode.Away, Away.To: OverflowTo.Voicemail }:
                call.Post(new MessageGoesOn());
                return;
            case { Mode: CallMode.Away }:
                if (_outside is null && !_promised)
                {
                    OutsideFailed("failed");
                }
                return;
            case null:
                Arrive();
                break;
            case { Mode: CallMode.Talking } elsewhere:
                parts.Routing.Post(new CallReturned(call.Id, elsewhere.Agent ?? "", parts.Time.GetUtcNow()));
                break;
        }
        CallsLog.NotQueued(parts.Logger, call.Id);
    }

    /// <summary>The record first, then the ring. Of several phones only the first waits for its page.</summary>
    private async Task RingAsync(OfferMade made)
    {
        var offer = made.Offer;
        var alone = _rings.Count == 0;
        var shown = new OfferOnScreen(offer.OfferId, new(offer.Why.Code, offer.Why.Arguments));
        parts.Book.Change(call.Id, e => e with { Offers = e.Offers.SetItem(offer.Agent, shown), Stage = CallStage.Offered, AnsweredAt = null, HeldSince = null });
        _rings[offer.OfferId] = null;
        var drawn = parts.ShowOfferAsync(call.Id, offer.Agent);
        if (offer.Over is not null)
        {
            // Only the screen asks: the phone is in another talk, and that goes on until the click.
            return;
        }
        if (alone)
        {
            await drawn;
        }
        try
        {
            var leg = await call.DialAsync(parts.LegFor(call, made, rejoins: _lost is { } lost && lost.Agent == offer.Agent && parts.Time.GetUtcNow() - lost.At < Rejoins), _gone);
            _rings[offer.OfferId] = leg;
            _named = leg.Channel;
            parts.Routing.Post(new LegStarted(call.Id, leg.Channel, offer.Agent));
        }
        catch (AriException ex) when (ex is not AriUnavailableException)
        {
            // Who hangs up at this moment takes the ring along: the agent is there all the same.
            var reason = await call.IsThereAsync(_gone) ? "unreachable" : "failed";
            Forget(offer.OfferId);
            parts.Routing.Post(new OfferFailed(offer.OfferId, reason));
        }
    }

    private string? RingOf(string channel) => _rings.FirstOrDefault(r => r.Value?.Channel == channel).Key;

    private string? OfferTo(string agent) => parts.Book.Find(call.Id)?.Offers.GetValueOrDefault(agent)?.OfferId is { } offer && _rings.ContainsKey(offer) ? offer : null;

    private void Forget(string offer)
    {
        _rings.Remove(offer);
        parts.Book.Change(call.Id, e => e with { Offers = e.Offers.RemoveRange(e.Offers.Where(o => o.Value.OfferId == offer).Select(o => o.Key)) });
    }

    private async Task StopRingingAsync(string offer)
    {
        _rings.TryGetValue(offer, out var leg);
        Forget(offer);
        if (leg is not null)
        {
            await TakeBackAsync(leg);
        }
    }

    private async Task DeclineAsync(string offer)
    {
        if (_rings[offer] is { } rings)
        {
            await call.HangUpAsync(rings, _gone);
            return;
        }
        Forget(offer);
        parts.Routing.Post(new OfferFailed(offer, "declined"));
    }

    /// <summary>The phone was picked up, or the agent clicked in another talk: routing says whether the offer still stood.</summary>
    private async Task<Talk?> TakeAsync(string offer)
    {
        var ringing = _rings[offer];
        var decisions = await parts.Routing.AskAsync(new OfferAnswered(offer), _gone);
        var why = parts.Book.Find(call.Id)?.Offers.Values.FirstOrDefault(o => o.OfferId == offer)?.Why;
        Forget(offer);
        if (decisions.OfType<Connected>().FirstOrDefault() is not { } connected)
        {
            if (ringing is not null)
            {
                await call.HangUpAsync(ringing, _gone);
            }
            return null;
        }
        parts.Book.Change(call.Id, e => e with { Why = why ?? e.Why });
        await StopOutsideAsync();
        var leg = connected.From is null ? ringing : await PhoneFromTalkAsync();
        if (leg is not null && parts.Options.NoticeToEnd)
        {
            await FinishNoticeAsync(leg);
        }
        if (leg is { Ended: false } && await TryJoinAsync(leg, connected.Agent) is { } talk)
        {
            return talk;
        }
        parts.Routing.Post(new CallReturned(call.Id, connected.Agent, parts.Time.GetUtcNow()));
        return null;
    }

    /// <summary>The interrupted talk hands the agent's phone over. A resident who hung up in this very moment took the phone down with the talk.</summary>
    private async Task<Leg?> PhoneFromTalkAsync()
    {
        using var limit = call.Remind("phone", PhoneHandedOver);
        while (true)
        {
            switch (await call.NextAsync(_gone))
            {
                case LegGiven given:
                    return given.Leg;
                case Reminder { What: "phone" }:
                    return null;
                case var other:
                    await StopWhatRingsAsync(other);
                    break;
            }
        }
    }

    /// <summary>The caller hears the short recording notice to its end, at most three seconds.</summary>
    private async Task FinishNoticeAsync(Leg leg)
    {
        using var limit = call.Remind("notice", NoticeLimit);
        GiveWay? way = null;
        while (_noticePlaying && !leg.Ended)
        {
            switch (await call.NextAsync(_gone))
            {
                case PlaybackEnded ended when ended.Playback == _prompt:
                case Reminder { What: "notice" }:
                    _noticePlaying = false;
                    break;
                case LegGone ended when ended.Channel == leg.Channel:
                    RecordLegEnd(ended);
                    break;
                case GiveWay alarm:
                    // The talk has to begin before it can be left.
                    (way, _noticePlaying) = (alarm, false);
                    break;
                case var other:
                    await StopWhatRingsAsync(other);
                    break;
            }
        }
        if (way is not null)
        {
            call.Post(way);
        }
    }

    private async Task PromptOverAsync()
    {
        (_prompt, _noticePlaying) = (null, false);
        await StartMusicAsync();
    }
}
