using System.Net;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Server.History;
using CallCenter.Server.Sealing;
using CallCenter.Testing;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Sealing;

public sealed class SealedRecordingsTests
{
    /// <summary>Looks at what is to be sealed every second instead of every ten.</summary>
    private static ServerHost Hurried()
    {
        var host = new ServerHost();
        host.Time.Hurry = 10;
        return host;
    }

    private static async Task<string> RecordAsync(ServerHost host, string call)
    {
        Directory.CreateDirectory(host.Paths.RawRecordings);
        await host.TalkedAsync(call, "agent01");
        foreach (var side in new[] { "caller", "agent" })
        {
            await Cli.Wrap("ffmpeg").WithArguments(["-v", "error", "-y", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000:duration=2", "-ac", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
                Path.Combine(host.Paths.RawRecordings, $"{call}-{side}.wav")]).ExecuteBufferedAsync();
        }
        host.Services.GetRequiredService<IRecordings>().CallEnded(call);
        string? file = null;
        await Eventually.TrueAsync(async () =>
        {
            await using var db = host.Db();
            file = await db.Recordings.Where(r => r.CallId == call).Select(r => r.File).FirstOrDefaultAsync();
            return file is not null && RawRecording.Find(host.Paths, call) is null;
        }, TimeSpan.FromSeconds(40), $"the recording of {call}");
        return Path.Combine(host.Paths.Recordings, file! + SealedFile.Ending);
    }

    private static async Task<byte[]> PlayAsync(ServerHost host, string call)
    {
        using var agent = await host.SignedInAsync("agent01");
        return await agent.GetByteArrayAsync($"/api/calls/{call}/recording");
    }

    private static async Task<string?> RefusedAsync(ServerHost host, string call, string what = "recording")
    {
        using var agent = await host.SignedInAsync("agent01");
        return await (await agent.GetAsync($"/api/calls/{call}/{what}")).CodeAsync();
    }

    private static async Task<HealthReport> HealthAsync(ServerHost host)
    {
        using var anybody = host.Browser();
        return await anybody.GetAsync<HealthReport>("/healthz");
    }

    [Fact]
    public async Task Nothing_on_the_disk_tells_what_was_said_and_the_key_is_elsewhere()
    {
        await using var host = Hurried();
        await host.StartAsync();
        var path = await RecordAsync(host, "plain.1");
        var ogg = await PlayAsync(host, "plain.1");
        Assert.Equal("OggS", Encoding.ASCII.GetString(ogg, 0, 4));
        foreach (var file in Directory.EnumerateFiles(host.Home, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("-wal", StringComparison.Ordinal)))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            foreach (var sign in new[] { "OggS", "OpusHead", "RIFF", "\"caller\":[" }) Assert.False(bytes.Contains(sign, StringComparison.Ordinal), $"{file} has {sign}");
        }
        Assert.Equal(HttpStatusCode.OK, (await (await host.SignedInAsync("agent01")).GetAsync("/api/calls/plain.1/waveform")).StatusCode);
        var secret = host.Services.GetRequiredService<KeyVault>().Active.Secret;
        Assert.DoesNotContain(Directory.EnumerateFiles(host.Home, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains(Convert.ToBase64String(secret), StringComparison.Ordinal));
        Assert.StartsWith("CCSEAL01", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(path), 0, 8), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_key_a_recording_is_refused_loudly_and_with_it_back_it_plays()
    {
        await using var host = Hurried();
        await host.StartAsync();
        await RecordAsync(host, "lost.1");
        var before = await PlayAsync(host, "lost.1");
        Assert.DoesNotContain(Matter.Keys, (await HealthAsync(host)).Warnings ?? []);
        await host.StopAsync();
        File.Move(host.KeyFile, host.KeyFile + ".away");
        await host.StartAsync();
        Assert.Equal(ProblemCode.KeyLost, await RefusedAsync(host, "lost.1"));
        Assert.Equal(ProblemCode.KeyLost, await RefusedAsync(host, "lost.1", "waveform"));
        var health = await HealthAsync(host);
        Assert.Equal("ok", health.Status);
        Assert.Contains(Matter.Keys, health.Warnings!);
        // A new key would only hide the loss.
        Assert.False(File.Exists(host.KeyFile));
        File.Move(host.KeyFile + ".away", host.KeyFile);
        await Eventually.TrueAsync(async () => (await HealthAsync(host)).Warnings?.Contains(Matter.Keys) != true, TimeSpan.FromSeconds(20), "the key is noticed");
        Assert.Equal(before, await PlayAsync(host, "lost.1"));
    }

    [Fact]
    public async Task What_was_changed_or_put_in_anothers_place_is_not_played()
    {
        await using var host = Hurried();
        await host.StartAsync();
        var (one, two) = (await RecordAsync(host, "swap.1"), await RecordAsync(host, "swap.2"));
        File.Copy(one, two, overwrite: true);
        Assert.Equal(ProblemCode.Damaged, await RefusedAsync(host, "swap.2"));
        var bytes = await File.ReadAllBytesAsync(one);
        bytes[200] ^= 1;
        await File.WriteAllBytesAsync(one, bytes);
        Assert.Equal(ProblemCode.Damaged, await RefusedAsync(host, "swap.1"));
    }

    [Fact]
    public async Task After_a_new_key_everything_is_sealed_with_it_and_the_old_one_can_go()
    {
        await using var host = Hurried();
        await host.StartAsync();
        var path = await RecordAsync(host, "turn.1");
        var before = await PlayAsync(host, "turn.1");
        var old = SealedFile.KeyOf(path);
        Assert.Equal((1, true), await CommandAsync(host, "drop", old.ToString()) is var first ? (first.Code, first.Text.Contains("add another", StringComparison.Ordinal)) : default);
        Assert.Equal(0, (await CommandAsync(host, "add")).Code);
        Assert.Equal(1, (await CommandAsync(host, "drop", old.ToString())).Code);
        await Eventually.TrueAsync(async () => (await CommandAsync(host, "drop", old.ToString())).Code == 0, TimeSpan.FromSeconds(60), "everything is sealed anew");
        Assert.NotEqual(old, SealedFile.KeyOf(path));
        Assert.Equal(before, await PlayAsync(host, "turn.1"));
        Assert.Null(KeyRing.Read(host.KeyFile)!.Find(old));
        Assert.DoesNotContain(old.ToString(), (await CommandAsync(host, "list")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Matter.Keys, (await HealthAsync(host)).Warnings ?? []);
    }

    [Fact]
    public async Task Recordings_of_a_version_that_kept_them_plain_are_sealed_at_the_start()
    {
        await using var host = Hurried();
        await host.StartAsync();
        var path = await RecordAsync(host, "old.1");
        var ogg = await PlayAsync(host, "old.1");
        await host.StopAsync();
        var plain = path[..^SealedFile.Ending.Length];
        await File.WriteAllBytesAsync(plain, ogg);
        File.Delete(path);
        await File.WriteAllTextAsync(Path.ChangeExtension(plain, ".peaks.json"), "{}");
        await File.WriteAllTextAsync(plain + ".part", "half");
        File.Delete(Path.Combine(host.Home, "keys.sealed"));
        await host.StartAsync();
        await Eventually.TrueAsync(() => File.Exists(path) && !File.Exists(plain), TimeSpan.FromSeconds(20), "it is sealed");
        Assert.False(File.Exists(Path.ChangeExtension(plain, ".peaks.json")) || File.Exists(plain + ".part"));
        Assert.Equal(ogg, await PlayAsync(host, "old.1"));
    }

    [Fact]
    public async Task A_key_lost_for_good_is_given_up_by_a_command_that_says_what_goes_with_it()
    {
        await using var host = Hurried();
        await host.StartAsync();
        var path = await RecordAsync(host, "lost.1");
        var old = SealedFile.KeyOf(path);
        // An uploaded table that waits is sealed with it too.
        Directory.CreateDirectory(host.Paths.Imports);
        var table = Path.Combine(host.Paths.Imports, $"{Guid.CreateVersion7()}.enc");
        await using (var plain = new MemoryStream([1, 2, 3])) await SealedFile.WriteAsync(plain, table, KeyRing.Read(host.KeyFile)!.Active, CallCenter.Server.Registry.ImportFiles.SubjectOf(table), default);
        var files = CallCenter.Server.History.Resealing.Files(host.Paths).Count();
        Assert.True(files >= 2, "the recording and the table");
        Assert.Contains($"{files} files", (await CommandAsync(host, "list")).Text, StringComparison.Ordinal);
        File.Delete(host.KeyFile);
        Assert.Equal(1, (await CommandAsync(host, "forget", old.ToString())).Code);
        Assert.Equal(0, (await CommandAsync(host, "add")).Code);
        await Eventually.TrueAsync(async () => (await HealthAsync(host)).Warnings?.Contains("keys") == true || host.Services.GetRequiredService<KeyVault>().Problem is not null, TimeSpan.FromSeconds(30), "the loss is told");
        var told = await CommandAsync(host, "forget", old.ToString());
        Assert.Equal((0, true), (told.Code, told.Text.Contains($"{files} files", StringComparison.Ordinal)));
        Assert.StartsWith("key:", (await host.AuditedAsync(CallCenter.Server.Audit.AuditAction.KeyForgotten, $"key:{old} {files} files, 0 second factors, 0 notes")).Subject, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<KeyVault>().Problem is null, TimeSpan.FromSeconds(30), "nobody waits for it any more");
        // Turning the ring is possible again: what is lost for good is passed over.
        var now = KeyRing.Read(host.KeyFile)!.Active.Id;
        Assert.Equal(0, (await CommandAsync(host, "add")).Code);
        host.Time.Advance(TimeSpan.FromMinutes(11));
        await Eventually.TrueAsync(async () => (await CommandAsync(host, "drop", now.ToString())).Code == 0, TimeSpan.FromSeconds(60), "everything that can be is sealed anew");
        Assert.Equal(1, (await CommandAsync(host, "forget", old.ToString())).Code);
    }

    [Fact]
    public async Task An_uploaded_table_is_sealed_anew_with_the_recordings()
    {
        await using var host = Hurried();
        await host.StartAsync();
        await RecordAsync(host, "table.1");
        Directory.CreateDirectory(host.Paths.Imports);
        var table = Path.Combine(host.Paths.Imports, $"{Guid.CreateVersion7()}.enc");
        var old = KeyRing.Read(host.KeyFile)!.Active;
        await using (var plain = new MemoryStream([1, 2, 3])) await SealedFile.WriteAsync(plain, table, old, CallCenter.Server.Registry.ImportFiles.SubjectOf(table), default);
        Assert.Equal(0, (await CommandAsync(host, "add")).Code);
        await Eventually.TrueAsync(async () => (await CommandAsync(host, "drop", old.Id.ToString())).Code == 0, TimeSpan.FromSeconds(60), "everything is sealed anew");
        await using var opened = SealedFile.Open(table, KeyRing.Read(host.KeyFile), CallCenter.Server.Registry.ImportFiles.SubjectOf(table));
        Assert.Equal(1, opened.ReadByte());
    }

    private static async Task<(int Code, string Text)> CommandAsync(ServerHost host, params string[] words)
    {
        using var output = new StringWriter();
        var code = await KeyCommands.RunAsync(words, host.Paths, output, TimeProvider.System, host.Services.GetRequiredService<CenterOptions>().Database);
        return (code, output.ToString());
    }
}
