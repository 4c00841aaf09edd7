namespace CallCenter.Routing.Tests;

/// <summary>The dialplan connected people while the Server was away.</summary>
public sealed class SeizedTests
{
    private readonly Centre _centre = new();

    [Fact]
    public void A_call_seized_by_the_agent_it_was_offered_to_becomes_that_talk()
    {
        _centre.Agent("agent01").Call("c1").Do(new CallSeized("c1", "agent01"));
        Assert.Empty(_centre.Last.OfType<Withdraw>());
        Assert.Equal((AgentMode.Talking, "o7-1"), (_centre.Mode("agent01"), _centre.Seat("agent01").OfferId));
    }

    [Fact]
    public void A_call_seized_by_somebody_else_is_withdrawn_from_the_one_it_rings_at()
    {
        _centre.Agent("agent01").Call("c1").Agent("agent02").Do(new CallSeized("c1", "agent02"));
        Assert.Equal((WhyCode.ConnectedElsewhere, "agent01"), (_centre.Only<Withdraw>().Why.Code, _centre.Only<Withdraw>().Agent));
        Assert.Equal((AgentMode.Ready, AgentMode.Talking), (_centre.Mode("agent01"), _centre.Mode("agent02")));
    }

    [Fact]
    public void An_agent_seized_while_another_call_rings_gives_that_call_to_the_next()
    {
        _centre.Agent("agent01").Call("c1").Agent("agent02").Do(new CallSeized("unknown", "agent01"));
        Assert.Equal(WhyCode.AgentSeized, _centre.Only<Withdraw>().Why.Code);
        Assert.Equal(("c1", "agent02"), (_centre.Only<Offer>().Call, _centre.Only<Offer>().Agent));
        Assert.Equal("unknown", _centre.Seat("agent01").Call);
    }

    [Fact]
    public void A_seized_agent_returns_to_the_break_it_interrupted()
    {
        _centre.Agent("agent01").Do(new AgentBreak("agent01", "meal")).Call("c1", "orders").Do(new CallSeized("c1", "agent01")).Do(new CallGone("c1"));
        Assert.Equal((AgentMode.Break, "meal"), (_centre.Mode("agent01"), _centre.Seat("agent01").Reason));
    }

    [Fact]
    public void Interrupted_wrap_up_is_given_back_after_the_seized_call()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new CallGone("c1")).After(20).Call("c2").Do(new CallSeized("c2", "agent01")).After(100).Do(new CallGone("c2"));
        Assert.Equal(_centre.Now.AddSeconds(60 + 40), _centre.Seat("agent01").Until);
    }

    [Fact]
    public void A_call_handled_by_nobody_we_know_is_out_of_the_queue_until_it_ends()
    {
        _centre.Call("c1").Do(new CallSeized("c1", null)).Agent("agent01");
        Assert.Empty(_centre.Last.OfType<Offer>());
        Assert.Empty(_centre.Do(new TalkEnded("c1", "whoever")).State.Calls);
    }

    [Fact]
    public void An_agent_already_talking_is_not_put_into_a_second_talk()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Call("c2").Do(new CallSeized("c2", "agent01"));
        Assert.Equal("c1", _centre.Seat("agent01").Call);
        Assert.Null(_centre.State.Calls["c2"].Agent);
    }

    [Fact]
    public void A_restart_keeps_places_modes_and_ends_and_offers_nothing_before_every_channel_was_looked_at()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new CallGone("c1")).Agent("agent02").Call("ringing").Call("waiting");
        _centre.Do(new ServerStarted(8)).After(100).Agent("agent03").Call("late");
        Assert.Equal(WhyCode.Adopting, _centre.Only<Wait>().Why.Code);
        Assert.Null(_centre.State.NextDeadline);
        Assert.Equal((AgentMode.WrapUp, AgentMode.Offered), (_centre.Mode("agent01"), _centre.Mode("agent02")));

        // The agent answered while the Server was away: no deadline may take the talk.
        _centre.Do(new OfferAnswered("o7-2"));
        Assert.Single(_centre.Last.OfType<Connected>());

        _centre.Do(new AdoptionFinished());
        Assert.Equal(["o8-1", "o8-2"], _centre.Last.OfType<Offer>().Select(o => o.OfferId));
        Assert.Equal(["waiting", "late"], _centre.Last.OfType<Offer>().Select(o => o.Call));
    }
}
