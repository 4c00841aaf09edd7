using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Operations;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Settings;

public sealed class SiteSettingsTests
{
    private static Task KnownAsync(ServerHost host) =>
        Eventually.TrueAsync(() => host.Services.GetRequiredService<SiteSettings>().Known, TimeSpan.FromSeconds(20), "the settings are read");

    [Fact]
    public async Task A_Server_that_starts_with_the_database_away_works_with_the_copy_on_disk()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        await KnownAsync(host);
        using (var admin = await host.SignedInAsync("admin01"))
        {
            var answer = await admin.PutAsJsonAsync("/api/admin/settings/queues/hotline", new PutSetting(1, SettingKind.Write(new QueueSetting("热线", "Hotline", 2, 15, 33, true))), ServerHost.Json);
            answer.EnsureSuccessStatusCode();
        }
        await host.StopAsync();
        SqliteConnection.ClearAllPools();
        File.Delete(Path.Combine(host.Home, "callcenter.db"));
        // A folder of that name: no database can be made.
        Directory.CreateDirectory(Path.Combine(host.Home, "callcenter.db"));
        host.Launch();
        Assert.False(host.Services.GetRequiredService<Database>().Ready);
        Assert.Equal((2, 15, 33), host.Services.GetRequiredService<RoutingLoop>().State.Queues["hotline"] is var q ? (q.Priority, q.OfferSeconds, q.WrapUpSeconds) : default);
    }

    [Fact]
    public async Task What_the_environment_gives_wins_and_cannot_be_changed_in_the_page()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_NUMBERS", "12345:hotline:20"), ("Queues:0:WrapUpSeconds", "7"));
        await KnownAsync(host);
        var site = host.Services.GetRequiredService<SiteSettings>();
        Assert.Equal([new DialledNumber("12345", "hotline", 20)], site.Current.Numbers);
        using var admin = await host.SignedInAsync("admin01");
        var page = await admin.GetAsync<SettingsPage>("/api/admin/settings");
        var hotline = page.Items.Single(i => i is { Section: SettingSection.Queues, Id: "hotline" });
        Assert.Equal(["wrapUpSeconds"], hotline.Given);
        var queue = hotline.Value.Deserialize<QueueSetting>(ServerHost.Json)!;
        async Task<HttpResponseMessage> PutAsync<T>(string path, long version, T value) =>
            await admin.PutAsJsonAsync($"/api/admin/settings/{path}", new PutSetting(version, SettingKind.Write(value)), ServerHost.Json);

        Assert.Equal(ProblemCode.WrongState, await (await PutAsync("queues/hotline", hotline.Version, queue with { WrapUpSeconds = 90 })).CodeAsync());
        await (await PutAsync("queues/hotline", hotline.Version, queue with { OfferSeconds = 11 })).ReadAsync<SettingItem>();
        Assert.Equal((11, 7), (site.Current.Queue("hotline").OfferSeconds, site.Current.Queue("hotline").WrapUpSeconds));
        Assert.Equal(ProblemCode.WrongState, await (await PutAsync("numbers/12345", 1, new NumberSetting("alarm", 5))).CodeAsync());
    }

    [Fact]
    public async Task A_disk_that_refuses_is_told_and_made_up_for()
    {
        await using var host = new HurriedHost();
        await host.StartAsync();
        await KnownAsync(host);
        var site = Directory.CreateDirectory(Path.Combine(host.Paths.Asterisk, "site")).FullName;
        // A folder in the way of the new file.
        var obstacle = Directory.CreateDirectory(Path.Combine(site, "site.conf.new")).FullName;
        using var admin = await host.SignedInAsync("admin01");
        (await admin.PutAsJsonAsync("/api/admin/settings/numbers/12340", new PutSetting(0, SettingKind.Write(new NumberSetting("hotline", 28))), ServerHost.Json)).EnsureSuccessStatusCode();
        Assert.NotNull((await admin.GetAsync<SettingsPage>("/api/admin/settings")).Applied.Fault);
        Directory.Delete(obstacle);
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(site, "site.conf")) && File.ReadAllText(Path.Combine(site, "site.conf")).Contains("[12340]"), TimeSpan.FromSeconds(15), "the dialplan's file is written");
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<SiteSettings>().Applied.Fault is null, TimeSpan.FromSeconds(5), "the fault is gone");
    }
}
