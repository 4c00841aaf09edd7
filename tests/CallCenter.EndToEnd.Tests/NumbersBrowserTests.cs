using CallCenter.Contracts;
using CallCenter.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Callers known by their number, on the screens: the supervisor's lists, and the agent's card.</summary>
public sealed class NumbersBrowserTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await house.SilenceAsync();

    private async Task<Seat> SupervisorAsync(string user)
    {
        var seat = await Seat.OpenAsync(house.Center);
        await seat.Page.GotoAsync(new Uri(house.Center.Url, "callers").ToString());
        await seat.Page.GetByLabel("用户名").FillAsync(user);
        await seat.Page.GetByLabel("密码", new() { Exact = true }).FillAsync(house.Center.Password);
        await seat.Page.GetByLabel("接听方式").SelectOptionAsync("none");
        await seat.ClickAsync("登录");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Tab, new() { Name = "骚扰来电" })).ToBeVisibleAsync();
        return seat;
    }

    private static async Task AccessibleAsync(IPage page) =>
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));

    private static FilePayload Table(string text) => new() { Name = "alarms.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };

    [Fact]
    public async Task A_supervisor_registers_an_alarm_number_and_the_agent_confirms_its_call_on_the_card()
    {
        await using (var seat = await SupervisorAsync("supervisor01"))
        {
            var page = seat.Page;
            await page.GetByRole(AriaRole.Tab, new() { Name = "报警号码" }).ClickAsync();
            await Assertions.Expect(page.GetByText("还没有登记报警号码。")).ToBeVisibleAsync();
            await seat.ClickAsync("登记号码");
            await page.GetByRole(AriaRole.Textbox, new() { Name = "号码", Exact = true }).FillAsync("13800000911");
            await page.GetByLabel("安装位置").FillAsync("朝阳里 3-2-401 客厅");
            await page.GetByPlaceholder("姓名", new() { Exact = false }).First.FillAsync("王秀英");
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Listitem).First.GetByRole(AriaRole.Button).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByText("王秀英")).ToBeVisibleAsync();
            await seat.ScreenshotAsync("alarm-number-form");
            await AccessibleAsync(page);
            await seat.ClickAsync("保存");
            var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "138****0911" });
            await Assertions.Expect(row).ToContainTextAsync("王秀英");
            await seat.ScreenshotAsync("alarm-numbers");
            await AccessibleAsync(page);

            // Many at once: a table with a wrong line is shown and not taken, the right one is.
            await seat.ClickAsync("导入");
            var dialog = page.GetByRole(AriaRole.Dialog);
            await page.Locator("#import-file").SetInputFilesAsync(Table("13800000912,朝阳里 3-2-402,报警器\n13800000913,朝阳里 3-2-403,冰箱"));
            await Assertions.Expect(dialog.GetByText("1 行有误")).ToBeVisibleAsync();
            await seat.ScreenshotAsync("alarm-import-fault");
            await AccessibleAsync(page);
            await page.Locator("#import-file").SetInputFilesAsync(Table("13800000912,朝阳里 3-2-402,报警器\n13800000913,朝阳里 3-2-403,电话"));
            await dialog.GetByRole(AriaRole.Button, new() { Name = "导入", Exact = true }).ClickAsync();
            await Assertions.Expect(dialog).ToBeHiddenAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "138****0913" })).ToContainTextAsync("朝阳里 3-2-403");
            await seat.ScreenshotAsync("alarm-imported");
        }

        await using var agent = await Seat.OpenAsync(house.Center);
        await agent.TakeAsync("agent01");
        var caller = await house.Town.CallAsync("013800000911", "12345", toneHz: 660);
        await agent.PhoneIsAsync("振铃");
        await Assertions.Expect(agent.Page.GetByText("登记的报警器:朝阳里 3-2-401 客厅")).ToBeVisibleAsync();
        await agent.ClickAsync("接听");
        await caller.HearsAsync(Seat.VoiceHz);
        await agent.ShowsResidentAsync("王秀英");
        await Assertions.Expect(agent.Button("误报")).ToBeVisibleAsync();
        await agent.ScreenshotAsync("alarm-by-number");
        await AccessibleAsync(agent.Page);
        await agent.ClickAsync("确认警情");
        await Assertions.Expect(agent.Button("确认警情")).ToHaveCountAsync(0);
        await caller.HangUpAsync();
    }

    [Fact]
    public async Task An_agent_marks_a_caller_one_supervisor_asks_and_another_approves()
    {
        await using (var agent = await Seat.OpenAsync(house.Center))
        {
            await agent.TakeAsync("agent02");
            var caller = await house.Town.CallAsync("13700000666", "12345", toneHz: 440);
            await agent.PhoneIsAsync("振铃");
            await agent.ClickAsync("接听");
            await caller.HearsAsync(Seat.VoiceHz);
            await agent.ClickAsync("标记骚扰");
            await Assertions.Expect(agent.Button("辱骂、威胁")).ToBeFocusedAsync();
            await agent.ScreenshotAsync("nuisance-form");
            await AccessibleAsync(agent.Page);
            await agent.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(agent.Page.GetByText("骚扰来电(已标记 1 次)")).ToBeVisibleAsync();
            await agent.ScreenshotAsync("nuisance-card");
            await caller.HangUpAsync();
        }

        await using (var one = await SupervisorAsync("supervisor01"))
        {
            var row = one.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "137****0666" });
            await Assertions.Expect(row).ToContainTextAsync("agent02 辱骂、威胁");
            await row.GetByRole(AriaRole.Button, new() { Name = "处理" }).ClickAsync();
            await one.Page.GetByRole(AriaRole.Dialog).GetByLabel("处理").SelectOptionAsync("blocked");
            await one.Page.GetByLabel("理由").FillAsync("多次辱骂坐席");
            await one.ScreenshotAsync("nuisance-decide");
            await AccessibleAsync(one.Page);
            await one.ClickAsync("提交审批");
            await Assertions.Expect(row).ToContainTextAsync("supervisor01 申请屏蔽");
            await Assertions.Expect(row.GetByRole(AriaRole.Button, new() { Name = "批准", Exact = true })).ToBeDisabledAsync();
        }

        await using var other = await SupervisorAsync("supervisor02");
        var wish = other.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "137****0666" });
        await wish.GetByRole(AriaRole.Button, new() { Name = "批准", Exact = true }).ClickAsync();
        await Assertions.Expect(wish).ToContainTextAsync("supervisor02 批准");
        await Assertions.Expect(wish).ToContainTextAsync("屏蔽,至");
        await other.ScreenshotAsync("nuisances");
        await AccessibleAsync(other.Page);
    }
}
