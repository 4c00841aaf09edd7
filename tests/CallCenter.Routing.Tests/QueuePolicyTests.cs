namespace CallCenter.Routing.Tests;

/// <summary>What a queue's policy does: skills, ageing, the agent of last time, overflow, ring strategies, agents who are not there.</summary>
public sealed class QueuePolicyTests
{
    private readonly Centre _centre = new();

    private Centre Policy(Func<QueueSettings, QueueSettings> hotline) =>
        _centre.Do(new QueuesSet([.. _centre.State.Queues.Values.Select(q => q.Queue == "hotline" ? hotline(q) : q).OrderBy(q => q.Queue)]));

    private Centre Able(string agent, string skill, int level) =>
        _centre.Do(new AgentSignedIn(agent, "browser", ["hotline"], new Dictionary<string, int> { [skill] = level })).Do(new AgentReady(agent));

    private Centre Caller(string call, params SkillNeed[] needs) => _centre.Do(new CallArrived(call, "hotline", _centre.Now, "12345") { Needs = needs });

    [Fact]
    public void A_caller_who_speaks_a_dialect_gets_who_speaks_it_well_enough()
    {
        _centre.Agent("idle longest", "hotline").After(5);
        Able("a little", "wu", 1).After(5);
        Able("well", "wu", 4);
        Caller("c1", new SkillNeed("wu", 3));
        Assert.Equal(("well", "wu 3"), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Arguments["skills"]));
    }

    [Fact]
    public void A_busy_speaker_is_waited_for_and_less_is_asked_for_in_time()
    {
        Policy(q => q with { RelaxSeconds = 10 });
        Able("well", "wu", 4).Do(new AgentSignedOut("none"));
        Caller("c0").Answer("c0");
        Able("a little", "wu", 1);
        Caller("c1", new SkillNeed("wu", 2));
        Assert.Equal(WhyCode.NobodySkilled, _centre.Only<Wait>().Why.Code);
        _centre.After(10);
        Assert.Equal(WhyCode.SkillRelaxed, _centre.Only<Reconsidered>().Why.Code);
        Assert.Equal("a little", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void A_skill_nobody_has_is_not_insisted_on()
    {
        _centre.Agent("agent01", "hotline");
        Caller("c1", new SkillNeed("latin", 9));
        Assert.Equal("agent01", _centre.Only<Offer>().Agent);
    }

    [Fact]
    public void A_long_wait_raises_a_call_past_newer_and_more_urgent_ones_but_never_to_life()
    {
        _centre.Do(new QueuesSet([.. _centre.State.Queues.Values.Select(q => q.Queue == "orders" ? q with { AgeingSeconds = 60 } : q)]));
        _centre.Call("order", "orders").After(120);
        Assert.Equal(["4>3", "3>2"], _centre.Last.OfType<Reconsidered>().Select(r => $"{r.Why.Arguments["from"]}>{r.Why.Arguments["to"]}"));
        _centre.Call("urgent", "counsel").After(600).Call("new", "hotline").Agent("agent01", "orders", "hotline", "counsel");
        Assert.Equal(("order", "2"), (_centre.Only<Offer>().Call, _centre.Only<Offer>().Why.Arguments["priority"]));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(0, false)]
    public void A_caller_nobody_would_ever_have_time_for_is_served_because_waiting_counts(int ageing, bool served)
    {
        _centre.Do(new QueuesSet([.. _centre.State.Queues.Values.Select(q => q with { WrapUpSeconds = 0, AgeingSeconds = q.Queue == "orders" ? ageing : 0 })]));
        _centre.Agent("only").Talk("c0", "only").Call("order", "orders");
        var talks = 0;
        // Somebody more urgent always waits when the agent becomes free.
        for (; talks < 50 && _centre.State.Calls["order"].Mode == CallMode.Waiting; talks++)
        {
            _centre.Call($"next{talks}").After(20).Do(new TalkEnded(_centre.Seat("only").Call!, "only"));
            if (_centre.Only<Offer>().Call != "order") _centre.Answer(_centre.Only<Offer>().Call);
        }

        Assert.Equal(served, talks < 50);
    }

    [Fact]
    public void Whoever_spoke_with_a_resident_last_is_waited_for_a_while()
    {
        Policy(q => q with { StickySeconds = 20 });
        _centre.Agent("knows").Talk("c0", "knows").Agent("other");
        _centre.Do(new CallArrived("c1", "hotline", _centre.Now, "12345") { LastAgent = "knows" });
        Assert.Equal((WhyCode.KeptForAgent, "knows"), (_centre.Only<Wait>().Why.Code, _centre.Only<Wait>().Why.Arguments["agent"]));
        _centre.Do(new TalkEnded("c0", "knows")).Do(new WrapUpFinished("knows"));
        Assert.Equal(("knows", WhyCode.SpokeLast), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));

        _centre.Answer("c1").Do(new CallArrived("c2", "hotline", _centre.Now, "12345") { LastAgent = "knows" }).After(20);
        Assert.Equal(WhyCode.HoldOver, _centre.Only<Reconsidered>().Why.Code);
        Assert.Equal("other", _centre.Last.OfType<Offer>().Single(o => o.Call == "c2").Agent);
    }

    [Fact]
    public void Round_robin_goes_by_who_was_asked_longest_ago()
    {
        Policy(q => q with { Ring = RingStrategy.RoundRobin, WrapUpSeconds = 0 });
        _centre.Agent("one").Agent("two").Agent("three");
        var asked = new List<string>();
        foreach (var n in Enumerable.Range(1, 6))
        {
            _centre.After(1).Call($"c{n}");
            asked.Add(_centre.Only<Offer>().Agent);
            _centre.Do(new CallGone($"c{n}"));
        }

        Assert.Equal(["one", "three", "two", "one", "three", "two"], asked);
    }

    [Fact]
    public void Several_phones_ring_and_the_first_has_the_call()
    {
        Policy(q => q with { Ring = RingStrategy.Several, RingAtOnce = 2 });
        _centre.Agent("one").After(1).Agent("two").After(1).Agent("three").Call("c1");
        Assert.Equal(["one", "two"], _centre.Last.OfType<Offer>().Select(o => o.Agent));
        _centre.Do(new OfferAnswered(_centre.State.Calls["c1"].Rings[1].OfferId));
        Assert.Equal(("one", WhyCode.AnsweredElsewhere), (_centre.Only<Withdraw>().Agent, _centre.Only<Withdraw>().Why.Code));
        Assert.Equal((AgentMode.Ready, AgentMode.Talking), (_centre.Mode("one"), _centre.Mode("two")));
    }

    [Fact]
    public void Who_lets_two_calls_ring_out_is_set_aside_until_ready_again()
    {
        Policy(q => q with { MissesAllowed = 2 });
        _centre.Agent("away").Call("c1").After(20);
        Assert.Equal(AgentMode.Ready, _centre.Mode("away"));
        _centre.After(23);
        Assert.Equal((AgentMode.Break, RoutingCore.SetAsideReason), (_centre.Mode("away"), _centre.Seat("away").Reason));
        _centre.Do(new AgentReady("away")).After(3);
        Assert.Equal((AgentMode.Offered, 0), (_centre.Mode("away"), _centre.Seat("away").Misses));
    }

    [Fact]
    public void Who_waits_too_long_goes_to_the_next_queue_with_the_place_kept_and_then_to_voicemail()
    {
        Policy(q => q with { Overflow = [new(OverflowWhen.Wait, 60, OverflowTo.Queue, "orders")] });
        _centre.Do(new QueuesSet([.. _centre.State.Queues.Values.Select(q => q.Queue == "orders" ? q with { Overflow = [new(OverflowWhen.Wait, 30, OverflowTo.Voicemail, "")] } : q)]));
        _centre.Call("c1").After(60);
        Assert.Equal(("hotline", OverflowTo.Queue, "orders", WhyCode.OverflowWait), (_centre.Only<Overflow>().Queue, _centre.Only<Overflow>().To, _centre.Only<Overflow>().Target, _centre.Only<Overflow>().Why.Code));
        Assert.Equal(("orders", Centre.Morning), (_centre.State.Calls["c1"].Queue, _centre.State.Calls["c1"].ArrivedAt));
        _centre.After(30);
        Assert.Equal(OverflowTo.Voicemail, _centre.Only<Overflow>().To);
        _centre.Agent("agent01");
        Assert.Empty(_centre.Last.OfType<Offer>());

        _centre.Do(new AwayFailed("c1", "nothing said"));
        Assert.Equal("agent01", _centre.Only<Offer>().Agent);
        _centre.Do(new OfferFailed(_centre.State.Calls["c1"].Rings[0].OfferId, "declined")).After(60);
        Assert.Empty(_centre.Last.OfType<Overflow>());
    }

    [Fact]
    public void Two_queues_that_overflow_into_each_other_pass_a_caller_on_once()
    {
        Policy(q => q with { Overflow = [new(OverflowWhen.Wait, 10, OverflowTo.Queue, "orders")] });
        _centre.Do(new QueuesSet([.. _centre.State.Queues.Values.Select(q => q.Queue == "orders" ? q with { Overflow = [new(OverflowWhen.Wait, 10, OverflowTo.Queue, "hotline")] } : q)]));
        _centre.Call("c1").After(100);
        Assert.Equal("orders", _centre.State.Calls["c1"].Queue);
        Assert.Null(_centre.State.NextDeadline);
    }

    [Fact]
    public void A_full_queue_sends_the_next_caller_on_and_an_empty_office_all_of_them()
    {
        Policy(q => q with { Overflow = [new(OverflowWhen.Length, 2, OverflowTo.Callback, ""), new(OverflowWhen.NoAgents, 5, OverflowTo.Number, "02266660000")] });
        _centre.Agent("agent01").Talk("c0", "agent01").Call("c1").Call("c2").Call("c3");
        Assert.Equal((OverflowTo.Callback, WhyCode.OverflowLength, "2"), (_centre.Only<Overflow>().To, _centre.Only<Overflow>().Why.Code, _centre.Only<Overflow>().Why.Arguments["length"]));

        _centre.After(6).Do(new TalkEnded("c0", "agent01")).Do(new AgentOffline("agent01"));
        Assert.Empty(_centre.Last.OfType<Overflow>());
        _centre.Do(new WrapUpFinished("agent01"));
        Assert.Equal(["c1", "c2"], _centre.Last.OfType<Overflow>().Where(o => o.Target == "02266660000").Select(o => o.Call));
    }

    [Fact]
    public void A_rule_made_while_people_wait_counts_for_them()
    {
        _centre.Call("c1").After(60);
        Policy(q => q with { Overflow = [new(OverflowWhen.Wait, 30, OverflowTo.Queue, "orders")] }).After(0);
        Assert.Equal("orders", _centre.State.Calls["c1"].Queue);
    }

    [Fact]
    public void The_expected_wait_goes_by_place_agents_and_how_long_they_take()
    {
        _centre.Agent("one").Agent("two").Talk("c1", "one").After(60).Do(new TalkEnded("c1", "one")).Talk("c2", "two").Call("c3").Call("c4");
        // 60 s of talk and 60 of wrap-up; two agents; second in the queue.
        Assert.Equal(("2", "120"), (_centre.Only<Wait>().Why.Arguments["position"], _centre.Only<Wait>().Why.Arguments["expected"]));
    }
}
