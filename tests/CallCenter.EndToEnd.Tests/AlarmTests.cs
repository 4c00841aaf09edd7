using System.Diagnostics;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The alarm line with every agent busy: real calls, real audio, the public API.</summary>
public sealed class AlarmTests(House house, ITestOutputHelper output) : IClassFixture<House>, IAsyncLifetime
{
    private const string AlarmLine = "12349";
    private AgentClient _agent = null!;
    private TownPhone _phone = null!;

    public async ValueTask InitializeAsync() => (_phone, _agent) = await house.DeskAsync();

    public async ValueTask DisposeAsync() => await house.LeaveAsync(_agent);

    [Fact]
    public async Task An_alarm_takes_the_agent_out_of_a_talk_and_the_resident_gets_the_same_agent_back()
    {
        var (resident, ring, talk) = await TalkAsync("13800000002");
        var clock = Stopwatch.StartNew();
        var alarm = await house.Town.CallAsync("13800000003", AlarmLine, toneHz: 660);
        var asked = await AskedAsync();
        output.WriteLine($"asked after {clock.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal((talk, AgentState.Talking, true), (asked.Call!.CallId, asked.State, asked.Alarm!.Life));
        Assert.Equal("life-over-talk", asked.Alarm.Explanation.Code);
        // Until the click the talk goes on.
        await resident.HearsAsync(880);

        clock.Restart();
        await _agent.PostAsync($"/api/calls/{asked.Alarm.CallId}/answer");
        await alarm.HearsAsync(880);
        await ring.HearsAsync(660);
        output.WriteLine($"both hear each other {clock.Elapsed.TotalSeconds:0.00} s after the click");
        await resident.HearsSoundOtherThanAsync(880, TimeSpan.FromSeconds(20));
        await ring.HearsNothingAsync(440);
        var rescuing = await _agent.BecomesAsync(AgentState.Talking);
        Assert.Equal((asked.Alarm.CallId, null), (rescuing.Call!.CallId, rescuing.Alarm));
        Assert.Equal(talk, Assert.Single(rescuing.Paused).CallId);

        await alarm.HangUpAsync();
        await ring.EndedAsync();
        await house.FinishWrapUpAsync(_agent);
        var again = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("after-alarm", (await _agent.BecomesAsync(AgentState.Offered)).Call!.Explanation.Code);
        await again.AnswerAsync(toneHz: 880);
        await resident.HearsAsync(880);
        await again.HearsAsync(440);
        Assert.Empty((await _agent.SnapshotAsync()).Paused);
        await resident.HangUpAsync();
    }

    [Fact]
    public async Task A_server_that_is_killed_after_an_interruption_keeps_the_alarm_talking_and_the_residents_place()
    {
        var (resident, ring, talk) = await TalkAsync("13800000007");
        var alarm = await house.Town.CallAsync("13800000003", AlarmLine, toneHz: 660);
        var asked = await AskedAsync();
        await _agent.PostAsync($"/api/calls/{asked.Alarm!.CallId}/answer");
        await alarm.HearsAsync(880);
        await house.Center.KillServerAsync();
        await alarm.HearsAsync(880);
        await house.Center.StartServerAsync();

        await alarm.HearsAsync(880);
        await ring.HearsAsync(660);
        var found = await _agent.BecomesAsync(AgentState.Talking);
        Assert.Equal((asked.Alarm.CallId, talk), (found.Call!.CallId, Assert.Single(found.Paused).CallId));
        Assert.False(resident.IsOver);
        await alarm.HangUpAsync();
        await ring.EndedAsync();
        await house.FinishWrapUpAsync(_agent);
        var again = await _phone.RingsAsync(TimeSpan.FromSeconds(6));
        await again.AnswerAsync(toneHz: 880);
        await resident.HearsAsync(880);
        await resident.HangUpAsync();
    }

    [Fact]
    public async Task A_talk_that_is_spared_goes_on_and_the_agent_is_asked_as_soon_as_it_is_not()
    {
        var (resident, ring, talk) = await TalkAsync("13800000005");
        var none = await Assert.ThrowsAsync<HttpRequestException>(() => _agent.PostAsync($"/api/calls/{talk}/spare", new SpareTalk("tired")));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, none.StatusCode);
        await _agent.PostAsync($"/api/calls/{talk}/spare", new SpareTalk(SpareReason.Crisis));
        Assert.Equal(SpareReason.Crisis, (await _agent.SnapshotAsync()).Call!.Spared);
        var alarm = await house.Town.CallAsync("13800000003", AlarmLine, toneHz: 660);
        await alarm.AnsweredAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Null((await _agent.SnapshotAsync()).Alarm);
        await resident.HearsAsync(880);

        await _agent.PostAsync($"/api/calls/{talk}/spare", new SpareTalk(null));
        Assert.Equal("life-over-talk", (await AskedAsync()).Alarm!.Explanation.Code);
        await alarm.HangUpAsync();
        await resident.HangUpAsync();
        await ring.EndedAsync();
    }

    [Fact]
    public async Task A_resident_who_hangs_up_before_the_click_makes_the_phone_ring_for_the_alarm()
    {
        var (resident, ring, _) = await TalkAsync("13800000004");
        var alarm = await house.Town.CallAsync("13800000003", AlarmLine, toneHz: 660);
        await AskedAsync();
        await resident.HangUpAsync();
        await ring.EndedAsync();
        var second = await _phone.RingsAsync(TimeSpan.FromSeconds(3));
        await second.AnswerAsync(toneHz: 880);
        await alarm.HearsAsync(880);
        await alarm.HangUpAsync();
    }

    [Fact]
    public async Task An_alarm_that_hangs_up_before_the_click_leaves_the_talk_as_it_was()
    {
        var (resident, ring, talk) = await TalkAsync("13800000005");
        var alarm = await house.Town.CallAsync("13800000003", AlarmLine, toneHz: 660);
        await AskedAsync();
        await alarm.HangUpAsync();
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Alarm is null, TimeSpan.FromSeconds(5), "nobody is asked any more");
        await resident.HearsAsync(880);
        await ring.HearsAsync(440);
        Assert.Equal(talk, (await _agent.SnapshotAsync()).Call!.CallId);
        await resident.HangUpAsync();
    }

    [Fact]
    public async Task Wrap_up_is_suspended_for_an_alarm()
    {
        var (resident, ring, talk) = await TalkAsync("13800000006");
        await resident.HangUpAsync();
        await ring.EndedAsync();
        await _agent.BecomesAsync(AgentState.WrapUp);
        var alarm = await house.Town.CallAsync("13800000003", AlarmLine, toneHz: 660);
        var second = await _phone.RingsAsync(TimeSpan.FromSeconds(3));
        var offered = await _agent.BecomesAsync(AgentState.Offered);
        Assert.Equal("life-over-wrap-up", offered.Call!.Explanation.Code);
        Assert.Equal((talk, true), (Assert.Single(offered.Paused).CallId, offered.Paused[0].WrapUp));
        await second.AnswerAsync(toneHz: 880);
        await alarm.HearsAsync(880);
        await alarm.HangUpAsync();
    }

    private async Task<(TownCall Resident, TownCall Ring, string Call)> TalkAsync(string number)
    {
        var resident = await house.Town.CallAsync(number, "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await ring.AnswerAsync(toneHz: 880);
        await resident.HearsAsync(880);
        await ring.HearsAsync(440);
        return (resident, ring, (await _agent.BecomesAsync(AgentState.Talking)).Call!.CallId);
    }

    private async Task<AgentSnapshot> AskedAsync()
    {
        AgentSnapshot? seen = null;
        await Eventually.TrueAsync(async () => (seen = await _agent.SnapshotAsync()).Alarm is not null, TimeSpan.FromSeconds(3), "the agent is asked for the alarm");
        return seen!;
    }
}
