using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Short messages in a real browser.</summary>
public sealed class MessagesBrowserTests : IAsyncLifetime
{
    private Center _center = null!;
    private Town _town = null!;

    public async ValueTask InitializeAsync()
    {
        // Never quiet: the test may run at night.
        _center = await Center.StartAsync(new Dictionary<string, string> { ["CALLCENTER_MESSAGES_QUIET"] = "none" });
        _town = await Town.StartAsync(_center.Asterisk);
    }

    public async ValueTask DisposeAsync()
    {
        if (_town is not null) await _town.DisposeAsync();
        if (_center is not null) await _center.DisposeAsync();
    }

    [Fact]
    public async Task The_agent_sends_a_message_in_the_middle_of_a_call_and_the_supervisor_approves_a_text()
    {
        await using var seat = await Seat.OpenAsync(_center);
        await seat.TakeAsync("agent01");
        var caller = await _town.CallAsync("13800000001", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await seat.ClickAsync("接听");
        await seat.PhoneIsAsync("通话中");

        await seat.ClickAsync("短信");
        await seat.Page.GetByLabel("短信模板", new() { Exact = true }).SelectOptionAsync("诉求已受理");
        // The resident's name is known; the matter is typed, and Enter sends.
        await Assertions.Expect(seat.Page.GetByLabel("姓名")).ToHaveValueAsync("王秀英");
        await seat.Page.GetByLabel("事项").FillAsync("楼道灯不亮");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Group, new() { Name = "预览" })).ToContainTextAsync("王秀英您好,您反映的楼道灯不亮已受理");
        await seat.ScreenshotAsync("message");
        await seat.Page.GetByLabel("事项").PressAsync("Enter");
        await Assertions.Expect(seat.Page.Locator("#message-strip .message-state")).ToHaveTextAsync("已发送", new() { Timeout = 20_000 });
        await seat.ScreenshotAsync("message-sent");
        await seat.Page.GetByLabel("事项").PressAsync("Escape");
        await Assertions.Expect(seat.Page.Locator("#message-strip")).ToHaveCountAsync(0);
        await caller.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");

        await using var office = await Seat.OpenAsync(_center);
        await office.Page.GotoAsync(new Uri(_center.Url, "messages").ToString());
        await office.Page.GetByLabel("用户名").FillAsync("supervisor01");
        await office.Page.GetByLabel("密码", new() { Exact = true }).FillAsync(_center.Password);
        await office.Page.GetByLabel("接听方式").SelectOptionAsync("none");
        await office.ClickAsync("登录");
        await office.Page.GetByRole(AriaRole.Button).Filter(new() { HasText = "停水通知" }).ClickAsync();
        await office.ScreenshotAsync("templates");
        await office.ClickAsync("批准");
        await Assertions.Expect(office.Page.Locator(".pane-head .tag.approved")).ToBeVisibleAsync();
        await Assertions.Expect(office.Page.GetByText("王秀英您好,您反映的楼道灯不亮已受理")).ToBeVisibleAsync();
        await office.ClickAsync("English");
        await office.ScreenshotAsync("templates-en");
    }
}
