using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Enterprises that call, and whole numbers, in a real browser.</summary>
public sealed class CallersBrowserTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await house.SilenceAsync();

    [Fact]
    public async Task A_caller_is_registered_as_an_enterprise_and_the_call_has_its_name()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent10");
        var caller = await house.Town.CallAsync("13700771234", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await seat.ClickAsync("接听");
        await seat.PhoneIsAsync("通话中");
        await seat.ClickAsync("＋ 登记为单位");
        var form = seat.Page.GetByRole(AriaRole.Form, new() { Name = "登记新单位" });
        await form.GetByLabel("单位名称").FillAsync("河沿面馆");
        await seat.ScreenshotAsync("unknown-enterprise");
        await form.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        var pane = seat.Page.GetByLabel("来电人", new() { Exact = true });
        await Assertions.Expect(pane.GetByRole(AriaRole.Heading, new() { Name = "河沿面馆" })).ToBeVisibleAsync();
        await Assertions.Expect(pane.GetByText("137****1234")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("enterprise-chosen");
        // The choice is the Server's: a page that comes back shows it.
        await seat.Page.ReloadAsync();
        await seat.PhoneIsAsync("通话中");
        await Assertions.Expect(pane.GetByRole(AriaRole.Heading, new() { Name = "河沿面馆" })).ToBeVisibleAsync();
        // The page has its phone back: before that the caller waits, and there would be nothing to wrap up.
        await caller.HearsAsync(Seat.VoiceHz);
        await caller.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
        await seat.ClickAsync("仅咨询不立单");
        await seat.PhoneIsAsync("空闲");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Button).Filter(new() { HasText = "河沿面馆" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_enterprise_that_calls_is_shown_above_the_form_for_an_unknown_caller()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent05");
        var caller = await house.Town.CallAsync("02227330002", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        var pane = seat.Page.GetByLabel("来电人", new() { Exact = true });
        await Assertions.Expect(pane.GetByRole(AriaRole.Heading, new() { Name = "春和里物业服务有限公司" })).ToBeVisibleAsync();
        await Assertions.Expect(pane.GetByRole(AriaRole.Heading, new() { Name = "未登记来电" })).ToBeAttachedAsync();
        await seat.ScreenshotAsync("enterprise-calls");
        await pane.GetByRole(AriaRole.Button, new() { Name = "显示 022****0002 的号码" }).ClickAsync();
        await Assertions.Expect(pane.GetByText("02227330002")).ToBeVisibleAsync();
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await pane.GetByRole(AriaRole.Button, new() { Name = "显示号码", Exact = true }).ClickAsync();
        await Assertions.Expect(pane.GetByText("+862227330002")).ToBeVisibleAsync();
        await caller.HangUpAsync();

        await seat.ClickAsync("签退");
        await seat.SignInAsync("audit01", phone: "none");
        await seat.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).Filter(new() { HasText = "安全与审计" }).ClickAsync();
        await seat.Page.GetByLabel("类别").SelectOptionAsync(new SelectOptionValue { Label = "查看完整号码" });
        foreach (var subject in (string[])["enterprise:", "call:"])
            await Assertions.Expect(seat.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "agent05" }).Filter(new() { HasText = subject }).Filter(new() { HasText = "本次通话" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Outside_a_call_a_whole_number_is_shown_for_a_purpose_said_by_keyboard_alone()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.SignInAsync("agent09", phone: "none");
        var (page, keys) = (seat.Page, seat.Page.Keyboard);
        await page.GetByLabel("查找居民").FillAsync("王秀英");
        await page.Locator(".results button").Filter(new() { HasText = "王秀英" }).First.ClickAsync();
        var (reveal, why) = (page.GetByRole(AriaRole.Button, new() { Name = "显示号码" }).First, page.GetByRole(AriaRole.Dialog, new() { Name = "查看完整号码的用途" }));
        await reveal.FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(why.GetByRole(AriaRole.Button, new() { Name = "核实身份" })).ToBeFocusedAsync();
        await seat.ScreenshotAsync("purpose");
        await BrowserTests.ExpectAccessibleAsync(seat, "purpose");
        await keys.PressAsync("Escape");
        await Assertions.Expect(why).ToHaveCountAsync(0);
        await Assertions.Expect(reveal).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByText("13800000001")).ToHaveCountAsync(0);

        await keys.PressAsync("Enter");
        await Assertions.Expect(why).ToBeVisibleAsync();
        await keys.PressAsync("2");
        await Assertions.Expect(page.GetByText("13800000001")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^显示 .+ 的号码$") }).First.FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(why).ToBeVisibleAsync();
        await keys.PressAsync("4");
        await Assertions.Expect(why.GetByLabel("其他(请写明)")).ToBeFocusedAsync();
        await Assertions.Expect(why.GetByLabel("其他(请写明)")).ToHaveValueAsync("");
        await keys.TypeAsync("123 号院停水,逐户通知");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("13900000011")).ToBeVisibleAsync();
        await seat.ClickAsync("签退");

        await seat.SignInAsync("audit01", phone: "none");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).Filter(new() { HasText = "安全与审计" }).ClickAsync();
        await page.GetByLabel("用户名").FillAsync("agent09");
        await seat.ClickAsync("查询");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "resident:" }).Filter(new() { HasText = "回访" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "contact:" }).Filter(new() { HasText = "123 号院停水,逐户通知" })).ToHaveCountAsync(1);
        await seat.ScreenshotAsync("audit-purpose");
    }
}
