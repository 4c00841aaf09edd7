using CallCenter.Testing;

namespace CallCenter.Server.Tests.Operations;

/// <summary>What lies outside a home and belongs to the site all the same.</summary>
public sealed class SettingsBackupTests : BackupHome
{
    [Fact]
    public async Task The_settings_and_the_files_they_name_come_back_beside_the_home_and_overwrite_nothing()
    {
        string Outside(string name) => Path.Combine(Folder, "etc", name);
        Directory.CreateDirectory(Outside("archive"));
        foreach (var (name, text) in new[] { ("archive/site1.pem", "certificate"), ("site.key", "its key"), ("gateway.key", "the gateway's") }) File.WriteAllText(Outside(name), text);
        await Script.RunAsync("/usr/bin/chmod", "400", Outside("site.key"));
        File.CreateSymbolicLink(Outside("site.pem"), "archive/site1.pem");
        var settings = $"CALLCENTER_HOME={Home}\nCALLCENTER_TLS={Outside("site.pem")}:{Outside("site.key")}\nCALLCENTER_MESSAGES_KEY_FILE=\"{Outside("gateway.key")}\"\nCALLCENTER_TURN_SECRET_FILE={Outside("gone")}\n";
        File.WriteAllText(Outside("callcenter.env"), settings);
        Settings["CALLCENTER_ENV_FILE"] = Outside("callcenter.env");
        var snapshot = await BackUpAsync();
        // The ring has its place, and is not another's to read with the settings.
        Assert.Equal(["callcenter.env", "gateway.key", "site.key", "site.pem"], Directory.EnumerateFiles(Path.Combine(snapshot, "settings"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
        Assert.Equal("700", await ModeAsync(snapshot));

        File.Delete(Outside("site.key"));
        File.WriteAllText(Outside("gateway.key"), "another machine's");
        var (code, output) = await Script.TryAsync("backend/operations/restore", Settings, snapshot, Restored);
        Assert.True(code == 0, output);
        var kept = Restored + ".settings";
        Assert.Contains($"{Outside("callcenter.env")} is the same here", output, StringComparison.Ordinal);
        Assert.Contains($"{Outside("gateway.key")} is another here", output, StringComparison.Ordinal);
        Assert.Contains($"{Outside("site.key")} is not here: cp -p {kept}{Outside("site.key")}", output, StringComparison.Ordinal);
        Assert.Equal(("another machine's", false), (File.ReadAllText(Outside("gateway.key")), File.Exists(Outside("site.key"))));
        Assert.Equal(("certificate", "its key", settings), (File.ReadAllText(kept + Outside("site.pem")), File.ReadAllText(kept + Outside("site.key")), File.ReadAllText(kept + Outside("callcenter.env"))));
        Assert.Equal(("400", "700"), (await ModeAsync(kept + Outside("site.key")), await ModeAsync(kept)));
    }

    private static async Task<string> ModeAsync(string path) => (await Script.RunAsync("/usr/bin/stat", "-c", "%a", path)).Trim();
}
