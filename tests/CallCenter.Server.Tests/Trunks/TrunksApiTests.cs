using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Sealing;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Trunks;

public sealed class TrunksApiTests(HurriedHost host) : IClassFixture<HurriedHost>
{
    private const string Password = "correct-horse;battery";
    private readonly SiteSettings _settings = host.Services.GetRequiredService<SiteSettings>();

    private static TrunkSetting Ims => TrunkConfigTests.Trunk() with { Kind = TrunkKind.Registration, User = "02212345", Password = Password };

    private async Task<HttpClient> AdminAsync()
    {
        await Eventually.TrueAsync(() => _settings.Known, TimeSpan.FromSeconds(20), "the settings are read");
        return await host.SignedInAsync("admin01");
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient admin, string id, long version, TrunkSetting trunk) =>
        admin.PutAsJsonAsync($"/api/admin/settings/trunks/{id}", new PutSetting(version, SettingKind.Write(trunk)), ServerHost.Json);

    [Fact]
    public async Task A_trunk_s_password_is_sealed_never_told_and_kept_when_its_stars_come_back()
    {
        using var admin = await AdminAsync();
        var folder = Directory.CreateDirectory(Path.Combine(host.Paths.Asterisk, "site")).FullName;
        var stored = await (await PutAsync(admin, "ims", 0, Ims)).ReadAsync<SettingItem>();
        Assert.Equal(SettingSecrets.Stars, stored.Value.GetProperty("password").GetString());
        // Asterisk alone has it in clear, in a file nobody else reads.
        var file = Path.Combine(folder, "trunks.conf");
        await Eventually.TrueAsync(() => File.Exists(file) && File.ReadAllText(file).Contains("password = correct-horse\\;battery\n", StringComparison.Ordinal), TimeSpan.FromSeconds(10), "trunks.conf is written");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));

        var echoed = stored.Value.Deserialize<TrunkSetting>(ServerHost.Json)! with { Name = "电信二" };
        var again = await (await PutAsync(admin, "ims", 1, echoed)).ReadAsync<SettingItem>();
        var secrets = host.Services.GetRequiredService<SettingSecrets>();
        string Kept() => secrets.Open(SettingSection.Trunks, "ims", "password", _settings.Current.Trunks.Single(t => t.Id == "ims").Value.Password);
        Assert.Equal(Password, Kept());
        await (await PutAsync(admin, "ims", again.Version, echoed with { Password = "another" })).ReadAsync<SettingItem>();
        Assert.Equal("another", Kept());

        await using var db = host.Db();
        var written = await db.SettingChanges.Where(c => c.Section == SettingSection.Trunks).Select(c => c.After + c.Before).ToListAsync();
        var told = await (await admin.GetAsync("/api/admin/settings/trunks/ims/changes")).Content.ReadAsStringAsync() + await (await admin.GetAsync("/api/admin/settings")).Content.ReadAsStringAsync();
        foreach (var text in written.Append(told).Append(await File.ReadAllTextAsync(Path.Combine(host.Home, "settings.json"))))
        {
            Assert.DoesNotContain("correct-horse", text, StringComparison.Ordinal);
            Assert.DoesNotContain("another", text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(_settings.Current.Trunks.Single(t => t.Id == "ims").Value.Password, told, StringComparison.Ordinal);
        // That it was changed is told.
        Assert.Contains($"\"{SettingSecrets.Stars} *\"", told, StringComparison.Ordinal);
        foreach (var log in Directory.EnumerateFiles(host.Paths.Logs)) Assert.DoesNotContain("correct-horse", await ReadSharedAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_seals_the_password_anew()
    {
        using var admin = await AdminAsync();
        await (await PutAsync(admin, "unicom", 0, Ims with { Host = "127.0.0.9" })).ReadAsync<SettingItem>();
        string Sealed() => _settings.Current.Trunks.Single(t => t.Id == "unicom").Value.Password;
        var before = SealedText.KeyOf(Sealed());
        Assert.Equal(0, await KeyCommands.RunAsync(["add"], host.Paths, TextWriter.Null, TimeProvider.System));
        await Eventually.TrueAsync(() => SealedText.KeyOf(Sealed()) != before, TimeSpan.FromSeconds(40), "the password is sealed anew");
        Assert.Equal(Password, host.Services.GetRequiredService<SettingSecrets>().Open(SettingSection.Trunks, "unicom", "password", Sealed()));
    }

    [Fact]
    public async Task A_wrong_trunk_is_told_in_a_sentence()
    {
        using var admin = await AdminAsync();
        await (await PutAsync(admin, "first", 0, TrunkConfigTests.Trunk("127.0.0.4"))).ReadAsync<SettingItem>();
        (TrunkSetting Trunk, string Said)[] wrong =
        [
            (TrunkConfigTests.Trunk("198.51.100.7"), "Demo mode refuses a trunk beyond this machine"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { Kind = TrunkKind.Registration, User = "x" }, "needs user and password"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { Kind = TrunkKind.Registration, User = "x", Password = SettingSecrets.Stars }, "needs user and password"),
            (TrunkConfigTests.Trunk("127.0.0.4"), "Trunk first has calls from such an address already"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { Addresses = ["127.0.0.0/24"] }, "Trunk first has calls from such an address already"),
            (TrunkConfigTests.Trunk("127.0.0.1"), "is the trunk of CALLCENTER_TRUNK"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { Addresses = ["0.0.0.0/0"] }, "Addresses are IPv4"),
            (TrunkConfigTests.Trunk("127.0.0.5\nmatch=0.0.0.0/0"), "Host is an IPv4 address"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { User = "a]\n[b" }, "User has letters"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { Lines = 5, KeptFree = 5 }, "KeptFree is less than Lines"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { OutRules = ["022"] }, "'022' is no rule"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { OutRules = ["0>${SHELL(x)}"] }, "is no rule"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { Present = "anna" }, "Present is a telephone number"),
            (TrunkConfigTests.Trunk("127.0.0.5") with { Transport = "tls", Port = 0 }, "Port is 1 to 65535. Transport is udp or tcp."),
        ];
        foreach (var (trunk, said) in wrong)
        {
            var answer = await PutAsync(admin, "second", 0, trunk);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(said, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_trunk_that_Asterisk_cannot_be_told_of_is_not_called_live()
    {
        using var admin = await AdminAsync();
        Directory.CreateDirectory(Path.Combine(host.Paths.Asterisk, "site"));
        await (await PutAsync(admin, "late", 0, TrunkConfigTests.Trunk("127.0.0.6"))).ReadAsync<SettingItem>();
        TrunksPage? page = null;
        await Eventually.TrueAsync(async () => (page = await admin.GetAsync<TrunksPage>("/api/admin/trunks")).Fault is not null, TimeSpan.FromSeconds(15), "the page says why");
        Assert.Contains(page!.Trunks, t => t is { Id: "late", Active: true, Reachable: null });
    }

    private static async Task<string> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }
}
