using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>Numbers are the administrators' to change: while calls are up, and for an Asterisk that runs alone.</summary>
public sealed class SiteFileTests
{
    [Fact]
    public async Task A_number_added_while_a_call_is_up_works_at_once_after_a_restart_and_without_a_Server()
    {
        await using var center = await AsteriskServer.StartAsync();
        await using var town = await Town.StartAsync(center);
        await using var phone = await town.RegisterAsync("8001");
        var talking = await town.CallAsync("13800000001", "12345", toneHz: 440);
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(30));
        await agent.AnswerAsync(toneHz: 880);
        await talking.HearsAsync(880);
        var unknown = await town.CallEarlyAsync("13800000002", "12300");
        Assert.Equal(1, await unknown.EndedAsync());

        var site = Path.Combine(center.Folder, "site", "site.conf");
        await File.WriteAllTextAsync(site + ".new", await File.ReadAllTextAsync(site) + "[12300]\nqueue = alarm\nlease = 3\nlife = 1\n");
        File.Move(site + ".new", site, overwrite: true);

        var alarm = await town.CallAsync("13800000003", "12300", toneHz: 600);
        // The only phone is in use: for a line for life it rings all the same.
        var urgent = await phone.RingsAsync(TimeSpan.FromSeconds(7));
        Assert.Equal("13800000003", urgent.CallerNumber);
        await talking.HearsAsync(880);
        await agent.HearsAsync(440);
        await alarm.HangUpAsync();
        await urgent.EndedAsync();
        await talking.HangUpAsync();
        await agent.EndedAsync();

        await center.StopAsync();
        await center.StartAgainAsync();
        await using var again = await town.RegisterAsync("8002");
        var later = await town.CallAsync("13800000004", "12300", toneHz: 600);
        await (await again.RingsAsync(TimeSpan.FromSeconds(7))).AnswerAsync(toneHz: 880);
        await later.HearsAsync(880);
        await later.HangUpAsync();
    }
}
