using CallCenter.Routing;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Tests.Routing;

public sealed class FiguresTests(ITestOutputHelper output)
{
    private static readonly TimeZoneInfo _china = TimeZoneInfo.CreateCustomTimeZone("china", TimeSpan.FromHours(8), "china", "china");

    private static async Task<Site> OpenAsync(string? home = null, DateTimeOffset? at = null)
    {
        var site = new Site { Home = home ?? Directory.CreateTempSubdirectory("callcenter-journal-").FullName, Time = new(at ?? Site.Morning) };
        site.Time.SetLocalTimeZone(_china);
        return await (await site.OpenAsync()).AdoptAsync();
    }

    private static CallArrived Call(Site site, string call, string queue = "hotline") => new(call, queue, site.Time.GetUtcNow(), "");

    private static async Task PassAsync(Site site, double seconds)
    {
        site.Time.Advance(TimeSpan.FromSeconds(seconds));
        // Whatever became due is done before the test goes on.
        while (site.State.NextDeadline <= site.Time.GetUtcNow()) await site.DoAsync(new Tick());
    }

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
        Assert.Equal(new FigureRow(3, 2, 1, 1, 1, 59_000, 55_000, 133_000, 80_000), today.Queue("hotline"));
        Assert.Equal(new FigureRow(1, 0, 0, 1, 0, 0, 30_000, 0, 0), today.Queue("alarm"));
        Assert.Equal(new FigureRow(4, 2, 1, 2, 1, 59_000, 55_000, 133_000, 80_000), today.Total);
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
    public async Task Live_figures_a_fold_of_the_journal_and_a_restart_give_the_same_numbers()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        DayFigures live;
        string home;
        await using (var site = await OpenAsync())
        {
            for (var i = 1; i <= 3; i++) await site.DoAsync(new AgentSignedIn($"agent0{i}", "browser", ["hotline", "alarm"]), new AgentReady($"agent0{i}"));
            for (var i = 0; i < 1500; i++)
            {
                await PassAsync(site, random.Next(0, 12));
                await site.DoAsync(Next(site, random, i));
                if (i % 500 == 0) _ = site.Figures!.Today;
            }

            foreach (var call in site.State.Calls.Keys.ToArray()) await site.DoAsync(new CallGone(call));
            // Wrap-ups that alarms suspended again and again were given back, and add up.
            await PassAsync(site, 3600);
            await site.DurableAsync();
            live = site.Figures!.Today;
            var fold = new FiguresFold(_china);
            foreach (var entry in site.Journal.Read(1)) fold.Add(entry);
            Assert.Equal(Text(fold.Day(live.Day)), Text(live));
            home = site.CopyHome();
        }

        Assert.True(live.Total.Answered > 50 && live.Total.Abandoned > 20 && live.HalfHours.Count > 2, Text(live));
        await using var again = await OpenAsync(home, Site.Morning.AddHours(6));
        Assert.Equal(Text(live), Text(again.Figures!.Today));
    }

    private static Input Next(Site site, Random random, int i)
    {
        var offered = site.State.Calls.Values.Where(c => c.Mode == CallMode.Offered).MinBy(c => c.Call, StringComparer.Ordinal);
        var any = site.State.Calls.Values.OrderBy(c => c.Call, StringComparer.Ordinal).ElementAtOrDefault(random.Next(Math.Max(1, site.State.Calls.Count)));
        return random.Next(10) switch
        {
            < 3 => Call(site, $"c{i}", random.Next(3) == 0 ? "alarm" : "hotline"),
            < 6 when offered is not null => new OfferAnswered(offered.Rings[0].OfferId),
            < 8 when any is not null => new CallGone(any.Call),
            8 when any is { Mode: CallMode.Talking, Agent: { } agent } => random.Next(2) == 0 ? new TalkEnded(any.Call, agent) : new CallReturned(any.Call, agent, site.Time.GetUtcNow().AddSeconds(5)),
            9 => random.Next(2) == 0 ? new WrapUpFinished($"agent0{random.Next(1, 4)}") : new CallSeized(any?.Call ?? "x", $"agent0{random.Next(1, 4)}"),
            _ => new CallHeld("x"),
        };
    }

    private static string Text(DayFigures day) =>
        $"{day.Day} {day.Total} {string.Join(' ', day.Queues)} {string.Join(' ', day.Agents)} {string.Join(' ', day.HalfHours)} {string.Join(' ', day.QueueHalfHours)}";
}
