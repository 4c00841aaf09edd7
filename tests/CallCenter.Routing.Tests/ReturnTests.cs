namespace CallCenter.Routing.Tests;

public sealed class ReturnTests
{
    private readonly Centre _centre = new();

    private Centre Returned(double hold = 10) => _centre.Do(new CallReturned("c1", "agent01", _centre.Now.AddSeconds(hold)));

    [Fact]
    public void A_caller_whose_agent_is_still_there_gets_the_same_agent_at_once()
    {
        _centre.Agent("agent00").Do(new AgentBreak("agent00", "rest")).Agent("agent01").Talk("c1", "agent01").Do(new AgentReady("agent00"));
        Returned();
        Assert.Equal((WhyCode.SameAgent, "agent01"), (_centre.Only<Offer>().Why.Code, _centre.Only<Offer>().Agent));
    }

    [Fact]
    public void A_caller_whose_agent_is_lost_is_kept_for_that_agent_and_offered_when_found()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Agent("agent02").Do(new PresenceLost("agent01", "page"));
        Returned();
        Assert.Equal((WhyCode.KeptForAgent, "agent01", "10"), (_centre.Only<Wait>().Why.Code, _centre.Only<Wait>().Why.Arguments["agent"], _centre.Only<Wait>().Why.Arguments["hold"]));
        Assert.Equal(AgentMode.Lost, _centre.Mode("agent01"));

        _centre.After(3).Do(new PresenceFound("agent01"));
        Assert.Equal("agent01", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void After_the_hold_anyone_gets_the_caller()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Agent("agent02").Do(new PresenceLost("agent01", "page"));
        Returned().After(9.5);
        Assert.Empty(_centre.Last);
        _centre.After(0.5);
        Assert.Equal((WhyCode.LongestIdle, "agent02"), (_centre.Only<Offer>().Why.Code, _centre.Only<Offer>().Agent));
    }

    [Fact]
    public void A_returned_caller_comes_before_older_ones_of_the_priority_but_not_before_more_urgent_ones()
    {
        _centre.Call("older", "counsel").After(5).Agent("agent01").Do(new CallGone("older")).Talk("c1", "agent01").Do(new PresenceLost("agent01", "page"));
        _centre.Do(new CallArrived("early", "hotline", Centre.Morning, "")).Call("urgent", "alarm");
        Returned(0);
        _centre.Agent("agent02");
        Assert.Equal("urgent", _centre.Only<Offer>().Call);
        _centre.Agent("agent03");
        Assert.Equal("c1", _centre.Only<Offer>().Call);
    }

    [Fact]
    public void A_break_asked_for_in_the_lost_talk_does_not_stop_the_same_agent_from_taking_it_back()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new AgentBreak("agent01", "meal")).Do(new PresenceLost("agent01", "page"));
        Returned().Do(new PresenceFound("agent01"));
        Assert.Equal("agent01", _centre.Only<Offer>().Agent);
        _centre.Answer("c1").Do(new CallGone("c1")).Do(new WrapUpFinished("agent01"));
        Assert.Equal(AgentMode.Break, _centre.Mode("agent01"));
    }

    [Fact]
    public void When_the_caller_is_gone_meanwhile_the_break_begins_as_the_agent_is_found()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new AgentBreak("agent01", "meal")).Do(new PresenceLost("agent01", "page"));
        Returned().Do(new CallGone("c1")).Call("c2").Do(new PresenceFound("agent01"));
        Assert.Empty(_centre.Last.OfType<Offer>());
        Assert.Equal((AgentMode.Break, "meal"), (_centre.Mode("agent01"), _centre.Seat("agent01").Reason));
    }

    [Fact]
    public void A_preferred_agent_who_declines_gives_the_caller_to_anyone()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Agent("agent02");
        Returned().Do(new OfferFailed("o7-2", "declined"));
        Assert.Equal("agent02", _centre.Only<Offer>().Agent);
    }
}
