using CallCenter.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Trunks and announcements in the administration page, by hand.</summary>
public sealed class TrunksBrowserTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task An_administrator_makes_a_trunk_sees_it_live_and_is_told_when_it_dies_and_gives_a_prompt_a_human_voice()
    {
        var carrier = new CarrierStub("127.0.0.7", house.Center.Asterisk.SipPort);
        await using var seat = await Seat.OpenAsync(house.Center);
        var page = seat.Page;
        await seat.AdministerAsync();

        await seat.ClickAsync("中继");
        await seat.ClickAsync("添加");
        await page.GetByLabel("编号").FillAsync("telecom");
        await page.GetByLabel("名称").FillAsync("电信 30 线");
        await page.GetByLabel("主机").FillAsync(carrier.Address);
        await page.GetByLabel("端口").FillAsync(carrier.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByLabel("用户名").FillAsync("02212345");
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync("carriers-secret");
        await page.GetByLabel("线数").FillAsync("30");
        await page.GetByLabel("为报警保留").FillAsync("2");
        await page.GetByLabel("呼出号码规则").FillAsync("022>\n00>!");
        await seat.ScreenshotAsync("admin-trunk-form");
        await seat.ClickAsync("保存");
        await Assertions.Expect(page.GetByText("已保存并生效。")).ToBeVisibleAsync();
        var states = page.GetByRole(AriaRole.Table, new() { Name = "中继状态" });
        await Assertions.Expect(states.GetByText("正常")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(states.GetByText(" ms")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await seat.ScreenshotAsync("admin-trunks");
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        await seat.ClickAsync("修改 telecom");
        Assert.Equal("********", await page.GetByLabel("密码", new() { Exact = true }).InputValueAsync());
        await page.GetByLabel("名称").FillAsync("电信 60 线");
        await seat.ClickAsync("保存");
        await Assertions.Expect(states.GetByText("电信 60 线")).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await carrier.DisposeAsync();
        await Assertions.Expect(page.GetByText("中继 telecom 中断")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await seat.ScreenshotAsync("admin-trunk-down");

        await seat.ClickAsync("语音提示");
        var notice = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "录音告知" }).Filter(new() { HasText = "中文" });
        await Assertions.Expect(notice.GetByText("合成音", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByLabel("上传录音 录音告知 中文").SetInputFilesAsync(new FilePayload { Name = "text.wav", MimeType = "audio/wav", Buffer = "no sound"u8.ToArray() });
        await Assertions.Expect(page.GetByText("neither WAV nor MP3 nor OGG")).ToBeVisibleAsync();
        await page.GetByLabel("上传录音 录音告知 中文").SetInputFilesAsync(Directory.GetFiles(Path.Combine(house.Center.Asterisk.Folder, "prompts", "synthetic", "zh"), "closed.wav"));
        await Assertions.Expect(notice.GetByText("真人录音")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await notice.GetByLabel("录音告知 中文", new() { Exact = true }).EvaluateAsync("async a => { a.muted = true; await a.play(); }");
        await seat.ScreenshotAsync("admin-prompts");
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        await notice.GetByRole(AriaRole.Button, new() { Name = "恢复合成音" }).ClickAsync();
        await notice.GetByRole(AriaRole.Button, new() { Name = "确认恢复合成音" }).ClickAsync();
        await Assertions.Expect(notice.GetByText("合成音", new() { Exact = true })).ToBeVisibleAsync();

        await seat.ClickAsync("服务时间");
        await seat.ClickAsync("添加");
        await page.GetByLabel("编号").FillAsync("queue:orders");
        await page.GetByLabel("非服务时间").SelectOptionAsync("queue");
        await page.GetByLabel("转至队列").SelectOptionAsync("counsel");
        await seat.ScreenshotAsync("admin-after-hours");
        await seat.ClickAsync("保存");
        await Assertions.Expect(page.GetByText("提示后转其他队列").First).ToBeVisibleAsync();
        await seat.ClickAsync("English");
        await seat.ClickAsync("Trunks");
        await Assertions.Expect(page.GetByText("Trunk telecom is down")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("admin-trunks-english");
        await seat.ClickAsync("中文");
        await seat.ClickAsync("返回工作台");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "中继 telecom 中断" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("desk-trunk-down");
    }
}
