namespace CallCenter.Routing.Tests;

public sealed class CallbackTests
{
    private const string Person = "+8613800000001";
    private readonly Centre _centre = new();

    private Centre Abandoned(string call, string queue = "hotline", string caller = Person) =>
        _centre.Do(new CallArrived(call, queue, _centre.Now, "12345") { Caller = caller }).After(4).Do(new CallGone(call));

    private RoutedCall Task => Assert.Single(_centre.State.Calls.Values, c => c.Callback is not null);

    [Fact]
    public void Who_hung_up_waiting_is_called_back_when_nobody_of_the_priority_is_on_the_line_any_more()
    {
        Abandoned("c1");
        Assert.Equal(("back-c1", "c1", WhyCode.CallbackAbandoned), (_centre.Only<CallBack>().Call, _centre.Only<CallBack>().Of, _centre.Only<CallBack>().Why.Code));
        _centre.Call("enquiry", "orders").Call("live").Agent("agent01");
        Assert.Equal("live", _centre.Only<Offer>().Call);
        Assert.Equal(1, _centre.State.WaitingCount);
        _centre.Agent("agent02");
        Assert.Equal("back-c1", _centre.Only<Offer>().Call);
    }

    [Fact]
    public void Who_is_not_reached_comes_again_later_without_wrap_up_and_is_given_up_in_the_end()
    {
        Abandoned("c1").Agent("agent01");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            _centre.Answer("back-c1").After(20).Do(new CallbackFailed("back-c1", "no-answer"));
            Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
            if (attempt == 3) break;
            Assert.Equal(_centre.Now.AddMinutes(15), _centre.Only<CallbackLater>().Until);
            _centre.After(899);
            Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
            _centre.After(1);
        }

        Assert.Equal(WhyCode.CallbackGivenUp, _centre.Only<CallbackClosed>().Why.Code);
        Assert.Empty(_centre.State.Calls);
    }

    [Fact]
    public void A_talk_that_came_about_ends_like_any_other()
    {
        Abandoned("c1").Agent("agent01").Answer("back-c1").Do(new CallbackReached("back-c1")).After(60).Do(new TalkEnded("back-c1", "agent01"));
        Assert.Equal(AgentMode.WrapUp, _centre.Mode("agent01"));
        Assert.Equal(WhyCode.CallbackReached, _centre.Only<CallbackClosed>().Why.Code);
    }

    [Fact]
    public void Who_calls_again_and_is_answered_is_not_called_back()
    {
        Abandoned("c1");
        _centre.Agent("agent01").Do(new OfferFailed(Task.Rings[0].OfferId, "declined"));
        _centre.Do(new CallArrived("c2", "alarm", _centre.Now, "12349") { Caller = Person }).Answer("c2");
        Assert.Equal(WhyCode.CallbackCalledAgain, _centre.Only<CallbackClosed>().Why.Code);
    }

    [Fact]
    public void An_abandoned_alarm_is_dialled_at_once_twice_then_the_contacts_then_duty_and_then_stays_with_the_agents()
    {
        Abandoned("c1", "alarm");
        foreach (var step in Enum.GetValues<CallbackStep>())
        {
            Assert.Equal(step, _centre.Only<DialBack>().Step);
            _centre.After(20).Do(new CallbackFailed("back-c1", "no-answer"));
        }

        Assert.Equal(_centre.Now.AddSeconds(60), _centre.Only<CallbackLater>().Until);
        // Nobody is on the line, so nobody is taken out of a talk for it.
        _centre.Agent("agent01").Talk("c2", "agent01").After(60);
        Assert.Equal((CallMode.Waiting, AgentMode.Talking), (Task.Mode, _centre.Mode("agent01")));
        _centre.Agent("agent02");
        Assert.Equal("back-c1", _centre.Only<Offer>().Call);
    }

    [Fact]
    public void An_alarm_that_is_reached_takes_an_agent_out_of_a_talk_like_any_alarm()
    {
        _centre.Agent("agent01").Talk("c2", "agent01");
        Abandoned("c1", "alarm").Do(new CallbackReached("back-c1"));
        Assert.Equal(("agent01", "c2"), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Over));
    }

    [Fact]
    public void Calls_cut_by_the_end_of_Asterisk_are_called_back_talks_too()
    {
        _centre.Agent("agent01").Do(new CallArrived("c1", "hotline", _centre.Now, "12345") { Caller = Person }).Answer("c1").After(30).Do(new CallGone("c1") { Cut = true });
        Assert.Equal(WhyCode.CallbackCut, _centre.Only<CallBack>().Why.Code);
    }

    [Fact]
    public void Nobody_is_called_back_without_a_number_for_a_drill_or_where_the_queue_does_not()
    {
        Abandoned("c1", caller: "");
        Assert.Equal(WhyCode.CallbackNoNumber, _centre.Only<CallbackClosed>().Why.Code);
        _centre.Do(new CallArrived("c2", "alarm", _centre.Now, "12349") { Caller = Person, Drill = true }).Do(new CallGone("c2"));
        Assert.Empty(_centre.Last);
        _centre.Do(new QueuesSet([new("hotline", 3, 20, 60) { CallbackAttempts = 0 }]));
        Abandoned("c3");
        Assert.Empty(_centre.State.Calls);
    }

    private Centre Voicemail(string call, string caller = Person) =>
        _centre.Do(new QueuesSet([new("hotline", 3, 20, 60) { CallbackAttempts = 0, Overflow = [new(OverflowWhen.Wait, 10, OverflowTo.Voicemail, "")] }, new("alarm", 1, 20, 60)]))
            .Do(new CallArrived(call, "hotline", _centre.Now, "12345") { Caller = caller }).After(10);

    [Fact]
    public void A_message_is_a_task_also_where_nobody_is_called_back_and_a_second_one_is_added_to_it()
    {
        Voicemail("c1").Do(new MessageLeft("c1", 12.5)).Do(new CallGone("c1"));
        Assert.Equal((WhyCode.MessageLeft, "12"), (_centre.Only<CallBack>().Why.Code, _centre.Only<CallBack>().Why.Arguments["seconds"]));
        Voicemail("c2").Do(new MessageLeft("c2", 3)).Do(new CallGone("c2"));
        Assert.Equal([new SpokenMessage("c1", 12.5), new("c2", 3)], Task.Callback!.Messages);
        // The same file found twice is one message.
        Voicemail("c3").Do(new MessageLeft("c3", 3)).Do(new MessageLeft("c3", 3));
        Assert.Equal(WhyCode.AlreadySo, _centre.RefusedCode());
    }

    [Fact]
    public void A_message_of_a_caller_without_a_number_is_offered_to_nobody_and_stays_until_it_is_closed()
    {
        Voicemail("c1", caller: "").Do(new MessageLeft("c1", 5)).Do(new CallGone("c1"));
        Assert.Equal(WhyCode.MessageToHear, _centre.Only<CallBack>().Why.Code);
        Voicemail("c2", caller: "").Do(new MessageLeft("c2", 5)).Do(new CallGone("c2"));
        _centre.Agent("agent01").After(3600);
        Assert.Equal(AgentMode.Ready, _centre.Mode("agent01"));
        Assert.Equal(["back-c1", "back-c2"], _centre.State.Calls.Keys.Order());
        _centre.Do(new CallbackSettled("back-c1", "agent01", "heard"));
        Assert.Equal("back-c2", Task.Call);
    }

    [Fact]
    public void A_message_from_a_number_that_may_not_be_called_is_still_heard()
    {
        Voicemail("c1").Do(new MessageLeft("c1", 5)).Do(new CallGone("c1")).Agent("agent01").Do(new CallbackFailed("back-c1", CallbackFailed.NotAllowed, Counts: false));
        Assert.Equal((CallMode.Later, AgentMode.Ready), (Task.Mode, _centre.Mode("agent01")));
        Assert.Equal(WhyCode.MessageToHear, _centre.Only<Reconsidered>().Why.Code);
        Assert.Null(_centre.State.NextDeadline);
    }

    [Fact]
    public void A_message_survives_the_dialplan_taking_the_caller_when_nobody_answers_there()
    {
        Voicemail("c1").Do(new MessageLeft("c1", 5)).Do(new CallSeized("c1", null)).Do(new CallGone("c1"));
        Assert.Equal("c1", Assert.Single(Task.Callback!.Messages).Call);
    }

    [Fact]
    public void Outside_the_hours_only_who_said_something_is_called_back_and_no_alarm_is_asked_for_a_message()
    {
        Voicemail("c1").Agent("agent01");
        _centre.Do(new MessageAsked("n1", "hotline", _centre.Now, "12345") { Caller = Person });
        Assert.Equal((OverflowTo.Voicemail, WhyCode.OverflowClosed), (_centre.Only<Overflow>().To, _centre.Only<Overflow>().Why.Code));
        Assert.Equal(CallMode.Away, _centre.State.Calls["n1"].Mode);
        _centre.Do(new CallGone("n1"));
        Assert.Empty(_centre.Last);
        _centre.Do(new MessageAsked("n2", "hotline", _centre.Now, "12345") { Caller = Person }).Do(new MessageLeft("n2", 4)).Do(new CallGone("n2"));
        Assert.Equal(WhyCode.MessageLeft, _centre.Only<CallBack>().Why.Code);
        _centre.Do(new MessageAsked("n3", "alarm", _centre.Now, "12349"));
        Assert.Equal(WhyCode.UnknownQueue, _centre.RefusedCode());
    }
}
