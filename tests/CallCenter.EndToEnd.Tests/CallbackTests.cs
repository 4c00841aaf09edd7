using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Callers nobody answered are called back: real calls out by the trunk, real audio both ways.</summary>
public sealed class CallbackTests(House house, ITestOutputHelper output) : AgentAtDesk(house), IClassFixture<House>
{
    private const string Caller = "13700000001";

    [Fact]
    public async Task Who_hung_up_in_the_queue_is_called_back_by_the_next_agent_and_heard_by_both()
    {
        await CallbacksAsync(attempts: 3);
        var caller = await House.Town.CallAsync(Caller, "12345", toneHz: 440);
        await caller.AnsweredAsync();
        await caller.HangUpAsync();
        var line = await ListedAsync();
        Assert.Equal((1, 0, CallbackState.Waiting, false), (line.Times, line.Attempts, line.State, line.Life));
        // The same person again: one line still.
        var again = await House.Town.CallAsync(Caller, "12345", toneHz: 440);
        await again.AnsweredAsync();
        await again.HangUpAsync();
        await Eventually.TrueAsync(async () => (await ListedAsync()).Times == 2, TimeSpan.FromSeconds(15), "the second call adds to the first");

        await _agent.ReadyAsync();
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        var offered = await _agent.BecomesAsync(AgentState.Offered);
        Assert.Equal((line.CallId, 2, 0, false), (offered.Call!.CallId, offered.Call.Callback!.Times, offered.Call.Callback.Attempts, offered.Call.Callback.Calling));
        await ring.AnswerAsync(toneHz: 880);
        var person = House.Town.Subscriber(Caller);
        var called = await person.RingsAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("12345", called.CallerNumber);
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Call?.Callback is { Calling: true }, TimeSpan.FromSeconds(3), "the page says that it rings");
        // Ringback, not silence.
        await ring.HearsSoundOtherThanAsync(440);
        await called.AnswerAsync(toneHz: 440);
        await called.HearsAsync(880, TimeSpan.FromSeconds(8));
        await ring.HearsAsync(440);
        var talking = await _agent.BecomesAsync(AgentState.Talking);
        Assert.False(talking.Call!.Callback!.Calling);
        await called.HangUpAsync();
        await ring.EndedAsync();
        var after = await _agent.BecomesAsync(AgentState.WrapUp);
        Assert.Equal(line.CallId, after.Call!.CallId);
        await _agent.FinishAsync(line.CallId);
        Assert.Empty(await ListAsync());
        CallDetail? detail = null;
        await Eventually.TrueAsync(async () => (detail = await House.DetailAsync(_agent, line.CallId)) is { Call: { Outcome: CallOutcome.Answered, Recording: RecordingState.Ready } }, TimeSpan.FromSeconds(20), "the history has it");
        Assert.Equal(line.Of, detail!.Call.CallbackOf);
        Assert.Equal("agent01", detail.Call.Agent);
        output.WriteLine($"{detail.Call.TalkSeconds} s of talk; {string.Join(", ", detail.Events.Select(e => e.Kind))}");
    }

    [Fact]
    public async Task Who_is_busy_is_tried_again_later_and_given_up_in_the_end()
    {
        await CallbacksAsync(attempts: 1);
        var caller = await House.Town.CallAsync("13700000002", "12345");
        await caller.AnsweredAsync();
        await caller.HangUpAsync();
        var line = await ListedAsync();
        await _agent.ReadyAsync();
        await (await _phone.RingsAsync(TimeSpan.FromSeconds(5))).AnswerAsync(toneHz: 880);
        await (await House.Town.Subscriber("13700000002").RingsAsync(TimeSpan.FromSeconds(5))).HangUpAsync("busy");
        // No talk, no wrap-up.
        await _agent.BecomesAsync(AgentState.Ready);
        await Eventually.TrueAsync(async () => (await ListAsync()).Count == 0, TimeSpan.FromSeconds(5), "given up after one attempt");
        CallDetail? detail = null;
        await Eventually.TrueAsync(async () => (detail = await House.DetailAsync(_agent, line.CallId)) is { Call.Outcome: not CallOutcome.InProgress } known && known.Events.Any(e => e.Explanation.Code == "callback-given-up"), TimeSpan.FromSeconds(10), "the history says so");
        Assert.Equal("busy", detail!.Events.Single(e => e.Kind == "back-closed").Explanation.Arguments["reason"]);
        Assert.Equal(CallOutcome.Failed, detail.Call.Outcome);
    }

    [Fact]
    public async Task A_server_that_is_killed_while_a_callback_waits_or_rings_loses_none()
    {
        await CallbacksAsync(attempts: 3);
        var caller = await House.Town.CallAsync("13700000003", "12345");
        await caller.AnsweredAsync();
        await caller.HangUpAsync();
        var line = await ListedAsync();
        await House.Center.KillServerAsync();
        await House.Center.StartServerAsync();
        Assert.Equal(line.CallId, (await ListedAsync()).CallId);

        await _agent.ReadyAsync();
        await _phone.RingsAsync(TimeSpan.FromSeconds(8));
        await House.Center.KillServerAsync();
        await House.Center.StartServerAsync();
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(20));
        await ring.AnswerAsync(toneHz: 880);
        var called = await House.Town.Subscriber("13700000003").RingsAsync(TimeSpan.FromSeconds(5));
        await called.AnswerAsync(toneHz: 440);
        await called.HearsAsync(880, TimeSpan.FromSeconds(8));

        // And in the talk: the two go on, and the callback is done when they are.
        await House.Center.KillServerAsync();
        await ring.HearsAsync(440);
        await House.Center.StartServerAsync();
        await called.HearsAsync(880);
        await called.HangUpAsync();
        await ring.EndedAsync(TimeSpan.FromSeconds(8));
        await Eventually.TrueAsync(async () => (await ListAsync()).Count == 0, TimeSpan.FromSeconds(5), "nobody is to be called back");
    }

    [Fact]
    public async Task An_alarm_that_hung_up_is_called_back_by_the_centre_at_once_then_the_contacts_then_whoever_is_on_duty_who_has_to_press_a_key()
    {
        const string resident = "13800000001", duty = "13900000008";
        var now = TimeProvider.System.GetUtcNow();
        await _admin.PutSettingAsync(SettingSection.Duty, "callbacks", new DutySetting(now.AddHours(-1), now.AddHours(1), "王值班", duty));
        var caller = await House.Town.CallAsync(resident, "12349", toneHz: 440);
        await caller.AnsweredAsync();
        // The agent's phone rings over the break; nobody picks up.
        await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await caller.HangUpAsync();
        var person = House.Town.Subscriber(resident);
        await (await person.RingsAsync(TimeSpan.FromSeconds(3))).HangUpAsync("busy");
        await (await person.RingsAsync(TimeSpan.FromSeconds(3))).HangUpAsync("busy");
        var tried = new List<string>();
        var asked = House.Town.Subscriber(duty).RingsAsync(TimeSpan.FromSeconds(60));
        while (!asked.IsCompleted)
        {
            foreach (var other in House.Town.Subscribers.Where(p => p.Number is not (duty or "8001")))
            {
                if (other.Ringing is { } ringing)
                {
                    tried.Add(other.Number);
                    await ringing.HangUpAsync("busy");
                }
            }
            await Task.WhenAny(asked, Task.Delay(100));
        }
        var told = await asked;
        output.WriteLine($"contacts tried: {string.Join(", ", tried)}");
        Assert.NotEmpty(tried);
        Assert.DoesNotContain(resident, tried);
        await told.AnswerAsync();
        await told.HearsSoundOtherThanAsync(1);
        // A mailbox would press nothing.
        Assert.Single(await ListAsync());
        await told.PressAsync("1");
        await told.EndedAsync(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(async () => (await ListAsync()).Count == 0, TimeSpan.FromSeconds(5), "whoever is on duty has it in hand");
    }

    [Fact]
    public async Task An_alarm_that_is_reached_by_the_callback_is_a_caller_of_the_first_priority()
    {
        await _agent.ReadyAsync();
        var caller = await House.Town.CallAsync("13700000005", "12349", toneHz: 440);
        await caller.AnsweredAsync();
        await caller.HangUpAsync();
        var called = await House.Town.Subscriber("13700000005").RingsAsync(TimeSpan.FromSeconds(5));
        await called.AnswerAsync(toneHz: 440);
        // The ring for the call that was abandoned is over by the time the callback is offered.
        await Eventually.TrueAsync(async () => await _agent.SnapshotAsync() is { State: AgentState.Offered, Call: { Life: true, Callback: not null } }, TimeSpan.FromSeconds(8), "the callback is offered");
        TownCall ring;
        do
        {
            ring = await _phone.RingsAsync(TimeSpan.FromSeconds(8));
        }
        while (ring.IsOver);
        await ring.AnswerAsync(toneHz: 880);
        await ring.HearsAsync(440);
        await called.HearsAsync(880);
        await called.HangUpAsync();
        await ring.EndedAsync();
    }

    [Fact]
    public async Task A_server_that_is_killed_while_the_centre_dials_for_an_alarm_goes_on_with_whom_is_next()
    {
        var caller = await House.Town.CallAsync("13700000006", "12349", toneHz: 440);
        await caller.AnsweredAsync();
        await caller.HangUpAsync();
        var person = House.Town.Subscriber("13700000006");
        var first = await person.RingsAsync(TimeSpan.FromSeconds(5));
        await House.Center.KillServerAsync();
        await House.Center.StartServerAsync();
        Assert.Equal(CallbackState.Dialling, (await ListedAsync()).State);
        await first.HangUpAsync("busy");
        // Asked to be called a second time, as if nothing had been.
        var second = await person.RingsAsync(TimeSpan.FromSeconds(5));
        Assert.False(second.IsOver);
        await second.HangUpAsync("busy");
    }

    private Task CallbacksAsync(int attempts) =>
        _admin.PutSettingAsync(SettingSection.Queues, "hotline", new QueueSetting("服务热线", "Hotline", 3, 20, 30, true) { CallbackAttempts = attempts, CallbackMinutes = 1 });

    private async Task<CallbackLine> ListedAsync()
    {
        IReadOnlyList<CallbackLine> lines = [];
        // Who hangs up in the very moment of the answer is found in Asterisk's own log, a few seconds later.
        await Eventually.TrueAsync(async () => (lines = await ListAsync()).Count == 1, TimeSpan.FromSeconds(15), "the caller is on the list");
        return lines[0];
    }
}
