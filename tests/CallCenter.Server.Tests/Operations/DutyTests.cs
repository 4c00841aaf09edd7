using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Server.Operations.Watch;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static CallCenter.Server.Tests.Operations.WatchTests;

namespace CallCenter.Server.Tests.Operations;

/// <summary>Who is told of what, by which way, and how often.</summary>
public sealed class DutyTests
{
    [Fact]
    public async Task A_site_without_the_environments_trunk_is_told_when_all_of_its_own_are_down_and_calls_out_by_the_dialplans_order()
    {
        await using var asterisk = await FakeAri.StartAsync();
        (asterisk.Options.User, asterisk.Options.Password) = ("callcenter", "none");
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_ARI_PORT", $"{asterisk.Options.BaseAddress.Port}"), ("CALLCENTER_DUTY_NUMBER", "13900000000"), ("CALLCENTER_MESSAGES_QUIET", "none"));
        var down = new HashSet<string> { "telecom", "mobile" };
        foreach (var id in down.ToList())
        {
            asterisk.On("GET", $"endpoints/PJSIP/trunk_{id}").Respond(_ => new FakeAriAnswer(200, new { technology = "PJSIP", resource = $"trunk_{id}", state = down.Contains(id) ? "offline" : "online", channel_ids = Array.Empty<string>() }));
        }
        using var admin = await host.SignedInAsync("admin01");
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<CallCenter.Server.Settings.SiteSettings>().Known, TimeSpan.FromSeconds(10), "the settings are read");
        foreach (var (id, last) in new[] { ("telecom", 2), ("mobile", 3) })
        {
            var trunk = Trunks.TrunkConfigTests.Trunk() with { Host = $"127.0.0.{last}", Addresses = [] };
            await (await admin.PutAsJsonAsync($"/api/admin/settings/trunks/{id}", new PutSetting(0, CallCenter.Server.Settings.SettingKind.Write(trunk)), ServerHost.Json)).ReadAsync<SettingItem>();
        }
        var (states, probe) = (host.Services.GetRequiredService<ITrunkStates>(), host.Services.GetServices<IProbe>().OfType<TrunkProbe>().Single());
        async Task SeenAsync(params bool?[] up) => await Eventually.TrueAsync(async () => (await states.SeenAsync(default)).OrderBy(t => t.Name).Select(t => t.Up).SequenceEqual(up), TimeSpan.FromSeconds(20), "the trunks are seen");
        await SeenAsync(null, null);
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await SeenAsync(false, false);
        Assert.Equal((WatchLevel.Critical, "trunk-down"), Told(await probe.ReadAsync(WatchLevel.Ok, default)));
        down.Remove("mobile");
        await SeenAsync(true, false);
        Assert.Equal((WatchLevel.Warning, "trunk-down"), Told(await probe.ReadAsync(WatchLevel.Ok, default)));

        host.Services.GetRequiredService<WatchBook>().Change(picture => picture.With(new Condition(Matter.Drill, WatchLevel.Critical, host.Time.GetUtcNow(), new Explanation("drill-failed", new Dictionary<string, string>()))));
        await host.Services.GetRequiredService<DutyCaller>().TellAsync(default);
        var call = await asterisk.RequestAsync("POST", "channels");
        Assert.Equal(("Local/13900000000@tell-outward/n", "tell-duty"), (call.Query["endpoint"], call.Query["context"]));
    }

    [Fact]
    public async Task The_environment_s_trunk_of_a_real_site_is_told_of_in_healthz_and_as_a_figure()
    {
        await using var asterisk = await FakeAri.StartAsync();
        (asterisk.Options.User, asterisk.Options.Password) = ("callcenter", "none");
        asterisk.On("GET", "endpoints/PJSIP/trunk").Respond(_ => new FakeAriAnswer(200, new { technology = "PJSIP", resource = "trunk", state = "offline", channel_ids = Array.Empty<string>() }));
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_ARI_PORT", $"{asterisk.Options.BaseAddress.Port}"), ("CALLCENTER_DEMO", "0"), ("CALLCENTER_TRUNK", "198.51.100.7"));
        var states = host.Services.GetRequiredService<ITrunkStates>();
        using var anybody = host.Browser();
        await Eventually.TrueAsync(async () => (await states.SeenAsync(default)).Count == 1, TimeSpan.FromSeconds(10), "it is watched");
        Assert.Equal([new TrunkSeen("trunk", null)], await states.SeenAsync(default));
        host.Time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(async () => (await (await anybody.GetAsync("/healthz")).ReadAsync<HealthReport>()).Warnings?.Contains("trunk-down:trunk") == true, TimeSpan.FromSeconds(10), "it is down");
        Assert.Contains("callcenter_trunk_up{trunk=\"trunk\"} 0", await anybody.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trunks_nobody_supervises_are_no_way_that_is_left()
    {
        static async Task<WatchLevel> LevelAsync(params TrunkSeen[] seen) => (await new TrunkProbe(new Seen(seen)).ReadAsync(WatchLevel.Ok, default)).Level;
        Assert.Equal(WatchLevel.Critical, await LevelAsync(new TrunkSeen("telecom", false), new TrunkSeen("trunk", null)));
        Assert.Equal(WatchLevel.Warning, await LevelAsync(new TrunkSeen("telecom", false), new TrunkSeen("mobile", true), new TrunkSeen("trunk", null)));
        Assert.Equal(WatchLevel.Ok, await LevelAsync(new TrunkSeen("trunk", null)));
    }

    [Fact]
    public async Task Whoever_comes_on_duty_hears_what_nobody_took_in_hand()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_MESSAGES_QUIET", "none"));
        host.Telephony.Connected = false;
        await LookAsync(host, times: 3);
        Assert.Equal(0, await MessagesAsync(host));
        using var admin = await host.SignedInAsync("admin01");
        async Task OnDutyAsync(string id, string number, long version = 0)
        {
            var now = host.Time.GetUtcNow();
            var shift = CallCenter.Server.Settings.SettingKind.Write(new DutySetting(now.AddHours(-1), now.AddHours(8), "值班", number));
            await (await admin.PutAsJsonAsync($"/api/admin/settings/duty/{id}", new PutSetting(version, shift), ServerHost.Json)).ReadAsync<SettingItem>();
        }
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<CallCenter.Server.Settings.SiteSettings>().Known, TimeSpan.FromSeconds(10), "the settings are read");
        await OnDutyAsync("night", "13900000001");
        await LookAsync(host, times: 2);
        Assert.Equal(1, await MessagesAsync(host));
        await OnDutyAsync("night", "13900000002", version: 1);
        await LookAsync(host, times: 2);
        await using var db = host.Db();
        Assert.Equal(["+8613900000001", "+8613900000002"], await db.Messages.Where(m => m.Text.Contains("电话系统不可用")).Select(m => m.To).Order().ToListAsync());
    }

    [Fact]
    public async Task Something_critical_is_told_until_somebody_takes_it_in_hand_however_long_that_is_and_whatever_a_number_has_had()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_DUTY_NUMBER", "13900000000"), ("CALLCENTER_MESSAGES_QUIET", "none"), ("CALLCENTER_MESSAGES_PER_DAY", "3"));
        host.Telephony.Connected = false;
        await LookAsync(host, times: 3);
        for (var n = 0; n < 11; n++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(16));
            await LookAsync(host, times: 1);
        }
        Assert.Equal(12, await MessagesAsync(host));
    }

    [Fact]
    public async Task A_warning_that_reached_nobody_is_tried_again_less_and_less_often_and_told_of_once()
    {
        await using var host = new ServerHost();
        // A real site without a gateway, and without a backup.
        await host.StartAsync(("CALLCENTER_DEMO", "0"), ("CALLCENTER_DUTY_NUMBER", "13900000000"));
        var book = host.Services.GetRequiredService<WatchBook>();
        book.Change(picture => picture.With(new Condition(Matter.Backup, WatchLevel.Warning, host.Time.GetUtcNow(), new Explanation("no-backup", new Dictionary<string, string>()))));
        var duty = host.Services.GetRequiredService<DutyCaller>();
        Condition Now() => book.Picture.Conditions[Matter.Backup];
        await duty.TellAsync(default);
        await duty.TellAsync(default);
        Assert.Equal((0, 1, "messages-off"), (Now().Told, Now().Failed, Now().Outcome));
        host.Time.Advance(TimeSpan.FromSeconds(61));
        await duty.TellAsync(default);
        Assert.Equal((0, 2), (Now().Told, Now().Failed));
        host.Time.Advance(TimeSpan.FromSeconds(61));
        await duty.TellAsync(default);
        Assert.Equal(2, Now().Failed);
        host.Time.Advance(TimeSpan.FromSeconds(61));
        await duty.TellAsync(default);
        Assert.Equal(3, Now().Failed);
        Assert.Single(book.Picture.Events, e => e is { Matter: Matter.Backup, Kind: "message" });
    }

    private sealed class Seen(IReadOnlyList<TrunkSeen> trunks) : ITrunkStates
    {
        public ValueTask<IReadOnlyList<TrunkSeen>> SeenAsync(CancellationToken ct) => new(trunks);
    }
}
