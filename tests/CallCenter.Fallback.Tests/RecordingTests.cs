using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>Every talk is recorded, both sides apart, whoever joined them and whatever became of the Server.</summary>
public sealed class RecordingTests(Exchange exchange) : IClassFixture<Exchange>
{
    private const double Tolerance = 0.2;

    [Fact]
    public async Task A_talk_in_a_bridge_of_the_Server_is_recorded_across_hold()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        await using var server = await App.ConnectAsync(exchange.Center);
        var caller = await exchange.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var call = await server.EntersAsync("incoming");
        await server.PostAsync($"channels/{call}/variable?variable=TIMEOUT(absolute)&value=0");
        await server.PostAsync($"channels/{call}/answer");
        var leg = await server.OfferAsync(call, "8001");
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(5));
        await agent.AnswerAsync(toneHz: 880);
        await server.EntersAsync("agent");
        await server.PostAsync("bridges/talk-r?type=mixing");

        var talk = TimeSpan.Zero;
        foreach (var tone in new[] { 880, 660 })
        {
            await agent.ToneAsync(tone);
            var since = TimeProvider.System.GetTimestamp();
            await server.PostAsync($"bridges/talk-r/addChannel?channel={call},{leg}");
            await caller.HearsAsync(tone);
            await agent.HearsAsync(440);
            await server.PostAsync($"bridges/talk-r/removeChannel?channel={call}");
            talk += TimeProvider.System.GetElapsedTime(since);
            await server.PostAsync($"channels/{call}/moh");
            await caller.HearsSoundOtherThanAsync(tone);
            await exchange.Center.Ari.DeleteAsync($"channels/{call}/moh");
            await server.PostAsync($"bridges/talk-r/removeChannel?channel={leg}");
        }
        await caller.HangUpAsync();
        await agent.HangUpAsync();

        var (said, answered) = await RecordedAsync(call);
        Assert.InRange(said.Length / 8000.0, talk.TotalSeconds - Tolerance, talk.TotalSeconds + Tolerance);
        Assert.InRange(Math.Abs(said.Length - answered.Length) / 8000.0, 0, Tolerance);
        Assert.True(ToneMeter.Seconds(said, 8000, 440) > talk.TotalSeconds - 0.5, "the caller is on the caller's side");
        Assert.True(ToneMeter.Seconds(answered, 8000, 880) > 0.5, "the agent before the hold is on the agent's side");
        Assert.True(ToneMeter.Seconds(answered, 8000, 660) > 0.5, "the agent after the hold is on the agent's side");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_talk_without_the_Server_is_recorded(bool offeredBefore)
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var server = offeredBefore ? await App.ConnectAsync(exchange.Center) : null;
        var caller = await exchange.Town.CallAsync("13800000001", "12349", toneHz: 440);
        if (server is not null) await server.OfferAsync(await server.EntersAsync("incoming"), "8001");
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(7));
        if (server is not null) await server.DisposeAsync();
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await agent.HearsAsync(440);
        await agent.HangUpAsync();
        await caller.EndedAsync();

        var call = Path.GetFileName(Directory.GetFiles(exchange.Center.Recordings, "*-caller.wav").OrderByDescending(File.GetLastWriteTimeUtc).First())[..^"-caller.wav".Length];
        var (said, answered) = await RecordedAsync(call);
        Assert.InRange(Math.Abs(said.Length - answered.Length) / 8000.0, 0, Tolerance);
        Assert.True(ToneMeter.Seconds(said, 8000, 440) > said.Length / 8000.0 - 0.5, "the caller is on the caller's side");
        Assert.True(ToneMeter.Seconds(answered, 8000, 880) > answered.Length / 8000.0 - 0.6, "the agent is on the agent's side");
    }

    private async Task<(short[] Caller, short[] Agent)> RecordedAsync(string call)
    {
        string caller = Path.Combine(exchange.Center.Recordings, call + "-caller.wav"), agent = Path.Combine(exchange.Center.Recordings, call + "-agent.wav");
        // The header's length is written when the file is closed.
        await Eventually.TrueAsync(async () => (await exchange.Center.CommandAsync("core show channels count")).Contains("0 active channels"),
            TimeSpan.FromSeconds(5), "the call is over");
        await Eventually.TrueAsync(async () => (await ToneMeter.ReadWavAsync(caller)).Samples.Length > 4000, TimeSpan.FromSeconds(5), "the recording is there");
        return ((await ToneMeter.ReadWavAsync(caller)).Samples, (await ToneMeter.ReadWavAsync(agent)).Samples);
    }
}
