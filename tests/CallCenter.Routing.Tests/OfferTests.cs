namespace CallCenter.Routing.Tests;

public sealed class OfferTests
{
    private readonly Centre _centre = new();

    [Fact]
    public void A_call_goes_to_the_agent_who_is_idle_longest_and_says_why()
    {
        _centre.Agent("agent02").After(10).Agent("agent01").After(30).Agent("agent03").Do(new AgentBreak("agent03", "meal")).Call("c1");

        var offer = _centre.Only<Offer>();
        Assert.Equal(("o7-1", "c1", "agent02", "hotline", _centre.Now.AddSeconds(20)), (offer.OfferId, offer.Call, offer.Agent, offer.Queue, offer.Until));
        Assert.Equal(WhyCode.LongestIdle, offer.Why.Code);
        Assert.Equal(("40", "2", "1", "3", "1", "0"),
            (offer.Why.Arguments["idle"], offer.Why.Arguments["ready"], offer.Why.Arguments["break"], offer.Why.Arguments["priority"], offer.Why.Arguments["position"],
                offer.Why.Arguments["waiting"]));
    }

    [Fact]
    public void A_call_nobody_can_take_waits_and_says_why()
    {
        _centre.Call("c1");
        Assert.Equal(WhyCode.NobodyServes, _centre.Only<Wait>().Why.Code);

        _centre.Agent("agent01", "hotline").Do(new AgentBreak("agent01", "rest")).After(5).Call("c2");
        var why = _centre.Only<Wait>().Why;
        Assert.Equal((WhyCode.NobodyReady, "0", "1", "2"), (why.Code, why.Arguments["ready"], why.Arguments["break"], why.Arguments["position"]));
    }

    [Fact]
    public void The_most_urgent_call_is_offered_first_and_within_a_priority_the_oldest()
    {
        _centre.Call("order", "orders").After(1).Call("old").After(1).Call("new").After(1).Call("alarm", "alarm");

        foreach (var expected in (string[])["alarm", "old", "new", "order"])
        {
            _centre.Agent($"for-{expected}");
            Assert.Equal(expected, _centre.Only<Offer>().Call);
        }
    }

    [Fact]
    public void An_agent_gets_calls_of_own_queues_only()
    {
        _centre.Agent("agent01", "orders").Call("c1");
        Assert.Empty(_centre.Last.OfType<Offer>());
        Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
    }

    [Fact]
    public void An_offer_nobody_answers_goes_to_the_next_agent_at_the_deadline()
    {
        _centre.Agent("agent01").After(1).Agent("agent02").Call("c1").After(19.5);
        Assert.Empty(_centre.Last);

        _centre.After(0.5);
        Assert.Equal((WhyCode.NoAnswer, "agent01"), (_centre.Only<Withdraw>().Why.Code, _centre.Only<Withdraw>().Agent));
        Assert.Equal("agent02", _centre.Only<Offer>().Agent);
        Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
    }

    [Fact]
    public void An_agent_who_declined_is_not_asked_again_while_another_is_ready()
    {
        _centre.Agent("agent01").After(1).Agent("agent02").Call("c1").Do(new OfferFailed("o7-1", "declined"));
        Assert.Equal("agent02", _centre.Only<Offer>().Agent);

        _centre.Do(new OfferFailed("o7-2", "declined"));
        Assert.Equal(WhyCode.OnlyDeclined, _centre.Only<Wait>().Why.Code);
        Assert.Equal("2", _centre.Only<Wait>().Why.Arguments["declined"]);
    }

    [Fact]
    public void When_everybody_declined_the_call_starts_over_after_a_short_pause()
    {
        _centre.Agent("agent01").Call("c1").Do(new OfferFailed("o7-1", "declined")).After(2.5);
        Assert.Empty(_centre.Last);

        _centre.After(0.5);
        Assert.Equal((WhyCode.AskedAgain, "agent01"), (_centre.Only<Offer>().Why.Code, _centre.Only<Offer>().Agent));
    }

    [Fact]
    public void A_declined_offer_does_not_cost_the_place_among_the_idle()
    {
        _centre.Agent("agent01").After(1).Agent("agent02").Call("c1").Do(new OfferFailed("o7-1", "failed")).Call("c2");
        Assert.Equal("agent01", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void An_unreachable_phone_makes_its_agent_lost_until_found()
    {
        _centre.Agent("agent01").Call("c1").Do(new OfferFailed("o7-1", "unreachable"));
        Assert.Equal(AgentMode.Lost, _centre.Mode("agent01"));
        Assert.Equal(WhyCode.NobodyReady, _centre.Only<Wait>().Why.Code);

        _centre.After(60).Do(new PresenceFound("agent01"));
        Assert.Equal("agent01", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void An_answer_in_time_connects_and_a_late_one_is_refused()
    {
        _centre.Agent("agent01").Call("c1").After(4).Answer("c1");
        Assert.Equal(("4", "4"), (_centre.Only<Connected>().Why.Arguments["ringing"], _centre.Only<Connected>().Why.Arguments["waiting"]));
        Assert.Equal(AgentMode.Talking, _centre.Mode("agent01"));

        _centre.Agent("agent02").Call("c2").After(20).Do(new OfferAnswered("o7-2"));
        Assert.Equal(WhyCode.OfferOver, _centre.RefusedCode());
    }

    [Fact]
    public void A_caller_who_hangs_up_while_it_rings_stops_the_ringing()
    {
        _centre.Agent("agent01").Call("c1").Do(new CallGone("c1"));
        Assert.Equal((WhyCode.CallerGone, "agent01"), (_centre.Only<Withdraw>().Why.Code, _centre.Only<Withdraw>().Agent));
        Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
        Assert.Empty(_centre.State.Calls);
    }

    [Fact]
    public void A_caller_who_hangs_up_leaves_the_queue()
    {
        _centre.Call("c1").Call("c2").Do(new CallGone("c1")).Agent("agent01");
        Assert.Equal("c2", _centre.Only<Offer>().Call);
    }

    [Fact]
    public void A_command_that_does_not_fit_is_refused_and_changes_nothing()
    {
        _centre.Agent("agent01").Call("c1");
        var before = _centre.State;
        foreach (var (command, code) in (IEnumerable<(Command, string)>)
                 [
                     (new CallArrived("c1", "hotline", _centre.Now, ""), WhyCode.KnownCall), (new CallArrived("c9", "nowhere", _centre.Now, ""), WhyCode.UnknownQueue),
                     (new CallGone("c9"), WhyCode.UnknownCall), (new AgentReady("nobody"), WhyCode.UnknownAgent), (new OfferAnswered("o1-1"), WhyCode.OfferOver),
                     (new TalkEnded("c1", "agent01"), WhyCode.NotTalking), (new WrapUpFinished("agent01"), WhyCode.NotInWrapUp), (new AgentReady("agent01"), WhyCode.AlreadySo),
                     (new CallReturned("c1", "agent01", _centre.Now), WhyCode.NotTalking), (new PresenceFound("agent01"), WhyCode.AlreadySo),
                     (new AgentSignedIn("agent01", "8001", []), WhyCode.PhoneBusy), (new QueuesSet([new("hotline", 9, 20, 60)]), WhyCode.OutOfRange),
                 ])
        {
            Assert.Equal(code, _centre.Do(command).RefusedCode());
            Assert.Same(before, _centre.State);
        }
    }

    [Fact]
    public void Facts_leave_the_state_as_it_is()
    {
        var before = _centre.State;
        Assert.Empty(_centre.Do(new CallHeld("c1")).Last);
        Assert.Same(before, _centre.State);
    }

    [Fact]
    public void An_offer_in_a_snapshot_of_before_several_phones_could_ring_still_stands()
    {
        _centre.Agent("agent01").Call("c1");
        var json = System.Text.Json.JsonSerializer.SerializeToNode<RoutingState>(_centre.State, RoutingJson.Options)!;
        var call = json["calls"]!["c1"]!.AsObject();
        call.Remove("rings");
        (call["agent"], call["offerId"], call["prefer"]) = ("agent01", "o7-1", "agent01");
        _centre.State = System.Text.Json.JsonSerializer.Deserialize<RoutingState>(json, RoutingJson.Options)!.OfThisVersion();
        Assert.Equal("agent01", _centre.Answer("c1").Only<Connected>().Agent);
    }

    [Fact]
    public void A_queue_taken_out_of_the_settings_keeps_its_callers()
    {
        _centre.Call("c1").Do(new QueuesSet([new("alarm", 1, 20, 120)])).Agent("agent01");
        Assert.Equal("c1", _centre.Only<Offer>().Call);
    }
}
