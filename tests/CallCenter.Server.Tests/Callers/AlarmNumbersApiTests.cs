using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Residents;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Callers;

/// <summary>Telephones and units whose calls are alarms, as supervisors register them.</summary>
public sealed class AlarmNumbersApiTests(ServerHost host) : IClassFixture<ServerHost>
{
    private readonly SiteSettings _settings = host.Services.GetRequiredService<SiteSettings>();

    private async Task<HttpClient> SupervisorAsync()
    {
        await Eventually.TrueAsync(() => _settings.Known, TimeSpan.FromSeconds(20), "the settings are read");
        var client = await host.SignedInAsync("supervisor01");
        client.DefaultRequestHeaders.Add("X-CallCenter", "1");
        return client;
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid id, PutAlarmNumber number) => client.PutAsJsonAsync($"/api/alarm-numbers/{id}", number, ServerHost.Json);

    [Fact]
    public async Task A_number_is_registered_for_a_resident_whose_record_is_the_callers_and_the_dialplan_is_told()
    {
        var site = Directory.CreateDirectory(Path.Combine(host.Paths.Asterisk, "site")).FullName;
        using var supervisor = await SupervisorAsync();
        var wang = (await supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        var id = Guid.CreateVersion7();
        (await PutAsync(supervisor, id, new PutAlarmNumber(0, "0136 0000 0001", true, wang.Id, "朝阳里 3-2-401 客厅", new DateOnly(2026, 1, 1)))).EnsureSuccessStatusCode();
        Assert.Contains("[01]\n13600000001 = alarm:6\n", await File.ReadAllTextAsync(Path.Combine(site, "alarm-numbers.conf")), StringComparison.Ordinal);
        var list = await supervisor.GetAsync<AlarmNumberList>("/api/alarm-numbers?q=朝阳里");
        var line = list.Numbers.Single(n => n.Id == id);
        Assert.Equal(("136****0001", "王秀英", true, true, "alarm"), (line.MaskedNumber, line.ResidentName, line.Unit, line.Counts, list.Line));
        await host.AuditedAsync(AuditAction.AlarmNumbersListed, $"{list.Numbers.Count} alarm numbers");

        // A telephone of somebody else's household: the registration says who calls.
        var identity = await host.Services.GetRequiredService<ICallerNumbers>().IdentifyAsync("13600000001", wang.Id, CancellationToken.None);
        Assert.Equal("王秀英", Assert.Single(identity.People).Name);

        (await PutAsync(supervisor, id, new PutAlarmNumber(line.Version, null, false, null, "卧室", new DateOnly(2026, 1, 1)))).EnsureSuccessStatusCode();
        Assert.Equal(new AlarmNumberSetting("+8613600000001", false, null, "卧室", new DateOnly(2026, 1, 1)), _settings.Current.AlarmNumbers["+8613600000001"].Value);
        Assert.Equal(ProblemCode.WrongState, await (await PutAsync(supervisor, id, new PutAlarmNumber(line.Version, null, false, null, "厨房", new DateOnly(2026, 1, 1)))).CodeAsync());
        Assert.Equal("13600000001", (await (await supervisor.RevealAsync($"/api/alarm-numbers/{id}/reveal-number")).ReadAsync<RevealedNumber>()).Number);
        await host.AuditedAsync(AuditAction.NumberRevealed, $"alarm-number:{id}");

        Assert.Equal(HttpStatusCode.NoContent, (await supervisor.DeleteAsync($"/api/alarm-numbers/{id}?version={line.Version + 1}")).StatusCode);
        Assert.DoesNotContain("13600000001", await File.ReadAllTextAsync(Path.Combine(site, "alarm-numbers.conf")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Place")]
    [InlineData("not a number", "Place")]
    [InlineData("12349", "Place")]
    [InlineData("13600000002", "")]
    public async Task What_is_no_caller_or_has_no_place_is_not_registered(string number, string place)
    {
        using var supervisor = await SupervisorAsync();
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(supervisor, Guid.CreateVersion7(), new PutAlarmNumber(0, number, true, null, place, new DateOnly(2026, 1, 1)))).CodeAsync());
    }

    [Fact]
    public async Task A_number_is_registered_once_and_not_for_nobody()
    {
        using var supervisor = await SupervisorAsync();
        var put = new PutAlarmNumber(0, "13600000003", true, null, "1号楼", new DateOnly(2026, 1, 1));
        (await PutAsync(supervisor, Guid.CreateVersion7(), put)).EnsureSuccessStatusCode();
        Assert.Equal(ProblemCode.WrongState, await (await PutAsync(supervisor, Guid.CreateVersion7(), put with { Number = "+8613600000003" })).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(supervisor, Guid.CreateVersion7(), put with { Number = "13600000004", ResidentId = Guid.CreateVersion7() })).CodeAsync());
    }

    [Fact]
    public async Task They_are_known_with_the_database_away_from_the_copy_on_the_disk()
    {
        using var supervisor = await SupervisorAsync();
        (await PutAsync(supervisor, Guid.CreateVersion7(), new PutAlarmNumber(0, "13600000005", true, null, "2号楼", new DateOnly(2026, 1, 1)))).EnsureSuccessStatusCode();
        var options = host.Services.GetRequiredService<CenterOptions>();
        var copy = new SiteSnapshot(options, new SiteFiles(options).Load()!);
        Assert.NotNull(copy.AlarmOf("+8613600000005", new DateOnly(2026, 12, 1)));
    }

    private static async Task<ImportReport> ImportAsync(HttpClient client, string table, bool apply, System.Text.Encoding? encoding = null)
    {
        var answer = await client.PostAsync($"/api/alarm-numbers/import?apply={(apply ? "true" : "false")}", new ByteArrayContent((encoding ?? System.Text.Encoding.UTF8).GetBytes(table)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync<ImportReport>();
    }

    [Fact]
    public async Task A_table_is_checked_first_and_stored_when_every_line_is_right()
    {
        using var supervisor = await SupervisorAsync();
        (await PutAsync(supervisor, Guid.CreateVersion7(), new PutAlarmNumber(0, "13600000021", false, null, "旧位置", new DateOnly(2026, 1, 1)))).EnsureSuccessStatusCode();
        const string Table = "号码,安装位置,类型,起始日期\n13600000020,朝阳里 1-1-101,,\n013600000021,新位置,,\n+86 136-0000-0022,朝阳里 1-1-103,电话,2026/12/1\n";
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        var seen = await ImportAsync(supervisor, Table, apply: false, System.Text.Encoding.GetEncoding("GB18030"));
        Assert.Equal((3, 0, false), (seen.Lines.Count, seen.Faults, seen.Applied));
        Assert.DoesNotContain("+8613600000020", _settings.Current.AlarmNumbers.Keys);

        Assert.True((await ImportAsync(supervisor, Table, apply: true)).Applied);
        var today = (await supervisor.GetAsync<AlarmNumberList>("/api/alarm-numbers")).Today;
        Assert.Equal(new AlarmNumberSetting("+8613600000020", true, null, "朝阳里 1-1-101", today), _settings.Current.AlarmNumbers["+8613600000020"].Value);
        Assert.Equal(new AlarmNumberSetting("+8613600000021", false, null, "新位置", new DateOnly(2026, 1, 1)), _settings.Current.AlarmNumbers["+8613600000021"].Value);
        Assert.Equal(new AlarmNumberSetting("+8613600000022", false, null, "朝阳里 1-1-103", new DateOnly(2026, 12, 1)), _settings.Current.AlarmNumbers["+8613600000022"].Value);
        // Again: nothing changes, and nothing is stored anew.
        var versions = _settings.Current.AlarmNumbers.Values.Select(n => (n.Id, _settings.Current.Find(SettingSection.AlarmNumbers, n.Id)!.Version)).Order().ToList();
        Assert.True((await ImportAsync(supervisor, Table, apply: true)).Applied);
        Assert.Equal(versions, _settings.Current.AlarmNumbers.Values.Select(n => (n.Id, _settings.Current.Find(SettingSection.AlarmNumbers, n.Id)!.Version)).Order().ToList());
    }

    [Theory]
    [InlineData("一二三,朝阳里", "is no telephone number")]
    [InlineData("12349,朝阳里", "a number people call")]
    [InlineData("1380000091,朝阳里", "is no telephone number")]
    [InlineData("120,朝阳里", "is no telephone number")]
    [InlineData("13600000031,朝阳里,,2099-01-01", "years ahead")]
    [InlineData("13600000031,", "Place")]
    [InlineData("13600000031,朝阳里,冰箱", "neither unit")]
    [InlineData("13600000031,朝阳里,报警器,明天", "is no date")]
    [InlineData("13600000031,=HYPERLINK(1)", "formula")]
    [InlineData("13600000030,再一次", "twice")]
    public async Task Of_a_table_with_a_wrong_line_nothing_is_stored(string line, string fault)
    {
        using var supervisor = await SupervisorAsync();
        var report = await ImportAsync(supervisor, "13600000030,朝阳里 9-9-909\n" + line, apply: true);
        Assert.Equal((1, false), (report.Faults, report.Applied));
        Assert.Contains(fault, report.Lines[1].Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("+8613600000030", _settings.Current.AlarmNumbers.Keys);
    }

    [Fact]
    public async Task What_is_no_table_is_refused()
    {
        using var supervisor = await SupervisorAsync();
        var answer = await supervisor.PostAsync("/api/alarm-numbers/import?apply=true", new ByteArrayContent([0x50, 0x4B, 3, 4, 1, 2, 3]));
        Assert.Equal(ProblemCode.Invalid, await answer.CodeAsync());
    }
}
