using CallCenter.Contracts;
using CallCenter.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The main job in a real browser.</summary>
public sealed class BrowserTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task A_resident_dials_the_agent_answers_in_the_browser_and_both_hear_each_other()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent01");
        await seat.ScreenshotAsync("idle");

        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await seat.ShowsResidentAsync("王秀英", 1500);
        await seat.PhoneIsAsync("振铃", 10);
        await seat.ScreenshotAsync("ringing");
        await seat.ClickAsync("接听");
        await seat.PhoneIsAsync("通话中");
        await caller.HearsAsync(Seat.VoiceHz);
        await seat.HearsAsync(440);
        await seat.ScreenshotAsync("talking");

        await seat.Page.GetByLabel("诉求内容").FillAsync("楼道灯不亮 <b>三天了</b>'); DROP TABLE Calls;--");
        await seat.ClickAsync("保持");
        await seat.PhoneIsAsync("保持中");
        await caller.HearsSoundOtherThanAsync(Seat.VoiceHz);
        await seat.ClickAsync("保持");
        await seat.PhoneIsAsync("通话中");
        await caller.HearsAsync(Seat.VoiceHz);
        await seat.ClickAsync("静音");
        await caller.HearsNothingAsync(Seat.VoiceHz);
        await seat.ClickAsync("静音");
        await caller.HearsAsync(Seat.VoiceHz);

        await caller.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
        await seat.ScreenshotAsync("wrap-up");
    }
}
