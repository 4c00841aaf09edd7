using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>What an administrator changes works at once, on a real Asterisk, and touches no call.</summary>
public sealed class AdministrationTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private AgentClient _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await house.Center.SignInAsync("admin01", null);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await house.SilenceAsync();
    }

    private async Task PutAsync<T>(string path, T value)
    {
        using var answer = await _admin.Http.PutAsJsonAsync($"/api/admin/settings/{path}", new PutSetting(0, JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web)), JsonSerializerOptions.Web);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_new_number_and_a_new_desk_phone_work_while_a_call_is_up_and_without_the_Server()
    {
        var first = await house.PhoneAsync("8001");
        using var agent = await house.Center.SignInAsync("agent01", "8001");
        await agent.ReadyAsync();
        var talking = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var ring = await first.RingsAsync(TimeSpan.FromSeconds(10));
        await ring.AnswerAsync(toneHz: 880);
        await talking.HearsAsync(880);

        await PutAsync("queues/winter", new QueueSetting("供暖专席", "Heating", 2, 20, 0, false));
        await PutAsync("numbers/12399", new NumberSetting("winter", 28));
        await PutAsync("phones/8100", new PhoneSetting("值班室"));
        using var answer = await _admin.Http.PostAsync("/api/admin/phones/8100/password", null);
        var password = (await answer.Content.ReadFromJsonAsync<NewPassword>())!.Password;
        await using var second = await house.Town.RegisterAsync("8100", password);
        using var other = await house.Center.SignInAsync("agent02", "8100");
        await Eventually.TrueAsync(async () => (await other.SnapshotAsync()).PhoneReachable, TimeSpan.FromSeconds(10), "the new phone is registered");
        await other.ReadyAsync();

        var resident = await house.Town.CallAsync("13800000002", "12399", toneHz: 500);
        var rings = await second.RingsAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("winter", (await other.BecomesAsync(AgentState.Offered)).Call!.Queue);
        await rings.AnswerAsync(toneHz: 660);
        await resident.HearsAsync(660);
        await talking.HearsAsync(880);
        await resident.HangUpAsync();
        await rings.EndedAsync();

        await house.Center.KillServerAsync();
        var alone = await house.Town.CallAsync("13800000003", "12399", toneHz: 600);
        var direct = await second.RingsAsync(TimeSpan.FromSeconds(10));
        await direct.AnswerAsync(toneHz: 660);
        await alone.HearsAsync(660);
        await talking.HearsAsync(880);
        await alone.HangUpAsync();
        await talking.HangUpAsync();
        await house.Center.StartServerAsync();
    }

    [Fact]
    public async Task An_administrator_changes_a_queue_in_the_page_and_the_second_one_sees_what_differs()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        var page = seat.Page;
        await seat.AdministerAsync();
        await seat.ScreenshotAsync("admin-queues");
        await seat.ClickAsync("修改 orders");
        var wrapUp = page.GetByLabel("整理秒数");
        await wrapUp.FillAsync("700");
        await seat.ClickAsync("保存");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await wrapUp.FillAsync("45");

        var orders = (await _admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.Single(i => i is { Section: SettingSection.Queues, Id: "orders" });
        using var quicker = await _admin.Http.PutAsJsonAsync("/api/admin/settings/queues/orders",
            new PutSetting(orders.Version, JsonSerializer.SerializeToElement(new QueueSetting("商品与服务", "Goods and services", 4, 20, 30, true), JsonSerializerOptions.Web)), JsonSerializerOptions.Web);
        Assert.True(quicker.IsSuccessStatusCode);

        await seat.ClickAsync("保存");
        await Assertions.Expect(page.GetByText("对方的值: 30")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("admin-conflict");
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        await seat.ClickAsync("仍保存我的");
        await Assertions.Expect(page.GetByText("已保存并生效。")).ToBeVisibleAsync();
        Assert.Equal(45, (await _admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.Single(i => i is { Section: SettingSection.Queues, Id: "orders" }).Value.GetProperty("wrapUpSeconds").GetInt32());
        foreach (var (section, name) in (IEnumerable<(string, string)>)[("热线号码", "numbers"), ("服务时间", "hours"), ("节假日历", "calendar"), ("用户与角色", "users"), ("值班表", "duty"), ("外呼权限", "outbound")])
        {
            await seat.ClickAsync(section);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = section })).ToBeVisibleAsync();
            await seat.ScreenshotAsync($"admin-{name}");
        }
        await seat.ClickAsync("队列");
        await seat.ClickAsync("修改 orders");
        await seat.ClickAsync("修改记录");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "整理秒数 30 45" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("admin-changes");
        await page.Keyboard.PressAsync("Escape");
        await seat.ClickAsync("用户与角色");
        await seat.ClickAsync("修改 agent19");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "班长" }).CheckAsync();
        await seat.ClickAsync("保存");
        await seat.ClickAsync("agent19 的变更");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "角色 坐席 坐席 / 班长" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("admin-user-changes");
        await page.Keyboard.PressAsync("Escape");
        foreach (var section in (string[])["社区与服务站", "语音提示"])
        {
            await seat.ClickAsync(section);
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new(" 的变更$") }).First.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByText("没有变更记录。")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
        }
        await seat.ClickAsync("English");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Administration" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("admin-english");
    }

    [Fact]
    public async Task The_auditor_sees_what_a_change_was_beside_its_row_in_the_log()
    {
        var queue = (await _admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.Single(i => i is { Section: SettingSection.Queues, Id: "hotline" });
        var before = queue.Value.Deserialize<QueueSetting>(JsonSerializerOptions.Web)!;
        using var put = await _admin.Http.PutAsJsonAsync("/api/admin/settings/queues/hotline", new PutSetting(queue.Version, JsonSerializer.SerializeToElement(before with { NameEn = "Town line" }, JsonSerializerOptions.Web)), JsonSerializerOptions.Web);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        await using var seat = await Seat.OpenAsync(house.Center);
        var page = seat.Page;
        await seat.SignInAsync("audit01", phone: "none");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).Filter(new() { HasText = "安全与审计" }).ClickAsync();
        await page.GetByLabel("类别").SelectOptionAsync(new SelectOptionValue { Label = "系统设置" });
        var change = page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^queues.hotline@{queue.Version + 1} .* 的变更$") });
        await change.ClickAsync();
        await Assertions.Expect(page.GetByText("与审计日志中的摘要一致")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = $"英文名称 {before.NameEn} Town line", Exact = true })).ToBeVisibleAsync();
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        await seat.ScreenshotAsync("audit-change");
        await change.ClickAsync();
        await Assertions.Expect(page.GetByText("与审计日志中的摘要一致")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Two_shifts_are_swapped_by_keyboard_and_the_second_administrator_is_shown_who_has_them_now()
    {
        var from = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await PutAsync("duty/day", new DutySetting(from, from.AddHours(12), "王值班", "13900000001"));
        await PutAsync("duty/night", new DutySetting(from.AddHours(12), from.AddHours(24), "李值班", "13900000002"));
        await using var seat = await Seat.OpenAsync(house.Center);
        var page = seat.Page;
        await seat.AdministerAsync();
        await seat.ClickAsync("值班表");
        await page.GetByRole(AriaRole.Button, new() { Name = "换班" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "换班" });
        await dialog.GetByLabel("第一个班次").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(dialog.GetByText("将由 李值班(13900000002)值班")).ToBeVisibleAsync();

        using var quicker = await _admin.Http.PutAsJsonAsync("/api/admin/settings/duty/night",
            new PutSetting(1, JsonSerializer.SerializeToElement(new DutySetting(from.AddHours(12), from.AddHours(24), "赵值班", "13900000003"), JsonSerializerOptions.Web)), JsonSerializerOptions.Web);
        Assert.True(quicker.IsSuccessStatusCode);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByText("对方的值")).ToContainTextAsync("赵值班 13900000003");
        await Assertions.Expect(dialog.GetByText("将由 赵值班(13900000003)值班")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("admin-duty-swap");
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("已保存并生效。")).ToBeVisibleAsync();
        Assert.Equal(["赵值班", "王值班"], (await _admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.Where(i => i.Section == SettingSection.Duty).OrderBy(i => i.Id).Select(i => i.Value.GetProperty("name").GetString()));
    }
}
