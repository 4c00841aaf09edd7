using System.Globalization;
using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The supervisor's figures in a real browser: today's live, a day that is over with its charts, tables, files.</summary>
public sealed class FiguresBrowserTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task A_supervisor_reads_the_figures_chooses_days_and_takes_tables_away()
    {
        PlantYesterday();
        await using var seat = await Seat.OpenAsync(house.Center);
        var page = seat.Page;
        await page.GotoAsync(new Uri(house.Center.Url, "figures").ToString());
        await page.GetByLabel("用户名").FillAsync("supervisor01");
        await page.GetByLabel("密码", new() { Exact = true }).FillAsync(house.Center.Password);
        await page.GetByLabel("接听方式").SelectOptionAsync("none");
        await seat.ClickAsync("登录");
        await Assertions.Expect(page.GetByText("这段时间没有来电。").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("实时 · 截至")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("figures-empty");
        await AccessibleAsync(page);

        await seat.ClickAsync("昨天");
        var tiles = page.GetByRole(AriaRole.List, new() { Name = "关键指标" });
        await Assertions.Expect(tiles).ToContainTextAsync("接通率");
        await Assertions.Expect(tiles).ToContainTextAsync("▲ 目标 ≥ 95%");
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("每半小时来电与服务水平") })).ToBeVisibleAsync();
        await Assertions.Expect(seat.Button("挂断")).ToBeInViewportAsync();
        await seat.ScreenshotAsync("figures");
        await AccessibleAsync(page);
        await page.GetByRole(AriaRole.Tab, new() { Name = "坐席" }).ClickAsync();
        var table = page.GetByRole(AriaRole.Tabpanel);
        await Assertions.Expect(table.GetByRole(AriaRole.Row).Filter(new() { HasText = "agent03" })).ToContainTextAsync("%");
        await page.GetByText("计算口径").ClickAsync();
        await Assertions.Expect(page.GetByText("接通 ÷(接通 + 放弃)。正在等待的不计。")).ToBeVisibleAsync();
        await table.ScrollIntoViewIfNeededAsync();
        await seat.ScreenshotAsync("figures-tables");
        await AccessibleAsync(page);

        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "导出 Excel" }).ClickAsync());
        Assert.EndsWith(".xlsx", file.SuggestedFilename, StringComparison.Ordinal);
        file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "导出当前表 CSV" }).ClickAsync());
        Assert.EndsWith("-agent.csv", file.SuggestedFilename, StringComparison.Ordinal);

        await page.GetByLabel("截止日期").FillAsync("2020-01-01");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("日期不正确");
        await seat.ClickAsync("昨天");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await seat.ClickAsync("English");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Figures" })).ToBeVisibleAsync();
        await seat.ClickAsync("Yesterday");
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Key figures" })).ToContainTextAsync("Connect rate");
        await seat.ScreenshotAsync("figures-en");
    }

    private static async Task AccessibleAsync(IPage page) =>
        Assert.Empty((await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Nodes[0].Html}"));

    /// <summary>A day of eighty calls, as the Server keeps it.</summary>
    private void PlantYesterday()
    {
        var day = TimeProvider.System.GetLocalNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var random = new Random(7);
        var cells = new JsonArray();
        var agents = new JsonObject();
        var times = new JsonObject();
        foreach (var (queue, share) in new[] { ("alarm", 1), ("hotline", 6), ("orders", 2) })
        {
            for (var half = 16; half < 36; half++)
            {
                var offered = random.Next(0, share + 1);
                if (offered == 0) continue;
                var abandoned = random.Next(6) == 0 ? 1 : 0;
                var answered = offered - abandoned;
                cells.Add(new JsonObject { ["queue"] = queue, ["halfHour"] = half, ["row"] = Row(offered, answered, Math.Max(0, answered - random.Next(2)), abandoned, random) });
            }
        }

        for (var i = 1; i <= 6; i++)
        {
            agents[$"agent0{i}"] = Row(9 + i, 9 + i, 8 + i, 0, random);
            times[$"agent0{i}"] = new JsonObject { ["readyMs"] = 3_600_000 * (8 - i), ["busyMs"] = 3_600_000 * i, ["breakMs"] = 1_800_000 };
        }

        var folder = Path.Combine(house.Center.Asterisk.Home, "figures");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, day + ".json"), new JsonObject
        {
            ["version"] = 1, ["zone"] = TimeZoneInfo.Local.Id, ["spells"] = new JsonObject(),
            ["figures"] = new JsonObject { ["day"] = day, ["cells"] = cells, ["agents"] = agents, ["times"] = times },
        }.ToJsonString());
    }

    private static JsonObject Row(int offered, int answered, int inTime, int abandoned, Random random) => new()
    {
        ["offered"] = offered, ["answered"] = answered, ["answeredInTime"] = inTime, ["abandoned"] = abandoned, ["abandonedShort"] = abandoned > 0 ? random.Next(2) : 0,
        ["waitMs"] = answered * random.Next(3_000, 12_000), ["maxWaitMs"] = random.Next(8_000, 40_000), ["talkMs"] = answered * random.Next(90_000, 200_000), ["wrapUpMs"] = answered * random.Next(20_000, 50_000),
        ["ringMs"] = answered * random.Next(2_000, 6_000), ["holdMs"] = answered * random.Next(0, 20_000),
    };
}
