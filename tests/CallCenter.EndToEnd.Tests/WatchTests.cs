using System.Diagnostics;
using CallCenter.Contracts;
using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The synthetic alarm call goes the real way and leaves no trace among real calls; what is critical is spoken to whoever is on duty.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private const string Duty = "13900000000";
    private Center _center = null!;
    private Town _town = null!;
    private AgentClient _supervisor = null!;

    public async ValueTask InitializeAsync()
    {
        _center = await Center.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DUTY_NUMBER"] = Duty, ["CALLCENTER_MESSAGES_QUIET"] = "none" });
        _town = await Town.StartAsync(_center.Asterisk);
        _supervisor = await _center.SignInAsync("supervisor01", null);
    }

    public async ValueTask DisposeAsync()
    {
        _supervisor?.Dispose();
        if (_town is not null) await _town.DisposeAsync();
        if (_center is not null) await _center.DisposeAsync();
    }

    [Fact]
    public async Task A_drill_rings_a_phone_for_a_moment_and_one_that_fails_is_told_by_call_and_message_until_somebody_takes_it_in_hand()
    {
        var nobody = await DrillAsync();
        Assert.Equal("queued", nobody.Outcome);
        Assert.InRange(nobody.ArrivedMilliseconds!.Value, 0, 1000);

        var phone = await _town.RegisterAsync("8001");
        using var agent = await _center.SignInAsync("agent01", "8001");
        await agent.ReadyAsync();
        await agent.BecomesAsync(AgentState.Ready);
        var rung = DrillAsync();
        var ring = await phone.RingsAsync(TimeSpan.FromSeconds(5));
        var drill = await rung;
        Assert.Equal("rang", drill.Outcome);
        TestContext.Current.TestOutputHelper?.WriteLine($"arrived {drill.ArrivedMilliseconds} ms, offered {drill.OfferedMilliseconds} ms, rang {drill.RangMilliseconds} ms");
        Assert.InRange(drill.RangMilliseconds!.Value, 0, 2000);
        await ring.EndedAsync(TimeSpan.FromSeconds(3));
        await agent.BecomesAsync(AgentState.Ready);
        Assert.Empty(Directory.EnumerateFiles(_center.Asterisk.Recordings, "drill-*"));

        Assert.Equal("not-arrived", (await FailAsync()).Outcome);
        var officer = await _town.Subscriber(Duty).RingsAsync(TimeSpan.FromSeconds(75));
        await officer.AnswerAsync(toneHz: 880);
        await officer.HearsSoundOtherThanAsync(880);
        var page = await PageAsync();
        var matter = page.Matters.Single(m => m.Matter == Matter.Drill);
        Assert.Equal(WatchLevel.Critical, matter.Level);
        Assert.Equal("139****0000", page.Duty!.Number);
        await Eventually.TrueAsync(async () => (await PageAsync()).Events.Any(e => e is { Matter: Matter.Drill, Kind: "call", Outcome: "answered" }), TimeSpan.FromSeconds(10), "the call is on the page");
        Assert.Contains((await PageAsync()).Events, e => e is { Matter: Matter.Drill, Kind: "message", Outcome: "queued" });
        await Eventually.TrueAsync(() => Directory.Exists(Path.Combine(_center.Asterisk.Home, "messages")) && Directory.EnumerateFiles(Path.Combine(_center.Asterisk.Home, "messages")).Any(file => File.ReadAllText(file).Contains("报警测试呼叫失败", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(10), "the message went out");
        await officer.HangUpAsync();

        await _supervisor.PostAsync($"/api/operations/{Matter.Drill}/acknowledge");
        Assert.Equal("supervisor01", (await PageAsync()).Matters.Single(m => m.Matter == Matter.Drill).AcknowledgedBy);
        // History and figures know of none of them.
        Assert.Empty((await _supervisor.GetAsync<CallPage>("/api/calls")).Calls);

        await using var office = await Seat.OpenAsync(_center);
        await office.Page.GotoAsync(new Uri(_center.Url, "operations").ToString());
        await office.Page.GetByLabel("用户名").FillAsync("supervisor01");
        await office.Page.GetByLabel("密码", new() { Exact = true }).FillAsync(_center.Password);
        await office.Page.GetByLabel("接听方式").SelectOptionAsync("none");
        await office.ClickAsync("登录");
        await Assertions.Expect(office.Page.GetByRole(AriaRole.Heading, new() { Name = "运行状况" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(office.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "报警测试" }).First).ToContainTextAsync("supervisor01 已于");
        await Assertions.Expect(office.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("报警测试告警");
        await office.ScreenshotAsync("operations");
    }

    [Fact]
    public async Task Whoever_is_on_duty_hears_of_a_trunk_that_died_within_a_quarter_of_a_minute()
    {
        await using var trunks = new TrunkDesk(await _center.SignInAsync("admin01", null));
        await using var carrier = await Town.StartAsync(_center.Asterisk, "127.0.0.2");
        await trunks.PutAsync("trunks/unicom", TrunkDesk.Trunk("127.0.0.2", carrier.Asterisk.SipPort));
        await trunks.IsAsync("unicom", t => t.Reachable == true, "answers");
        // The watch has had its first look at everything.
        await Eventually.TrueAsync(async () => (await MetricsAsync()).Contains("callcenter_watch_level{matter=\"trunk\"} 0", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "it is well");
        await carrier.Asterisk.StopAsync();
        var clock = Stopwatch.StartNew();
        // By the environment's trunk, which is up.
        var officer = await _town.Subscriber(Duty).RingsAsync(TimeSpan.FromSeconds(20));
        TestContext.Current.TestOutputHelper?.WriteLine($"rang after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 7, 17);
        await officer.HangUpAsync();
        Assert.Equal((WatchLevel.Critical, "trunk-down"), (await PageAsync()).Matters.Where(m => m.Matter == Matter.Trunk).Select(m => (m.Level, m.What.Code)).Single());
    }

    [Fact]
    public async Task A_carrier_that_is_away_for_a_moment_wakes_nobody()
    {
        await using var trunks = new TrunkDesk(await _center.SignInAsync("admin01", null));
        await using var carrier = new CarrierStub("127.0.0.3", _center.Asterisk.SipPort);
        await trunks.PutAsync("trunks/unicom", TrunkDesk.Trunk("127.0.0.3", carrier.Port));
        await trunks.IsAsync("unicom", t => t.Reachable == true, "answers");
        await Eventually.TrueAsync(async () => (await MetricsAsync()).Contains("callcenter_watch_level{matter=\"trunk\"} 0", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "it is well");
        carrier.Status = 0;
        await trunks.IsAsync("unicom", t => t.Reachable == false, "is down");
        carrier.Status = 503;
        await trunks.IsAsync("unicom", t => t.Reachable == true, "answers again");
        Assert.DoesNotContain((await PageAsync()).Events, e => e.Matter == Matter.Trunk);
    }

    private async Task<string> MetricsAsync()
    {
        using var http = new HttpClient { BaseAddress = _center.Url };
        return await http.GetStringAsync("/metrics");
    }

    private async Task<DrillLine> FailAsync()
    {
        // The dialplan does not know the number any more.
        var site = Path.Combine(_center.Asterisk.Folder, "site", "site.conf");
        var before = await File.ReadAllTextAsync(site);
        await File.WriteAllTextAsync(site, before.Replace("[12349]", "[12348]", StringComparison.Ordinal));
        try
        {
            return await DrillAsync();
        }
        finally
        {
            await File.WriteAllTextAsync(site, before);
        }
    }

    private async Task<DrillLine> DrillAsync()
    {
        await _supervisor.PostAsync("/api/operations/drill");
        return (await PageAsync()).Drills[0];
    }

    private Task<OperationsPage> PageAsync() => _supervisor.GetAsync<OperationsPage>("/api/operations");
}
