using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>Nobody here answers an alarm: somebody elsewhere does.</summary>
public sealed class DutyNumberTests
{
    private const string Duty = "13900000000";

    [Fact]
    public async Task An_alarm_nobody_here_can_answer_rings_the_duty_number_through_the_trunk()
    {
        await using var center = await AsteriskServer.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DUTY_NUMBER"] = Duty });
        await using var town = await Town.StartAsync(center);
        var enquiry = await town.CallAsync("13800000002", "12345", toneHz: 500);
        await enquiry.AnsweredAsync();
        var caller = await town.CallAsync("13800000001", "12349", toneHz: 440);
        var officer = await town.Subscriber(Duty).RingsAsync(TimeSpan.FromSeconds(7));
        await officer.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await officer.HearsAsync(440);
        Assert.False(town.Subscriber(Duty).HasRung, "an enquiry waits for the phones here");
        await officer.HangUpAsync();
        Assert.Equal(16, await caller.EndedAsync());
    }

    [Theory]
    [InlineData("CALLCENTER_TRUNK", "198.51.100.7:5060", "demo mode refuses a trunk beyond this machine")]
    [InlineData("CALLCENTER_NUMBERS", "12345", "number:queue:lease seconds")]
    [InlineData("CALLCENTER_SIP_PORT", "none", "a port is a number")]
    public async Task A_wrong_setting_is_named_and_nothing_is_left_running(string setting, string value, string message)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => AsteriskServer.StartAsync(new Dictionary<string, string> { [setting] = value }));
        Assert.Contains(message, refused.Message);
    }
}
