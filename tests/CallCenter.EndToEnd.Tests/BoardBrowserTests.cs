using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The supervisor's live board, the wallboard and the time line of a call, in a browser, with real calls.</summary>
public sealed class BoardBrowserTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await house.SilenceAsync();

    [Fact]
    public async Task A_supervisor_sees_calls_agents_and_alarms_as_they_happen_and_how_a_call_was_decided()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        var page = seat.Page;
        await seat.SignInAsync("supervisor01", "none");
        await seat.ScreenshotAsync("board-desk");
        await seat.ClickAsync("看板");
        await Assertions.Expect(page.GetByText("现在没有通话。")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("没有坐席登录。")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("board-empty");
        await ExpectCleanAsync(page);

        // An agent who declines once and then talks, a second on a break, a third caller who waits.
        var phone = await house.PhoneAsync("8001");
        using var agent = await house.Center.SignInAsync("agent01", "8001");
        await house.PhoneAsync("8002");
        using var resting = await house.Center.SignInAsync("agent02", "8002");
        await resting.BreakAsync(BreakReason.Meal);
        await agent.ReadyAsync();
        var agents = page.GetByRole(AriaRole.Table, new() { Name = "坐席" });
        await Assertions.Expect(agents.Locator("[data-agent=agent01]")).ToContainTextAsync("就绪");
        await Assertions.Expect(agents.Locator("[data-agent=agent02]")).ToContainTextAsync("小休 · 用餐");
        var first = await house.Town.CallAsync("13800000002", "12345", toneHz: 440);
        var calls = page.GetByRole(AriaRole.Table, new() { Name = "通话" });
        await Assertions.Expect(calls.GetByRole(AriaRole.Row).Filter(new() { HasText = "138****0002" })).ToContainTextAsync("振铃");
        await (await phone.RingsAsync(TimeSpan.FromSeconds(10))).HangUpAsync("busy");
        var ring = await phone.RingsAsync(TimeSpan.FromSeconds(20));
        await ring.AnswerAsync(880);
        await first.HearsAsync(880);
        await Assertions.Expect(calls.GetByRole(AriaRole.Row).Filter(new() { HasText = "138****0002" })).ToContainTextAsync("通话中");
        await Assertions.Expect(agents.Locator("[data-agent=agent01]")).ToContainTextAsync("受理中");
        var second = await house.Town.CallAsync("13800000005", "12345");
        await Assertions.Expect(calls.GetByRole(AriaRole.Row).Filter(new() { HasText = "138****0005" })).ToContainTextAsync("排队");
        await Assertions.Expect(page.Locator("[data-queue=hotline]")).ToContainTextAsync(new Regex("热线\\s*1"));
        await seat.ScreenshotAsync("board-talk");

        var alarm = await house.Town.CallAsync("13800000001", "12349");
        var red = page.Locator("tr.life[data-call]");
        await Assertions.Expect(red).ToContainTextAsync("138****0001");
        await Assertions.Expect(calls.Locator("tbody tr").First).ToContainTextAsync("一键报警");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "紧急呼叫等待中" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("board-alarm");
        await ExpectCleanAsync(page);
        // Names are for those who open the call.
        await Assertions.Expect(page.GetByText("王秀英")).ToHaveCountAsync(0);
        await seat.ClickAsync("English");
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new() { Name = "Calls" }).Locator("tbody tr").First).ToContainTextAsync("One-key alarm");
        await seat.ScreenshotAsync("board-english");
        await seat.ClickAsync("中文");

        // The wall, of all of it.
        await page.SetViewportSizeAsync(1920, 1080);
        await seat.ClickAsync("大屏");
        await Assertions.Expect(page.Locator("[data-figure=alarms]")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("[data-figure=waiting]")).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator("[data-figure=arrived]")).Not.ToHaveTextAsync("0");
        await seat.ScreenshotAsync("wall");
        await ExpectCleanAsync(page);
        Assert.DoesNotMatch("1380|agent0|王", await page.Locator("body").InnerTextAsync());
        await alarm.HangUpAsync();
        await Assertions.Expect(page.Locator("[data-figure=alarms]")).ToHaveTextAsync("0");
        await page.SetViewportSizeAsync(1366, 620);
        await page.GoBackAsync();

        // By the keyboard alone into the decisions of the call that is up.
        var open = calls.GetByRole(AriaRole.Link, new() { Name = "138****0002 的决策时间线" });
        await open.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("通话进行中")).ToBeVisibleAsync();
        var steps = page.GetByRole(AriaRole.Table, new() { Name = "决策与原因" });
        await Assertions.Expect(steps).ToContainTextAsync("空闲最久");
        await Assertions.Expect(steps).ToContainTextAsync("坐席拒接");
        await Assertions.Expect(steps).ToContainTextAsync("已接起");
        await Assertions.Expect(page.Locator("[data-lane=agent01] .bar.talking")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-lane=agent01] .bar.ringing.broken")).ToHaveCountAsync(1);
        await seat.ScreenshotAsync("timeline-up");
        await first.HangUpAsync();
        await Assertions.Expect(steps).ToContainTextAsync("来电人挂断");
        await Assertions.Expect(page.GetByText("通话进行中")).ToHaveCountAsync(0);
        await seat.ScreenshotAsync("timeline-ended");
        await ExpectCleanAsync(page);
        await seat.ClickAsync("English");
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new() { Name = "Decisions and reasons" })).ToContainTextAsync("has been idle longest");
        await seat.ScreenshotAsync("timeline-english");
        await seat.ClickAsync("中文");
        // Loaded anew it is still there, though its address ends like a file.
        await page.ReloadAsync();
        await Assertions.Expect(steps).ToContainTextAsync("来电人挂断");
        await second.HangUpAsync();
        await house.LeaveAsync(agent);
    }

    [Fact]
    public async Task A_board_that_has_lost_the_Server_says_so_stands_still_and_comes_back()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        var page = seat.Page;
        await seat.SignInAsync("supervisor01", "none");
        await seat.ClickAsync("看板");
        var caller = await house.Town.CallAsync("13800000006", "12345");
        var row = page.Locator("tr[data-call]").Filter(new() { HasText = "138****0006" });
        await Assertions.Expect(row).ToBeVisibleAsync();

        house.Center.FreezeServer();
        var stale = page.GetByText("与服务器的连接中断");
        try
        {
            await Assertions.Expect(stale).ToBeVisibleAsync(new() { Timeout = 15_000 });
            var standing = await row.InnerTextAsync();
            await seat.ScreenshotAsync("board-stale");
            await ExpectCleanAsync(page);
            await Task.Delay(1500);
            Assert.Equal(standing, await row.InnerTextAsync());
        }
        finally
        {
            house.Center.ThawServer();
        }
        await Assertions.Expect(stale).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await caller.HangUpAsync();
        await Assertions.Expect(page.Locator("tr[data-call]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_agent_opens_the_wall_but_not_the_board()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.SignInAsync("agent05", "none");
        await Assertions.Expect(seat.Button("看板")).ToHaveCountAsync(0);
        await seat.Page.GotoAsync(new Uri(house.Center.Url, "board").ToString());
        await Assertions.Expect(seat.Phone).ToBeVisibleAsync();
        await seat.Page.GotoAsync(new Uri(house.Center.Url, "wall").ToString());
        await Assertions.Expect(seat.Page.Locator("[data-figure=waiting]")).ToBeVisibleAsync();
    }

    private static async Task ExpectCleanAsync(IPage page) =>
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
}
