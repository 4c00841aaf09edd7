using CallCenter.Contracts;
using CallCenter.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Messages on the list of callbacks and on the agent's card.</summary>
public sealed class VoicemailBrowserTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await house.SilenceAsync();

    [Fact]
    public async Task Messages_are_on_the_list_and_on_the_card_and_are_played()
    {
        using var admin = await house.Center.SignInAsync("admin01", null);
        await admin.PutSettingAsync(SettingSection.Queues, "hotline", new QueueSetting("服务热线", "Hotline", 3, 20, 30, true) { Overflow = ["wait 1 voicemail"] });
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent01");
        var page = seat.Page;
        await page.Keyboard.PressAsync("Alt+2");
        foreach (var number in (string[])["13800000001", "anonymous"])
        {
            var caller = await house.Town.CallAsync(number, "12345", toneHz: 440);
            await caller.AnsweredAsync();
            await Eventually.TrueAsync(() => Task.FromResult(Directory.EnumerateFiles(Path.Combine(house.Center.Asterisk.Home, "recordings", "raw"), "*-message.wav").Any(f => new FileInfo(f).Length > 60_000)), TimeSpan.FromSeconds(40), "a message");
            await caller.HangUpAsync();
            await Eventually.TrueAsync(() => Task.FromResult(!Directory.EnumerateFiles(Path.Combine(house.Center.Asterisk.Home, "recordings", "raw"), "*-message.wav").Any()), TimeSpan.FromSeconds(60), "it is sealed");
        }
        await page.GetByRole(AriaRole.Link, new() { Name = "回拨" }).ClickAsync();
        var rows = page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Row);
        await Assertions.Expect(rows.Filter(new() { HasText = "王秀英" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(rows.Filter(new() { HasText = "无法回拨,听后了结" })).ToBeVisibleAsync();
        await rows.Filter(new() { HasText = "王秀英" }).GetByRole(AriaRole.Button, new() { Name = "播放留言" }).ClickAsync();
        var audio = page.GetByLabel("来电留言");
        await Assertions.Expect(audio).ToBeVisibleAsync();
        Assert.True(await audio.EvaluateAsync<bool>("a => new Promise(done => { if (a.duration > 2) done(true); a.onloadedmetadata = () => done(a.duration > 2); a.onerror = () => done(false); })"), "the browser plays it");
        await seat.ScreenshotAsync("messages");
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));

        await seat.ClickAsync("就绪");
        await seat.PhoneIsAsync("振铃");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "回拨" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "播放留言" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("来电留言")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("message-rings");
        await seat.ClickAsync("接听");
        // And while the person is being called.
        await house.Town.Subscriber("13800000001").RingsAsync(TimeSpan.FromSeconds(8));
        await Assertions.Expect(page.GetByText("正在拨打对方…")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "播放留言" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("message-calling");
    }
}
