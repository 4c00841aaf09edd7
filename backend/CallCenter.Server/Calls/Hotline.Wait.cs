using CallCenter.Ari;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>The wait: from the queue to the agent who picks up.</summary>
internal sealed partial class Hotline
{
    private static readonly TimeSpan QueuedCheck = TimeSpan.FromSeconds(3), NoticeLimit = TimeSpan.FromSeconds(3);

    /// <summary>Music and offers until an agent has the caller. The lease is renewed by reading the mailbox.</summary>
    private async Task<Talk> WaitForAgentAsync(Leg? leg, string? offer)
    {
        var queued = call.Remind("queued", QueuedCheck);
        while (true)
        {
            switch (await call.NextAsync(_gone))
            {
                case Reminder { What: "queued" }:
                    EnsureQueued();
                    queued.Dispose();
                    queued = call.Remind("queued", QueuedCheck);
                    break;
                case OfferMade made:
                    (leg, offer) = (await RingAsync(made), made.Offer.OfferId);
                    break;
                case OfferWithdrawn withdrawn when withdrawn.OfferId == offer:
                    (leg, offer) = (await StopRingingAsync(leg), null);
                    break;
                case PickedUp answered when answered.Channel == leg?.Channel && offer is not null:
                    if (await TakeAsync(leg, offer) is { } talk)
                    {
                        return talk;
                    }
                    (leg, offer) = (null, null);
                    break;
                case LegGone ended when ended.Channel == leg?.Channel && offer is not null:
                    RecordLegEnd(ended);
                    parts.Routing.Post(new OfferFailed(offer, Causes.OfferReason(ended.Cause)));
                    (leg, offer) = (null, null);
                    break;
                case PlaybackEnded ended when ended.Playback == _prompt:
                    await PromptOverAsync();
                    break;
                case HangUpWish when leg is not null:
                    await call.HangUpAsync(leg, _gone);
                    break;
            }
        }
    }

    /// <summary>A caller who waits here and whom routing does not count as waiting would wait for ever, under a lease that is always renewed.</summary>
    private void EnsureQueued()
    {
        switch (parts.Routing.State.Calls.GetValueOrDefault(call.Id))
        {
            case { Mode: CallMode.Waiting or CallMode.Offered }:
                return;
            case null:
                parts.Routing.Post(new CallArrived(call.Id, _queue.Id, call.Facts.Since, call.Facts.Number));
                break;
            case { Mode: CallMode.Talking } elsewhere:
                parts.Routing.Post(new CallReturned(call.Id, elsewhere.Agent ?? "", parts.Time.GetUtcNow()));
                break;
        }
        CallsLog.NotQueued(parts.Logger, call.Id);
    }

    /// <summary>The record first, then the ring.</summary>
    private async Task<Leg?> RingAsync(OfferMade made)
    {
        var offer = made.Offer;
        parts.Book.Change(call.Id, e => e with
        {
            Agent = offer.Agent, OfferId = offer.OfferId, Stage = CallStage.Offered, Why = new(offer.Why.Code, offer.Why.Arguments), AnsweredAt = null, HeldSince = null,
        });
        await parts.ShowOfferAsync(call.Id, offer.Agent);
        try
        {
            var leg = await call.DialAsync(parts.LegFor(call, made), _gone);
            parts.Routing.Post(new LegStarted(call.Id, leg.Channel, offer.Agent));
            return leg;
        }
        catch (AriException ex) when (ex is not AriUnavailableException)
        {
            parts.Routing.Post(new OfferFailed(offer.OfferId, "unreachable"));
            return null;
        }
    }

    private async Task<Leg?> StopRingingAsync(Leg? leg)
    {
        if (leg is not null)
        {
            await call.HangUpAsync(leg, _gone);
        }
        return null;
    }

    /// <summary>The phone was picked up: routing says whether the offer still stood.</summary>
    private async Task<Talk?> TakeAsync(Leg leg, string offer)
    {
        var decisions = await parts.Routing.AskAsync(new OfferAnswered(offer), _gone);
        if (decisions.OfType<Connected>().FirstOrDefault() is not { } connected)
        {
            await call.HangUpAsync(leg, _gone);
            return null;
        }
        if (parts.Options.NoticeToEnd)
        {
            await FinishNoticeAsync(leg);
        }
        if (!leg.Ended && await TryJoinAsync(leg, connected.Agent) is { } talk)
        {
            return talk;
        }
        parts.Routing.Post(new CallReturned(call.Id, connected.Agent, parts.Time.GetUtcNow()));
        return null;
    }

    /// <summary>The caller hears the short recording notice to its end, at most three seconds.</summary>
    private async Task FinishNoticeAsync(Leg leg)
    {
        using var limit = call.Remind("notice", NoticeLimit);
        while (_noticePlaying && !leg.Ended)
        {
            switch (await call.NextAsync(_gone))
            {
                case PlaybackEnded ended when ended.Playback == _prompt:
                case Reminder { What: "notice" }:
                    _noticePlaying = false;
                    break;
                case LegGone ended:
                    RecordLegEnd(ended);
                    break;
            }
        }
    }

    private async Task PromptOverAsync()
    {
        (_prompt, _noticePlaying) = (null, false);
        await call.StartMusicAsync(_gone);
    }
}
