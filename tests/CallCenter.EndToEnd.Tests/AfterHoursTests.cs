using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>What a caller hears outside the hours: real calls, real audio.</summary>
public sealed class AfterHoursTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private static readonly string[] Never = ["", "", "", "", "", "", ""];
    private AgentClient _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await house.Center.SignInAsync("admin01", null);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await house.SilenceAsync();
    }

    private async Task CloseAsync(string queue, string then, string other = "")
    {
        var present = (await _admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.FirstOrDefault(i => i.Section == SettingSection.Hours && i.Id == $"queue:{queue}");
        using var answer = await _admin.Http.PutAsJsonAsync($"/api/admin/settings/hours/queue:{queue}",
            new PutSetting(present?.Version ?? 0, JsonSerializer.SerializeToElement(new HoursSetting(Never, "", then, other), JsonSerializerOptions.Web)), JsonSerializerOptions.Web);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_caller_after_hours_hears_the_announcement_and_is_hung_up_waits_or_goes_on_and_an_alarm_never()
    {
        var phone = await house.PhoneAsync("8001");
        using var agent = await house.Center.SignInAsync("agent01", "8001");
        await agent.ReadyAsync();
        await agent.BecomesAsync(AgentState.Ready);

        await CloseAsync("orders", AfterHours.HangUp);
        var late = await house.Town.CallAsync("13800000002", "8890", toneHz: 440);
        await late.AnsweredAsync();
        await late.HearsSoundOtherThanAsync(440);
        Assert.Equal(16, await late.EndedAsync(TimeSpan.FromSeconds(20)));
        Assert.False(phone.HasRung, "an agent who is ready is not offered a caller after hours");
        using var supervisor = await house.Center.SignInAsync("supervisor01", null);
        await Eventually.TrueAsync(async () => (await supervisor.GetAsync<CallPage>("/api/calls?take=5")).Calls.Any(c => c is { Queue: "orders", Outcome: CallOutcome.AfterHours }), TimeSpan.FromSeconds(15), "the log has the call");

        await CloseAsync("orders", AfterHours.Queue, "counsel");
        var moved = await house.Town.CallAsync("13800000002", "8890", toneHz: 440);
        var ring = await phone.RingsAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("counsel", (await agent.BecomesAsync(AgentState.Offered)).Call!.Queue);
        await ring.AnswerAsync(toneHz: 880);
        await moved.HearsAsync(880);
        await moved.HangUpAsync();
        await house.FinishWrapUpAsync(agent);
        await agent.BecomesAsync(AgentState.Ready);

        await CloseAsync("orders", AfterHours.Wait);
        var waiting = await house.Town.CallAsync("13800000002", "8890", toneHz: 440);
        ring = await phone.RingsAsync(TimeSpan.FromSeconds(10));
        await ring.AnswerAsync(toneHz: 880);
        await waiting.HearsAsync(880);
        await waiting.HangUpAsync();
        await house.FinishWrapUpAsync(agent);
        await agent.BecomesAsync(AgentState.Ready);

        var alarm = await house.Town.CallAsync("13800000001", "12349", toneHz: 440);
        await (await phone.RingsAsync(TimeSpan.FromSeconds(7))).AnswerAsync(toneHz: 880);
        await alarm.HearsAsync(880);
        await alarm.HangUpAsync();
    }
}
