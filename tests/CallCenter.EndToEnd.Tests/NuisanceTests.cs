using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Nuisance callers: marked in the call, blocked by two people, served on the alarm line all the same.</summary>
public sealed class NuisanceTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private const string Hotline = "12345";
    private AgentClient _agent = null!, _one = null!, _other = null!;
    private TownPhone _phone = null!;

    public async ValueTask InitializeAsync()
    {
        (_phone, _agent) = await house.DeskAsync();
        _one = await house.Center.SignInAsync("supervisor01", null);
        _other = await house.Center.SignInAsync("supervisor02", null);
    }

    public async ValueTask DisposeAsync()
    {
        _one.Dispose();
        _other.Dispose();
        await house.LeaveAsync(_agent);
    }

    /// <summary>An agent marks the caller, one supervisor asks, the other approves.</summary>
    private async Task DecidedAsync(string number, string standing)
    {
        var caller = await house.Town.CallAsync(number, Hotline, toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(7));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        var call = (await _agent.BecomesAsync(AgentState.Talking)).Call!;
        Assert.Null(call.Nuisance);
        await _agent.PostAsync("/api/nuisances", new MarkNuisance(call.CallId, "辱骂、威胁"));
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Call!.Nuisance is { Times: 1 }, TimeSpan.FromSeconds(3), "the card warns");
        await caller.HangUpAsync();
        await ring.EndedAsync();
        await house.FinishWrapUpAsync(_agent);
        await _agent.BecomesAsync(AgentState.Ready);
        var line = (await _one.GetAsync<NuisanceList>("/api/nuisances")).Nuisances.First(n => n.Marks[0].CallId == call.CallId);
        await _one.PostAsync($"/api/nuisances/{line.Id}/decide", new DecideNuisance(line.Version, standing, 7, "屡次辱骂"));
        await _other.PostAsync($"/api/nuisances/{line.Id}/approve", new AnswerNuisance(line.Version + 1));
    }

    [Fact]
    public async Task A_blocked_caller_hears_so_and_is_hung_up_and_on_the_alarm_line_is_served_as_any_alarm()
    {
        await DecidedAsync("13700000666", NuisanceStanding.Blocked);
        var blocked = await house.Town.CallAsync("013700000666", Hotline, toneHz: 440);
        await blocked.AnsweredAsync();
        await blocked.HearsSoundOtherThanAsync(440);
        Assert.Equal(16, await blocked.EndedAsync(TimeSpan.FromSeconds(40)));
        Assert.False(_phone.HasRung, "an agent who is ready is not offered a blocked caller");
        CallLine? line = null;
        await Eventually.TrueAsync(async () => (line = (await _one.GetAsync<CallPage>("/api/calls?take=5")).Calls.FirstOrDefault(c => c.Outcome == CallOutcome.TurnedAway)) is not null, TimeSpan.FromSeconds(15), "the log has the call");
        Assert.Contains((await house.DetailAsync(_one, line!.CallId))!.Events, e => e.Kind == "turned-away-blocked");
        Assert.Empty((await _one.GetAsync<CallbackList>("/api/callbacks")).Callbacks);

        // Emergency first.
        var alarm = await house.Town.CallAsync("13700000666", "12349", toneHz: 660);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(7));
        await ring.AnswerAsync(toneHz: 880);
        await alarm.HearsAsync(880);
        var rescued = (await _agent.BecomesAsync(AgentState.Talking)).Call!;
        Assert.Equal((true, 1), (rescued.Life, rescued.Nuisance!.Times));
        await alarm.HangUpAsync();
    }

    [Fact]
    public async Task A_restricted_caller_comes_after_everybody_else_and_one_call_at_a_time()
    {
        await DecidedAsync("13700000667", NuisanceStanding.Restricted);
        await _agent.BreakAsync();
        await _agent.BecomesAsync(AgentState.Break);
        var restricted = await house.Town.CallAsync("13700000667", Hotline, toneHz: 440);
        await restricted.AnsweredAsync();
        await Eventually.TrueAsync(async () => (await _one.GetAsync<LiveBoard>("/api/board")).Calls.Count == 1, TimeSpan.FromSeconds(5), "he waits");
        var second = await house.Town.CallAsync("13700000667", Hotline, toneHz: 440);
        Assert.Equal(16, await second.EndedAsync(TimeSpan.FromSeconds(40)));
        var resident = await house.Town.CallAsync("13800000002", Hotline, toneHz: 500);
        await resident.AnsweredAsync();
        await Eventually.TrueAsync(async () => (await _one.GetAsync<LiveBoard>("/api/board")).Calls.Count == 2, TimeSpan.FromSeconds(5), "both wait");

        await _agent.ReadyAsync();
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await ring.AnswerAsync(toneHz: 880);
        await resident.HearsAsync(880);
        await resident.HangUpAsync();
        await ring.EndedAsync();
        await house.FinishWrapUpAsync(_agent);
        var last = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await last.AnswerAsync(toneHz: 880);
        await restricted.HearsAsync(880);
        await restricted.HangUpAsync();
    }
}
