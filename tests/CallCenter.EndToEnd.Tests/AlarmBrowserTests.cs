using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The alarm on the agent's screen: red over the talk, one key, and the resident who comes back.</summary>
public sealed class AlarmBrowserTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await house.SilenceAsync();

    [Fact]
    public async Task An_alarm_turns_the_screen_red_F8_takes_it_and_the_paused_resident_comes_back()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent01");
        var page = seat.Page;
        var resident = await house.Town.CallAsync("13800000002", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await seat.ClickAsync("接听");
        await resident.HearsAsync(Seat.VoiceHz);
        await page.GetByLabel("诉求内容").FillAsync("暖气不热");
        // Spared from interruption for a while.
        await seat.ClickAsync("不可打断");
        await seat.ScreenshotAsync("spare-reasons");
        await seat.ClickAsync("心理危机");
        await Assertions.Expect(page.GetByText("心理危机")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("spared");
        await seat.ClickAsync("恢复为可打断");
        await Assertions.Expect(seat.Button("不可打断")).ToBeVisibleAsync();

        var alarm = await house.Town.CallAsync("13800000001", "12349", toneHz: 660);
        var strip = page.GetByRole(AriaRole.Alert, new() { Name = "紧急呼叫" });
        await Assertions.Expect(strip).ToContainTextAsync("王秀英");
        await seat.ScreenshotAsync("alarm-asks");
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        // The draft stays in view until the click.
        await Assertions.Expect(page.GetByLabel("诉求内容")).ToHaveValueAsync("暖气不热");
        await resident.HearsAsync(Seat.VoiceHz);

        await page.Keyboard.PressAsync("F8");
        await alarm.HearsAsync(Seat.VoiceHz);
        await seat.HearsAsync(660);
        await seat.ShowsResidentAsync("王秀英");
        await Assertions.Expect(strip).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "已暂停的通话" })).ToContainTextAsync("已暂停");
        await Assertions.Expect(page.GetByLabel("诉求内容")).ToHaveValueAsync("");
        await seat.ScreenshotAsync("alarm-taken");
        await resident.HearsSoundOtherThanAsync(Seat.VoiceHz, TimeSpan.FromSeconds(20));

        await alarm.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
        await page.GetByLabel("诉求内容").FillAsync("老人摔倒,已通知 120");
        await page.GetByLabel("分类", new() { Exact = true }).SelectOptionAsync("emergency");
        await seat.ClickAsync("完成");
        // No click: the page takes the resident back by itself.
        await resident.HearsAsync(Seat.VoiceHz);
        await seat.HearsAsync(440);
        await Assertions.Expect(page.GetByLabel("诉求内容")).ToHaveValueAsync("暖气不热");
        await resident.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
        await page.GetByLabel("分类", new() { Exact = true }).SelectOptionAsync("repair");
        await seat.ClickAsync("完成");
    }
}
