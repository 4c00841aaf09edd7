using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Callers who speak to nobody: what they said is heard, on real lines, and they are called back.</summary>
public sealed class VoicemailTests(House house, ITestOutputHelper output) : AgentAtDesk(house), IClassFixture<House>
{
    private static readonly string[] Never = ["", "", "", "", "", "", ""];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _admin.PutSettingAsync(SettingSection.Queues, "hotline", new QueueSetting("服务热线", "Hotline", 3, 20, 30, true) { CallbackAttempts = 3, CallbackMinutes = 1, Overflow = ["wait 2 voicemail"] });
        await SealedAsync();
    }

    [Fact]
    public async Task What_the_caller_said_is_on_the_list_sealed_heard_by_the_agent_and_called_back_for()
    {
        var caller = await House.Town.CallAsync("13700000011", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        var file = await SpeaksAsync(4);
        await caller.PressAsync("#");
        // Thanks, and the end.
        Assert.Equal(16, await caller.EndedAsync(TimeSpan.FromSeconds(12)));
        var line = await ListedAsync();
        var message = Assert.Single(line.Messages);
        Assert.Equal((CallbackState.Waiting, true, line.Of), (line.State, line.Audible, message.CallId));
        Assert.InRange(message.Seconds, 3.5, 8);
        await PlaysAsync(line);
        Assert.False(File.Exists(file), "nothing plain is left");
        var detail = await House.DetailAsync(_agent, line.Of);
        Assert.Equal(CallOutcome.Message, detail!.Call.Outcome);

        await _agent.ReadyAsync();
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        var offered = await _agent.BecomesAsync(AgentState.Offered);
        Assert.Equal(message, Assert.Single(offered.Call!.Callback!.Messages));
        await ring.AnswerAsync(toneHz: 880);
        var called = await House.Town.Subscriber("13700000011").RingsAsync(TimeSpan.FromSeconds(5));
        await called.AnswerAsync(toneHz: 440);
        await called.HearsAsync(880, TimeSpan.FromSeconds(8));
        await called.HangUpAsync();
        await ring.EndedAsync();
        await _agent.FinishAsync(line.CallId);
        Assert.Empty(await ListAsync());
        // Who called back may listen once more; other agents may not any longer.
        Assert.Equal(HttpStatusCode.OK, await ListenAsync(_agent, line.Of));
        using var other = await House.Center.SignInAsync("agent02", null);
        Assert.Equal(HttpStatusCode.Forbidden, await ListenAsync(other, line.Of));
    }

    [Fact]
    public async Task Who_hangs_up_in_the_middle_has_left_a_message_and_who_says_nothing_has_not()
    {
        var caller = await House.Town.CallAsync("13700000012", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        await SpeaksAsync(4);
        await caller.HangUpAsync();
        Assert.Single((await ListedAsync()).Messages);
        await SettleAsync();

        var mute = await House.Town.CallAsync("13700000013", "12345", toneHz: 440);
        await mute.AnsweredAsync();
        await mute.QuietAsync();
        await SpeaksAsync(1);
        await mute.HangUpAsync();
        var line = await ListedAsync();
        Assert.Empty(line.Messages);
        await SettleAsync();
        using var supervisor = await House.Center.SignInAsync("supervisor01", null);
        Assert.Equal(HttpStatusCode.NotFound, await ListenAsync(supervisor, line.Of));
    }

    [Fact]
    public async Task Who_stays_silent_waits_on_and_is_answered()
    {
        var caller = await House.Town.CallAsync("13700000014", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        await caller.QuietAsync();
        await SpeaksAsync(1);
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Board.Waiting == 1, TimeSpan.FromSeconds(5), "still there");
        await Task.Delay(TimeSpan.FromSeconds(9));
        await _agent.ReadyAsync();
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(10));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
    }

    [Fact]
    public async Task A_message_of_a_caller_without_a_number_is_heard_and_closed()
    {
        var caller = await House.Town.CallAsync("anonymous", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        await SpeaksAsync(4);
        await caller.PressAsync("#");
        await caller.EndedAsync(TimeSpan.FromSeconds(12));
        var line = await ListedAsync();
        Assert.Equal((CallbackState.ToHear, true), (line.State, line.Audible));
        await _agent.ReadyAsync();
        await PlaysAsync(line);
        Assert.False(_phone.HasRung && (await _agent.SnapshotAsync()).State == AgentState.Offered, "nobody can be called");
        await SettleAsync();
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_message_loses_none()
    {
        // The caller speaks on, and the Server that comes back hears him out.
        var caller = await House.Town.CallAsync("13700000015", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        var file = await SpeaksAsync(2);
        await House.Center.KillServerAsync();
        var length = new FileInfo(file).Length;
        await House.Center.StartServerAsync();
        Assert.True(new FileInfo(file).Length > length, "Asterisk records on");
        await caller.PressAsync("#");
        Assert.Equal(16, await caller.EndedAsync(TimeSpan.FromSeconds(12)));
        Assert.Single((await ListedAsync()).Messages);
        await PlaysAsync(await ListedAsync());
        await SettleAsync();

        // He hangs up while nobody is there.
        var gone = await House.Town.CallAsync("13700000016", "12345", toneHz: 440);
        await gone.AnsweredAsync();
        file = await SpeaksAsync(3);
        await House.Center.KillServerAsync();
        await gone.HangUpAsync();
        Assert.True(File.Exists(file));
        await House.Center.StartServerAsync();
        var line = await ListedAsync();
        Assert.Equal(line.Of, Assert.Single(line.Messages).CallId);
        await PlaysAsync(line);
        await SettleAsync();

        // He is silent at last while nobody is there: the message is whole, and he is thanked by the one that comes.
        var quiet = await House.Town.CallAsync("13700000017", "12345", toneHz: 440);
        await quiet.AnsweredAsync();
        await SpeaksAsync(3);
        await House.Center.KillServerAsync();
        await quiet.PressAsync("#");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await House.Center.StartServerAsync();
        await quiet.EndedAsync(TimeSpan.FromSeconds(12));
        Assert.Single((await ListedAsync()).Messages);
    }

    [Fact]
    public async Task A_server_that_is_killed_while_the_caller_is_asked_lets_him_speak()
    {
        var caller = await House.Town.CallAsync("13700000018", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        await Eventually.TrueAsync(async () => (await StagesAsync()).Contains("voicemail"), TimeSpan.FromSeconds(10), "asked for a message");
        await House.Center.KillServerAsync();
        await House.Center.StartServerAsync();
        await SpeaksAsync(4);
        await caller.PressAsync("#");
        Assert.Equal(16, await caller.EndedAsync(TimeSpan.FromSeconds(12)));
        Assert.Single((await ListedAsync()).Messages);
    }

    [Fact]
    public async Task Outside_the_hours_a_caller_leaves_a_message_and_no_phone_rings()
    {
        await _admin.PutSettingAsync(SettingSection.Hours, "queue:orders", new HoursSetting(Never, "", AfterHours.Voicemail));
        await _agent.ReadyAsync();
        await _agent.BecomesAsync(AgentState.Ready);
        var silent = await House.Town.CallAsync("13700000020", "8890", toneHz: 440);
        await silent.AnsweredAsync();
        await silent.HangUpAsync();
        var caller = await House.Town.CallAsync("13700000019", "8890", toneHz: 440);
        await caller.AnsweredAsync();
        await SpeaksAsync(4);
        Assert.False(_phone.HasRung, "an agent who is ready is not offered a caller after hours");
        await _agent.BreakAsync();
        await caller.PressAsync("#");
        Assert.Equal(16, await caller.EndedAsync(TimeSpan.FromSeconds(12)));
        var line = await ListedAsync();
        Assert.Equal(("orders", 1), (line.Queue, line.Messages.Count));
        await PlaysAsync(line);
        var detail = await House.DetailAsync(_agent, line.Of);
        Assert.Equal(CallOutcome.Message, detail!.Call.Outcome);
    }

    [Fact]
    public async Task A_queue_for_life_has_no_voicemail()
    {
        var present = (await _admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.Single(i => i is { Section: SettingSection.Queues, Id: "alarm" });
        using var answer = await _admin.Http.PutAsJsonAsync("/api/admin/settings/queues/alarm",
            new PutSetting(present.Version, System.Text.Json.JsonSerializer.SerializeToElement(new QueueSetting("报警", "Alarm", 1, 20, 30, false) { Overflow = ["wait 5 voicemail"] }, System.Text.Json.JsonSerializerOptions.Web)), System.Text.Json.JsonSerializerOptions.Web);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>Waits until that many seconds have been recorded.</summary>
    private async Task<string> SpeaksAsync(int seconds)
    {
        string? file = null;
        await Eventually.TrueAsync(() => Task.FromResult((file = Directory.EnumerateFiles(Path.Combine(House.Center.Asterisk.Home, "recordings", "raw"), "*-message.wav").MaxBy(f => File.GetCreationTimeUtc(f))) is not null
            && new FileInfo(file).Length > seconds * 16000), TimeSpan.FromSeconds(40), $"{seconds} s of a message");
        return file!;
    }

    private async Task PlaysAsync(CallbackLine line)
    {
        byte[] ogg = [];
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await _agent.Http.GetAsync($"/api/calls/{line.Messages[0].CallId}/recording");
            ogg = await answer.Content.ReadAsByteArrayAsync();
            return answer.StatusCode == HttpStatusCode.OK;
        }, TimeSpan.FromSeconds(60), "the message is sealed and can be heard");
        Assert.True((await Ogg.TonesAsync(ogg, 440, 880)).Left, "it is the caller's voice");
        output.WriteLine($"{line.Messages[0].Seconds} s, {ogg.Length} bytes");
    }

    private static async Task<HttpStatusCode> ListenAsync(AgentClient who, string call)
    {
        using var answer = await who.Http.GetAsync($"/api/calls/{call}/recording");
        return answer.StatusCode;
    }

    private async Task<IReadOnlyList<string>> StagesAsync()
    {
        var channels = await House.Center.Asterisk.Ari.GetFromJsonAsync<System.Text.Json.JsonElement>("channels");
        return [.. channels.EnumerateArray().Select(c => c.GetProperty("channelvars").TryGetProperty("CC_STAGE", out var stage) ? stage.GetString() ?? "" : "")];
    }

    private async Task SettleAsync()
    {
        foreach (var line in await ListAsync())
        {
            using var settled = await _agent.Http.PostAsJsonAsync($"/api/callbacks/{line.CallId}/settle", new SettleCallback("heard"));
            Assert.True(settled.IsSuccessStatusCode, await settled.Content.ReadAsStringAsync());
        }
        await SealedAsync();
    }

    /// <summary>Nothing plain is left of any message.</summary>
    private Task SealedAsync() =>
        Eventually.TrueAsync(() => Task.FromResult(!Directory.EnumerateFiles(Path.Combine(House.Center.Asterisk.Home, "recordings", "raw"), "*-message.wav").Any()), TimeSpan.FromSeconds(60), "the message is sealed");

    private async Task<CallbackLine> ListedAsync()
    {
        IReadOnlyList<CallbackLine> lines = [];
        await Eventually.TrueAsync(async () => (lines = await ListAsync()).Count == 1, TimeSpan.FromSeconds(8), "the caller is on the list");
        return lines[0];
    }
}
