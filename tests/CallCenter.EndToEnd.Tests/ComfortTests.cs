using System.Diagnostics;
using System.Net.Http.Headers;
using CallCenter.Contracts;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;

namespace CallCenter.EndToEnd.Tests;

/// <summary>What callers hear of their wait. Recorded prompts are tones here, so that the test knows what was said.</summary>
public sealed class ComfortTests(House house, ITestOutputHelper output) : AgentAtDesk(house), IClassFixture<House>
{
    private const int Next = 600, OneBefore = 700, Hold = 1200;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (name, hertz) in new[] { ("ahead-0", Next), ("ahead-1", OneBefore), ("comfort-hold", Hold) }) await SayAsync(name, hertz);
    }

    [Fact]
    public async Task Callers_hear_how_many_are_before_them_with_music_between_and_an_answer_in_the_middle_is_as_quick_as_any()
    {
        await ComfortEveryAsync(10);
        var first = await House.Town.CallAsync("13700000031", "12345", toneHz: 440);
        await first.AnsweredAsync();
        var second = await House.Town.CallAsync("13700000032", "12345", toneHz: 440);
        await second.AnsweredAsync();
        await Task.WhenAll(first.HearsAsync(Next, TimeSpan.FromSeconds(20)), second.HearsAsync(OneBefore, TimeSpan.FromSeconds(20)));
        await first.HearsNothingAsync(Next);
        await first.HearsSoundOtherThanAsync(Next, TimeSpan.FromSeconds(5));

        // In the middle of the next one.
        await first.HearsAsync(Next, TimeSpan.FromSeconds(20));
        await _agent.ReadyAsync();
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(3));
        await ring.AnswerAsync(toneHz: 880);
        await first.HearsAsync(880, TimeSpan.FromSeconds(5));
        await ring.HearsAsync(440);
        var spoken = await JoinsAsync(1);
        await first.HangUpAsync();
        await ring.EndedAsync();
        await House.FinishWrapUpAsync(_agent);

        // And one in the music. Now the second is next, and hears that too.
        var rings = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await rings.AnswerAsync(toneHz: 880);
        await second.HearsAsync(880, TimeSpan.FromSeconds(5));
        var joins = await JoinsAsync(2);
        output.WriteLine($"from the agent's answer to the talk: {spoken[0].TotalMilliseconds:0} ms in an announcement, {joins[1].TotalMilliseconds:0} ms in the music");
        Assert.InRange(joins[0].TotalMilliseconds, 0, joins[1].TotalMilliseconds + 300);
        await second.HangUpAsync();
    }

    [Fact]
    public async Task Nobody_is_told_that_it_has_become_worse()
    {
        await ComfortEveryAsync(10);
        await _admin.PutSettingAsync(SettingSection.Queues, "orders", new QueueSetting("咨询", "Enquiries", 4, 20, 30, true) { CallbackAttempts = 0, ComfortSeconds = 0, Overflow = ["wait 20 queue hotline"] });
        var earlier = await House.Town.CallAsync("13700000034", "8890", toneHz: 440);
        await earlier.AnsweredAsync();
        var later = await House.Town.CallAsync("13700000035", "12345", toneHz: 440);
        await later.AnsweredAsync();
        await later.HearsAsync(Next, TimeSpan.FromSeconds(20));
        // Who called before him comes out of another queue, and goes first.
        await later.HearsAsync(Hold, TimeSpan.FromSeconds(40));
        await later.HangUpAsync();
        await earlier.HangUpAsync();
    }

    private Task ComfortEveryAsync(int seconds) =>
        _admin.PutSettingAsync(SettingSection.Queues, "hotline", new QueueSetting("服务热线", "Hotline", 3, 20, 30, true) { CallbackAttempts = 0, ComfortSeconds = seconds });

    private async Task SayAsync(string prompt, int hertz)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", $"sine=frequency={hertz}:sample_rate=8000:duration=5", "-f", "wav", "-"]) { RedirectStandardOutput = true };
        using var ffmpeg = Process.Start(start)!;
        using var wav = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(wav);
        await ffmpeg.WaitForExitAsync();
        using var body = new ByteArrayContent(wav.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/admin/prompts/zh/{prompt}") { Content = body };
        request.Headers.Add("X-CallCenter", "1");
        using var answer = await _admin.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>From the agent's answer to the moment both are in the bridge, by Asterisk's clock, of every talk so far.</summary>
    private async Task<IReadOnlyList<TimeSpan>> JoinsAsync(int talks)
    {
        var joins = new List<TimeSpan>();
        await Eventually.TrueAsync(async () =>
        {
            joins.Clear();
            await using var cel = new SqliteConnection($"Data Source={Path.Combine(House.Center.Asterisk.Folder, "log", "master.db")};Mode=ReadOnly;Pooling=False");
            await cel.OpenAsync();
            await using var command = cel.CreateCommand();
            command.CommandText = """
                SELECT (SELECT max(CAST(b.eventtime AS REAL)) FROM cel b WHERE b.eventtype = 'BRIDGE_ENTER' AND (b.uniqueid = a.uniqueid OR b.uniqueid = a.linkedid)) - CAST(a.eventtime AS REAL)
                FROM cel a WHERE a.eventtype = 'ANSWER' AND a.uniqueid LIKE 'agent-%' ORDER BY a.AcctId
                """;
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                if (!reader.IsDBNull(0)) joins.Add(TimeSpan.FromSeconds(reader.GetDouble(0)));
            }
            return joins.Count >= talks;
        }, TimeSpan.FromSeconds(5), "the log has the join");
        return joins;
    }
}
