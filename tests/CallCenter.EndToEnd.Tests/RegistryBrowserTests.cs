using System.Text;
using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Importing, merging and a record's history in a real browser.</summary>
public sealed class RegistryBrowserTests : IAsyncLifetime
{
    private const string Table = "编号,姓名,性别,电话,社区,小区,楼栋,门牌,备注,评语\r\nB1,令狐冲,男,13710900001,朝阳里,东园,1号楼,101,爱喝酒,好\r\nB2,令狐充,男,13710900001,朝阳里,东园,1号楼,102,,好\r\nB3,任盈盈,女,12,朝阳里,,,,,\r\nB4,岳灵珊,女,13710900004,火星,,,,=1+1,\r\n";
    private Center _center = null!;

    public async ValueTask InitializeAsync() => _center = await Center.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_center is not null) await _center.DisposeAsync();
    }

    [Fact]
    public async Task A_supervisor_goes_through_a_group_and_keeps_the_enterprises()
    {
        await using var seat = await Seat.OpenAsync(_center);
        var page = seat.Page;
        await SignInAsync(seat);
        await page.GetByRole(AriaRole.Tab, new() { Name = "特殊人群" }).ClickAsync();
        var alone = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^独居 [0-9]+ 人$") });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^骚扰 [0-9]+ 人$") })).ToBeVisibleAsync();
        await alone.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "王秀英" }).First).ToContainTextAsync("138****0001");
        await seat.ScreenshotAsync("groups");
        await page.GetByRole(AriaRole.Button, new() { Name = "下一页" }).ClickAsync();
        await Assertions.Expect(page.GetByText("第 51–")).ToBeVisibleAsync();
        await page.GetByLabel("社区", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "朝阳里社区" });
        await page.GetByRole(AriaRole.Button, new() { Name = "王秀英" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "王秀英" })).ToBeVisibleAsync();
        await page.GetByText("返回名单").ClickAsync();
        var table = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "下载名单(CSV)" }).ClickAsync());
        Assert.Contains("王秀英,78,138****0001", await File.ReadAllTextAsync(await table.PathAsync()), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Tab, new() { Name = "单位" }).ClickAsync();
        await page.GetByLabel("查找单位", new() { Exact = true }).Last.FillAsync("clwyfw");
        await Assertions.Expect(page.GetByText("没有找到符合的单位。")).ToBeVisibleAsync();
        await page.GetByText("登记新单位").First.ClickAsync();
        await page.GetByLabel("单位名称").FillAsync("朝阳里<b>茶馆</b>");
        await page.GetByLabel("统一社会信用代码").FillAsync("91350100M000100Y44");
        await page.GetByLabel("添加电话").FillAsync("022-27360001、13700360002");
        await page.GetByLabel("社区", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "朝阳里社区" });
        await page.GetByLabel("姓名").FillAsync("常掌柜");
        await page.GetByLabel("职务").FillAsync("掌柜");
        await page.GetByLabel("号码", new() { Exact = true }).FillAsync("13700360003");
        await seat.ClickAsync("保存");
        await Assertions.Expect(page.GetByText("输入有误,请检查。")).ToBeVisibleAsync();
        await page.GetByLabel("统一社会信用代码").FillAsync("91350100M000100Y43");
        await seat.ScreenshotAsync("enterprise-form");
        await seat.ClickAsync("保存");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "朝阳里<b>茶馆</b>" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("137****0002")).ToBeVisibleAsync();
        await page.GetByText("修改单位").ClickAsync();
        await page.GetByLabel("删除 022****0001").CheckAsync();
        await page.GetByLabel("备注").FillAsync("夜里开门");
        await seat.ClickAsync("保存");
        await page.GetByText("变更历史").ClickAsync();
        await Assertions.Expect(page.GetByText("备注: — → 夜里开门")).ToBeVisibleAsync();
        await page.GetByLabel("查找单位", new() { Exact = true }).Last.FillAsync("chaoyangli");
        await Assertions.Expect(page.GetByRole(AriaRole.Button).Filter(new() { HasText = "朝阳里便民超市" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("enterprises");
        await seat.ClickAsync("English");
        await Assertions.Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Special groups" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_station_reads_the_groups_and_enterprises_of_its_community_and_changes_nothing()
    {
        await using var seat = await Seat.OpenAsync(_center);
        var page = seat.Page;
        var refused = 0;
        page.Response += (_, answer) => refused += answer.Status is 403 ? 1 : 0;
        await SignInAsync(seat, "station01");
        await Assertions.Expect(page.GetByRole(AriaRole.Tab)).ToHaveTextAsync(["特殊人群", "单位"]);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^独居 [0-9]+ 人$") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "王秀英" }).First).ToContainTextAsync("138****0001");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "下载名单(CSV)" })).ToHaveCountAsync(0);
        await seat.ScreenshotAsync("station-groups");
        await page.GetByRole(AriaRole.Button, new() { Name = "王秀英" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "王秀英" })).ToBeVisibleAsync();
        foreach (var change in (string[])["修改档案", "变更历史"]) await Assertions.Expect(page.GetByText(change)).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Tab, new() { Name = "单位" }).ClickAsync();
        await page.GetByRole(AriaRole.Button).Filter(new() { HasText = "朝阳里便民超市" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "朝阳里便民超市" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("station-enterprises");
        foreach (var change in (string[])["登记新单位", "修改单位", "变更历史", "未办结工单", "最近来电"]) await Assertions.Expect(page.GetByText(change)).ToHaveCountAsync(0);
        await page.GetByLabel("查找单位", new() { Exact = true }).Last.FillAsync("春和里物业");
        await Assertions.Expect(page.GetByText("没有找到符合的单位。")).ToBeVisibleAsync();
        Assert.Equal(0, refused);
    }

    private async Task SignInAsync(Seat seat, string user = "supervisor01")
    {
        await seat.Page.GotoAsync(new Uri(_center.Url, "registry").ToString());
        await seat.Page.GetByLabel("用户名").FillAsync(user);
        await seat.Page.GetByLabel("密码", new() { Exact = true }).FillAsync(_center.Password);
        await seat.Page.GetByLabel("接听方式").SelectOptionAsync("none");
        await seat.ClickAsync("登录");
    }

    [Fact]
    public async Task A_supervisor_imports_a_table_merges_two_records_and_undoes_both()
    {
        await using var seat = await Seat.OpenAsync(_center);
        var page = seat.Page;
        await SignInAsync(seat);
        await page.GetByLabel("选择 CSV 或 Excel 文件").SetInputFilesAsync(new FilePayload { Name = "朝阳里居民.csv", MimeType = "text/csv", Buffer = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Table)] });
        await Assertions.Expect(page.GetByText("已检查,尚未导入").Last).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".counts .new dd")).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator(".counts .faulty dd")).ToHaveTextAsync("2");
        await Assertions.Expect(page.GetByText("不认识的列,未读取:评语")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("电话 不是电话号码")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("import-checked");
        await seat.ClickAsync("导入 2 行");
        await Assertions.Expect(page.GetByText("已导入").Last).ToBeVisibleAsync();
        // The import is the Server's: a page that comes back finds it.
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "撤销整次导入" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Tab, new() { Name = "疑似重复" }).ClickAsync();
        var pair = page.GetByRole(AriaRole.Article).Filter(new() { HasText = "令狐充" });
        await Assertions.Expect(pair).ToBeVisibleAsync();
        await seat.ScreenshotAsync("duplicates");
        await pair.GetByRole(AriaRole.Button, new() { Name = "保留此份,并入另一份" }).First.ClickAsync();
        await pair.GetByRole(AriaRole.Button, new() { Name = "确认保留此份,并入另一份" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "撤销合并" })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("merged");
        await page.GetByRole(AriaRole.Button, new() { Name = "撤销合并" }).ClickAsync();
        await Assertions.Expect(pair).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "返回工作台" }).ClickAsync();
        await page.GetByLabel("查找居民").FillAsync("令狐冲");
        await page.GetByRole(AriaRole.Button).Filter(new() { HasText = "令狐冲" }).ClickAsync();
        await page.GetByText("修改档案").ClickAsync();
        await page.GetByLabel("备注").FillAsync("戒酒了");
        await page.GetByLabel("添加联系人").FillAsync("任盈盈");
        await page.GetByLabel("与本人关系").SelectOptionAsync("spouse");
        await page.GetByLabel("联系人电话").FillAsync("13710900009");
        await seat.ClickAsync("保存");
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "任盈盈 配偶 137****0009" })).ToBeVisibleAsync();
        await page.GetByText("全部通话与工单").ClickAsync();
        await Assertions.Expect(page.GetByText("没有工单", new() { Exact = true })).ToBeVisibleAsync();
        await seat.ScreenshotAsync("record");
        await page.GetByText("变更历史").ClickAsync();
        await Assertions.Expect(page.GetByText("备注: 爱喝酒 → 戒酒了")).ToBeVisibleAsync();
        await page.GetByText("健康与照护").ClickAsync();
        await Assertions.Expect(page.GetByText("没有有效授权,不能记录或查看。")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("resident-history");

        await page.GetByRole(AriaRole.Link, new() { Name = "居民档案" }).ClickAsync();
        await seat.ClickAsync("撤销整次导入");
        await seat.ClickAsync("确认撤销整次导入");
        await Assertions.Expect(page.GetByText("已恢复 1 人,保留 1 人")).ToBeVisibleAsync();
        await seat.ClickAsync("English");
        await Assertions.Expect(page.GetByText("1 residents put back, 1 kept")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("import-undone-en");
    }
}
