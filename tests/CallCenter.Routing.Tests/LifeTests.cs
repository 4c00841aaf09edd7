namespace CallCenter.Routing.Tests;

/// <summary>The alarm line: somebody is asked at once, whatever the agents do.</summary>
public sealed class LifeTests
{
    private readonly Centre _centre = new();

    private Centre Alarm(string call = "alarm", bool byNumber = false) => _centre.Do(new CallArrived(call, "alarm", _centre.Now, "12349") { Caller = "+8613900000009", ByNumber = byNumber });

    [Fact]
    public void A_ready_agent_comes_before_everybody_else()
    {
        _centre.Agent("talks").Talk("c1", "talks").Agent("wraps").Talk("c2", "wraps").Do(new TalkEnded("c2", "wraps")).Agent("rests").Do(new AgentBreak("rests", "meal")).Agent("ready");
        Alarm();
        Assert.Equal(("ready", WhyCode.LongestIdle), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));
    }

    [Fact]
    public void Wrap_up_is_suspended_before_a_break_and_what_is_left_of_it_is_given_back()
    {
        _centre.Agent("rests").Do(new AgentBreak("rests", "meal")).Agent("wraps").Talk("c2", "wraps").Do(new TalkEnded("c2", "wraps")).After(20);
        Alarm();
        Assert.Equal(("wraps", WhyCode.LifeOverWrapUp), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));

        _centre.After(2).Answer("alarm").After(30).Do(new TalkEnded("alarm", "wraps"));
        Assert.Equal(_centre.Now.AddSeconds(120 + 40), _centre.Seat("wraps").Until);
    }

    [Fact]
    public void Wrap_up_goes_on_where_it_stood_when_the_alarm_goes_elsewhere()
    {
        _centre.Agent("wraps").Talk("c2", "wraps").Do(new TalkEnded("c2", "wraps")).After(20);
        Alarm().After(3).Do(new CallGone("alarm"));
        Assert.Equal((AgentMode.WrapUp, "c2", _centre.Now.AddSeconds(40)), (_centre.Mode("wraps"), _centre.Seat("wraps").Call, _centre.Seat("wraps").Until));
    }

    [Fact]
    public void Somebody_is_fetched_from_a_break_before_a_talk_is_interrupted_and_goes_back_to_it()
    {
        _centre.Agent("rests").Do(new AgentBreak("rests", "meal")).Agent("talks").Talk("c1", "talks");
        Alarm();
        Assert.Equal(("rests", WhyCode.LifeOverBreak), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));

        _centre.Answer("alarm").After(30).Do(new TalkEnded("alarm", "rests")).After(120);
        Assert.Equal((AgentMode.Break, "meal"), (_centre.Mode("rests"), _centre.Seat("rests").Reason));
    }

    [Fact]
    public void A_phone_that_rings_for_something_else_is_taken_before_a_break_and_the_caller_keeps_the_place()
    {
        _centre.Agent("rests").Do(new AgentBreak("rests", "meal")).Agent("rings").Call("c1");
        Alarm();
        Assert.Equal((WhyCode.LifeFirst, "c1"), (_centre.Only<Withdraw>().Why.Code, _centre.Only<Withdraw>().Call));
        Assert.Equal(("rings", WhyCode.LifeOverRinging), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));
        Assert.Empty(_centre.State.Calls["c1"].Declined);
    }

    [Fact]
    public void Of_the_talks_the_enquiry_in_which_least_was_said_is_interrupted()
    {
        _centre.Agent("service").Talk("c1", "service").Agent("long").Call("c2", "orders").Answer("c2").After(60).Agent("short").Call("c3", "orders").Answer("c3").After(10);
        Alarm();
        var offer = _centre.Only<Offer>();
        Assert.Equal(("short", WhyCode.LifeOverTalk, "c3", "c3"), (offer.Agent, offer.Why.Code, offer.Over, offer.Why.Arguments["interrupts"]));
        Assert.Equal((CallMode.Talking, "short"), (_centre.State.Calls["c3"].Mode, _centre.State.Calls["c3"].Agent));
    }

    [Fact]
    public void The_interrupted_resident_waits_for_the_same_agent_and_comes_before_the_break_asked_for_meanwhile()
    {
        _centre.Agent("talks").Talk("c1", "talks");
        Alarm().After(1).Answer("alarm");
        Assert.Equal(("alarm", "c1"), (_centre.Only<Connected>().Call, _centre.Only<Connected>().From));
        Assert.Equal(("c1", "talks", "alarm", _centre.Now.AddSeconds(180)), (_centre.Only<Interrupt>().Call, _centre.Only<Interrupt>().Agent, _centre.Only<Interrupt>().By, _centre.Only<Interrupt>().Until));
        Assert.Equal(WhyCode.KeptForAgent, _centre.Only<Wait>().Why.Code);

        _centre.Agent("other").Do(new AgentBreak("talks", "meal")).After(20).Do(new TalkEnded("alarm", "talks"));
        Assert.Empty(_centre.Last.OfType<Offer>());
        _centre.Do(new WrapUpFinished("talks"));
        Assert.Equal(("c1", "talks", WhyCode.AfterAlarm), (_centre.Only<Offer>().Call, _centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));
    }

    [Fact]
    public void After_three_minutes_anybody_goes_on_with_the_interrupted_resident()
    {
        _centre.Agent("talks").Talk("c1", "talks");
        Alarm().Answer("alarm").Agent("other").After(179);
        Assert.Empty(_centre.Last.OfType<Offer>());
        _centre.After(1);
        Assert.Equal(("c1", "other"), (_centre.Only<Offer>().Call, _centre.Only<Offer>().Agent));
    }

    [Theory]
    [InlineData("counsel")]
    [InlineData("alarm")]
    public void Talks_of_priority_one_and_two_are_never_interrupted(string queue)
    {
        _centre.Agent("talks").Call("c1", queue).Answer("c1");
        Alarm();
        Assert.Equal((WhyCode.NobodyToInterrupt, "1"), (_centre.Only<Wait>().Why.Code, _centre.Only<Wait>().Why.Arguments["spared"]));
    }

    [Fact]
    public void A_spared_talk_is_not_interrupted_and_one_that_becomes_spared_is_asked_no_more()
    {
        _centre.Agent("talks").Talk("c1", "talks").Do(new TalkSpared("c1", "emergency"));
        Alarm();
        Assert.Empty(_centre.Last.OfType<Offer>());
        _centre.Do(new TalkSpared("c1", null));
        Assert.Equal("talks", _centre.Only<Offer>().Agent);
        _centre.Do(new TalkSpared("c1", "counselling"));
        Assert.Equal(WhyCode.TalkOverFirst, _centre.Only<Withdraw>().Why.Code);
        Assert.Equal((AgentMode.Talking, "c1"), (_centre.Mode("talks"), _centre.Seat("talks").Call));
    }

    [Fact]
    public void Nobody_is_interrupted_twice_within_ten_minutes()
    {
        _centre.Agent("talks").Talk("c1", "talks");
        Alarm("a1").Answer("a1").Do(new TalkEnded("a1", "talks")).Do(new WrapUpFinished("talks")).Answer("c1").After(500);
        Alarm("a2");
        Assert.Empty(_centre.Last.OfType<Offer>());
        _centre.Do(new CallGone("a2")).After(100);
        Alarm("a3");
        Assert.Equal("c1", _centre.Only<Offer>().Over);
    }

    [Fact]
    public void A_talk_that_ends_while_the_alarm_waits_for_the_click_makes_the_phone_ring()
    {
        _centre.Agent("talks").Talk("c1", "talks");
        Alarm().Do(new CallGone("c1"));
        Assert.Equal(WhyCode.TalkOverFirst, _centre.Only<Withdraw>().Why.Code);
        Assert.Equal(("talks", WhyCode.LifeOverWrapUp, null), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code, _centre.Only<Offer>().Over));
    }

    [Fact]
    public void Alarms_by_number_alone_interrupt_two_talks_until_one_is_confirmed()
    {
        foreach (var n in (int[])[1, 2, 3]) _centre.Agent($"agent{n}").Talk($"c{n}", $"agent{n}");
        Alarm("a1", byNumber: true).Answer("a1");
        Alarm("a2", byNumber: true).Answer("a2");
        Alarm("a3", byNumber: true);
        Assert.Equal((WhyCode.NobodyToInterrupt, "2"), (_centre.Only<Wait>().Why.Code, _centre.Only<Wait>().Why.Arguments["byNumber"]));

        _centre.Do(new AlarmConfirmed("a1", "agent1"));
        Assert.Equal("a3", _centre.Only<Offer>().Call);
        // Somebody who pressed a button is never refused for what others did.
        Alarm("a4");
        Assert.Empty(_centre.Last.OfType<Offer>());
        Assert.Equal("0", _centre.Only<Wait>().Why.Arguments["byNumber"]);
    }

    [Fact]
    public void Unanswered_for_seven_seconds_every_ready_phone_rings_and_for_fifteen_the_duty_number()
    {
        _centre.Agent("slow", "alarm");
        Alarm().Agent("one", "orders").Agent("two", "counsel").After(6.9);
        Assert.Empty(_centre.Last);
        _centre.After(0.1);
        Assert.Equal((1, WhyCode.EscalatedToEverybody), (_centre.Only<Escalate>().Step, _centre.Only<Escalate>().Why.Code));
        Assert.Equal(["one", "two"], _centre.Last.OfType<Offer>().Select(o => o.Agent).Order());

        _centre.After(8);
        Assert.Equal((2, WhyCode.EscalatedToDuty), (_centre.Only<Escalate>().Step, _centre.Only<Escalate>().Why.Code));
        _centre.Answer("alarm");
        Assert.Equal(2, _centre.Last.OfType<Withdraw>().Count(w => w.Why.Code == WhyCode.AnsweredElsewhere));
    }

    [Fact]
    public void When_the_one_asked_in_a_talk_does_not_move_a_second_one_is_asked_after_seven_seconds()
    {
        foreach (var n in (int[])[1, 2]) _centre.Agent($"agent{n}").Talk($"c{n}", $"agent{n}").After(5);
        Alarm();
        Assert.Equal("agent2", _centre.Only<Offer>().Agent);
        _centre.After(7);
        Assert.Equal(("agent1", "c1"), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Over));
    }

    [Fact]
    public void An_alarm_answered_in_vain_goes_to_somebody_else_and_keeps_the_clock_of_its_search()
    {
        _centre.Agent("broken").After(1).Agent("other");
        Alarm().After(6).Answer("alarm").After(0.5).Do(new CallReturned("alarm", "broken", _centre.Now));
        Assert.Equal("other", _centre.Only<Offer>().Agent);
        _centre.After(0.5);
        Assert.Equal(1, _centre.Only<Escalate>().Step);
    }

    [Fact]
    public void An_alarm_whose_phone_is_lost_after_a_real_talk_goes_back_to_the_same_agent()
    {
        _centre.Agent("agent01").Agent("other");
        Alarm().Answer("alarm").After(30);
        var agent = _centre.State.Calls["alarm"].Agent!;
        _centre.Do(new CallReturned("alarm", agent, _centre.Now.AddSeconds(4)));
        Assert.Equal((agent, WhyCode.SameAgent), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));
    }

    [Fact]
    public void A_drill_of_the_alarms_way_disturbs_nobody()
    {
        _centre.Agent("talks").Talk("c1", "talks").Agent("rests").Do(new AgentBreak("rests", "meal")).Do(new CallArrived("drill", "alarm", _centre.Now, "12349") { Drill = true }).After(20);
        Assert.Empty(_centre.Last.OfType<Offer>());
        _centre.Do(new AgentReady("rests"));
        Assert.Equal("drill", _centre.Only<Offer>().Call);
    }

    [Fact]
    public void A_real_alarm_has_the_phones_that_ring_for_a_drill_before_anything_is_covered()
    {
        _centre.Agent("wraps").Talk("c1", "wraps").Do(new CallGone("c1")).Agent("drilled").Do(new CallArrived("drill", "alarm", _centre.Now, "12349") { Drill = true });
        Assert.Equal("drilled", _centre.Only<Offer>().Agent);
        Alarm();
        Assert.Equal(("drilled", WhyCode.LifeOverRinging), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));
    }

    [Fact]
    public void A_drill_whose_phone_an_alarm_takes_rings_the_next_one_at_once()
    {
        _centre.Agent("stranger", "orders").Do(new CallArrived("drill", "alarm", _centre.Now, "12349") { Drill = true }).After(20).Agent("own", "alarm");
        Assert.Equal("own", _centre.Only<Offer>().Agent);
        _centre.After(4);
        Alarm();
        Assert.Equal([("alarm", "own"), ("drill", "stranger")], _centre.Last.OfType<Offer>().Select(o => (o.Call, o.Agent)));
    }

    [Fact]
    public void An_agent_of_the_line_who_talks_is_not_passed_over_for_nobody_and_strangers_to_the_line_come_last()
    {
        _centre.Agent("stranger", "orders").Agent("own", "alarm", "hotline").Talk("c1", "own");
        Alarm();
        Assert.Equal("own", _centre.Only<Offer>().Agent);
        _centre.Do(new OfferFailed(_centre.State.Calls["alarm"].Rings[0].OfferId, "declined"));
        Assert.Equal("stranger", _centre.Only<Offer>().Agent);
    }
}
