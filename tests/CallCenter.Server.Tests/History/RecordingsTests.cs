using System.Net;
using System.Net.Http.Headers;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.History;
using CallCenter.Testing;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.History;

public sealed class RecordingsTests(HurriedHost host) : IClassFixture<HurriedHost>
{
    private const int CallerTone = 440, AgentTone = 1000;

    private async Task RecordAsync(string call, double seconds, string side, int hertz, int rate = 8000) =>
        await Cli.Wrap("ffmpeg").WithArguments(["-v", "error", "-y", "-f", "lavfi", "-i", $"sine=frequency={hertz}:sample_rate={rate}:duration={seconds}", "-ac", "1",
            // The plain header of 44 bytes that Asterisk writes.
            "-fflags", "+bitexact", "-flags:a", "+bitexact", Path.Combine(host.Paths.RawRecordings, $"{call}-{side}.wav")]).ExecuteBufferedAsync();

    private async Task RecordBothAsync(string call, double seconds)
    {
        Directory.CreateDirectory(host.Paths.RawRecordings);
        await RecordAsync(call, seconds, "caller", CallerTone);
        await RecordAsync(call, seconds - 0.1, "agent", AgentTone);
    }

    private async Task<Data.Calls.Recording> StoredAsync(string call)
    {
        Data.Calls.Recording? stored = null;
        await Eventually.TrueAsync(async () =>
        {
            await using var db = host.Db();
            stored = await db.Recordings.AsNoTracking().FirstOrDefaultAsync(r => r.CallId == call);
            return stored is not null && RawRecording.Find(host.Paths, call) is null;
        }, TimeSpan.FromSeconds(40), $"the recording of {call}");
        return stored!;
    }

    private async Task<short[]> SideAsync(string file, string side)
    {
        using var samples = new MemoryStream();
        await using var audio = host.Services.GetRequiredService<RecordingStore>().Open(file);
        await Cli.Wrap("ffmpeg").WithArguments(["-v", "error", "-i", "pipe:0", "-af", $"pan=mono|c0={side}", "-ar", "8000", "-f", "s16le", "-"])
            .WithStandardInputPipe(PipeSource.FromStream(audio)).WithStandardOutputPipe(PipeTarget.ToStream(samples)).ExecuteAsync();
        return ToneMeter.ToSamples(samples.ToArray());
    }

    [Fact]
    public async Task Both_sides_become_one_file_left_the_caller_right_the_agent()
    {
        await host.TalkedAsync("1764000000.11", "agent01");
        await RecordBothAsync("1764000000.11", 5);
        host.Services.GetRequiredService<IRecordings>().CallEnded("1764000000.11");
        var stored = await StoredAsync("1764000000.11");
        Assert.InRange(stored.Seconds, 4.7, 5.3);
        await using (var audio = host.Services.GetRequiredService<RecordingStore>().Open(stored.File)) Assert.Equal(stored.Bytes, audio.Length);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}/1764000000\\.11\\.ogg$", stored.File);
        var (left, right) = (await SideAsync(stored.File, "FL"), await SideAsync(stored.File, "FR"));
        Assert.True(ToneMeter.Seconds(left, 8000, CallerTone) > 4.5, "the caller is on the left");
        Assert.True(ToneMeter.Seconds(right, 8000, AgentTone) > 4.4, "the agent is on the right");
        Assert.True(ToneMeter.Share(left, 8000, AgentTone) < 0.05, "the agent is not heard on the left");
        Assert.True(ToneMeter.Share(right, 8000, CallerTone) < 0.05, "the caller is not heard on the right");
    }

    [Fact]
    public async Task A_message_is_the_recording_of_a_call_nobody_answered_comes_before_a_talk_and_is_none_when_nothing_was_said()
    {
        await host.TalkedAsync("spoken.1", "agent01");
        Directory.CreateDirectory(host.Paths.RawRecordings);
        // Asterisk leaves the headers of a talk that never was.
        await RecordBothAsync("spoken.1", 1);
        foreach (var side in RawRecording.Find(host.Paths, "spoken.1")!.Files)
        {
            await using var file = side.Open(FileMode.Open);
            file.SetLength(44);
        }
        await RecordAsync("spoken.1", 4, "message", CallerTone);
        host.Services.GetRequiredService<IRecordings>().CallEnded("spoken.1");
        var stored = await StoredAsync("spoken.1");
        Assert.InRange(stored.Seconds, 3.7, 4.3);
        Assert.True(ToneMeter.Seconds(await SideAsync(stored.File, "FL"), 8000, CallerTone) > 3.5, "the message is on the left");

        await host.TalkedAsync("spoken.2", "agent01");
        await RecordBothAsync("spoken.2", 3);
        await RecordAsync("spoken.2", 2, "message", 700);
        host.Services.GetRequiredService<IRecordings>().CallEnded("spoken.2");
        stored = await StoredAsync("spoken.2");
        Assert.InRange(stored.Seconds, 4.7, 5.3);
        var (left, right) = (await SideAsync(stored.File, "FL"), await SideAsync(stored.File, "FR"));
        Assert.True(ToneMeter.Seconds(left.AsSpan(0, 8000 * 19 / 10), 8000, 700) > 1.5, "the message first");
        Assert.True(ToneMeter.Seconds(left.AsSpan(8000 * 21 / 10), 8000, CallerTone) > 2.5, "then the talk");
        Assert.True(ToneMeter.Loudness(right.AsSpan(0, 8000 * 19 / 10)) < 50, "in step with the agent's side");
        Assert.True(ToneMeter.Seconds(right, 8000, AgentTone) > 2.5, "who is heard to the end");

        await RecordAsync("spoken.3", 1, "message", CallerTone);
        Assert.Null(MessageFile.Seconds(host.Paths, "spoken.3"));
        host.Services.GetRequiredService<IRecordings>().CallEnded("spoken.3");
        await Eventually.TrueAsync(() => RawRecording.Find(host.Paths, "spoken.3") is null, TimeSpan.FromSeconds(40), "nothing was said, and nothing is kept");
        await using var db = host.Db();
        Assert.False(await db.Recordings.AnyAsync(r => r.CallId == "spoken.3"));
    }

    [Fact]
    public async Task Leftovers_are_found_once_their_call_is_gone()
    {
        await host.TalkedAsync("left.1", "agent01");
        await RecordBothAsync("left.1", 2);
        var hourAgo = DateTimeOffset.UnixEpoch.AddDays(20000).UtcDateTime;
        foreach (var file in RawRecording.Find(host.Paths, "left.1")!.Files) file.LastWriteTimeUtc = hourAgo;
        // Quiet files of a call that is up, or may be, stay: it may be on hold.
        host.Telephony.CallsUp = null;
        await Assert.ThrowsAsync<TimeoutException>(() => Eventually.TrueAsync(() => RawRecording.Find(host.Paths, "left.1") is null, TimeSpan.FromSeconds(3), "it must not go"));
        host.Telephony.CallsUp = false;
        Assert.InRange((await StoredAsync("left.1")).Seconds, 1.7, 2.3);
        host.Telephony.CallsUp = true;
    }

    [Fact]
    public async Task A_file_whose_writer_died_and_a_missing_side_are_still_a_recording()
    {
        Directory.CreateDirectory(host.Paths.RawRecordings);
        await host.TalkedAsync("torn.1", "agent01");
        await RecordAsync("torn.1", 3, "caller", CallerTone);
        var path = Path.Combine(host.Paths.RawRecordings, "torn.1-caller.wav");
        await using (var file = File.OpenWrite(path))
        {
            // The sizes of RIFF and data are written last.
            file.Position = 4;
            file.Write(new byte[4]);
            file.Position = 40;
            file.Write(new byte[4]);
        }
        host.Services.GetRequiredService<IRecordings>().CallEnded("torn.1");
        var stored = await StoredAsync("torn.1");
        Assert.InRange(stored.Seconds, 2.7, 3.3);
        Assert.True(ToneMeter.Seconds(await SideAsync(stored.File, "FL"), 8000, CallerTone) > 2.5);
    }

    [Fact]
    public async Task It_is_played_in_ranges_by_those_who_may_and_audited()
    {
        await host.TalkedAsync("play.1", "agent05");
        await RecordBothAsync("play.1", 3);
        host.Services.GetRequiredService<IRecordings>().CallEnded("play.1");
        await StoredAsync("play.1");
        using var agent = await host.SignedInAsync("agent05");
        var whole = await agent.GetAsync("/api/calls/play.1/recording");
        Assert.Equal("audio/ogg", whole.Content.Headers.ContentType?.MediaType);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        Assert.Equal("agent05", (await host.AuditedAsync(AuditAction.RecordingPlayed, "call:play.1")).User);

        var piece = new HttpRequestMessage(HttpMethod.Get, "/api/calls/play.1/recording") { Headers = { Range = new RangeHeaderValue(100, 199) } };
        var part = await agent.SendAsync(piece);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[100..200], await part.Content.ReadAsByteArrayAsync());

        var waveform = await agent.GetAsync<Waveform>("/api/calls/play.1/waveform");
        Assert.Equal(waveform.Caller.Count, waveform.Agent.Count);
        Assert.InRange(waveform.Seconds, 2.7, 3.3);
        Assert.All(waveform.Caller.Take(300), peak => Assert.InRange(peak, 5, 100));
        Assert.Equal(waveform.Caller, (await agent.GetAsync<Waveform>("/api/calls/play.1/waveform")).Caller);

        var detail = await agent.GetAsync<CallDetail>("/api/calls/play.1");
        Assert.Equal((RecordingState.Ready, "/api/calls/play.1/recording"), (detail.Call.Recording, detail.Recording?.Url));

        using var other = await host.SignedInAsync("agent06");
        Assert.Equal(ProblemCode.NotAllowed, await (await other.GetAsync("/api/calls/play.1/recording")).CodeAsync());
        Assert.Null((await other.GetAsync<CallDetail>("/api/calls/play.1")).Recording);
        using var supervisor = await host.SignedInAsync("supervisor01");
        Assert.True((await supervisor.GetAsync("/api/calls/play.1/recording")).IsSuccessStatusCode);
        Assert.Equal(ProblemCode.NotFound, await (await supervisor.GetAsync("/api/calls/..%2f..%2fcallcenter.db/recording")).CodeAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("a b")]
    public void What_is_no_call_id_names_no_file(string call) => Assert.Null(RawRecording.Find(host.Paths, call));
}
