using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Projection;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.History;

public sealed class TimelineTests(ServerHost host) : IClassFixture<ServerHost>
{
    private static int _seq;
    private DateTimeOffset _at = host.Time.GetUtcNow();

    [Fact]
    public async Task A_call_is_told_in_order_with_reasons_and_as_bars()
    {
        await ToldAsync(0, new CallArrived("t.1", "hotline", _at, "12345"), new Offer("o1", "t.1", "agent01", "hotline", _at, Because("longest-idle", ("agent", "agent01"), ("idle", "40"))));
        await ToldAsync(4, new OfferFailed("o1", "declined"), new Withdraw("o1", "t.1", "agent01", Because("declined", ("agent", "agent01"))),
            new Offer("o2", "t.1", "agent02", "hotline", _at, Because("longest-idle", ("agent", "agent02"), ("idle", "7"))));
        await ToldAsync(2, new OfferAnswered("o2"), new Connected("o2", "t.1", "agent02", Because("answered")));
        await ToldAsync(10, new CallHeld("t.1"));
        await ToldAsync(5, new CallResumed("t.1"));
        await ToldAsync(20, new OfferAnswered("o3"), new Interrupt("t.1", "agent02", "t.alarm", _at, Because("interrupted-for-life", ("agent", "agent02"), ("hold", "180"))));
        using var supervisor = await host.SignedInAsync("supervisor01");
        var up = await supervisor.GetAsync<CallTimeline>("/api/calls/t.1/timeline");
        Assert.Null(up.To);
        Assert.Equal(BoardStage.Interrupted, up.Lanes[0].Bars[^1].Stage);
        Assert.Null(up.Lanes[0].Bars[^1].To);

        await ToldAsync(8, new CallEnded("t.1", 16, "caller"));
        var told = await supervisor.GetAsync<CallTimeline>("/api/calls/t.1/timeline");
        Assert.Equal(["arrived", "offered", "withdrawn", "offered", "connected", "held", "resumed", "interrupted", "ended"], told.Events.Select(e => e.Kind));
        Assert.Equal(("longest-idle", "40"), (told.Events[1].Explanation.Code, told.Events[1].Explanation.Arguments["idle"]));
        Assert.Equal("caller", told.Events[^1].Explanation.Arguments["by"]);

        Assert.Equal(["caller", "agent01", "agent02"], told.Lanes.Select(l => l.Party));
        Assert.Equal([(BoardStage.Waiting, 6), (BoardStage.Talking, 10), (BoardStage.Held, 5), (BoardStage.Talking, 20), (BoardStage.Interrupted, 8)], Bars(told.Lanes[0]));
        Assert.Equal([(BoardStage.Ringing, 4)], Bars(told.Lanes[1]));
        Assert.Equal("declined", told.Lanes[1].Bars[0].Outcome);
        Assert.Equal([(BoardStage.Ringing, 2), (BoardStage.Talking, 10), (BoardStage.Held, 5), (BoardStage.Talking, 20)], Bars(told.Lanes[2]));
        Assert.Equal(49, (int)Math.Round((told.To!.Value - told.From).TotalSeconds));
    }

    [Fact]
    public async Task Of_several_phones_the_others_stop_ringing_and_a_duty_phone_has_a_lane()
    {
        await ToldAsync(0, new CallArrived("t.2", "alarm", _at, "12349"), Ring("t.2", "agent01"), Ring("t.2", "agent02"));
        await ToldAsync(7, new Tick(), new Escalate("t.2", 2, Because("escalated-to-duty", ("waiting", "15"))));
        await ToldAsync(5, new CallSeized("t.2", null, InDialplan: false));
        await ToldAsync(30, new CallEnded("t.2", 16, "caller"));
        using var supervisor = await host.SignedInAsync("supervisor01");
        var told = await supervisor.GetAsync<CallTimeline>("/api/calls/t.2/timeline");
        Assert.Equal(["caller", "agent01", "agent02", "duty"], told.Lanes.Select(l => l.Party));
        Assert.All(told.Lanes.Skip(1).Take(2), lane => Assert.Equal([(BoardStage.Ringing, 12)], Bars(lane)));
        Assert.Equal([(BoardStage.Talking, 30)], Bars(told.Lanes[3]));
    }

    [Fact]
    public async Task Every_look_is_audited_and_one_that_goes_on_once()
    {
        await host.TalkedAsync("t.look", "agent14");
        using var supervisor = await host.SignedInAsync("supervisor01");
        using var agent = await host.SignedInAsync("agent14");
        for (var i = 0; i < 3; i++) await supervisor.GetAsync<CallTimeline>("/api/calls/t.look/timeline");
        Assert.Equal(["supervisor01"], await LooksAsync());
        await agent.GetAsync<CallTimeline>("/api/calls/t.look/timeline");
        Assert.Equal(["supervisor01", "agent14"], await LooksAsync());
        host.Time.Advance(TimeSpan.FromSeconds(11));
        await supervisor.GetAsync<CallTimeline>("/api/calls/t.look/timeline");
        Assert.Equal(["supervisor01", "agent14", "supervisor01"], await LooksAsync());

        Assert.Equal(ProblemCode.NotFound, await (await supervisor.GetAsync("/api/calls/t.never/timeline")).CodeAsync());
        // A station has no business with calls of nobody in its community.
        using var station = await host.SignedInAsync("station01");
        Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync("/api/calls/t.look/timeline")).CodeAsync());
    }

    private async Task<IReadOnlyList<string>> LooksAsync()
    {
        await using var db = host.Db();
        return await db.AuditEntries.Where(e => e.Action == AuditAction.CallOpened && e.Subject == "call:t.look").OrderBy(e => e.Seq).Select(e => e.User).ToListAsync();
    }

    private static IEnumerable<(BoardStage, int)> Bars(TimelineLane lane) => lane.Bars.Select(b => (b.Stage, (int)Math.Round((b.To!.Value - b.From).TotalSeconds)));

    private Offer Ring(string call, string agent) => new($"o-{agent}", call, agent, "alarm", _at, Because("life-everybody"));

    private static Why Because(string code, params (string Name, string Value)[] arguments) => new(code, arguments.ToDictionary(a => a.Name, a => a.Value));

    /// <summary>So many seconds after what was told before, to the millisecond, however long the test takes.</summary>
    private Task ToldAsync(int seconds, Input input, params Decision[] decisions)
    {
        _at += TimeSpan.FromSeconds(seconds);
        return host.Services.GetRequiredService<Projector>().ApplyAsync([new JournalEntry("timeline", 1, Interlocked.Increment(ref _seq), _at, input, [.. decisions])]);
    }
}
