using System.Diagnostics;
using CallCenter.Contracts;
using CallCenter.Testing;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The main job in a real browser.</summary>
public sealed class BrowserTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await house.SilenceAsync();

    [Fact]
    public async Task A_resident_dials_the_agent_answers_in_the_browser_and_both_hear_each_other()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent01");
        await seat.ScreenshotAsync("idle");

        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await seat.ShowsResidentAsync("王秀英");
        await seat.PhoneIsAsync("振铃");
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
        await seat.Page.GetByLabel("分类", new() { Exact = true }).SelectOptionAsync("repair");
        await seat.ClickAsync("完成");
        await seat.PhoneIsAsync("空闲");

        // The order is among what is left to do, and opens where it stands.
        await seat.Page.Locator(".orders").GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(seat.Page.Locator(".orders dl")).ToContainTextAsync("agent");

        await Assertions.Expect(seat.Page.GetByText("▶").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await seat.Page.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Button).Filter(new() { HasText = "王秀英" }).First.ClickAsync();
        var audio = seat.Page.Locator(".player audio");
        await Assertions.Expect(audio).ToBeVisibleAsync();
        await Eventually.TrueAsync(() => audio.EvaluateAsync<bool>("a => a.readyState >= 1 && a.duration > 2"), TimeSpan.FromSeconds(10), "the recording can be played");
        await seat.ScreenshotAsync("history");
        var course = seat.Page.GetByRole(AriaRole.Tabpanel);
        await course.GetByRole(AriaRole.Button, new() { NameRegex = new("^[0-9]{8}-[0-9]+$") }).ClickAsync();
        await Assertions.Expect(course.GetByText("楼道灯不亮 <b>三天了</b>'); DROP TABLE Calls;--").Last).ToBeVisibleAsync();
        await seat.ScreenshotAsync("history-order");
    }

    [Fact]
    public async Task The_record_is_on_screen_before_the_ring_and_both_within_a_second()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent08");
        // What the page shows, told by itself at every change: no polling between the two.
        await seat.Page.EvaluateAsync("""
            () => { const seen = window.__seen = {}; const look = () => {
              const now = performance.now();
              if (!seen.record && [...document.querySelectorAll('h2')].some(h => h.textContent.includes('王秀英'))) seen.record = now;
              if (!seen.ring && document.querySelector('[role=status]')?.textContent === '振铃') seen.ring = now; };
              new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true }); }
            """);
        // The record comes first every time; how quickly is judged by the best of three, because other tests use the processors meanwhile.
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3 && best > TimeSpan.FromSeconds(1); attempt++)
        {
            await seat.Page.EvaluateAsync("() => { delete window.__seen.record; delete window.__seen.ring; }");
            var clock = Stopwatch.StartNew();
            var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
            await seat.PhoneIsAsync("振铃");
            var both = clock.Elapsed;
            TestContext.Current.TestOutputHelper?.WriteLine($"on screen and ringing after {both.TotalMilliseconds:0} ms");
            Assert.True(await seat.Page.EvaluateAsync<bool>("() => window.__seen.record > 0 && window.__seen.record <= window.__seen.ring"), "the record came after the ring");
            if (both < best) best = both;
            await caller.HangUpAsync();
            await seat.PhoneIsAsync("空闲");
        }
        Assert.InRange(best.TotalSeconds, 0, 1);
    }

    [Fact]
    public async Task Two_people_under_one_number_are_offered_as_a_choice()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent02");
        var caller = await house.Town.CallAsync("02287654321", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await Assertions.Expect(seat.Page.Locator(".chooser button")).ToHaveCountAsync(2);
        await seat.ScreenshotAsync("chooser");
        var second = await seat.Page.Locator(".chooser b").Nth(1).InnerTextAsync();
        await seat.Page.Keyboard.PressAsync("2");
        await seat.ShowsResidentAsync(second);
        await seat.Page.Keyboard.PressAsync("F8");
        await seat.PhoneIsAsync("通话中");
        await caller.HearsAsync(Seat.VoiceHz);
        await caller.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
    }

    [Fact]
    public async Task An_unknown_caller_is_registered_in_one_step_and_known_next_time()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.TakeAsync("agent03");
        var caller = await house.Town.CallAsync("13800000003", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await seat.ClickAsync("接听");
        await seat.PhoneIsAsync("通话中");
        const string name = "钱<i>多多</i>'--";
        await seat.Page.GetByLabel("姓名").FillAsync(name);
        await seat.ScreenshotAsync("unknown");
        await seat.ClickAsync("登记居民");
        await seat.ShowsResidentAsync(name);
        await caller.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
        await seat.ClickAsync("仅咨询不立单");
        await seat.PhoneIsAsync("空闲");

        var again = await house.Town.CallAsync("13800000003", "12345", toneHz: 440);
        await seat.ShowsResidentAsync(name);
        Assert.Equal(0, await seat.Page.Locator("h2 i").CountAsync());
        await again.HangUpAsync();
    }

    [Fact]
    public async Task Enter_while_an_input_method_composes_submits_nothing()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.Page.GotoAsync(house.Center.Url.ToString());
        var user = seat.Page.GetByLabel("用户名");
        await user.FillAsync("agent04");
        await seat.Page.GetByLabel("密码", new() { Exact = true }).FillAsync(house.Center.Password);
        var asked = 0;
        seat.Page.Request += (_, request) => asked += request.Method == "POST" && request.Url.EndsWith("/api/session", StringComparison.Ordinal) ? 1 : 0;
        var devTools = await seat.Context.NewCDPSessionAsync(seat.Page);
        await user.FocusAsync();
        await devTools.SendAsync("Input.imeSetComposition", new() { ["text"] = "zhang", ["selectionStart"] = 5, ["selectionEnd"] = 5 });
        await devTools.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "rawKeyDown", ["key"] = "Process", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 229 });
        await user.EvaluateAsync("e => e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true, bubbles: true, cancelable: true }))");
        await devTools.SendAsync("Input.insertText", new() { ["text"] = "" });
        await user.FillAsync("agent04");
        Assert.Equal(0, asked);
        await user.PressAsync("Enter");
        await Assertions.Expect(seat.Phone).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_wrong_password_and_an_ended_session_are_told_and_nothing_is_lost()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.Page.GotoAsync(house.Center.Url.ToString());
        await seat.Page.GetByLabel("用户名").FillAsync("agent05");
        await seat.Page.GetByLabel("密码", new() { Exact = true }).FillAsync("' OR 1=1 --");
        await seat.ClickAsync("登录");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await seat.SignInAsync("agent05");
        await seat.PhoneIsAsync("离线");
        await seat.Page.GetByLabel("查找居民").FocusAsync();
        await seat.Context.ClearCookiesAsync();
        await seat.Page.Keyboard.TypeAsync("wang");
        await Assertions.Expect(seat.Page.GetByText("登录已过期")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_console_has_no_serious_fault_of_accessibility()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.Page.GotoAsync(house.Center.Url.ToString());
        await Assertions.Expect(seat.Button("登录")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await ExpectAccessibleAsync(seat, "sign-in");
        await seat.TakeAsync("agent06");
        await ExpectAccessibleAsync(seat, "idle");
        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await ExpectAccessibleAsync(seat, "ringing");
        await seat.ClickAsync("接听");
        await seat.PhoneIsAsync("通话中");
        await ExpectAccessibleAsync(seat, "talking");
        await caller.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
        await ExpectAccessibleAsync(seat, "wrap-up");
    }

    [Fact]
    public async Task Residents_are_found_by_name_pinyin_initials_number_and_address()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.SignInAsync("agent07");
        foreach (var words in (string[])["王秀英", "wangxiuying", "wxy", "13800000001"])
        {
            await seat.Page.GetByLabel("查找居民").FillAsync(words);
            await Assertions.Expect(seat.Page.Locator(".results button").Filter(new() { HasText = "王秀英" }).First).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Officers_begin_with_their_own_pages_and_the_auditor_reads_and_checks_the_log()
    {
        await using var seat = await Seat.OpenAsync(house.Center);
        await seat.SignInAsync("sysadmin01", phone: "none");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "用户、队列" })).ToBeVisibleAsync();
        await Assertions.Expect(seat.Page.GetByText("没有权限")).ToHaveCountAsync(0);
        await seat.ClickAsync("签退");

        await seat.SignInAsync("audit01", phone: "none");
        await seat.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).Filter(new() { HasText = "安全与审计" }).ClickAsync();
        await seat.Page.GetByLabel("用户名").FillAsync("sysadmin01");
        await seat.ClickAsync("查询");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "sysadmin01" }).Filter(new() { HasText = "退出" })).Not.ToHaveCountAsync(0);
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "audit01" })).ToHaveCountAsync(0);
        await seat.ClickAsync("校验完整性");
        await Assertions.Expect(seat.Page.GetByText("未被改动")).ToBeVisibleAsync();
        await ExpectAccessibleAsync(seat, "audit");
        await seat.ScreenshotAsync("audit");
        await seat.Page.RouteAsync("**/api/audit/check", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"rows":11,"fault":"Row 12 was changed…","what":{"kind":"changed","row":12,"says":"2026-01-01 08:00:00Z agent01 resident.opened resident:1"}}""",
        }));
        await seat.ClickAsync("校验完整性");
        await Assertions.Expect(seat.Page.GetByText("第 12 条被修改、插入或移动,与前一条不衔接。内容:2026-01-01 08:00:00Z agent01")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("audit-fault");
        await seat.ClickAsync("签退");

        await seat.SignInAsync("secadmin01", phone: "none");
        await seat.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).Filter(new() { HasText = "安全与审计" }).ClickAsync();
        await Assertions.Expect(seat.Page.GetByText("没有被冻结的通话")).ToBeVisibleAsync();
        await seat.Page.GetByLabel("通话编号").FillAsync("none.1");
        await seat.Page.GetByLabel("依据").FillAsync("公安函〔2026〕12 号");
        await seat.ClickAsync("冻结");
        await Assertions.Expect(seat.Page.GetByText("没有找到")).ToBeVisibleAsync();
        await ExpectAccessibleAsync(seat, "security");
        await seat.ScreenshotAsync("security");
    }

    internal static async Task ExpectAccessibleAsync(Seat seat, string screen)
    {
        var result = await seat.Page.RunAxe();
        var serious = result.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{screen}: {v.Id} {v.Nodes.FirstOrDefault()?.Html}").ToList();
        Assert.True(result.Passes.Length > 5, $"axe looked at nothing on {screen}");
        Assert.Empty(serious);
    }
}
