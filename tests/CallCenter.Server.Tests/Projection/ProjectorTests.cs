using System.Collections.Immutable;
using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Routing;
using CallCenter.Server.Projection;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Projection;

public abstract class ProjectorTests(ServerHost host)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly Projector _projector = host.Services.GetRequiredService<Projector>();
    private readonly List<JournalEntry> _entries = [];

    private static Why Because(string code) => new(code, new Dictionary<string, string> { ["agent"] = "agent01" });

    /// <summary>Appends to the journal of this test's own site.</summary>
    private void Tell(string site, double second, Input input, params Decision[] decisions) =>
        _entries.Add(new JournalEntry(site, 1 + (_entries.Count / 7), _entries.Count + 1, Start.AddSeconds(second), input, [.. decisions]));

    private void TellStory(string site, string call)
    {
        var wang = Guid.Parse("00000006-0000-7000-8000-000000000001");
        Tell(site, 0.1, new CallIdentified(call, "008613800000001", "+8613800000001", [wang]));
        Tell(site, 0.2, new CallArrived(call, "hotline", Start, "12345"), new Wait(call, "hotline", Because("nobody-ready")));
        Tell(site, 0.3, new LegStarted(call, call, "caller"));
        Tell(site, 0.4, new Tick(), new Wait(call, "hotline", Because("nobody-ready")));
        Tell(site, 2, new AgentReady("agent01"), new Offer("o1", call, "agent01", "hotline", Start.AddSeconds(22), Because("longest-idle")));
        Tell(site, 2.1, new LegStarted(call, "agent-o1", "agent01"));
        Tell(site, 5, new OfferAnswered("o1"), new Connected("o1", call, "agent01", Because("answered")));
        Tell(site, 5.1, new LegAnswered(call, "agent-o1"));
        Tell(site, 10, new CallHeld(call));
        Tell(site, 15, new CallResumed(call));
        Tell(site, 20, new CallReturned(call, "agent01", Start.AddSeconds(30)), new Offer("o2", call, "agent01", "hotline", Start.AddSeconds(40), Because("returned")));
        Tell(site, 20.1, new LegEnded(call, "agent-o1", 16, "Normal Clearing"));
        Tell(site, 25, new OfferAnswered("o2"), new Connected("o2", call, "agent01", Because("answered")));
        Tell(site, 35, new CallGone(call));
        Tell(site, 35, new LegEnded(call, call, 16, "Normal Clearing"));
        Tell(site, 35, new CallEnded(call, 16, "caller"));
        Tell(site, 37, new RecordingStored(call, $"2026-11-23/{call}.ogg", 24.9, 12345));
    }

    [Fact]
    public async Task A_call_told_by_the_journal_is_in_the_history()
    {
        TellStory("story", "p.1");
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var call = await db.Calls.Include(c => c.Recording).Include(c => c.Legs).SingleAsync(c => c.Id == "p.1");
        Assert.Equal((Outcome.Answered, "agent01", "hotline", "12345"), (call.Outcome, call.Agent, call.Queue, call.DialledNumber));
        Assert.Equal((Start, Start.AddSeconds(5), Start.AddSeconds(35)), (call.ArrivedAt, call.AnsweredAt, call.EndedAt));
        Assert.Equal(25_000, call.TalkMilliseconds);
        Assert.Equal(("+8613800000001", "008613800000001", 16, "caller"), (call.Number, call.RawNumber, call.Cause, call.EndedBy));
        Assert.NotNull(call.ResidentId);
        Assert.Equal(24.9, call.Recording!.Seconds);
        Assert.Equal(["agent01", "caller"], call.Legs.Select(leg => leg.Party).Order());
        Assert.Equal(["arrived", "waiting", "offered", "connected", "held", "resumed", "returned", "offered", "connected", "ended", "recorded"],
            db.CallEvents.Where(e => e.CallId == "p.1").OrderBy(e => e.Seq).ThenBy(e => e.Part).Select(e => e.Kind));
    }

    [Fact]
    public async Task Telling_it_twice_changes_nothing()
    {
        TellStory("twice", "p.2");
        await _projector.ApplyAsync(_entries);
        var once = await DumpAsync("p.2");
        await _projector.ApplyAsync(_entries);
        await _projector.ApplyAsync(_entries[3..7]);
        Assert.Equal(once, await DumpAsync("p.2"));
    }

    [Fact]
    public async Task However_it_is_delivered_the_database_ends_up_the_same()
    {
        TellStory("whole", "p.3");
        await _projector.ApplyAsync(_entries);
        var whole = (await DumpAsync("p.3")).Replace("p.3", "CALL", StringComparison.Ordinal);
        for (var seed = 1; seed <= 12; seed++)
        {
            var (random, call) = (new Random(seed), $"p.3.{seed}");
            _entries.Clear();
            TellStory($"pieces-{seed}", call);
            // Pieces that overlap what was delivered before, never leaving a gap: what a projector sees that dies and starts again.
            for (var done = 0; done < _entries.Count;)
            {
                var (from, to) = (random.Next(done + 1), random.Next(done, _entries.Count + 1));
                if (to > from) await _projector.ApplyAsync(_entries[from..to]);
                done = Math.Max(done, to);
            }
            Assert.True(whole == (await DumpAsync(call)).Replace(call, "CALL", StringComparison.Ordinal), $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_failed_transaction_leaves_nothing_behind()
    {
        Tell("broken", 1, new CallArrived("p.4", "hotline", Start, "12345"));
        Tell("broken", 2, new RecordingStored("p.4", null!, 1, 1));
        await Assert.ThrowsAnyAsync<DbUpdateException>(() => _projector.ApplyAsync(_entries));
        await using var db = host.Db();
        Assert.False(await db.Calls.AnyAsync(c => c.Id == "p.4"));
        Assert.Equal(0, await _projector.PositionAsync("broken", CancellationToken.None));
        await _projector.ApplyAsync(_entries[..1]);
        await _projector.SkipAsync(_entries[1], CancellationToken.None);
        Assert.Equal(2, await _projector.PositionAsync("broken", CancellationToken.None));
        Assert.True(await db.Calls.AnyAsync(c => c.Id == "p.4"));
    }

    [Theory]
    [InlineData("system")]
    [InlineData("caller")]
    public async Task A_call_outside_the_hours_is_no_abandoned_one_whoever_hung_up(string by)
    {
        var call = $"p.closed.{by}";
        Tell(call, 1, new CallTurnedAway(call, "orders", Start, "8890"));
        Tell(call, 6, new CallGone(call));
        Tell(call, 6, new CallEnded(call, 16, by));
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var row = await db.Calls.SingleAsync(c => c.Id == call);
        Assert.Equal((Outcome.AfterHours, "orders", "8890", by, false), (row.Outcome, row.Queue, row.DialledNumber, row.EndedBy, row.WaitsForImport()));
    }

    [Theory]
    [InlineData("caller", Outcome.Abandoned)]
    [InlineData("system", Outcome.Failed)]
    [InlineData("network", Outcome.Failed)]
    public async Task A_call_nobody_answered_is_told_by_who_ended_it(string by, Outcome outcome)
    {
        var call = $"p.5.{by}";
        Tell(call, 0, new CallArrived(call, "hotline", Start, "12345"));
        Tell(call, 9, new CallGone(call));
        Tell(call, 9, new CallEnded(call, 16, by));
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var row = await db.Calls.SingleAsync(c => c.Id == call);
        Assert.Equal((outcome, 0L, Start.AddSeconds(9)), (row.Outcome, row.TalkMilliseconds, row.EndedAt));
    }

    [Fact]
    public async Task A_call_we_never_saw_is_imported_whole()
    {
        var import = new CallImported("p.6", "12349", "alarm", "sip:013800000001@10.0.0.1", Start, Start.AddSeconds(7), Start.AddSeconds(67), "agent02", 16);
        Tell("import", 100, import);
        Tell("import", 200, import);
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var call = await db.Calls.SingleAsync(c => c.Id == "p.6");
        Assert.Equal((Outcome.Fallback, "agent02", 60_000L, true), (call.Outcome, call.Agent, call.TalkMilliseconds, call.Imported));
        Assert.Equal("+8613800000001", call.Number);
        Assert.NotNull(call.ResidentId);
        Assert.Single(db.CallEvents.Where(e => e.CallId == "p.6" && e.Kind == "imported"));
    }

    [Fact]
    public async Task A_talk_whose_end_we_missed_is_closed_by_the_import_and_stays_ours()
    {
        TellStory("cut", "p.7");
        await _projector.ApplyAsync(_entries[..7]);
        _entries.RemoveRange(7, _entries.Count - 7);
        Tell("cut", 500, new CallImported("p.7", "12345", "hotline", "13800000001", Start, Start.AddSeconds(5.2), Start.AddSeconds(65), "agent01", 16));
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var call = await db.Calls.SingleAsync(c => c.Id == "p.7");
        Assert.Equal((Outcome.Answered, 60_000L, false), (call.Outcome, call.TalkMilliseconds, call.Imported));
        Assert.Equal((Start.AddSeconds(65), "008613800000001"), (call.EndedAt, call.RawNumber));
    }

    [Fact]
    public async Task A_call_the_fallback_took_over_is_told_with_Asterisks_own_times()
    {
        Tell("seized", 0, new CallArrived("p.8", "hotline", Start, "12345"));
        Tell("seized", 40, new CallSeized("p.8", "agent03"));
        Tell("seized", 90, new CallImported("p.8", "12345", "hotline", "13800000002", Start, Start.AddSeconds(33), Start.AddSeconds(63), "agent03", 16));
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var call = await db.Calls.SingleAsync(c => c.Id == "p.8");
        Assert.Equal((Outcome.Fallback, "agent03", 30_000L), (call.Outcome, call.Agent, call.TalkMilliseconds));
    }

    [Fact]
    public async Task A_call_the_fallback_had_before_we_saw_any_of_it_is_told_with_Asterisks_own_times()
    {
        Tell("late", 0, new CallArrived("p.11", "alarm", Start, "12349"));
        Tell("late", 38, new CallSeized("p.11", "agent03"));
        Tell("late", 38.1, new TalkEnded("p.11", "agent03"));
        Tell("late", 38.2, new CallGone("p.11"));
        Tell("late", 45, new CallImported("p.11", "12349", "alarm", "13800000002", Start, Start.AddSeconds(6.5), Start.AddSeconds(16.5), "agent03", 16));
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var call = await db.Calls.SingleAsync(c => c.Id == "p.11");
        Assert.Equal((Outcome.Fallback, "agent03", 10_000L, true), (call.Outcome, call.Agent, call.TalkMilliseconds, call.Imported));
        Assert.Equal((Start.AddSeconds(6.5), Start.AddSeconds(16.5)), (call.AnsweredAt, call.EndedAt));
    }

    [Fact]
    public async Task A_call_answered_and_ended_in_the_dialplan_is_not_told_as_abandoned_because_we_heard_only_its_end()
    {
        // The Server was frozen: arrival, lease, talk and end lay in its socket when it went on.
        Tell("thawed", 40, new CallSeized("p.12", null));
        Tell("thawed", 40.1, new CallGone("p.12"));
        Tell("thawed", 45, new CallImported("p.12", "12345", "hotline", "13800000002", Start, Start.AddSeconds(29), Start.AddSeconds(39), "agent03", 16));
        // The Server was dead while a queued caller was answered without it.
        Tell("dead", 0, new CallArrived("p.13", "hotline", Start, "12345"));
        Tell("dead", 60, new CallGone("p.13"));
        Tell("dead", 65, new CallImported("p.13", "12345", "hotline", "13800000002", Start, Start.AddSeconds(33), Start.AddSeconds(50), "agent03", 16));
        await _projector.ApplyAsync(_entries);
        await using var db = host.Db();
        var thawed = await db.Calls.SingleAsync(c => c.Id == "p.12");
        Assert.Equal((Outcome.Fallback, "agent03", 10_000L, "12345", "+8613800000002"), (thawed.Outcome, thawed.Agent, thawed.TalkMilliseconds, thawed.DialledNumber, thawed.Number));
        var dead = await db.Calls.SingleAsync(c => c.Id == "p.13");
        Assert.Equal((Outcome.Fallback, 17_000L, Start.AddSeconds(50)), (dead.Outcome, dead.TalkMilliseconds, dead.EndedAt));
    }

    [Fact]
    public async Task A_talk_that_ended_while_we_were_away_is_as_long_as_Asterisk_says()
    {
        TellStory("away", "p.14");
        var seen = _entries.Where(e => e.Input is not (CallGone or CallEnded)).ToList();
        Tell("away", 500, new CallGone("p.14"));
        Tell("away", 505, new CallImported("p.14", "12345", "hotline", "13800000001", Start, Start.AddSeconds(5.2), Start.AddSeconds(65), "agent01", 16));
        await _projector.ApplyAsync([.. seen, .. _entries[^2..]]);
        await using var db = host.Db();
        var call = await db.Calls.SingleAsync(c => c.Id == "p.14");
        // 15 s before the phone was lost, and 40 s from the second answer to the end.
        Assert.Equal((Outcome.Answered, 55_000L, false, Start.AddSeconds(65)), (call.Outcome, call.TalkMilliseconds, call.Imported, call.EndedAt));
    }

    [Fact]
    public async Task What_goes_into_the_journal_comes_out_in_the_database()
    {
        host.Services.GetRequiredService<RoutingLoop>().Post(new CallArrived("p.9", "hotline", Start, "12345"));
        await CallCenter.Testing.Eventually.TrueAsync(async () =>
        {
            await using var db = host.Db();
            return await db.Calls.AnyAsync(c => c.Id == "p.9" && c.Queue == "hotline");
        }, TimeSpan.FromSeconds(15), "the call in the database");
    }

    [Fact]
    public async Task What_happened_while_the_database_was_away_is_there_afterwards()
    {
        await using (await host.HoldWritesAsync())
        {
            var routing = host.Services.GetRequiredService<RoutingLoop>();
            await routing.AskAsync(new CallArrived("p.10", "hotline", Start, "12345"), CancellationToken.None);
            await routing.AskAsync(new CallGone("p.10"), CancellationToken.None);
            await CallCenter.Testing.Eventually.TrueAsync(() => !host.Services.GetRequiredService<ICenterHealth>().DatabaseUp, TimeSpan.FromSeconds(20), "the database is missed");
        }
        await CallCenter.Testing.Eventually.TrueAsync(async () =>
        {
            await using var db = host.Db();
            return await db.Calls.AnyAsync(c => c.Id == "p.10" && c.Outcome == Outcome.Abandoned);
        }, TimeSpan.FromSeconds(30), "the call in the database");
    }

    private async Task<string> DumpAsync(string id)
    {
        await using var db = host.Db();
        var call = await db.Calls.AsNoTracking().Include(c => c.Legs.OrderBy(l => l.ChannelId)).Include(c => c.Recording).Include(c => c.Residents).SingleAsync(c => c.Id == id);
        var events = await db.CallEvents.AsNoTracking().Where(e => e.CallId == id).OrderBy(e => e.Seq).ThenBy(e => e.Part)
            .Select(e => new { e.Epoch, e.Seq, e.Part, e.At, e.Kind, e.Agent, e.WhyCode, e.WhyArguments }).ToListAsync();
        call.Events.Clear();
        return System.Text.Json.JsonSerializer.Serialize(call) + System.Text.Json.JsonSerializer.Serialize(events);
    }
}
