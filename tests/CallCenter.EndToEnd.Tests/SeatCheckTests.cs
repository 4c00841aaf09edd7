using System.Diagnostics;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>What a seat lacks is told before a call is missed.</summary>
public sealed class SeatCheckTests(House house) : IClassFixture<House>
{
    private const string NoSound = "() => { HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no gesture', 'NotAllowedError')); }";

    [Fact]
    public async Task An_agent_whose_ring_would_not_be_heard_is_told_and_does_not_become_ready()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.SignInAsync("agent11");
        await seat.Page.EvaluateAsync("() => localStorage.setItem('cc.audio', JSON.stringify({ ring: 'unplugged' }))");
        await seat.Page.ReloadAsync();
        await seat.ClickAsync("就绪");
        await Assertions.Expect(seat.Page.GetByText("选定的振铃设备不在")).ToBeVisibleAsync();

        await seat.Page.EvaluateAsync("() => localStorage.removeItem('cc.audio')");
        await seat.Page.ReloadAsync();
        await Assertions.Expect(seat.Button("就绪")).ToBeEnabledAsync();
        await seat.Page.EvaluateAsync(NoSound);
        await seat.ClickAsync("就绪");
        await Assertions.Expect(seat.Page.GetByText("浏览器没有放出铃声")).ToBeVisibleAsync();
        await seat.PhoneIsAsync("离线");

        await seat.Page.ReloadAsync();
        await Assertions.Expect(seat.Button("就绪")).ToBeEnabledAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        seat.Page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/api/agent/state", StringComparison.Ordinal)) asked.TrySetResult();
        };
        var clock = Stopwatch.StartNew();
        await seat.ClickAsync("就绪");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        TestContext.Current.TestOutputHelper?.WriteLine($"from the click to the Server, ring proved: {clock.ElapsedMilliseconds} ms");
        await seat.PhoneIsAsync("空闲");

        // After F5 the agent is ready still, and nobody presses anything: a silent page says so.
        await seat.Context.AddInitScriptAsync($"({NoSound})()");
        await seat.Page.ReloadAsync();
        await Assertions.Expect(seat.Page.GetByText("浏览器没有放出铃声")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_seat_check_says_what_fails_and_what_to_do()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.Page.GotoAsync(house.Center.Url + "seat-check");
        await seat.ClickAsync("开始检查");
        await Assertions.Expect(seat.Button("听到了")).ToBeFocusedAsync();
        await Assertions.Expect(seat.Page.GetByText("登录后才能检查")).ToHaveCountAsync(2);
        await seat.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(seat.Page.GetByText("有项目未通过")).ToBeVisibleAsync();

        await seat.SignInAsync("agent12");
        await seat.Page.GotoAsync(house.Center.Url + "seat-check");
        await seat.Page.EvaluateAsync("() => { window.__refuseSip = true; window.__sockets.filter(s => s.url.endsWith('/ws')).forEach(s => s.close()); window.__unplugged = true; window.__tracks.forEach(t => { t.stop(); t.dispatchEvent(new Event('ended')); }); }");
        await seat.ClickAsync("开始检查");
        await Assertions.Expect(seat.Page.GetByText("没有可用的麦克风")).ToBeVisibleAsync();
        await Assertions.Expect(seat.Page.GetByText("连不上电话系统")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await seat.ClickAsync("没听到");
        await Assertions.Expect(seat.Page.GetByText("请调高音量")).ToBeVisibleAsync();
        await Assertions.Expect(seat.Page.GetByText("坐席检查通过")).ToHaveCountAsync(0);
        await seat.ScreenshotAsync("seat-check-failed");
        var result = await seat.Page.RunAxe();
        Assert.Empty(result.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id} {v.Nodes.FirstOrDefault()?.Html}"));

        await seat.Page.ReloadAsync();
        await seat.ClickAsync("English");
        await seat.ClickAsync("Start");
        var (inOrder, not) = (seat.Page.GetByText("The seat is in order"), seat.Page.GetByText("Something is not in order"));
        // The microphone of the test browser beeps once a second, and on a busy machine may be missed for as long as the check listens.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await seat.ClickAsync("I hear it");
            await Assertions.Expect(inOrder.Or(not)).ToBeVisibleAsync();
            if (await inOrder.IsVisibleAsync()) return;
            if (attempt < 2) await seat.ClickAsync("Check again");
        }
        Assert.Fail("three checks in a row found something: " + await seat.Page.GetByRole(AriaRole.List).First.InnerTextAsync());
    }

    [Fact]
    public async Task A_call_comes_before_the_seat_check()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent13");
        await seat.Page.GetByRole(AriaRole.Link, new() { Name = "坐席检查" }).ClickAsync();
        await seat.ClickAsync("开始检查");
        await Assertions.Expect(seat.Button("听到了")).ToBeVisibleAsync();
        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await seat.ClickAsync("接听");
        await caller.HearsAsync(Seat.VoiceHz);
        await caller.HangUpAsync();
    }
}
