using CallCenter.Bench.Recovery;
using CallCenter.Contracts;
using CallCenter.Testing;

// Each test class has its own Asterisks and Server; more than one set at a time would compete for two cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace CallCenter.EndToEnd.Tests;

/// <summary>The Server is killed, hangs or was never started: calls go on, phones ring, and the history has them afterwards.</summary>
public sealed class RecoveryTests(RecoveryHouse house) : IClassFixture<RecoveryHouse>, IAsyncLifetime
{
    private AgentClient _agent = null!;
    private TownPhone _phone = null!;
    private readonly List<TownCall> _legs = [];

    public async ValueTask InitializeAsync()
    {
        await house.Center.AttendedAsync();
        _phone = await house.PhoneAsync("8001");
        _agent = await house.Center.SignInAsync("agent01", "8001");
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        using var agent = _agent;
        foreach (var leg in _legs)
        {
            await Crowd.HangUpAsync(leg);
        }
        await agent.PostAsync("/api/agent/state", new SetAgentState("offline"));
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("frozen")]
    [InlineData("not started after a reboot")]
    public async Task Without_the_Server_an_alarm_rings_within_7_s_and_the_hotline_within_30_s_and_the_history_has_both(string server)
    {
        var second = await house.PhoneAsync("8002");
        var (alarm, hotline) = (NewNumber(), NewNumber());
        await AwayAsync(server);

        var alarmed = await CallAsync(alarm, "12349");
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(7));
        await ring.AnswerAsync(toneHz: 880);
        await alarmed.HearsAsync(880);
        // The alarm rang everybody.
        await (await second.RingsAsync(TimeSpan.FromSeconds(1))).EndedAsync();

        var resident = await CallAsync(hotline, "12345");
        var other = await second.RingsAsync(TimeSpan.FromSeconds(30));
        await other.AnswerAsync(toneHz: 660);
        await resident.HearsAsync(660);
        await other.HearsAsync(440);
        await ring.HangUpAsync();
        await alarmed.EndedAsync();
        await resident.HangUpAsync();
        await other.EndedAsync();

        await BackAsync(server);
        await LoggedAsync(alarm, "12349", "agent01");
        await LoggedAsync(hotline, "12345", null);
    }

    [Fact]
    public async Task A_talking_pair_survives_kill_and_restart_and_wrap_up_follows_when_it_ends()
    {
        var (caller, ring) = await TalkAsync();
        await house.Center.KillServerAsync();
        await caller.HearsAsync(880);
        await house.Center.StartServerAsync();
        await caller.HearsAsync(880);
        await ring.HearsAsync(440);
        Assert.Equal(CallStage.Talking, (await _agent.BecomesAsync(AgentState.Talking)).Call!.Stage);

        await ring.HangUpAsync();
        await caller.EndedAsync(TimeSpan.FromSeconds(3));
        await _agent.BecomesAsync(AgentState.WrapUp);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_while_the_Server_is_dead_leaves_no_phone_behind()
    {
        var (caller, ring) = await TalkAsync();
        await house.Center.KillServerAsync();
        await caller.HangUpAsync();
        await ring.EndedAsync(TimeSpan.FromSeconds(5));
        await house.Center.StartServerAsync();
        await TalkIsOverAsync();
    }

    [Fact]
    public async Task An_agent_who_hangs_up_while_the_Server_is_dead_has_ended_the_call()
    {
        var (caller, ring) = await TalkAsync();
        await house.Center.KillServerAsync();
        await ring.HangUpAsync();
        await house.Center.StartServerAsync();
        await caller.EndedAsync(TimeSpan.FromSeconds(10));
        await TalkIsOverAsync();
        // The caller was not put back into the queue: the phone of the only agent stays silent.
        await Assert.ThrowsAsync<TimeoutException>(() => _phone.RingsAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_caller_on_hold_is_still_on_hold_after_a_restart_and_can_be_taken_back()
    {
        var (caller, _) = await TalkAsync();
        var id = (await _agent.SnapshotAsync()).Call!.CallId;
        await _agent.PostAsync($"/api/calls/{id}/hold");
        await caller.HearsSoundOtherThanAsync(880);
        await house.Center.KillServerAsync();
        await house.Center.StartServerAsync();
        await _agent.BecomesAsync(AgentState.Talking);
        Assert.Equal(CallStage.Held, (await _agent.SnapshotAsync()).Call!.Stage);
        await _agent.PostAsync($"/api/calls/{id}/resume");
        await caller.HearsAsync(880);
    }

    [Fact]
    public async Task An_agent_who_answers_while_the_Server_is_dead_gets_the_caller_and_the_Server_sees_it_when_it_is_back()
    {
        var caller = await CallAsync(NewNumber(), "12345");
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await house.Center.KillServerAsync();
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await ring.HearsAsync(440);
        await house.Center.StartServerAsync();
        await _agent.BecomesAsync(AgentState.Talking);
        await caller.HearsAsync(880);
        await ring.HangUpAsync();
        await caller.EndedAsync();
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).State is AgentState.WrapUp or AgentState.Ready, TimeSpan.FromSeconds(10), "the agent is free of the call");
    }

    [Fact]
    public async Task An_alarm_for_which_several_phones_rang_stays_with_the_one_picked_up_when_the_Server_dies_at_the_join()
    {
        using var other = await house.Center.SignInAsync("agent02", "8002");
        var second = await house.PhoneAsync("8002");
        await other.ReadyAsync();
        var alarm = await CallAsync(NewNumber(), "12349");
        // One at first, everybody after 7 s; the one that rang first is not the one dialled last.
        var rings = new[] { _phone.RingsAsync(TimeSpan.FromSeconds(15)), second.RingsAsync(TimeSpan.FromSeconds(15)) };
        var first = await await Task.WhenAny(rings);
        _legs.AddRange(await Task.WhenAll(rings));

        try
        {
            var joined = house.Wire.StopAfterAsync(WireRequest.AddChannel, 1);
            await first.AnswerAsync(toneHz: 880);
            await joined.WaitAsync(TimeSpan.FromSeconds(5));
            await house.Center.KillServerAsync();
        }
        finally
        {
            house.Wire.Release();
        }
        // Longer than the lease of an alarm.
        await Task.Delay(TimeSpan.FromSeconds(9));
        Assert.False(first.IsOver);
        await alarm.HearsAsync(880);
        await first.HearsAsync(440);
        await house.Center.StartServerAsync();
        await alarm.HearsAsync(880);
        await first.HearsAsync(440);
        await alarm.HangUpAsync();
        await first.EndedAsync();
        await other.PostAsync("/api/agent/state", new SetAgentState("offline"));
    }

    [Fact]
    public async Task Waiting_callers_keep_their_places_after_a_restart()
    {
        await _agent.BreakAsync();
        var (first, second) = (NewNumber(), NewNumber());
        var before = await CallAsync(first, "12345");
        await before.AnsweredAsync();
        var after = await CallAsync(second, "12345");
        await after.AnsweredAsync();
        await house.Center.KillServerAsync();
        await house.Center.StartServerAsync();
        Assert.Equal(2, (await _agent.SnapshotAsync()).Board.Waiting);

        await _agent.ReadyAsync();
        foreach (var (number, caller) in new[] { (first, before), (second, after) })
        {
            var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(number, ring.CallerNumber);
            await ring.AnswerAsync(toneHz: 880);
            await caller.HearsAsync(880);
            await ring.HangUpAsync();
            await caller.EndedAsync();
        }
    }

    [Fact]
    public async Task At_random_moments_nobody_is_dropped_lost_or_left_over()
    {
        var seed = Setting("CALLCENTER_SEED", Random.Shared.Next(1, 1_000_000));
        var isLong = Environment.GetEnvironmentVariable("CALLCENTER_LONG") == "1";
        var lines = new List<string>();
        var verdict = await RecoveryRun.RunAsync(seed, Setting("CALLCENTER_MOMENTS", isLong ? 200 : 6), isLong ? 10 : 2, line =>
        {
            lock (lines)
            {
                lines.Add(line);
            }
        });
        Assert.True(verdict.IsClean, string.Join('\n', lines));
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    private static string NewNumber() => $"138{Random.Shared.Next(10_000_000, 99_999_999)}";

    private async Task<TownCall> CallAsync(string from, string to)
    {
        var call = await house.Town.CallAsync(from, to, toneHz: 440);
        _legs.Add(call);
        return call;
    }

    private async Task ReadyAsync()
    {
        await _agent.ReadyAsync();
        await _agent.BecomesAsync(AgentState.Ready);
    }

    // The wrap-up of 3 s may be over before a Server that has just started answers.
    private async Task TalkIsOverAsync()
    {
        AgentSnapshot? seen = null;
        await Eventually.TrueAsync(async () => (seen = await _agent.SnapshotAsync()).State is AgentState.WrapUp or AgentState.Ready, TimeSpan.FromSeconds(10), () => $"the talk is over, not {seen}");
    }

    private async Task AwayAsync(string server)
    {
        switch (server)
        {
            case "frozen":
                house.Center.FreezeServer();
                break;
            case "killed":
                await house.Center.KillServerAsync();
                break;
            default:
                await house.Center.KillServerAsync();
                await house.Center.Asterisk.StopAsync();
                await house.Center.Asterisk.StartAgainAsync();
                break;
        }
    }

    private async Task BackAsync(string server)
    {
        if (server == "frozen")
        {
            house.Center.ThawServer();
            await house.Center.HealthyAsync(TimeSpan.FromSeconds(20));
        }
        else
        {
            await house.Center.StartServerAsync();
        }
    }

    private async Task<(TownCall Caller, TownCall Ring)> TalkAsync()
    {
        var caller = await CallAsync(NewNumber(), "12345");
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await _agent.BecomesAsync(AgentState.Talking);
        return (caller, ring);
    }

    /// <summary>Asterisk's own event log is read every few seconds.</summary>
    private async Task LoggedAsync(string number, string dialled, string? agent)
    {
        CallLine? line = null;
        await Eventually.TrueAsync(async () =>
        {
            line = (await _agent.GetAsync<CallPage>($"/api/calls?q={number}")).Calls.SingleOrDefault();
            // A Server that was frozen meanwhile hears at once that the dialplan has the caller, and only from the log which number he dialled.
            return line is { Outcome: not CallOutcome.InProgress, DialledNumber.Length: > 0 };
        }, TimeSpan.FromSeconds(30), $"{number} is in the history, not {line}");
        Assert.Equal(dialled, line!.DialledNumber);
        Assert.True(line.TalkSeconds >= 1, line.ToString());
        if (agent is not null)
        {
            Assert.Equal(agent, line.Agent);
        }
    }
}
