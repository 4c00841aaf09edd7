using CallCenter.Routing;
using CallCenter.Server.Statistics;
using CallCenter.Server.Tests.Routing;
using static CallCenter.Server.Tests.Statistics.ChinaSite;

namespace CallCenter.Server.Tests.Statistics;

public sealed class FiguresTests
{
    [Fact]
    public async Task A_morning_is_counted_as_it_went()
    {
        await using var site = await OpenAsync();
        await site.DoAsync(new AgentSignedIn("agent01", "browser", ["hotline", "alarm"]), new AgentReady("agent01"), Call(site, "quick"));
        await PassAsync(site, 4);
        await site.DoAsync(new OfferAnswered(site.State.Calls["quick"].Rings[0].OfferId), Call(site, "slow"), Call(site, "misdialled"));
        await PassAsync(site, 3);
        await site.DoAsync(new CallGone("misdialled"), Call(site, "impatient", "alarm"));
        await PassAsync(site, 30);
        await site.DoAsync(new CallGone("impatient"), new TalkEnded("quick", "agent01"));
        await PassAsync(site, 20);
        await site.DoAsync(new WrapUpFinished("agent01"));
        await PassAsync(site, 2);
        await site.DoAsync(new OfferAnswered(site.State.Calls["slow"].Rings[0].OfferId));
        await PassAsync(site, 100);
        await site.DoAsync(new CallGone("slow"));
        await PassAsync(site, 60);

        var today = site.Figures!.Today;
        Assert.Equal(new DateOnly(2026, 11, 23), today.Day);
        Assert.Equal(new FigureRow(3, 2, 1, 1, 1, 59_000, 55_000, 133_000, 80_000, 6_000), today.Queue("hotline"));
        Assert.Equal(new FigureRow(1, 0, 0, 1, 0, 0, 30_000, 0, 0), today.Queue("alarm"));
        Assert.Equal(new FigureRow(4, 2, 1, 2, 1, 59_000, 55_000, 133_000, 80_000, 6_000), today.Total);
        Assert.Equal((2, 133_000, 80_000), (today.Agent("agent01").Answered, today.Agent("agent01").TalkMs, today.Agent("agent01").WrapUpMs));
        Assert.Equal(1 / 3.0, today.Total.ServiceLevel);
        Assert.Equal(29.5, today.Total.MeanWaitSeconds);

        // CEL tells of calls we saw ourselves, too, and of their talk only.
        await site.DoAsync(new CallImported("slow", "12345", "hotline", "", Site.Morning.AddSeconds(4), Site.Morning.AddSeconds(60), Site.Morning.AddSeconds(200), "agent01", 16));
        Assert.Equal(today.Total, site.Figures.Today.Total);

        // 00:10 UTC is ten past eight in China.
        Assert.Equal([16], today.HalfHours.Keys);
    }

    [Fact]
    public async Task A_returned_caller_counts_once_and_each_agent_has_the_own_part()
    {
        await using var site = await OpenAsync();
        await site.DoAsync(new AgentSignedIn("agent01", "browser", ["hotline"]), new AgentReady("agent01"), Call(site, "c1"), new OfferAnswered("o" + site.State.Epoch + "-1"));
        await PassAsync(site, 10);
        await site.DoAsync(new PresenceLost("agent01", "page"), new CallReturned("c1", "", site.Time.GetUtcNow()), new AgentSignedIn("agent02", "browser", ["hotline"]), new AgentReady("agent02"));
        await PassAsync(site, 5);
        await site.DoAsync(new OfferAnswered(site.State.Calls["c1"].Rings[0].OfferId));
        await PassAsync(site, 30);
        await site.DoAsync(new CallGone("c1"), new WrapUpFinished("agent02"));

        var today = site.Figures!.Today;
        Assert.Equal((1, 1, 40_000, 0), (today.Total.Offered, today.Total.Answered, today.Total.TalkMs, today.Total.Abandoned));
        Assert.Equal((1, 10_000), (today.Agent("agent01").Answered, today.Agent("agent01").TalkMs));
        Assert.Equal((0, 30_000), (today.Agent("agent02").Answered, today.Agent("agent02").TalkMs));
    }

    [Fact]
    public async Task A_wrap_up_that_ended_while_the_Server_was_away_counts_to_its_end()
    {
        string home;
        await using (var site = await OpenAsync())
        {
            await site.DoAsync(new AgentSignedIn("agent01", "browser", ["hotline"]), new AgentReady("agent01"), Call(site, "c1"), new OfferAnswered("o" + site.State.Epoch + "-1"),
                new CallGone("c1"), new WrapUpExtended("agent01", 30, "long"));
            await site.DurableAsync();
            home = site.CopyHome();
        }

        await using var again = await OpenAsync(home, Site.Morning.AddHours(1));
        Assert.Equal(90_000, again.Figures!.Today.Agent("agent01").WrapUpMs);
    }

    [Fact]
    public async Task An_imported_call_counts_once_and_corrects_what_was_only_seen_in_part()
    {
        await using var site = await OpenAsync();
        var start = site.Time.GetUtcNow();
        await site.DoAsync(Call(site, "seen"));
        await PassAsync(site, 40);
        await site.DoAsync(new CallGone("seen"));
        for (var twice = 0; twice < 2; twice++)
        {
            await site.DoAsync(
                new CallImported("seen", "12345", "hotline", "", start, start.AddSeconds(6), start.AddSeconds(36), "agent01", 16),
                new CallImported("unseen", "12345", "hotline", "", start, null, start.AddSeconds(50), null, 16));
        }

        Assert.Equal(new FigureRow(2, 1, 1, 1, 0, 6_000, 50_000, 30_000, 0), site.Figures!.Today.Queue("hotline"));
    }

    [Fact]
    public async Task A_talk_of_the_fallback_that_was_seen_late_counts_as_long_as_Asterisk_says()
    {
        await using var site = await OpenAsync();
        var start = site.Time.GetUtcNow();
        await site.DoAsync(new AgentSignedIn("agent01", "8001", ["hotline"]), new AgentReady("agent01"), Call(site, "late"));
        await PassAsync(site, 3);
        await site.DoAsync(new CallSeized("late", "agent01"), new TalkEnded("late", "agent01"), new CallGone("late"),
            new CallImported("late", "12345", "hotline", "", start, start.AddSeconds(1), start.AddSeconds(3), "agent01", 16));
        Assert.Equal((1, 1_000L, 2_000L), (site.Figures!.Today.Queue("hotline").Answered, site.Figures.Today.Queue("hotline").WaitMs, site.Figures.Today.Queue("hotline").TalkMs));
    }

    [Fact]
    public async Task A_talk_lasts_from_the_join_to_the_parting_by_Asterisks_clock_and_a_hold_is_part_of_it()
    {
        await using var site = await OpenAsync();
        await site.DoAsync(new AgentSignedIn("agent01", "browser", ["hotline"]), new AgentReady("agent01"), Call(site, "c1"));
        var start = site.Time.GetUtcNow();
        await PassAsync(site, 4);
        await site.DoAsync(new OfferAnswered(site.State.Calls["c1"].Rings[0].OfferId), new TalkBegan("c1", "agent01", start.AddMilliseconds(4_350)));
        await PassAsync(site, 10);
        await site.DoAsync(new CallHeld("c1"));
        await PassAsync(site, 7);
        await site.DoAsync(new CallResumed("c1"));
        await PassAsync(site, 9);
        // The Server was slow to hear of it, and the agent is free only then.
        await site.DoAsync(new CallHeld("c1"), new TalkStopped("c1", "agent01", start.AddMilliseconds(30_800)));
        await PassAsync(site, 2);
        await site.DoAsync(new CallGone("c1"), new WrapUpFinished("agent01"));

        Assert.Equal(new FigureRow(1, 1, 1, 0, 0, 4_350, 4_350, 26_450, 0, 4_000, 7_800), site.Figures!.Today.Queue("hotline"));
        Assert.Equal((26_450L, 7_800L), (site.Figures.Today.Agent("agent01").TalkMs, site.Figures.Today.Agent("agent01").HoldMs));
    }

    [Fact]
    public async Task The_talks_of_a_call_that_an_alarm_interrupted_are_added_up_and_what_Asterisk_logged_has_the_last_word()
    {
        await using var site = await OpenAsync();
        var start = site.Time.GetUtcNow();
        await site.DoAsync(Call(site, "c1"), new TalkBegan("c1", "agent01", start.AddSeconds(5)), new TalkStopped("c1", "agent01", start.AddSeconds(25)), new TalkBegan("c1", "agent01", start.AddSeconds(60)));
        await PassAsync(site, 90);
        await site.DoAsync(new CallGone("c1"));
        Assert.Equal(50_000, site.Figures!.Today.Queue("hotline").TalkMs);
        await site.DoAsync(new CallImported("c1", "12345", "hotline", "", start, start.AddSeconds(5), start.AddSeconds(70), "agent01", 16)
        {
            Talks = [new("agent01", start.AddSeconds(5), start.AddSeconds(25)), new("agent02", start.AddSeconds(60), start.AddSeconds(70))],
        });
        Assert.Equal((30_000L, 20_000L, 10_000L), (site.Figures.Today.Total.TalkMs, site.Figures.Today.Agent("agent01").TalkMs, site.Figures.Today.Agent("agent02").TalkMs));
    }

    [Fact]
    public async Task A_call_counts_when_it_arrived_an_agents_time_when_it_passed_and_a_day_that_is_over_is_kept()
    {
        // Ten to midnight in China.
        await using var site = await OpenAsync(at: new DateTimeOffset(2026, 11, 23, 15, 50, 0, TimeSpan.Zero));
        await site.DoAsync(new AgentSignedIn("agent01", "browser", ["hotline"]), new AgentReady("agent01"));
        await PassAsync(site, 590);
        await site.DoAsync(Call(site, "late"));
        await PassAsync(site, 20);
        var (monday, tuesday) = (new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 24));
        await site.DoAsync(Call(site, "early"), new CallGone("early"));
        await site.DurableAsync();
        Assert.Equal((1, 0), await OfMondayAsync());
        // While one of its calls is open the day is not final.
        Assert.False(File.Exists(Path.Combine(site.Home, "figures", "2026-11-23.json")));

        await site.DoAsync(new CallGone("late"));
        await PassAsync(site, 300);
        await site.DurableAsync();
        Assert.Equal((1, 1), await OfMondayAsync());
        var days = await site.Figures!.OfAsync(monday, tuesday, default);
        Assert.Equal([(monday, 47), (tuesday, 0)], days.Select(day => (day.Day, day.HalfHours.Keys.Single())));
        Assert.Equal(600_000, days[0].Times["agent01"].ReadyMs + days[0].Times["agent01"].BusyMs);
        Assert.Equal(310_000, days[1].Times["agent01"].ReadyMs + days[1].Times["agent01"].BusyMs);
        var file = Path.Combine(site.Home, "figures", "2026-11-23.json");
        var kept = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, kept[..40]);
        Assert.Equal((1, 1), await OfMondayAsync());
        Assert.Equal(kept, await File.ReadAllTextAsync(file));

        // Asterisk tells of a call of that day only now.
        await site.DoAsync(new CallImported("unseen", "12345", "hotline", "", new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero), null, new(2026, 11, 23, 12, 1, 0, TimeSpan.Zero), null, 16));
        await site.DurableAsync();
        Assert.Equal((2, 2), await OfMondayAsync());

        async Task<(int Offered, int Abandoned)> OfMondayAsync()
        {
            var total = (await site.Figures!.OfAsync(monday, monday, default))[0].Total;
            return (total.Offered, total.Abandoned);
        }
    }

    [Fact]
    public async Task Nobody_is_at_work_while_no_Server_runs()
    {
        string home;
        await using (var site = await OpenAsync())
        {
            await site.DoAsync(new AgentSignedIn("agent01", "8001", ["hotline"]), new AgentReady("agent01"));
            await PassAsync(site, 60);
            await site.DoAsync(new AgentBreak("agent01", "lunch"));
            await PassAsync(site, 30);
            await site.DoAsync(new AgentReady("agent01"));
            await PassAsync(site, 10);
            await site.DoAsync(new CallHeld("x"));
            await site.DurableAsync();
            home = site.CopyHome();
        }

        await using var again = await OpenAsync(home, Site.Morning.AddHours(2));
        await PassAsync(again, 5);
        await again.DoAsync(new AgentSignedOut("agent01"));
        Assert.Equal(new AgentTime(75_000, 0, 30_000), again.Figures!.Today.Times["agent01"]);
    }
}
