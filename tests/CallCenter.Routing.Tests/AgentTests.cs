namespace CallCenter.Routing.Tests;

public sealed class AgentTests
{
    private readonly Centre _centre = new();

    [Fact]
    public void An_agent_starts_offline_and_is_offered_nothing_before_being_ready()
    {
        _centre.Do(new AgentSignedIn("agent01", "browser", ["hotline"])).Call("c1");
        Assert.Equal(AgentMode.Offline, _centre.Mode("agent01"));
        Assert.Single(_centre.Last.OfType<Wait>());

        _centre.Do(new AgentReady("agent01"));
        Assert.Equal("c1", _centre.Only<Offer>().Call);
    }

    [Fact]
    public void Signing_in_again_keeps_the_mode()
    {
        _centre.Agent("agent01").Do(new AgentSignedIn("agent01", "8001", ["orders"]));
        Assert.Equal((AgentMode.Ready, "8001"), (_centre.Mode("agent01"), _centre.Seat("agent01").Phone));
        Assert.Single(_centre.Call("c1").Last.OfType<Wait>());
    }

    [Fact]
    public void A_break_asked_for_in_a_talk_begins_after_wrap_up()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new AgentBreak("agent01", "meal"));
        Assert.Equal((AgentMode.Talking, "break"), (_centre.Only<AgentChanged>().To, _centre.Only<AgentChanged>().Next));

        _centre.Do(new TalkEnded("c1", "agent01")).After(59);
        Assert.Equal(AgentMode.WrapUp, _centre.Mode("agent01"));
        _centre.After(1);
        Assert.Equal((AgentMode.Break, "meal"), (_centre.Mode("agent01"), _centre.Seat("agent01").Reason));
    }

    [Fact]
    public void Ready_takes_back_a_break_asked_for_while_busy()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new AgentBreak("agent01", "meal")).Do(new AgentReady("agent01")).Do(new TalkEnded("c1", "agent01")).After(60);
        Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
    }

    [Fact]
    public void A_break_while_it_rings_declines()
    {
        _centre.Agent("agent01").After(1).Agent("agent02").Call("c1").Do(new AgentBreak("agent01", "rest"));
        Assert.Equal(WhyCode.BreakRequested, _centre.Only<Withdraw>().Why.Code);
        Assert.Equal(AgentMode.Break, _centre.Mode("agent01"));
        Assert.Equal("agent02", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void Offline_while_it_rings_takes_effect_after_the_offer()
    {
        _centre.Agent("agent01").Call("c1").Do(new AgentOffline("agent01"));
        Assert.Empty(_centre.Last.OfType<Withdraw>());
        _centre.After(20);
        Assert.Equal(AgentMode.Offline, _centre.Mode("agent01"));
    }

    [Fact]
    public void Wrap_up_lasts_its_time_and_is_ended_only_by_the_agent()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new CallGone("c1"));
        Assert.Equal(_centre.Now.AddSeconds(60), _centre.Only<AgentChanged>().Until);

        foreach (var command in (Command[])[new AgentReady("agent01"), new AgentBreak("agent01", "rest"), new PresenceLost("agent01", "page"), new PresenceFound("agent01"), new AgentSignedOut("agent01"), new Tick()])
        {
            _centre.Do(command);
            Assert.Equal(AgentMode.WrapUp, _centre.Mode("agent01"));
        }

        _centre.Do(new WrapUpFinished("agent01"));
        Assert.False(_centre.State.Agents.ContainsKey("agent01"));
    }

    [Fact]
    public void Wrap_up_can_be_extended()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new CallGone("c1")).Do(new WrapUpExtended("agent01", 90, "long order")).After(149);
        Assert.Equal(AgentMode.WrapUp, _centre.Mode("agent01"));
        _centre.After(1);
        Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
    }

    [Fact]
    public void A_queue_without_wrap_up_frees_the_agent_at_once()
    {
        _centre.Agent("agent01").Call("c1", "orders").Answer("c1").Do(new TalkEnded("c1", "agent01"));
        Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
    }

    [Theory]
    [InlineData(AgentMode.Ready), InlineData(AgentMode.Break), InlineData(AgentMode.Offline)]
    public void A_lost_agent_gets_nothing_and_comes_back_to_what_was(AgentMode mode)
    {
        _centre.Agent("agent01");
        if (mode == AgentMode.Break) _centre.Do(new AgentBreak("agent01", "meal"));
        if (mode == AgentMode.Offline) _centre.Do(new AgentOffline("agent01"));
        _centre.Do(new PresenceLost("agent01", "page-silent"));
        Assert.Equal((AgentMode.Lost, "page-silent"), (_centre.Mode("agent01"), _centre.Seat("agent01").Reason));

        Assert.Empty(_centre.Call("c1").Last.OfType<Offer>());
        _centre.Do(new CallGone("c1")).Do(new PresenceFound("agent01"));
        Assert.Equal((mode, mode == AgentMode.Break ? "meal" : null), (_centre.Mode("agent01"), _centre.Seat("agent01").Reason));
    }

    [Fact]
    public void A_reload_of_the_page_does_not_cost_the_place_among_the_idle()
    {
        _centre.Agent("agent01").After(1).Agent("agent02").Do(new PresenceLost("agent01", "page")).After(2).Do(new PresenceFound("agent01")).Call("c1");
        Assert.Equal("agent01", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void An_agent_lost_while_it_rings_loses_the_offer()
    {
        _centre.Agent("agent01").After(1).Agent("agent02").Call("c1").Do(new PresenceLost("agent01", "page"));
        Assert.Equal((WhyCode.PresenceLost, AgentMode.Lost), (_centre.Only<Withdraw>().Why.Code, _centre.Mode("agent01")));
        Assert.Equal("agent02", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void An_agent_lost_in_a_talk_keeps_it_and_is_lost_after_wrap_up()
    {
        _centre.Agent("agent01").Talk("c1", "agent01").Do(new PresenceLost("agent01", "page"));
        Assert.Equal((AgentMode.Talking, true), (_centre.Mode("agent01"), _centre.Seat("agent01").PresenceLost));
        _centre.Do(new TalkEnded("c1", "agent01"));
        Assert.Equal(AgentMode.WrapUp, _centre.Mode("agent01"));
        _centre.After(60);
        Assert.Equal(AgentMode.Lost, _centre.Mode("agent01"));
        Assert.Equal(AgentMode.Ready, _centre.Do(new PresenceFound("agent01")).Mode("agent01"));
    }

    [Fact]
    public void Signing_out_in_a_talk_waits_for_its_end()
    {
        _centre.Agent("agent01").Call("c1", "orders").Answer("c1").Do(new AgentSignedOut("agent01"));
        Assert.Equal(AgentMode.Talking, _centre.Mode("agent01"));
        _centre.Do(new TalkEnded("c1", "agent01"));
        Assert.Empty(_centre.State.Agents);
        Assert.Equal(AgentMode.Offline, _centre.Only<AgentChanged>().To);
    }

    [Fact]
    public void Signing_out_while_it_rings_hands_the_call_on()
    {
        _centre.Agent("agent01").After(1).Agent("agent02").Call("c1").Do(new AgentSignedOut("agent01"));
        Assert.Equal("agent02", _centre.Only<Offer>().Agent);
        Assert.False(_centre.State.Agents.ContainsKey("agent01"));
    }

    [Fact]
    public void An_agent_given_another_queue_gets_its_waiting_caller_at_once()
    {
        _centre.Agent("agent01").Do(new AgentQueuesSet("agent01", ["alarm"])).Call("c1");
        Assert.Empty(_centre.Last.OfType<Offer>());
        _centre.Do(new AgentQueuesSet("agent01", ["hotline"]));
        Assert.Equal("c1", _centre.Only<Offer>().Call);
        Assert.Equal(WhyCode.UnknownAgent, _centre.Do(new AgentQueuesSet("nobody", ["hotline"])).RefusedCode());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public void A_clock_that_was_ahead_and_is_set_right_makes_no_wrap_up_longer_and_no_alarm_wait(int hours)
    {
        var jump = TimeSpan.FromHours(hours);
        _centre.Agent("a1").Agent("a2").Talk("before", "a1").ClockMoves(jump);
        _centre.Talk("c1", "a2").After(30);
        _centre.Do(new CallGone("c1")).Do(new CallArrived("alarm", "alarm", _centre.Now, "12349")).After(2);
        _centre.ClockMoves(-jump);
        Assert.Equal(0, _centre.State.Calls["alarm"].Escalation);
        _centre.After(7.1);
        Assert.Equal(1, _centre.State.Calls["alarm"].Escalation);
        _centre.Do(new CallGone("alarm")).After(61);
        Assert.Equal((AgentMode.Talking, AgentMode.Ready), (_centre.Mode("a1"), _centre.Mode("a2")));
    }
}
