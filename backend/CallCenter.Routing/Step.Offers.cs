namespace CallCenter.Routing;

internal sealed partial class Step
{
    private void MakeOffer(RoutedCall call, AgentSeat seat, Why why, bool startOver)
    {
        var until = now.AddSeconds(_state.Policy(call.Queue).OfferSeconds);
        var number = _state.OffersMade + 1;
        var offer = $"o{_state.Epoch}-{number}";
        _decisions.Add(new Offer(offer, call.Call, seat.Agent, call.Queue, until, why));
        _state = _state with { OffersMade = number };
        Touch(call with { Mode = CallMode.Offered, Agent = seat.Agent, OfferId = offer, Declined = startOver ? [] : call.Declined });
        Change(seat with { Mode = AgentMode.Offered, Until = until, Call = call.Call, OfferId = offer },
            Because(WhyCode.Offered, ("agent", seat.Agent), ("call", call.Call), ("offer", offer)));
    }

    /// <summary>Stops the ringing and puts the call back; the seat is the caller's to change.</summary>
    /// <param name="asked">The agent could have taken it: others are asked first now.</param>
    private void TakeBack(AgentSeat seat, Why why, bool asked)
    {
        var call = _state.Calls[seat.Call!];
        _decisions.Add(new Withdraw(seat.OfferId!, call.Call, seat.Agent, why));
        // A hold that is over, or that the agent gave away, would only be a deadline in the past.
        var held = call.PreferUntil > now && !(call.Prefer == seat.Agent && asked);
        Touch(call with
        {
            Mode = CallMode.Waiting, Agent = null, OfferId = null,
            Prefer = held ? call.Prefer : null, PreferUntil = held ? call.PreferUntil : null,
            Declined = asked && !call.Declined.Contains(seat.Agent) ? call.Declined.Add(seat.Agent) : call.Declined,
            PauseUntil = asked ? now + RoutingCore.Pause : call.PauseUntil > now ? call.PauseUntil : null,
        });
    }

    private void Answered(OfferAnswered command)
    {
        if (OfferedSeat(command.Offer) is not { } seat) return;
        var call = _state.Calls[seat.Call!];
        var why = Because(WhyCode.Answered, ("agent", seat.Agent), ("call", call.Call), ("ringing", Seconds(seat.Since)), ("waiting", Seconds(call.ArrivedAt)));
        _decisions.Add(new Connected(command.Offer, call.Call, seat.Agent, why));
        Touch(call with { Mode = CallMode.Talking, Prefer = null, PreferUntil = null, Declined = [] });
        Change(seat with { Mode = AgentMode.Talking, Until = null }, why);
    }

    private void Failed(OfferFailed command)
    {
        if (OfferedSeat(command.Offer) is not { } seat) return;
        var unreachable = command.Reason == WhyCode.Unreachable;
        var code = command.Reason is WhyCode.Declined or WhyCode.Unreachable or WhyCode.NoAnswer ? command.Reason : WhyCode.OfferFailed;
        var why = OfferWhy(code, seat, ("reason", command.Reason));
        TakeBack(seat, why, asked: !unreachable);
        Free(unreachable ? seat with { PresenceLost = true, Reason = command.Reason } : seat, why, offerRestored: true);
    }

    private void RingOut(AgentSeat seat)
    {
        var why = OfferWhy(WhyCode.NoAnswer, seat);
        TakeBack(seat, why, asked: true);
        Free(seat, why, offerRestored: true);
    }

    private AgentSeat? OfferedSeat(string offer)
    {
        if (_state.Indexes.AgentOfOffer.TryGetValue(offer, out var agent)) return _state.Agents[agent];
        Refuse(offer, WhyCode.OfferOver);
        return null;
    }

    private Why OfferWhy(string code, AgentSeat seat, params ReadOnlySpan<(string, string)> more) =>
        Because(code, [("agent", seat.Agent), ("call", seat.Call!), ("ringing", Seconds(seat.Since)), .. more]);
}
