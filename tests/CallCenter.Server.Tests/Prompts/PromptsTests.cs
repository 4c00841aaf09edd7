using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Settings;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Prompts;

/// <summary>Prompts as Asterisk's start script lays them: zh/, en/ and synthetic/ with its list.</summary>
public sealed class PromptsHost : ServerHost
{
    private static readonly string[] Names = ["notice", "alarm-received", "closed"];

    public override async ValueTask InitializeAsync()
    {
        foreach (var language in (string[])["zh", "en"])
        {
            foreach (var folder in (string[])[Folder, Path.Combine(Folder, "synthetic")]) Directory.CreateDirectory(Path.Combine(folder, language));
            foreach (var name in Names)
            {
                await MakeAsync(Path.Combine(Folder, "synthetic", language, name + ".wav"), "-ar", "8000", "-c:a", "pcm_s16le");
                File.Copy(Path.Combine(Folder, "synthetic", language, name + ".wav"), Path.Combine(Folder, language, name + ".wav"));
            }
        }
        await File.WriteAllTextAsync(Path.Combine(Folder, "synthetic", "list.tsv"), string.Concat(Names.Select(name => $"{name}\t中文 {name}\tEnglish {name}\n")));
        await base.InitializeAsync();
    }

    internal string Folder => Path.Combine(Home, "asterisk", "prompts");

    /// <summary>A tone of two seconds.</summary>
    internal static async Task<string> MakeAsync(string path, params string[] format)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-af", "volume=2", "-ac", "1", .. format, path]))!;
        await ffmpeg.WaitForExitAsync();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}

public sealed class PromptsTests(PromptsHost host) : IClassFixture<PromptsHost>
{
    private async Task<HttpClient> AdminAsync()
    {
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<SiteSettings>().Known, TimeSpan.FromSeconds(20), "the settings are read");
        var admin = await host.SignedInAsync("admin01");
        admin.DefaultRequestHeaders.Add("X-CallCenter", "1");
        return admin;
    }

    [Theory]
    [InlineData("wav", "pcm_s16le", "44100")]
    [InlineData("mp3", "libmp3lame", "44100")]
    [InlineData("ogg", "libopus", "48000")]
    public async Task A_recording_is_live_at_once_and_gone_back_from_with_before_and_after(string ending, string codec, string rate)
    {
        using var admin = await AdminAsync();
        var recording = await PromptsHost.MakeAsync(Path.Combine(host.Home, $"voice.{ending}"), "-c:a", codec, "-ar", rate);
        async Task<PromptLine> NoticeAsync() => (await admin.GetAsync<List<PromptLine>>("/api/admin/prompts")).Single(p => p is { Name: "notice", Language: "zh" });
        Assert.Equal(("synthetic", "中文 notice"), await NoticeAsync() is var before ? (before.Kind, before.Text) : default);

        var taken = await (await admin.PutAsync("/api/admin/prompts/zh/notice", new ByteArrayContent(await File.ReadAllBytesAsync(recording)))).ReadAsync<PromptLine>();
        Assert.Equal("recorded", taken.Kind);
        Assert.InRange(taken.Seconds, 1.9, 2.2);
        Assert.InRange(taken.Loudness, -25, -5);
        Assert.Equal(taken, await NoticeAsync());
        var played = await admin.GetByteArrayAsync("/api/admin/prompts/zh/notice");
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(host.Folder, "zh", "notice.wav")), played);
        var heard = ToneMeter.ToSamples(played.AsSpan(44));
        Assert.True(ToneMeter.Hears(heard, 8000, 440), "the tone is heard at 8 kHz");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(host.Folder, "zh"), ".*"));

        Assert.Equal("synthetic", (await (await admin.DeleteAsync("/api/admin/prompts/zh/notice")).ReadAsync<PromptLine>()).Kind);
        var changes = await admin.GetAsync<List<SettingChangeLine>>("/api/admin/settings/prompts/zh.notice/changes");
        Assert.Equal(("admin01", "recorded", false), (changes[0].User, changes[0].Before!.Value.GetProperty("kind").GetString(), changes[0].After.HasValue));
        Assert.Equal(taken.Loudness, changes[1].After!.Value.GetProperty("loudness").GetDouble());
        await host.AuditedAsync(AuditAction.SettingChanged, $"prompts/zh.notice@{changes[0].Version} {SettingsDigest(changes[0])}");
    }

    [Fact]
    public async Task What_is_no_recording_is_refused_and_nothing_changes()
    {
        using var admin = await AdminAsync();
        var silence = await PromptsHost.MakeAsync(Path.Combine(host.Home, "silence.wav"), "-af", "volume=0");
        var playlist = "#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n"u8.ToArray();
        (byte[] File, string Said)[] wrong = [([], "neither WAV"), ("no sound at all"u8.ToArray(), "neither WAV"), (playlist, "neither WAV"), (await File.ReadAllBytesAsync(silence), "too soft")];
        foreach (var (file, said) in wrong)
        {
            var answer = await admin.PutAsync("/api/admin/prompts/en/closed", new ByteArrayContent(file));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(said, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        Assert.Equal("synthetic", (await admin.GetAsync<List<PromptLine>>("/api/admin/prompts")).Single(p => p is { Name: "closed", Language: "en" }).Kind);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PutAsync("/api/admin/prompts/en/unknown", new ByteArrayContent([1]))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("/api/admin/prompts/en/..%2F..%2F..%2Fsecrets")).StatusCode);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(host.Folder, "en"), ".*"));
    }

    [Fact]
    public async Task A_real_site_is_told_that_notice_and_alarm_are_synthetic_and_a_demo_is_not()
    {
        await using var site = new PromptsHost();
        await site.InitializeAsync();
        using (var browser = site.Browser()) Assert.Null((await browser.GetAsync<HealthReport>("/healthz")).Warnings);
        await site.StopAsync();
        await site.StartAsync(("CALLCENTER_DEMO", "0"));
        using var anybody = site.Browser();
        Assert.Equal(["prompt-synthetic:notice", "prompt-synthetic:alarm-received"], (await anybody.GetAsync<HealthReport>("/healthz")).Warnings);
    }

    private static string SettingsDigest(SettingChangeLine change) => SiteSettings.Digest(change.Before?.GetRawText(), change.After?.GetRawText());
}
