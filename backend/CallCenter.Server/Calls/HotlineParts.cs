using CallCenter.Ari;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Callers;
using CallCenter.Server.History;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Calls;

/// <summary>What a conversation needs of the house around it.</summary>
internal sealed class HotlineParts(
    CenterOptions options, SiteSettings settings, RoutingLoop routing, CallBook book, CallerCards cards, CallbackLines lines, Seats seats, SeatPages pages, IRecordings recordings, SpokenMessages messages, FallbackWatch fallback, TimeProvider time,
    ILogger<Hotline> logger)
{
    /// <summary>An offer waits this long for the record and for the page to draw it; then the phone rings anyway.</summary>
    private static readonly TimeSpan RecordFirst = TimeSpan.FromMilliseconds(300);

    public CenterOptions Options => options;

    public SiteSnapshot Site => settings.Current;

    public RoutingLoop Routing => routing;

    public CallBook Book => book;

    public CallbackLines Lines => lines;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>Path of a prompt, without extension.</summary>
    public string Prompt(string name) => Path.Combine(options.Paths.Prompts, options.Language, name);

    /// <summary>Who calls, as routing and the lists of numbers know people; empty: nobody can tell.</summary>
    public string CallerOf(Call call) => lines.Dialable(call.CallerNumber);

    /// <summary>Where this caller goes, at the moment he came: by his number, else by the hours of his line.</summary>
    public Arrival ArrivalOf(Call call) => Admission.Of(Site, CallerOf(call), call.Facts.Number, call.Facts.Queue, call.Facts.Since, time.LocalTimeZone, () => HasAnother(call));

    /// <summary>By the book of routing: of two calls that come in the same moment both may pass.</summary>
    private bool HasAnother(Call call) => CallerOf(call) is var caller && routing.State.Calls.Values.Any(c => c.Caller == caller && c.Call != call.Id && !c.IsTask);

    public bool IsRestricted(Call call, string queue) => Admission.IsRestricted(Site, CallerOf(call), queue, call.Facts.Since);

    /// <summary>An alarm that has not dialled a line for life: only the caller's number, which can be forged, says so.</summary>
    public bool IsByNumber(Call call, string queue) => Admission.IsByNumber(Site, call.Facts.Number, queue);

    /// <summary>The line is closed to this caller, who may say what he wanted.</summary>
    public void TurnedAway(Call call, Arrival closed)
    {
        routing.Post(new CallTurnedAway(call.Id, closed.Queue, call.Facts.Since, call.Facts.Number) { Reason = closed.Refused });
        if (closed.Voicemail) routing.Post(new MessageAsked(call.Id, closed.Queue, call.Facts.Since, call.Facts.Number) { Caller = CallerOf(call) });
    }

    public string MessageOf(string call) => messages.NameOf(call);

    public double? MessageSeconds(string call) => messages.SecondsOf(call);

    public bool TellMessage(string call) => messages.Tell(call);

    /// <summary>Opens the call in the book and looks the caller up; nobody waits for the database.</summary>
    public void Identify(Call call)
    {
        fallback.Returned(call.Id);
        // The channel of a callback has nobody's number: routing says who is called.
        if (routing.State.Calls.GetValueOrDefault(call.Id) is { Callback: not null, Caller: var person }) cards.Open(call.Facts, person, person);
        else cards.Open(call.Facts, call.CallerNumber, call.Facts.Raw);
    }

    /// <summary>The agent's page draws the caller before the phone rings, if record and page are quick enough.</summary>
    public async Task ShowOfferAsync(string callId, string agent)
    {
        // Where no page shows it, nobody has to wait for it; the look-up tells of it when it comes.
        if (seats.Find(agent)?.Page is not null)
        {
            await cards.LookedUpAsync(callId).WaitAsync(RecordFirst, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cards.RecordShown(book.Find(callId), agent);
        await pages.ShowAsync(agent, RecordFirst);
    }

    /// <summary>How this agent's phone is dialled for an offer. A page that comes back into its call answers by itself.</summary>
    /// <param name="rejoins">This agent's phone was lost in this call a moment ago.</param>
    public LegRequest LegFor(Call call, OfferMade made, bool rejoins)
    {
        var offer = made.Offer;
        var seat = seats.Find(offer.Agent);
        var rejoining = seat is { IsBrowser: true } && (rejoins || (routing.State.Calls.GetValueOrDefault(call.Id) is { Returned: true, Hold: { Bond: not Bond.Sticky, Agent: var kept } } && kept == offer.Agent));
        var variables = new Dictionary<string, string>
        {
            ["CC_ROLE"] = "agent",
            ["CC_CALL"] = call.Id,
            ["CC_OFFER"] = offer.OfferId,
            ["CC_AGENT"] = offer.Agent,
            [$"SHARED(CC_AGENT_CHANNEL,{call.Id})"] = $"agent-{offer.OfferId}",
            ["PJSIP_HEADER(add,X-CC-Offer)"] = offer.OfferId,
            ["PJSIP_HEADER(add,X-CC-Call)"] = call.Id,
        };
        if (routing.State.IsLife(call.Id))
        {
            variables["PJSIP_HEADER(add,X-CC-Life)"] = "1";
        }
        if (rejoining)
        {
            variables["PJSIP_HEADER(add,X-CC-Resume)"] = "1";
        }
        var shown = routing.State.Calls.GetValueOrDefault(call.Id) is { Callback: not null, Caller: var person } ? OutboundRights.AsDialled(person) : call.CallerNumber;
        var ring = offer.Until - time.GetUtcNow() + TimeSpan.FromSeconds(2);
        return new($"agent-{offer.OfferId}", offer.Agent, offer.OfferId, $"PJSIP/{seat?.Endpoint ?? offer.Agent}", "agent-leg", shown, ring, variables);
    }

    public const string Duty = "duty";

    /// <summary>How somebody outside is dialled: by the trunks, in their order; for life over the lines kept for it.</summary>
    public LegRequest OutsideLegFor(Call call, string number, bool life, TimeSpan ring)
    {
        var offer = $"{Duty}-{Guid.CreateVersion7():N}";
        var channel = $"agent-{offer}";
        var variables = new Dictionary<string, string>
        {
            ["CC_ROLE"] = "agent",
            ["CC_CALL"] = call.Id,
            ["CC_OFFER"] = offer,
            ["CC_AGENT"] = Duty,
        };
        return new(channel, Duty, offer, $"Local/{number}@{(life ? "duty-outward" : "overflow-outward")}/n", "agent-leg", call.CallerNumber, ring, variables);
    }

    /// <summary>The dialplan has the caller now. If a phone of ours is up it bridges the two; routing must not offer that agent anything.</summary>
    public void HandedOver(Call call)
    {
        var leg = call.Legs.FirstOrDefault(leg => leg.Answered);
        CallsLog.HandedOver(logger, call.Id, leg?.Party ?? "nobody");
        routing.Post(new CallSeized(call.Id, leg?.Party));
        fallback.Took(call, leg);
        // What ended before it was taken down is told to nobody again.
        if (call.ChannelGone)
        {
            fallback.CallerGone(call.Id);
        }
        if (leg is { Ended: true })
        {
            fallback.PhoneGone(leg.Channel);
        }
    }

    /// <summary>The phone the dialplan joins him with, which was picked up without our having heard of it.</summary>
    public void JoinedThere(Call call, Leg leg)
    {
        routing.Post(new CallSeized(call.Id, leg.Party));
        fallback.Took(call, leg);
        if (leg.Ended)
        {
            fallback.PhoneGone(leg.Channel);
        }
    }

    /// <summary>The line of a callback is closed, and nobody was reached by it; the task itself may come again.</summary>
    /// <param name="byUs">The agent hung up, or nobody needed it any more.</param>
    public void LineEnded(Call call, bool byUs)
    {
        switch (routing.State.Calls.GetValueOrDefault(call.Id))
        {
            case { IsTask: true, Mode: CallMode.Talking, Agent: { } agent } when byUs:
                routing.Post(new TalkEnded(call.Id, agent));
                break;
            case { IsTask: true, Mode: CallMode.Talking or CallMode.Dialling }:
                routing.Post(byUs ? new CallbackFailed(call.Id, "no-answer") : new CallbackFailed(call.Id, Causes.CallbackReason(call.Cause), Counts: call.Cause != 0));
                break;
            case { IsTask: true, Mode: CallMode.Offered }:
                routing.Post(new CallbackFailed(call.Id, "failed", Counts: false));
                break;
        }
        book.Close(call.Id);
    }

    /// <summary>The call is over.</summary>
    /// <param name="by">agent, caller, or system: we ended it.</param>
    public void Ended(Call call, string by)
    {
        var entry = book.Find(call.Id);
        if (by == "agent" && entry?.Agent is { } agent && routing.State.Calls.GetValueOrDefault(call.Id)?.Agent == agent)
        {
            routing.Post(new TalkEnded(call.Id, agent));
        }
        routing.Post(new CallGone(call.Id));
        var cause = by == "caller" ? call.Cause : Causes.Normal;
        routing.Post(new LegEnded(call.Id, call.Id, cause, ""));
        routing.Post(new CallEnded(call.Id, cause, by));
        recordings.CallEnded(call.Id);
        // Who is in talk or wrap-up with it keeps the card, even when the caller left between answer and bridge.
        book.Change(call.Id, e => e with { Offers = e.Offers.Clear() });
        if (entry?.Agent is not { } last || routing.State.Agents.GetValueOrDefault(last) is not { } seat || !(seat.Covered?.Call == call.Id || (seat.Call == call.Id && seat.Mode is AgentMode.Talking or AgentMode.WrapUp)))
        {
            book.Close(call.Id);
        }
    }
}
