using CallCenter.Routing;
using CallCenter.Server.Routing;
using Microsoft.Extensions.Logging;

namespace CallCenter.Server.Tests.Routing;

public sealed class RoutingLoopTests
{
    private static CallArrived Call(Site site, string call, string queue = "hotline") => new(call, queue, site.Time.GetUtcNow(), "+8613800000001");

    private static IEnumerable<Input> Agent(string agent) => [new AgentSignedIn(agent, "browser", ["hotline", "alarm"]), new AgentReady(agent)];

    [Fact]
    public async Task Inputs_from_many_sides_are_taken_one_after_another_and_told_in_the_order_of_the_journal()
    {
        await using var site = await (await new Site().OpenAsync()).AdoptAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(side => Task.Run(async () =>
        {
            for (var i = 0; i < 250; i++)
            {
                site.Loop.Post(Call(site, $"{side}-{i}"));
                if (i % 10 == 0) await site.Loop.AskAsync(new CallHeld($"{side}-{i}"), default);
            }
        })));
        await site.DoAsync(new Tick());
        await site.DurableAsync();

        Assert.Equal(2000, site.State.Calls.Count);
        Assert.Equal(Enumerable.Range(1, (int)site.Journal.LastSeq).Select(n => (long)n), site.Steps.Select(s => s.Entry.Seq));
        Assert.Equal(site.Steps.Select(s => s.Entry.Seq), site.Journal.Read(1).Select(e => e.Seq));
        foreach (var side in Enumerable.Range(0, 8))
        {
            var own = site.Steps.Select(s => s.Entry.Input).OfType<CallArrived>().Select(c => c.Call).Where(c => c.StartsWith($"{side}-", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{side}-{i}"), own);
        }
    }

    [Fact]
    public async Task An_offer_does_not_wait_for_the_disk()
    {
        using var release = new SemaphoreSlim(0);
        await using var site = await new Site { Options = o => new JournalOptions { Directory = o.Directory, Flush = _ => release.Wait(TimeSpan.FromSeconds(20)) } }.OpenAsync();
        var decisions = await site.DoAsync([new AdoptionFinished(), .. Agent("agent01"), Call(site, "c1")]).WaitAsync(TimeSpan.FromSeconds(8));
        Assert.Single(decisions.OfType<Offer>());
        Assert.False(site.Journal.WhenDurable(site.Journal.LastSeq).IsCompleted);
        release.Release(1000);
        await site.DurableAsync();
    }

    [Fact]
    public async Task Deadlines_come_by_themselves()
    {
        await using var site = await (await new Site().OpenAsync()).AdoptAsync();
        await site.DoAsync([.. Agent("agent01"), .. Agent("agent02"), Call(site, "c1")]);
        var first = site.State.Calls["c1"].Rings[0].Agent;

        site.Time.Advance(TimeSpan.FromSeconds(19.5));
        await site.DoAsync(new CallHeld("c1"));
        Assert.Equal(first, site.State.Calls["c1"].Rings[0].Agent);

        site.Time.Advance(TimeSpan.FromSeconds(0.5));
        // The listeners are told right after the state is there.
        await JournalTests.Until(() => site.State.Calls["c1"].Rings[0].Agent != first && site.Steps[^1].Entry.Input is Tick);
        Assert.Equal(WhyCode.NoAnswer, site.Steps[^1].Entry.Decisions.OfType<Withdraw>().Single().Why.Code);
        Assert.Single(site.Steps, s => s.Entry.Input is Tick);
    }

    [Fact]
    public async Task A_restart_keeps_places_in_the_queue_agents_states_and_the_end_of_wrap_up()
    {
        var home = "";
        RoutingState before;
        await using (var site = await (await new Site().OpenAsync()).AdoptAsync())
        {
            await site.DoAsync([.. Agent("agent01"), Call(site, "c1")]);
            await site.DoAsync(new OfferAnswered(site.State.Calls["c1"].Rings[0].OfferId), new TalkEnded("c1", "agent01"), Call(site, "first"));
            site.Time.Advance(TimeSpan.FromSeconds(10));
            await site.DoAsync([Call(site, "second"), new AgentSignedIn("agent02", "8001", ["alarm"]), new AgentBreak("agent02", "meal")]);
            await site.DurableAsync();
            before = site.State;
            home = site.CopyHome();
        }

        await using var again = await new Site { Home = home, Time = new(Site.Morning.AddSeconds(30)) }.OpenAsync();
        Assert.Equal(before.Agents.Values.OrderBy(a => a.Agent).Select(a => (a.Agent, a.Mode, a.Until, a.Since, a.IdleSince, a.Reason, a.Call)),
            again.State.Agents.Values.OrderBy(a => a.Agent).Select(a => (a.Agent, a.Mode, a.Until, a.Since, a.IdleSince, a.Reason, a.Call)));
        Assert.Equal(before.Calls.Values.OrderBy(c => c.ArrivedAt).Select(c => (c.Call, c.ArrivedAt, c.Mode)), again.State.Calls.Values.OrderBy(c => c.ArrivedAt).Select(c => (c.Call, c.ArrivedAt, c.Mode)));
        Assert.True(again.State.Epoch > before.Epoch);
        Assert.True(again.Journal.LastSeq > 0 && again.Steps[0].Entry.Seq == again.Journal.LastSeq - 1);

        await again.AdoptAsync();
        again.Time.Advance(TimeSpan.FromSeconds(29));
        await again.DoAsync(new CallHeld("first"));
        Assert.Equal(AgentMode.WrapUp, again.State.Agents["agent01"].Mode);
        again.Time.Advance(TimeSpan.FromSeconds(1));
        await JournalTests.Until(() => again.State.Agents["agent01"].Mode == AgentMode.Offered);
        Assert.Equal("first", again.State.Agents["agent01"].Call);
    }

    [Fact]
    public async Task A_snapshot_and_what_followed_give_the_same_state_as_the_whole_journal()
    {
        string withSnapshot, without;
        await using (var site = await (await new Site { SnapshotEvery = 20 }.OpenAsync()).AdoptAsync())
        {
            await site.DoAsync(Agent("agent01"));
            for (var i = 0; i < 100; i++) await site.DoAsync(Call(site, $"c{i}"));
            await site.DurableAsync();
            await JournalTests.Until(() => Directory.GetFiles(site.Home, "snapshot-*.json").Length > 0);
            (withSnapshot, without) = (site.CopyHome(), site.CopyHome());
            Assert.True(Directory.GetFiles(without, "snapshot-*.json").Length <= 3);
        }

        foreach (var file in Directory.GetFiles(without, "snapshot-*")) File.Delete(file);
        // Half-written ones must not matter: the newest is cut short, and a temporary file is left over.
        var newest = Directory.GetFiles(withSnapshot, "snapshot-*.json").Max()!;
        File.Copy(newest, Path.Combine(withSnapshot, "snapshot-999999999999.json.tmp"));
        await File.WriteAllBytesAsync(Path.Combine(withSnapshot, "snapshot-000000999999.json"), (await File.ReadAllBytesAsync(newest))[..200]);

        await using var a = await new Site { Home = withSnapshot }.OpenAsync();
        await using var b = await new Site { Home = without }.OpenAsync();
        Assert.True(a.Log.Has(LogLevel.Error, "cannot be read"));
        Assert.False(a.Log.Has(LogLevel.Information, "from snapshot 0 "));
        Assert.True(b.Log.Has(LogLevel.Information, "from snapshot 0 "));
        Assert.Equal(Json(b.State), Json(a.State));
        Assert.Equal(100, a.State.Calls.Count);
    }

    [Fact]
    public async Task A_stop_in_good_order_needs_no_replay_at_the_next_start()
    {
        var home = Directory.CreateTempSubdirectory("callcenter-journal-").FullName;
        var site = await (await new Site { Home = home }.OpenAsync()).AdoptAsync();
        await site.DoAsync(Call(site, "c1"));
        await site.CloseAsync();

        await using var again = await new Site { Home = home }.OpenAsync();
        Assert.True(again.Log.Has(LogLevel.Information, "and 0 entries"));
        Assert.True(again.State.Calls.ContainsKey("c1"));
    }

    [Fact]
    public async Task Nothing_is_offered_before_the_channels_were_looked_at_but_not_for_ever()
    {
        await using var site = await new Site().OpenAsync();
        await site.DoAsync([.. Agent("agent01"), Call(site, "c1")]);
        Assert.Equal(CallMode.Waiting, site.State.Calls["c1"].Mode);
        site.Time.Advance(TimeSpan.FromSeconds(10));
        await JournalTests.Until(() => site.State.Calls["c1"].Mode == CallMode.Offered);
        Assert.True(site.Log.Has(LogLevel.Warning, "Nobody reported the live channels"));
    }

    [Fact]
    public async Task A_listener_that_fails_does_not_stop_the_others()
    {
        await using var site = await new Site().OpenAsync();
        var told = 0;
        site.Loop.Subscribe(_ => throw new InvalidOperationException("a fault of the test"));
        site.Loop.Subscribe(_ => told++);
        await site.DoAsync(new AdoptionFinished(), Call(site, "c1"));
        Assert.Equal(2, told);
        Assert.True(site.Log.Has(LogLevel.Error, "listener"));
    }

    [Fact]
    public async Task While_the_disk_is_full_calls_are_routed_and_nothing_is_lost_when_there_is_room_again()
    {
        var full = false;
        await using var site = await new Site
        {
            Options = o => new JournalOptions
            {
                Directory = o.Directory, RetryAfter = TimeSpan.FromMilliseconds(20),
                Write = (handle, bytes, offset) =>
                {
                    if (Volatile.Read(ref full)) throw new IOException("No space left on device");
                    RandomAccess.Write(handle, bytes, offset);
                },
            },
        }.OpenAsync();
        await site.AdoptAsync();
        Volatile.Write(ref full, true);
        await site.DoAsync(Agent("agent01"));
        Assert.Single((await site.DoAsync(Call(site, "c1"))).OfType<Offer>());
        await JournalTests.Until(() => site.Log.Has(LogLevel.Critical, "Free disk space"));
        Volatile.Write(ref full, false);
        await site.DurableAsync();

        await using var again = await new Site { Home = site.CopyHome() }.OpenAsync();
        Assert.Equal("agent01", again.State.Calls["c1"].Rings[0].Agent);
    }

    [Fact]
    public async Task What_the_journal_had_to_give_up_is_bridged_by_a_snapshot()
    {
        var full = false;
        await using var site = await new Site
        {
            Options = o => new JournalOptions
            {
                Directory = o.Directory, RetryAfter = TimeSpan.FromMilliseconds(20), MostKept = 6,
                Write = (handle, bytes, offset) =>
                {
                    if (Volatile.Read(ref full)) throw new IOException("No space left on device");
                    RandomAccess.Write(handle, bytes, offset);
                },
            },
        }.OpenAsync();
        await site.AdoptAsync();
        await site.DurableAsync();
        Volatile.Write(ref full, true);
        for (var i = 0; i < 20; i++) await site.DoAsync(Call(site, $"c{i}"));
        await JournalTests.Until(() => site.Log.Has(LogLevel.Critical, "gave up"));
        Volatile.Write(ref full, false);

        await JournalTests.Until(() =>
        {
            site.Time.Advance(TimeSpan.FromSeconds(6));
            site.Loop.Post(new CallHeld("c1"));
            // One may have been made when the first entries were given up, before the last calls came.
            return Directory.GetFiles(site.Home, "snapshot-*.json").Any(file => File.ReadAllText(file).Contains("\"c19\"", StringComparison.Ordinal));
        });
        await using var again = await new Site { Home = site.CopyHome() }.OpenAsync();
        Assert.Equal(20, again.State.Calls.Count);
    }

    private static string Json(RoutingState state) => System.Text.Json.JsonSerializer.Serialize(
        new { state.Epoch, state.OffersMade, Calls = state.Calls.Values.OrderBy(c => c.Call, StringComparer.Ordinal), Agents = state.Agents.Values.OrderBy(a => a.Agent, StringComparer.Ordinal) },
        RoutingJson.Options);
}
