namespace CallCenter.Routing.Tests;

/// <summary>Callers people have restricted: served, but after everybody else. And alarms that were none.</summary>
public sealed class RestrictedTests
{
    private const string Nuisance = "+8613800000666";
    private readonly Centre _centre = new();

    private Centre Restricted(string call, string queue = "hotline") =>
        _centre.Do(new CallArrived(call, queue, _centre.Now, "12345") { Caller = Nuisance, Restricted = true, LastAgent = "agent01" });

    [Fact]
    public void A_restricted_caller_is_served_after_those_who_came_later_and_after_callbacks()
    {
        Restricted("nuisance").After(5);
        _centre.Do(new CallMissed("missed", "hotline", _centre.Now, "12345", "+8613800000001")).After(5).Call("later").Agent("agent01");
        Assert.Equal("later", _centre.Only<Offer>().Call);
        _centre.Answer("later").Do(new TalkEnded("later", "agent01")).Do(new WrapUpFinished("agent01"));
        Assert.Equal("back-missed", _centre.Only<Offer>().Call);
        _centre.Answer("back-missed").Do(new CallbackReached("back-missed")).Do(new TalkEnded("back-missed", "agent01")).Do(new WrapUpFinished("agent01"));
        Assert.Equal(("nuisance", "1"), (_centre.Only<Offer>().Call, _centre.Only<Offer>().Why.Arguments["restricted"]));
    }

    [Fact]
    public void A_restricted_caller_never_ages_and_is_kept_for_nobody()
    {
        _centre.Do(new QueuesSet([new("alarm", 1, 20, 120), new("hotline", 3, 20, 0) { AgeingSeconds = 10, StickySeconds = 60 }])).Agent("agent01").Agent("agent02").Talk("c1", "agent01");
        Restricted("nuisance");
        Assert.Equal(("agent02", WhyCode.LongestIdle), (_centre.Only<Offer>().Agent, _centre.Only<Offer>().Why.Code));
        _centre.Do(new OfferFailed(_centre.Only<Offer>().OfferId, "unreachable")).After(60);
        Assert.Equal(0, _centre.State.Calls["nuisance"].Aged);
    }

    [Fact]
    public void A_restricted_caller_is_called_back_once_and_then_given_up()
    {
        Restricted("nuisance").Do(new CallGone("nuisance")).Agent("agent01").Answer("back-nuisance").Do(new CallbackFailed("back-nuisance", "no-answer"));
        Assert.Equal(WhyCode.CallbackGivenUp, _centre.Only<CallbackClosed>().Why.Code);
        Assert.Empty(_centre.State.Calls);
    }

    [Fact]
    public void On_the_alarm_line_nobody_is_restricted()
    {
        Restricted("first", "alarm").After(1);
        _centre.Do(new CallArrived("second", "alarm", _centre.Now, "12349")).Agent("agent01");
        Assert.Equal("first", _centre.Only<Offer>().Call);
    }

    [Fact]
    public void A_false_alarm_becomes_an_ordinary_talk_that_a_real_one_may_interrupt_and_what_it_interrupted_still_counts()
    {
        _centre.Do(new LifeSet(new LifePolicy(ByNumberAtMost: 1))).Agent("agent01").Agent("agent02").Talk("c1", "agent01").Talk("c2", "agent02");
        _centre.Do(new CallArrived("forged", "alarm", _centre.Now, "12345") { Caller = Nuisance, ByNumber = true });
        var helper = _centre.Only<Offer>().Agent;
        _centre.Answer("forged").Do(new FalseAlarm("forged", "hotline", helper));
        Assert.Equal(("hotline", WhyCode.FalseAlarm), (_centre.Only<Reconsidered>().Queue, _centre.Only<Reconsidered>().Why.Code));
        Assert.Equal(("hotline", false), (_centre.State.Calls["forged"].Queue, _centre.State.Calls["forged"].ByNumber));

        // The next one by number alone interrupts nobody: the share is used up.
        _centre.Do(new CallArrived("again", "alarm", _centre.Now, "12345") { Caller = "+8613800000667", ByNumber = true });
        Assert.Equal(("again", WhyCode.NobodyToInterrupt), (_centre.Only<Wait>().Call, _centre.Only<Wait>().Why.Code));
        _centre.Do(new CallArrived("real", "alarm", _centre.Now, "12349") { Caller = "+8613800000668" });
        Assert.Equal("real", _centre.Only<Offer>().Call);
    }

    [Theory]
    [InlineData("forged", "alarm", WhyCode.UnknownQueue)]
    [InlineData("forged", "nowhere", WhyCode.UnknownQueue)]
    [InlineData("real", "hotline", WhyCode.AlreadySo)]
    [InlineData("waits", "hotline", WhyCode.NotTalking)]
    public void Only_a_talk_known_by_its_number_can_be_called_off_and_only_into_an_ordinary_queue(string call, string queue, string refused)
    {
        _centre.Agent("agent01").Agent("agent02");
        _centre.Do(new CallArrived("forged", "alarm", _centre.Now, "12345") { ByNumber = true }).Answer("forged").Do(new CallArrived("real", "alarm", _centre.Now, "12349")).Answer("real");
        _centre.Do(new CallArrived("waits", "alarm", _centre.Now, "12345") { ByNumber = true });
        _centre.Do(new FalseAlarm(call, queue, "agent01"));
        Assert.Equal(refused, _centre.RefusedCode());
    }
}
