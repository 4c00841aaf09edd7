using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The command <c>drill</c>: what it tells is what the telephones of the town saw.</summary>
public sealed class LadderDrillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Duty = "13900000008";

    /// <summary>Each test its own: they leave the Server dead, and agents where they are.</summary>
    private readonly House _house = new();

    public ValueTask InitializeAsync() => _house.InitializeAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task It_rings_through_every_step_and_tells_the_holes()
    {
        var (phone, agent) = await _house.DeskAsync();
        var (second, other) = (await _house.PhoneAsync("8002"), await _house.Center.SignInAsync("agent02", "8002"));
        using var admin = await _house.Center.SignInAsync("admin01", null);
        using var leaving = other;

        // Nobody is on duty, and one agent is ready.
        var (code, text) = await DrillAsync();
        Assert.Equal(1, code);
        Assert.Contains("8001 rings (agent01)", text, StringComparison.Ordinal);
        Assert.Contains("no number is on duty", text, StringComparison.Ordinal);
        // Ready with the Server, registered without it.
        Assert.Equal((2, 1), (Rings(phone), Rings(second)));
        Assert.DoesNotContain("did not ring", text, StringComparison.Ordinal);

        var now = TimeProvider.System.GetUtcNow();
        await admin.PutSettingAsync(SettingSection.Duty, "drill", new DutySetting(now.AddHours(-1), now.AddHours(1), "王值班", Duty));
        await other.ReadyAsync();
        var outside = _house.Town.Subscriber(Duty);
        (code, text) = await DrillAsync();
        Assert.Equal((0, 2, 2, 2), (code, Rings(phone), Rings(second), Rings(outside)));
        foreach (var step in new[] { "the Server has the call", "8001 rings (agent01)", "8002 rings (agent02)", "the number on duty rings", "Asterisk has the call", "8001 rings\n", "8002 rings\n", "Every step rang." })
        {
            Assert.Contains(step, text, StringComparison.Ordinal);
        }
        // Agents are where they were, and the history knows nothing of it.
        Assert.Equal(AgentState.Ready, (await agent.SnapshotAsync()).State);
        using var supervisor = await _house.Center.SignInAsync("supervisor01", null);
        Assert.Empty((await supervisor.GetAsync<CallPage>("/api/calls")).Calls);
        Assert.Empty((await supervisor.GetAsync<CallbackList>("/api/callbacks")).Callbacks);

        // Somebody picks up, and hears what it is.
        var picked = PickUpAsync(phone);
        (code, text) = await DrillAsync();
        Assert.True(await picked, "the prompt is heard");
        Assert.Equal(1, code);
        Assert.Contains("8001 picked up", text, StringComparison.Ordinal);

        await _house.Center.KillServerAsync();
        (code, text) = await DrillAsync();
        Assert.Equal(1, code);
        Assert.Contains("the Server did not take the call", text, StringComparison.Ordinal);
        Assert.Contains("the number on duty rings", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_made_while_a_caller_waits_and_breaks_off_when_one_comes()
    {
        var (phone, agent) = await _house.DeskAsync();
        await agent.BreakAsync();
        var caller = await _house.Town.CallAsync("13700000031", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        var (code, text) = await DrillAsync();
        Assert.Equal(1, code);
        Assert.Contains("a caller is waiting", text, StringComparison.Ordinal);
        Assert.False(phone.HasRung);
        await caller.HangUpAsync();

        var drill = DrillAsync();
        await phone.RingsAsync(TimeSpan.FromSeconds(60));
        caller = await _house.Town.CallAsync("13700000032", "12345", toneHz: 440);
        (code, text) = await drill;
        Assert.Equal(1, code);
        Assert.Contains("a caller is waiting", text, StringComparison.Ordinal);
        await agent.ReadyAsync();
        await (await phone.RingsAsync(TimeSpan.FromSeconds(8))).AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
            }

    private async Task<(int Code, string Text)> DrillAsync()
    {
        var told = await _house.Center.CommandAsync(["drill"]);
        output.WriteLine(told.Text);
        return told;
    }

    /// <summary>How often that telephone has rung since it was last asked.</summary>
    private static int Rings(TownPhone phone)
    {
        var rings = 0;
        while (phone.Ringing is not null) rings++;
        return rings;
    }

    private static async Task<bool> PickUpAsync(TownPhone phone)
    {
        var ring = await phone.RingsAsync(TimeSpan.FromSeconds(20));
        await ring.AnswerAsync(toneHz: 880);
        await ring.HearsSoundOtherThanAsync(880, TimeSpan.FromSeconds(5));
        await ring.HangUpAsync();
        return true;
    }
}
