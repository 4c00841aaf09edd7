using System.Diagnostics;
using System.Net;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Boards;
using CallCenter.Server.Calls;
using CallCenter.Server.Routing;
using CallCenter.Server.Statistics;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Boards;

public sealed class BoardTests(ServerHost host) : IClassFixture<ServerHost>, IAsyncLifetime
{
    private RoutingLoop Loop => host.Services.GetRequiredService<RoutingLoop>();

    private DateTimeOffset Now => host.Time.GetUtcNow();

    public async ValueTask InitializeAsync() => await DoAsync(new AdoptionFinished());

    /// <summary>Everybody goes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var call in Loop.State.Calls.Keys) await DoAsync(new CallGone(call));
        foreach (var agent in Loop.State.Agents.Keys) await DoAsync(new WrapUpFinished(agent), new AgentSignedOut(agent));
    }

    [Fact]
    public async Task The_board_shows_who_waits_alarms_first_and_numbers_masked()
    {
        var arrived = Now - TimeSpan.FromSeconds(20);
        Known("b.1", "hotline", "+8613800000002");
        await DoAsync(new CallArrived("b.1", "hotline", arrived, "12345"), new CallArrived("b.2", "hotline", Now, "12345"), new CallArrived("drill-1", "alarm", Now, "12349") { Drill = true },
            new CallArrived("b.alarm", "alarm", Now - TimeSpan.FromSeconds(3), "12349"));
        using var supervisor = await host.SignedInAsync("supervisor01");
        var text = await supervisor.GetStringAsync("/api/board");
        Assert.DoesNotContain("13800000002", text, StringComparison.Ordinal);
        var board = await supervisor.GetAsync<LiveBoard>("/api/board");

        Assert.Equal(["b.alarm", "b.1", "b.2"], board.Calls.Select(c => c.CallId));
        Assert.Equal((true, 1, BoardStage.Waiting), (board.Calls[0].Life, board.Calls[0].Priority, board.Calls[0].Stage));
        Assert.Equal(("138****0002", 3, arrived), (board.Calls[1].Caller, board.Calls[1].Priority, board.Calls[1].Since));
        Assert.Equal(board.Calls[0].Since, board.AlarmSince);
        Assert.Equal((2, arrived), Of(board, "hotline") is var hotline ? (hotline.Waiting, hotline.Since!.Value) : default);
        Assert.Equal((1, true), Of(board, "alarm") is var alarm ? (alarm.Waiting, alarm.Life) : default);
    }

    [Fact]
    public async Task The_board_shows_what_agents_do_with_whom_and_since_when()
    {
        await DoAsync(new AgentSignedIn("agent05", "8001", ["orders"]), new AgentReady("agent05"), new AgentSignedIn("agent06", "browser", ["hotline"]), new AgentBreak("agent06", BreakReason.Meal),
            new AgentSignedIn("agent07", "8002", ["hotline"]), new CallArrived("b.talk", "hotline", Now - TimeSpan.FromSeconds(9), "12345"), new CallSeized("b.talk", "agent07", InDialplan: false));
        using var supervisor = await host.SignedInAsync("supervisor01");
        LiveBoard board = null!;
        // Names come from the database a moment later.
        await Eventually.TrueAsync(async () => (board = await supervisor.GetAsync<LiveBoard>("/api/board")).Agents.All(a => a.Name != a.Agent), TimeSpan.FromSeconds(10), "agents have names");

        Assert.Equal([("agent05", AgentState.Ready, null), ("agent06", AgentState.Break, BreakReason.Meal), ("agent07", AgentState.Talking, null)], board.Agents.Select(a => (a.Agent, a.State, a.Reason)));
        Assert.Equal(("b.talk", "hotline"), (board.Agents[2].CallId, board.Agents[2].Queue));
        var call = Assert.Single(board.Calls);
        Assert.Equal((BoardStage.Talking, "agent07"), (call.Stage, Assert.Single(call.Agents)));
        Assert.Equal(new ModeCount(0, 0, 1, 0, 1, 0, 0), Of(board, "hotline").Agents);
        Assert.Equal(1, Of(board, "orders").Agents.Ready);

        await DoAsync(new CallGone("b.talk"));
        board = await supervisor.GetAsync<LiveBoard>("/api/board");
        Assert.Empty(board.Calls);
        Assert.Equal(AgentState.WrapUp, board.Agents[2].State);
        Assert.NotNull(board.Agents[2].Until);
    }

    [Fact]
    public async Task The_wall_shows_figures_and_nobody()
    {
        Known("w.1", "hotline", "+8613800000002");
        using var agent = await host.SignedInAsync("agent20");
        await host.Services.GetRequiredService<Figures>().CaughtUp;
        var before = await agent.GetAsync<Wallboard>("/api/wall");
        await DoAsync(new AgentSignedIn("agent07", "8002", ["hotline"]), new CallArrived("w.1", "hotline", Now, "12345"), new CallSeized("w.1", "agent07", InDialplan: false),
            new CallArrived("w.alarm", "alarm", Now - TimeSpan.FromSeconds(30), "12349"));
        var wall = await agent.GetAsync<Wallboard>("/api/wall");

        Assert.Equal((1, 1, 1), (wall.Waiting, wall.AlarmsOpen, wall.Agents.Talking));
        Assert.Equal((2, 1, 1), (wall.Today.Arrived - before.Today.Arrived, wall.Today.Answered - before.Today.Answered, wall.AlarmsToday - before.AlarmsToday));
        Assert.Equal(48, wall.HalfHours.Count);
        Assert.Equal(wall.Today.Arrived, wall.HalfHours.Sum(h => h.Arrived));
        Assert.True(wall.Complete);

        await DoAsync(new CallGone("w.alarm"));
        wall = await agent.GetAsync<Wallboard>("/api/wall");
        Assert.Equal((0, null, 1), (wall.AlarmsOpen, wall.Since, wall.Today.Abandoned - before.Today.Abandoned));
        Assert.Equal((double)wall.Today.Answered / (wall.Today.Answered + wall.Today.Abandoned), wall.Today.ConnectRate);
        var text = await agent.GetStringAsync("/api/wall");
        Assert.DoesNotContain("agent07", text, StringComparison.Ordinal);
        Assert.DoesNotContain("w.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0002", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_shown_what_is_and_then_every_change()
    {
        await using var page = await BoardClient<LiveBoard>.OpenAsync(host, "supervisor01", "/hub/board");
        await Eventually.TrueAsync(() => Task.FromResult(page.Shown.Count > 0), TimeSpan.FromSeconds(10), "the first board");
        Assert.Empty(page.Last.Calls);
        await DoAsync(new CallArrived("p.1", "hotline", Now, "12345"));
        await Eventually.TrueAsync(() => Task.FromResult(page.Last.Calls.Any(c => c is { CallId: "p.1", Caller: null })), TimeSpan.FromSeconds(2), "the call is shown");
        // What only the book knows: the number, and that he is held.
        Known("p.1", "hotline", "+8613800000002");
        await Eventually.TrueAsync(() => Task.FromResult(page.Last.Calls is [{ Caller: "138****0002" }]), TimeSpan.FromSeconds(2), "the number is shown");
        await DoAsync(new AgentSignedIn("agent07", "8002", ["hotline"]), new CallSeized("p.1", "agent07", InDialplan: false));
        host.Services.GetRequiredService<CallBook>().Change("p.1", e => e with { Stage = CallStage.Held, HeldSince = Now });
        await Eventually.TrueAsync(() => Task.FromResult(page.Last.Calls is [{ Stage: BoardStage.Held }]), TimeSpan.FromSeconds(2), "he is held");
        await DoAsync(new CallGone("p.1"));
        await Eventually.TrueAsync(() => Task.FromResult(page.Last.Calls.Count == 0), TimeSpan.FromSeconds(2), "the call is gone");
        Assert.Equal(page.Shown.Select(b => b.Version).Order(), page.Shown.Select(b => b.Version));
    }

    [Fact]
    public async Task Many_changes_become_about_ten_pushes_a_second_and_the_last_one_is_shown()
    {
        await using var page = await BoardClient<LiveBoard>.OpenAsync(host, "supervisor01", "/hub/board");
        await Eventually.TrueAsync(() => Task.FromResult(page.Shown.Count > 0), TimeSpan.FromSeconds(10), "the first board");
        var (before, clock) = (page.Shown.Count, Stopwatch.StartNew());
        var n = 0;
        while (clock.Elapsed < TimeSpan.FromSeconds(2))
        {
            await DoAsync(new CallArrived($"m.{n++}", "hotline", Now, "12345"));
            await Task.Delay(5);
        }
        await Eventually.TrueAsync(() => Task.FromResult(page.Last.Queues.Single(q => q.Queue == "hotline").Waiting == n), TimeSpan.FromSeconds(5), "the last change is shown");
        Assert.InRange(page.Shown.Count - before, 2, 26);
        Assert.True(n > 50, $"only {n} changes");
    }

    [Fact]
    public async Task A_page_that_does_not_draw_holds_up_nobody_and_is_cut_off()
    {
        var never = new TaskCompletionSource();
        await using var stuck = await BoardClient<LiveBoard>.OpenAsync(host, "supervisor01", "/hub/board", () => never.Task);
        await using var page = await BoardClient<LiveBoard>.OpenAsync(host, "supervisor01", "/hub/board");
        await Eventually.TrueAsync(() => Task.FromResult(stuck.Shown.Count > 0 && page.Shown.Count > 0), TimeSpan.FromSeconds(10), "both have a board");
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 500; i++) await DoAsync(new CallArrived($"s.{i}", "hotline", Now, "12345"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"routing took {clock.Elapsed}");
        await Eventually.TrueAsync(() => Task.FromResult(page.Last.Queues.Single(q => q.Queue == "hotline").Waiting == 500), TimeSpan.FromSeconds(5), "the other page goes on");
        // No more rows than anybody reads.
        Assert.Equal((200, 300), (page.Last.Calls.Count, page.Last.MoreCalls));
        await stuck.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        never.SetResult();
    }

    [Fact]
    public async Task A_board_goes_with_its_session()
    {
        await using var page = await BoardClient<LiveBoard>.OpenAsync(host, "supervisor01", "/hub/board");
        await Eventually.TrueAsync(() => Task.FromResult(page.Shown.Count > 0), TimeSpan.FromSeconds(10), "the first board");
        (await page.Session.DeleteAsync("/api/session")).EnsureSuccessStatusCode();
        var shown = page.Shown.Count;
        await DoAsync(new CallArrived("e.1", "hotline", Now, "12345"));
        await page.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(page.Shown.Skip(shown), b => b.Calls.Any(c => c.CallId == "e.1"));
        await Eventually.TrueAsync(() => Task.FromResult(host.Services.GetRequiredService<Viewers>().Count == 0), TimeSpan.FromSeconds(5), "nobody is watched any more");
    }

    [Theory]
    [InlineData("agent20", "/hub/board")]
    [InlineData("sysadmin01", "/hub/board")]
    [InlineData("station01", "/hub/wall")]
    public async Task Others_get_no_line(string user, string hub)
    {
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => BoardClient<LiveBoard>.OpenAsync(host, user, hub));
        Assert.Equal(HttpStatusCode.Forbidden, fault.StatusCode);
    }

    [Fact]
    public async Task Agents_may_have_the_wall()
    {
        await using var page = await BoardClient<Wallboard>.OpenAsync(host, "agent20", "/hub/wall");
        await Eventually.TrueAsync(() => Task.FromResult(page.Shown.Count > 0), TimeSpan.FromSeconds(10), "the first wall");
        await DoAsync(new CallArrived("a.1", "hotline", Now, "12345"));
        await Eventually.TrueAsync(() => Task.FromResult(page.Last.Waiting == 1), TimeSpan.FromSeconds(3), "the waiting caller is counted");
    }

    private static BoardQueue Of(LiveBoard board, string queue) => board.Queues.Single(q => q.Queue == queue);

    private void Known(string call, string queue, string number)
    {
        var book = host.Services.GetRequiredService<CallBook>();
        book.Open(call, () => new CallEntry(call, queue, "12345", Now));
        book.Change(call, e => e with { Number = number });
    }

    private async Task DoAsync(params IEnumerable<Input> inputs)
    {
        foreach (var input in inputs) await Loop.AskAsync(input, default).WaitAsync(TimeSpan.FromSeconds(20));
    }
}
