using CallCenter.Contracts;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The list of those to be called back, and a callback on the agent's screen.</summary>
public sealed class CallbackBrowserTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await house.SilenceAsync();

    [Fact]
    public async Task Who_hung_up_is_on_the_list_rings_at_the_next_agent_and_is_called()
    {
        using var admin = await house.Center.SignInAsync("admin01", null);
        await admin.PutSettingAsync(SettingSection.Queues, "hotline", new QueueSetting("服务热线", "Hotline", 3, 20, 30, true));
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent01");
        var page = seat.Page;
        await page.Keyboard.PressAsync("Alt+2");
        foreach (var number in (string[])["13800000001", "13700000009"])
        {
            var caller = await house.Town.CallAsync(number, "12345", toneHz: 440);
            await caller.AnsweredAsync();
            await caller.HangUpAsync();
        }
        var link = page.GetByRole(AriaRole.Link, new() { Name = "回拨" });
        await Assertions.Expect(link).ToContainTextAsync("2");
        await link.ClickAsync();
        var rows = page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row);
        await Assertions.Expect(rows.Filter(new() { HasText = "王秀英" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await seat.ScreenshotAsync("callbacks");
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        await rows.Filter(new() { HasText = "137****0009" }).GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByLabel("如何了结(必填)").FillAsync("已上门");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows.Filter(new() { HasText = "137****0009" })).ToHaveCountAsync(0);

        await seat.ClickAsync("就绪");
        await seat.PhoneIsAsync("振铃");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "回拨" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("callback-rings");
        await seat.ClickAsync("接听");
        var called = await house.Town.Subscriber("13800000001").RingsAsync(TimeSpan.FromSeconds(8));
        await Assertions.Expect(page.GetByText("正在拨打对方…")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("callback-calling");
        await called.AnswerAsync(toneHz: 440);
        await called.HearsAsync(Seat.VoiceHz, TimeSpan.FromSeconds(10));
        await Assertions.Expect(page.GetByText("正在拨打对方…")).ToHaveCountAsync(0);
        await seat.ScreenshotAsync("callback-talk");
        await called.HangUpAsync();
    }
}
