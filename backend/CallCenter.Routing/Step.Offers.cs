namespace CallCenter.Routing;

internal sealed partial class Step
{
    private void MakeOffer(RoutedCall call, AgentSeat seat, Why why, bool startOver)
    {
        var until = now.AddSeconds(_state.Policy(call.Queue).OfferSeconds);
        var number = _state.OffersMade + 1;
        var offer = $"o{_state.Epoch}-{number}";
        var covered = seat.Mode switch
        {
            AgentMode.WrapUp or AgentMode.Break or AgentMode.Talking => new Covered(seat.Mode, seat.Since, seat.Call, seat.OfferId, Left(seat), seat.Reason),
            _ => null,
        };
        _decisions.Add(new Offer(offer, call.Call, seat.Agent, call.Queue, until, why, covered is { Mode: AgentMode.Talking } ? covered.Call : null));
        _state = _state with { OffersMade = number };
        Touch(call with { Mode = CallMode.Offered, Rings = call.Rings.Add(new Ringing(seat.Agent, offer)), Declined = startOver ? [] : call.Declined });
        Change(seat with { Mode = AgentMode.Offered, Until = until, Call = call.Call, OfferId = offer, Covered = covered, AskedAt = now, Reason = seat.PresenceLost ? seat.Reason : null },
            Because(WhyCode.Offered, ("agent", seat.Agent), ("call", call.Call), ("offer", offer)));
    }

    /// <summary>Stops the ringing; the call waits again when no other phone rings for it. The seat is the caller's to change.</summary>
    /// <param name="asked">The agent could have taken it: others are asked first now.</param>
    private void TakeBack(AgentSeat seat, Why why, bool asked)
    {
        var call = _state.Calls[seat.Call!];
        _decisions.Add(new Withdraw(seat.OfferId!, call.Call, seat.Agent, why));
        // A hold that is over, or that the agent gave away, would only be a deadline in the past.
        var held = call.Hold is { } hold && hold.Until > now && !(hold.Agent == seat.Agent && asked);
        var rings = call.Rings.RemoveAll(r => r.Agent == seat.Agent);
        Touch(call with
        {
            Mode = rings.IsEmpty ? CallMode.Waiting : CallMode.Offered, Rings = rings,
            Hold = held ? call.Hold : null,
            Declined = asked && !call.Declined.Contains(seat.Agent) ? call.Declined.Add(seat.Agent) : call.Declined,
            PauseUntil = asked ? now + RoutingCore.Pause : call.PauseUntil > now ? call.PauseUntil : null,
        });
    }

    /// <summary>The call needs no more ringing (of all but one): every phone stops and its agent goes on.</summary>
    private void EndRings(RoutedCall call, Why why, string? but = null)
    {
        foreach (var ring in call.Rings.Where(r => r.Agent != but))
        {
            _decisions.Add(new Withdraw(ring.OfferId, call.Call, ring.Agent, why));
            GoOn(_state.Agents[ring.Agent], why);
        }
    }

    private void Answered(OfferAnswered command)
    {
        if (OfferedSeat(command.Offer) is not { } seat) return;
        var call = _state.Calls[seat.Call!];
        var why = Because(WhyCode.Answered, ("agent", seat.Agent), ("call", call.Call), ("ringing", Seconds(seat.Since)), ("waiting", Seconds(call.ArrivedAt)));
        var interrupted = seat.Covered is { Mode: AgentMode.Talking } over ? _state.Calls[over.Call!] : null;
        _decisions.Add(new Connected(command.Offer, call.Call, seat.Agent, why, interrupted?.Call));
        _state = _state.Put(Talking(call, seat.Agent, command.Offer));
        EndRings(call, Because(WhyCode.AnsweredElsewhere, ("call", call.Call), ("by", seat.Agent)), but: seat.Agent);
        if (interrupted is not null) InterruptTalk(interrupted, seat.Agent, call);
        CalledAgain(call);
        Change(Uncovered(_state.Agents[seat.Agent]) with { Mode = AgentMode.Talking, Until = null, Misses = 0, TalkSince = now }, why);
    }

    private static RoutedCall Talking(RoutedCall call, string? agent, string? offer) => call with
    {
        Mode = CallMode.Talking, Agent = agent, OfferId = offer, Rings = [], Hold = null, Declined = [], PauseUntil = null, Away = null, Callback = call.Callback is { NotBefore: not null } put ? put with { NotBefore = null } : call.Callback,
    };

    private void Failed(OfferFailed command)
    {
        if (OfferedSeat(command.Offer) is not { } seat) return;
        var unreachable = command.Reason == WhyCode.Unreachable;
        var code = command.Reason is WhyCode.Declined or WhyCode.Unreachable or WhyCode.NoAnswer ? command.Reason : WhyCode.OfferFailed;
        var why = OfferWhy(code, seat, ("reason", command.Reason));
        TakeBack(seat, why, asked: !unreachable);
        if (code == WhyCode.NoAnswer) Missed(seat, why);
        else GoOn(unreachable ? seat with { PresenceLost = true, Reason = command.Reason } : seat, why);
    }

    private void RingOut(AgentSeat seat)
    {
        var why = OfferWhy(WhyCode.NoAnswer, seat);
        TakeBack(seat, why, asked: true);
        Missed(seat, why);
    }

    /// <summary>Nobody picked up. Whoever does so again and again is not there.</summary>
    private void Missed(AgentSeat seat, Why why)
    {
        // A drill is not there to be picked up.
        var call = _state.Calls[seat.Call!];
        var missed = call.Drill ? seat : seat with { Misses = seat.Misses + 1 };
        var allowed = call.Drill ? 0 : _state.Policy(call.Queue).MissesAllowed;
        if (allowed == 0 || missed.Misses < allowed || seat.Covered is not null || seat is not { Next: null, PresenceLost: false })
        {
            GoOn(missed, why);
            return;
        }

        Change(missed with { Mode = AgentMode.Break, Until = null, Call = null, OfferId = null, Misses = 0, Reason = RoutingCore.SetAsideReason },
            Because(WhyCode.SetAside, ("agent", seat.Agent), ("call", seat.Call!), ("misses", Text(missed.Misses))));
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
