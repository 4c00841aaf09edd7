using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Alarms known by registered numbers, with a Server and without: real calls, real audio, the public API.</summary>
public sealed class AlarmNumberTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private const string Unit = "13800000911", Hotline = "12345";
    private AgentClient _agent = null!, _supervisor = null!, _admin = null!;
    private TownPhone _phone = null!;

    public async ValueTask InitializeAsync()
    {
        (_phone, _agent) = await house.DeskAsync();
        _supervisor = await house.Center.SignInAsync("supervisor01", null);
        _admin = await house.Center.SignInAsync("admin01", null);
        if ((await _supervisor.GetAsync<AlarmNumberList>("/api/alarm-numbers")).Total == 0) await RegisterAsync(Unit, "朝阳里 3-2-401");
    }

    public async ValueTask DisposeAsync()
    {
        await _admin.PutSettingAsync(SettingSection.Life, LifeSetting.Id, new LifeSetting());
        _supervisor.Dispose();
        _admin.Dispose();
        await house.LeaveAsync(_agent);
    }

    private async Task RegisterAsync(string number, string place)
    {
        var wang = (await _supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        using var answer = await _supervisor.Http.PutAsJsonAsync($"/api/alarm-numbers/{Guid.CreateVersion7()}", new PutAlarmNumber(0, number, true, wang.Id, place, new DateOnly(2026, 1, 1)));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_registered_number_that_dials_the_hotline_is_an_alarm_with_the_residents_record_and_is_confirmed()
    {
        var caller = await house.Town.CallAsync("0" + Unit, Hotline, toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(7));
        var offered = (await _agent.BecomesAsync(AgentState.Offered)).Call!;
        Assert.Equal(("alarm", true, Hotline), (offered.Queue, offered.Life, offered.DialledNumber));
        Assert.Equal(("朝阳里 3-2-401", true), (offered.Registered!.Place, offered.Registered.Unconfirmed));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        var talking = (await _agent.BecomesAsync(AgentState.Talking)).Call!;
        Assert.Equal("王秀英", Assert.Single(talking.People).Name);
        await _agent.PostAsync($"/api/calls/{talking.CallId}/confirm-alarm");
        Assert.False((await _agent.SnapshotAsync()).Call!.Registered!.Unconfirmed);
        await caller.HangUpAsync();
        await ring.EndedAsync();
        CallDetail? detail = null;
        await Eventually.TrueAsync(async () => (detail = await house.DetailAsync(_supervisor, talking.CallId))?.Events.Any(e => e.Explanation.Code == "confirmed") == true, TimeSpan.FromSeconds(15), "the time line has it");
        Assert.Equal("arrived-by-number", detail!.Events[0].Kind);
    }

    [Fact]
    public async Task A_false_alarm_becomes_an_ordinary_talk_of_the_number_dialled()
    {
        var caller = await house.Town.CallAsync(Unit, Hotline, toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(7));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        var talking = (await _agent.BecomesAsync(AgentState.Talking)).Call!;
        await _agent.PostAsync($"/api/calls/{talking.CallId}/false-alarm");
        CallSnapshot? after = null;
        await Eventually.TrueAsync(async () => (after = (await _agent.SnapshotAsync()).Call) is { Life: false, Queue: "hotline" }, TimeSpan.FromSeconds(5), "an ordinary talk");
        Assert.False(after!.Registered!.Unconfirmed);

        // A real alarm may interrupt it now.
        var alarm = await house.Town.CallAsync("13800000003", "12349", toneHz: 660);
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Alarm is not null, TimeSpan.FromSeconds(3), "the agent is asked for the alarm");
        await alarm.HangUpAsync();
        await caller.HangUpAsync();
    }

    [Fact]
    public async Task With_the_share_used_up_it_interrupts_nobody_stays_with_somebody_and_the_supervisor_is_told()
    {
        await _admin.PutSettingAsync(SettingSection.Life, LifeSetting.Id, new LifeSetting { ByNumberAtMost = 0 });
        var resident = await house.Town.CallAsync("13800000002", Hotline, toneHz: 500);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await ring.AnswerAsync(toneHz: 880);
        await resident.HearsAsync(880);
        var forged = await house.Town.CallAsync(Unit, Hotline, toneHz: 440);
        await forged.AnsweredAsync();
        await Eventually.TrueAsync(async () => (await _supervisor.GetAsync<WarningList>("/api/warnings")).Warnings.Contains("alarms-by-number"), TimeSpan.FromSeconds(5), "the supervisor is told");
        Assert.Null((await _agent.SnapshotAsync()).Alarm);
        await resident.HearsAsync(880);

        await resident.HangUpAsync();
        await ring.EndedAsync();
        // Wrap-up is nobody's talk.
        var next = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await next.AnswerAsync(toneHz: 880);
        await forged.HearsAsync(880);
        await forged.HangUpAsync();
    }

    [Fact]
    public async Task With_the_Server_dead_a_registered_number_still_gets_the_alarm_line()
    {
        await house.Center.KillServerAsync();
        try
        {
            // Its only phone is in use: for an ordinary call it would not ring.
            var resident = await house.Town.CallAsync("13800000002", Hotline, toneHz: 500);
            var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(7));
            await ring.AnswerAsync(toneHz: 880);
            await resident.HearsAsync(880);
            var alarm = await house.Town.CallAsync("+86" + Unit, Hotline, toneHz: 440);
            var urgent = await _phone.RingsAsync(TimeSpan.FromSeconds(7));
            await resident.HangUpAsync();
            await urgent.AnswerAsync(toneHz: 700);
            await alarm.HearsAsync(700);
            await alarm.HangUpAsync();
        }
        finally
        {
            await house.Center.StartServerAsync();
        }
        await Eventually.TrueAsync(async () => (await _supervisor.GetAsync<CallPage>("/api/calls?take=10")).Calls.Any(c => c is { Queue: "alarm", DialledNumber: Hotline, Outcome: CallOutcome.Fallback }), TimeSpan.FromSeconds(30), "the log has the alarm");
    }
}
