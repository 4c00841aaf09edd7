using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Settings;

public sealed class SettingsApiTests(ServerHost host) : IClassFixture<ServerHost>
{
    private readonly SiteSettings _settings = host.Services.GetRequiredService<SiteSettings>();
    private readonly RoutingLoop _routing = host.Services.GetRequiredService<RoutingLoop>();

    private Task KnownAsync() => Eventually.TrueAsync(() => _settings.Known, TimeSpan.FromSeconds(20), "the settings are read");

    private static Task<HttpResponseMessage> PutAsync<T>(HttpClient admin, string section, string id, long version, T value) =>
        admin.PutAsJsonAsync($"/api/admin/settings/{section}/{id}", new PutSetting(version, SettingKind.Write(value)), ServerHost.Json);

    private static async Task<SettingItem> ItemAsync(HttpClient admin, string section, string id) =>
        (await admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.Single(i => i.Section == section && i.Id == id);

    private async Task<HttpClient> AdminAsync()
    {
        await KnownAsync();
        var admin = await host.SignedInAsync("admin01");
        admin.DefaultRequestHeaders.Add("X-CallCenter", "1");
        return admin;
    }

    [Fact]
    public async Task A_new_site_begins_with_the_settings_of_the_environment()
    {
        using var admin = await AdminAsync();
        var page = await admin.GetAsync<SettingsPage>("/api/admin/settings");
        Assert.Equal(["12345", "12349", "12356", "8890"], page.Items.Where(i => i.Section == SettingSection.Numbers).Select(i => i.Id).Where(id => id is "12345" or "12349" or "12356" or "8890").Order());
        Assert.Contains(page.Items, i => i is { Section: SettingSection.Queues, Id: "alarm", ChangedBy: "system" } && i.Value.Deserialize<QueueSetting>(ServerHost.Json)!.Priority == 1);
        var words = await admin.GetAsync<SiteWords>("/api/site");
        Assert.Equal("休息", words.BreakReasons.Single(w => w.Id == "rest").NameZh);
        Assert.Equal(14, words.Categories.Count(c => c.Active));
    }

    [Fact]
    public async Task Only_administrators_see_and_change_settings()
    {
        foreach (var user in (string[])["agent01", "supervisor01"])
        {
            using var browser = await host.SignedInAsync(user);
            Assert.Equal(ProblemCode.NotAllowed, await (await browser.GetAsync("/api/admin/settings")).CodeAsync());
            Assert.Equal(ProblemCode.NotAllowed, await (await PutAsync(browser, SettingSection.Categories, "x", 0, new WordSetting("甲", "A", 1, true))).CodeAsync());
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/site")).StatusCode);
        }
    }

    [Fact]
    public async Task A_changed_queue_reaches_routing_at_once_and_is_recorded_with_before_and_after()
    {
        using var admin = await AdminAsync();
        var item = await ItemAsync(admin, SettingSection.Queues, "orders");
        var before = item.Value.Deserialize<QueueSetting>(ServerHost.Json)!;
        var stored = await (await PutAsync(admin, SettingSection.Queues, "orders", item.Version, before with { WrapUpSeconds = 45 })).ReadAsync<SettingItem>();
        await Eventually.TrueAsync(() => _routing.State.Queues["orders"].WrapUpSeconds == 45, TimeSpan.FromSeconds(5), "routing knows");
        Assert.Equal("admin01", (await admin.GetAsync<SettingsPage>("/api/admin/settings")).Applied.By);
        var change = (await admin.GetAsync<List<SettingChangeLine>>("/api/admin/settings/queues/orders/changes"))[0];
        Assert.Equal(("admin01", 60, 45), (change.User, change.Before!.Value.GetProperty("wrapUpSeconds").GetInt32(), change.After!.Value.GetProperty("wrapUpSeconds").GetInt32()));
        await host.AuditedAsync(AuditAction.SettingChanged, $"queues/orders@{stored.Version} {SiteSettings.Digest(change.Before.Value.GetRawText(), change.After.Value.GetRawText())}");
    }

    [Fact]
    public async Task The_auditor_reads_what_was_changed_and_holds_it_against_the_audit_log()
    {
        using var admin = await AdminAsync();
        var item = await ItemAsync(admin, SettingSection.Queues, "hotline");
        var before = item.Value.Deserialize<QueueSetting>(ServerHost.Json)!;
        foreach (var (version, seconds) in new[] { (0, 46), (1, 47) })
            (await PutAsync(admin, SettingSection.Queues, "hotline", item.Version + version, before with { WrapUpSeconds = seconds })).EnsureSuccessStatusCode();
        (await admin.PutAsJsonAsync("/api/admin/users/audited.one", new PutUser(0, "甲", [Role.Agent], false), ServerHost.Json)).EnsureSuccessStatusCode();
        (await admin.PostEmptyAsync("/api/admin/users/audited.one/password")).EnsureSuccessStatusCode();

        using var auditor = await host.SignedInAsync("audit01");
        var all = await auditor.GetAsync<List<SettingChangeLine>>("/api/admin/settings/queues/hotline/changes");
        Assert.Equal([47, 46], all.Take(2).Select(c => c.After!.Value.GetProperty("wrapUpSeconds").GetInt32()));
        var one = Assert.Single(await auditor.GetAsync<List<SettingChangeLine>>($"/api/admin/settings/queues/hotline/changes?version={item.Version + 1}"));
        Assert.Equal(46, one.After!.Value.GetProperty("wrapUpSeconds").GetInt32());
        await host.AuditedAsync(AuditAction.SettingChanged, $"queues/hotline@{one.Version} {one.Digest}");
        // The password reset is a change of the user too, in which nothing differs.
        var user = await auditor.GetAsync<List<SettingChangeLine>>("/api/admin/settings/users/audited.one/changes?version=1");
        Assert.Equal(2, user.Count);
        foreach (var (action, change) in new[] { (AuditAction.PasswordReset, user[0]), (AuditAction.UserChanged, user[1]) }) await host.AuditedAsync(action, $"users/audited.one@1 {change.Digest}");
        Assert.Equal("audit01", (await host.AuditedAsync(AuditAction.AuditRead, "queues/hotline")).User);

        // What is altered afterwards no longer has the digest of the log.
        await using (var db = host.Db())
            await db.SettingChanges.Where(c => c.SettingId == "hotline" && c.Version == one.Version).ExecuteUpdateAsync(set => set.SetProperty(c => c.User, "nobody").SetProperty(c => c.Before, "{}"));
        Assert.NotEqual(one.Digest, (await auditor.GetAsync<List<SettingChangeLine>>($"/api/admin/settings/queues/hotline/changes?version={one.Version}"))[0].Digest);

        foreach (var kept in new[] { "/api/admin/settings", "/api/admin/users", "/api/admin/prompts" }) Assert.Equal(ProblemCode.NotAllowed, await (await auditor.GetAsync(kept)).CodeAsync());
    }

    [Fact]
    public async Task The_second_administrator_is_shown_what_the_first_one_stored()
    {
        using var first = await AdminAsync();
        using var second = await host.SignedInAsync("admin01");
        var item = await ItemAsync(first, SettingSection.Queues, "counsel");
        var queue = item.Value.Deserialize<QueueSetting>(ServerHost.Json)!;
        await (await PutAsync(first, SettingSection.Queues, "counsel", item.Version, queue with { NameEn = "First" })).ReadAsync<SettingItem>();
        var answer = await PutAsync(second, SettingSection.Queues, "counsel", item.Version, queue with { NameEn = "Second" });
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var newer = (await answer.Content.ReadFromJsonAsync<SettingItem>(ServerHost.Json))!;
        Assert.Equal(("First", item.Version + 1), (newer.Value.GetProperty("nameEn").GetString(), newer.Version));
        Assert.Equal("First", _settings.Current.Queue("counsel").NameEn);
    }

    [Fact]
    public async Task Adding_a_phone_that_is_there_leaves_it_and_its_password_alone()
    {
        using var admin = await AdminAsync();
        Assert.IsType<SettingOutcome.Stored>(await _settings.EditAsync("admin01", [new SettingEdit(SettingSection.Phones, "8555", 0, SettingKind.Write(new PhoneSetting("门卫")))], default));
        // Asterisk is not there: had it been asked for a new password, the answer would be 503.
        var answer = await PutAsync(admin, SettingSection.Phones, "8555", 0, new PhoneSetting("别人"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("门卫", (await answer.Content.ReadFromJsonAsync<SettingItem>(ServerHost.Json))!.Value.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PutAsync(admin, SettingSection.Phones, "8556", 0, new PhoneSetting("新"))).StatusCode);
    }

    [Fact]
    public async Task A_queue_does_not_become_one_for_life_while_its_numbers_may_wait_longer()
    {
        using var admin = await AdminAsync();
        var queue = new QueueSetting("应急", "Urgent", 2, 20, 60, false);
        await (await PutAsync(admin, SettingSection.Queues, "urgent", 0, queue)).ReadAsync<SettingItem>();
        await (await PutAsync(admin, SettingSection.Numbers, "12301", 0, new NumberSetting("urgent", 28))).ReadAsync<SettingItem>();
        var answer = await PutAsync(admin, SettingSection.Queues, "urgent", 1, queue with { Priority = 1 });
        Assert.Equal(ProblemCode.Invalid, await answer.CodeAsync());
        Assert.Contains("12301", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await (await PutAsync(admin, SettingSection.Numbers, "12301", 1, new NumberSetting("urgent", 6))).ReadAsync<SettingItem>();
        await (await PutAsync(admin, SettingSection.Queues, "urgent", 1, queue with { Priority = 1 })).ReadAsync<SettingItem>();
    }

    [Fact]
    public async Task Two_changes_at_once_that_are_right_alone_do_not_break_a_queue_together()
    {
        using var admin = await AdminAsync();
        for (var round = 0; round < 15; round++)
        {
            var (queue, number) = ($"pair-{round}", $"1250{round:00}");
            await (await PutAsync(admin, SettingSection.Queues, queue, 0, new QueueSetting("双", "Pair", 3, 20, 60, false))).ReadAsync<SettingItem>();
            var both = await Task.WhenAll(
                Task.Run(() => admin.DeleteAsync($"/api/admin/settings/queues/{queue}?version=1")), Task.Run(() => PutAsync(admin, SettingSection.Numbers, number, 0, new NumberSetting(queue, 28))));
            Assert.False(both.All(answer => answer.IsSuccessStatusCode), "a number leads to a closed queue");
            if (both[1].IsSuccessStatusCode) (await admin.DeleteAsync($"/api/admin/settings/numbers/{number}?version=1")).EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task What_was_not_stored_is_not_in_the_audit_log()
    {
        using var admin = await AdminAsync();
        var day = SettingKind.Write(new CalendarSetting("holiday", "甲", "A"));
        Assert.IsType<SettingOutcome.Conflict>(await _settings.EditAsync("admin01", [new SettingEdit(SettingSection.Calendar, "2031-01-01", 0, day), new SettingEdit(SettingSection.Calendar, "2031-01-02", 99, day)], default));
        await (await PutAsync(admin, SettingSection.Calendar, "2031-01-03", 0, new CalendarSetting("holiday", "乙", "B"))).ReadAsync<SettingItem>();
        await using var db = host.Db();
        await Eventually.TrueAsync(() => db.AuditEntries.AnyAsync(e => e.Subject.StartsWith("calendar/2031-01-03@")), TimeSpan.FromSeconds(10), "what came after it is written");
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Subject.StartsWith("calendar/2031-01-01@")));
    }

    [Fact]
    public async Task A_closed_queue_takes_no_number_but_serves_its_callers_to_the_last()
    {
        using var admin = await AdminAsync();
        await (await PutAsync(admin, SettingSection.Queues, "winter", 0, new QueueSetting("供暖专席", "Heating", 3, 20, 60, true))).ReadAsync<SettingItem>();
        await (await PutAsync(admin, SettingSection.Numbers, "12399", 0, new NumberSetting("winter", 28))).ReadAsync<SettingItem>();
        await _routing.AskAsync(new AgentSignedIn("agent19", "8003", ["winter"]), default);
        await _routing.AskAsync(new CallArrived("w1", "winter", DateTimeOffset.UnixEpoch, "12399"), default);
        Assert.Equal(ProblemCode.WrongState, await (await admin.DeleteAsync("/api/admin/settings/queues/winter?version=1")).CodeAsync());
        (await admin.DeleteAsync("/api/admin/settings/numbers/12399?version=1")).EnsureSuccessStatusCode();
        (await admin.DeleteAsync("/api/admin/settings/queues/winter?version=1")).EnsureSuccessStatusCode();
        Assert.True((await ItemAsync(admin, SettingSection.Queues, "winter")).Value.GetProperty("closed").GetBoolean());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(admin, SettingSection.Numbers, "12398", 0, new NumberSetting("winter", 28))).CodeAsync());
        var load = (await admin.GetAsync<SettingsPage>("/api/admin/settings")).Load.Single(l => l.Queue == "winter");
        Assert.Equal(1, load.Waiting);
        await _routing.AskAsync(new AdoptionFinished(), default);
        var decisions = await _routing.AskAsync(new AgentReady("agent19"), default);
        Assert.Contains(decisions, d => d is Offer { Call: "w1" });
        await _routing.AskAsync(new CallGone("w1"), default);
        await _routing.AskAsync(new AgentSignedOut("agent19"), default);
    }

    [Fact]
    public async Task A_signed_in_agent_serves_other_queues_from_the_change_on()
    {
        using var admin = await AdminAsync();
        await _routing.AskAsync(new AgentSignedIn("agent18", "8002", _settings.Current.QueuesOf("agent18")), default);
        await (await PutAsync(admin, SettingSection.AgentQueues, "agent18", 0, new AgentQueuesSetting(["alarm"]))).ReadAsync<SettingItem>();
        await Eventually.TrueAsync(() => !_routing.State.Agents["agent18"].Queues.Contains("hotline") && _routing.State.Agents["agent18"].Queues.Contains("alarm"), TimeSpan.FromSeconds(5), "routing knows");
        await _routing.AskAsync(new AgentSignedOut("agent18"), default);
    }

    [Fact]
    public async Task A_break_reason_switched_off_is_refused_and_a_new_one_taken()
    {
        using var admin = await AdminAsync();
        await (await PutAsync(admin, SettingSection.BreakReasons, "fireDrill", 0, new WordSetting("消防演练", "Fire drill", 5, true))).ReadAsync<SettingItem>();
        (await admin.DeleteAsync("/api/admin/settings/break-reasons/meeting?version=1")).EnsureSuccessStatusCode();
        using var agent = await host.SignedInAsync("agent05", "8001");
        Assert.Equal(HttpStatusCode.OK, (await agent.PostAsJsonAsync("/api/agent/state", new SetAgentState("break", "fireDrill"))).StatusCode);
        Assert.Equal(ProblemCode.Invalid, await (await agent.PostAsJsonAsync("/api/agent/state", new SetAgentState("break", "meeting"))).CodeAsync());
        var words = await agent.GetAsync<SiteWords>("/api/site");
        Assert.False(words.BreakReasons.Single(w => w.Id == "meeting").Active);
        agent.DefaultRequestHeaders.Add("X-CallCenter", "1");
        (await agent.DeleteAsync("/api/session")).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("numbers", "12349", """{"queue":"alarm","leaseSeconds":28}""", "within 7 s")]
    [InlineData("numbers", "12345", """{"queue":"nowhere","leaseSeconds":28}""", "no open queue")]
    [InlineData("numbers", "8001", """{"queue":"hotline","leaseSeconds":28}""", "desk phone")]
    [InlineData("numbers", "1;2", """{"queue":"hotline","leaseSeconds":28}""", "no id")]
    [InlineData("queues", "Hot Line", """{"nameZh":"热","nameEn":"H","priority":3,"offerSeconds":20,"wrapUpSeconds":60,"notice":true}""", "small letters")]
    [InlineData("queues", "hot", """{"nameZh":"","nameEn":"H","priority":9,"offerSeconds":20,"wrapUpSeconds":60,"notice":true}""", "NameZh is missing. Priority is 1 to 4.")]
    [InlineData("queues", "hot", """{"nameZh":"热"}""", "does not fit")]
    [InlineData("queues", "hot", """{"nameZh":"热","nameEn":"H","priority":3,"offerSeconds":20,"wrapUpSeconds":60,"notice":true,"extra":1}""", "does not fit")]
    [InlineData("hours", "queue:alarm", """{"week":["","","","","","",""],"holiday":""}""", "always open")]
    [InlineData("hours", "queue:hotline", """{"week":["09:00-08:00","","","","","",""],"holiday":""}""", "Monday: '09:00-08:00' ends before it begins")]
    [InlineData("calendar", "2026-02-30", """{"kind":"holiday","nameZh":"日","nameEn":"day"}""", "no such day")]
    [InlineData("outbound", "agent:moon", """{"allowed":true,"callsPerDay":0,"minutesPerCall":0}""", "no such class")]
    [InlineData("duty", "s1", """{"from":"2026-10-01T08:00:00Z","to":"2026-10-01T07:00:00Z","name":"王","number":"110; rm"}""", "telephone number. The shift ends")]
    public async Task A_wrong_value_is_told_in_a_sentence_and_nothing_is_stored(string section, string id, string value, string said)
    {
        using var admin = await AdminAsync();
        var answer = await admin.PutAsync($"/api/admin/settings/{section}/{Uri.EscapeDataString(id)}", new StringContent($$"""{"version":0,"value":{{value}}}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("GB18030")]
    public async Task The_official_calendar_is_imported_only_when_every_line_is_right(string encoding)
    {
        using var admin = await AdminAsync();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var year = encoding == "UTF-8" ? 2027 : 2028;
        async Task<ImportReport> ImportAsync(string text, bool apply) => await (await admin.PostAsync($"/api/admin/settings/calendar/import?apply={apply}",
            new ByteArrayContent(Encoding.GetEncoding(encoding).GetBytes(text)) { Headers = { { "Content-Type", "application/json" } } })).ReadAsync<ImportReport>();

        var wrong = await ImportAsync($"日期,类型,名称\n{year}-10-01,休,国庆节\n{year}-13-01,休,国庆节\n{year}-10-10,也许,?\n{year}-10-02,休,=HYPERLINK(\"x\")\n", true);
        Assert.Equal((3, false), (wrong.Faults, wrong.Applied));
        Assert.Equal([null, "'2027", "neither", "'=HY"], wrong.Lines.Select(l => l.Fault switch { null => null, { } f when f.Contains("no date") => "'2027", { } f when f.Contains("neither") => "neither", { } f => f[..4] }));
        Assert.DoesNotContain(DateOnly.Parse($"{year}-10-01", null), _settings.Current.Calendar.Keys);
        var right = await ImportAsync($"日期,类型,名称\n{year}-10-01,休,国庆节\n{year}-10-09,班,国庆调休\n", true);
        Assert.Equal((0, true), (right.Faults, right.Applied));
        Assert.Equal(("holiday", "国庆节"), (_settings.Current.Calendar[new DateOnly(year, 10, 1)].Kind, _settings.Current.Calendar[new DateOnly(year, 10, 1)].NameZh));
        Assert.Equal("workday", _settings.Current.Calendar[new DateOnly(year, 10, 9)].Kind);
    }

    [Fact]
    public async Task A_duty_roster_from_Excel_puts_the_present_number_where_the_dialplan_reads_it()
    {
        using var admin = await AdminAsync();
        var site = Directory.CreateDirectory(Path.Combine(host.Paths.Asterisk, "site")).FullName;
        var clock = TimeZoneInfo.ConvertTime(host.Time.GetUtcNow(), TimeZoneInfo.Local);
        using var sheet = new MemoryStream();
        await MiniExcelLibs.MiniExcel.SaveAsAsync(sheet, new[]
        {
            new { 开始 = $"{clock.AddHours(-1):yyyy-MM-dd HH:mm}", 结束 = $"{clock.AddHours(1):yyyy-MM-dd HH:mm}", 姓名 = "李值班", 电话 = "139 0000 0001" },
            new { 开始 = $"{clock.AddHours(1):yyyy-MM-dd HH:mm}", 结束 = $"{clock.AddHours(9):yyyy-MM-dd HH:mm}", 姓名 = "赵值班", 电话 = "13900000002" },
        });
        var report = await (await admin.PostAsync("/api/admin/settings/duty/import?apply=true", new ByteArrayContent(sheet.ToArray()) { Headers = { { "Content-Type", "application/json" } } })).ReadAsync<ImportReport>();
        Assert.True(report.Applied, string.Join('\n', report.Lines));
        Assert.Contains("[duty]\nnumber = 13900000001\n", await File.ReadAllTextAsync(Path.Combine(site, "site.conf")), StringComparison.Ordinal);
        Assert.Contains("[12349]\nqueue = alarm\nlease = 28\nlife = 1\n".Replace("28", "6"), await File.ReadAllTextAsync(Path.Combine(site, "site.conf")), StringComparison.Ordinal);
        Assert.Equal("13900000001", (await admin.GetAsync<SettingsPage>("/api/admin/settings")).Applied.DutyNumber);
    }

    [Fact]
    public async Task A_desk_phone_is_not_promised_while_Asterisk_is_away()
    {
        using var admin = await AdminAsync();
        Assert.Equal(ProblemCode.Unavailable, await (await PutAsync(admin, SettingSection.Phones, "8100", 0, new PhoneSetting("值班室"))).CodeAsync());
        Assert.False(_settings.Current.IsDeskPhone("8100"));
    }
}
