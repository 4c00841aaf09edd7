using System.Diagnostics;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The main job with an agent at a SIP desk phone: real calls, real audio, the public API.</summary>
public sealed class DeskPhoneTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private AgentClient _agent = null!;
    private TownPhone _phone = null!;

    public async ValueTask InitializeAsync() => (_phone, _agent) = await house.DeskAsync();

    public async ValueTask DisposeAsync() => await house.LeaveAsync(_agent);

    [Fact]
    public async Task A_resident_dials_the_hotline_and_talks_with_an_agent_who_has_the_record()
    {
        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(3));

        // A desk phone without a page rings at once, and the record follows.
        await _agent.BecomesAsync(AgentState.Offered);
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Call is { RecordPending: false }, TimeSpan.FromSeconds(3), "the caller is looked up");
        var offered = (await _agent.SnapshotAsync()).Call!;
        var person = Assert.Single(offered.People);
        Assert.Equal("王秀英", person.Name);
        Assert.Equal(78, person.Age);
        Assert.Equal(2, person.Contacts.Count);
        Assert.Contains("livesAlone", person.Flags);
        Assert.Equal("138****0001", offered.CallerNumber);
        Assert.Equal("longest-idle", offered.Explanation.Code);

        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await ring.HearsAsync(440);
        Assert.Equal(CallStage.Talking, (await _agent.BecomesAsync(AgentState.Talking)).Call!.Stage);

        await caller.HangUpAsync();
        Assert.Equal(16, await ring.EndedAsync(TimeSpan.FromSeconds(3)));
        var wrapUp = await _agent.BecomesAsync(AgentState.WrapUp);
        await _agent.FinishAsync(wrapUp.Call!.CallId);
        await _agent.BecomesAsync(AgentState.Ready);
    }

    [Fact]
    public async Task The_recording_carries_both_sides_and_lasts_as_long_as_the_talk()
    {
        var caller = await house.Town.CallAsync("13800000002", "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        var clock = Stopwatch.StartNew();
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await ring.HearsAsync(440);
        var id = (await _agent.BecomesAsync(AgentState.Talking)).Call!.CallId;
        var talk = clock.Elapsed;
        await caller.HangUpAsync();

        await house.FinishWrapUpAsync(_agent);
        CallDetail? detail = null;
        await Eventually.TrueAsync(async () => (detail = await house.DetailAsync(_agent, id))?.Recording is not null, TimeSpan.FromSeconds(30), "the recording is ready");
        Assert.Equal(CallOutcome.Answered, detail!.Call.Outcome);
        Assert.InRange(detail.Recording!.Seconds, talk.TotalSeconds - 0.5, talk.TotalSeconds + 0.5);
        // Whole seconds in the log.
        Assert.InRange(detail.Recording.Seconds, detail.Call.TalkSeconds - 1.0, detail.Call.TalkSeconds + 1.0);
        var file = await _agent.Http.GetByteArrayAsync(detail.Recording.Url);
        var (caller440, agent880) = await Ogg.TonesAsync(file, 440, 880);
        Assert.True(caller440, "left: the caller's 440 Hz");
        Assert.True(agent880, "right: the agent's 880 Hz");
        var waveform = await _agent.GetAsync<Waveform>(detail.Recording.WaveformUrl);
        Assert.Contains(waveform.Caller, peak => peak > 10);
        Assert.Contains(waveform.Agent, peak => peak > 10);
    }

    [Fact]
    public async Task A_caller_nobody_knows_is_answered_all_the_same()
    {
        var caller = await house.Town.CallAsync("13800000003", "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        Assert.Empty((await _agent.BecomesAsync(AgentState.Offered)).Call!.People);
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await ring.HangUpAsync();
        await caller.EndedAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_while_it_rings_leaves_the_queue_and_the_phone_stops()
    {
        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await caller.AnsweredAsync();
        await caller.HangUpAsync();
        await ring.EndedAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(0, (await _agent.BecomesAsync(AgentState.Ready)).Board.Waiting);
    }

    [Fact]
    public async Task An_agent_who_refuses_is_asked_again_when_nobody_else_is_there()
    {
        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var first = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await first.HangUpAsync("busy");
        var second = await _phone.RingsAsync(TimeSpan.FromSeconds(8));
        await second.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
    }

    [Fact]
    public async Task A_held_caller_hears_music_and_comes_back_by_the_phones_own_key_and_by_the_console()
    {
        var caller = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        var id = (await _agent.BecomesAsync(AgentState.Talking)).Call!.CallId;

        await ring.HoldAsync();
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Call?.Stage == CallStage.Held, TimeSpan.FromSeconds(3), "held by the phone");
        await caller.HearsSoundOtherThanAsync(880);
        await ring.UnholdAsync();
        await caller.HearsAsync(880);

        await _agent.PostAsync($"/api/calls/{id}/hold");
        await caller.HearsSoundOtherThanAsync(880);
        await _agent.PostAsync($"/api/calls/{id}/resume");
        await caller.HearsAsync(880);
        await ring.HearsAsync(440);

        await _agent.PostAsync($"/api/calls/{id}/hangup");
        await caller.EndedAsync(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task The_alarm_line_has_no_recording_notice_and_rings_at_once()
    {
        var caller = await house.Town.CallAsync("13800000001", "12349", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("alarm", (await _agent.BecomesAsync(AgentState.Offered)).Call!.Queue);
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880, TimeSpan.FromSeconds(2));
        await caller.HangUpAsync();
    }
}
