using System.Diagnostics;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The figures of real calls, held against Asterisk's own log.</summary>
public sealed class FiguresCheckTests(House house, ITestOutputHelper output) : IClassFixture<House>
{
    private static readonly string[] Check = ["figures-check"];
    private TownPhone _phone = null!;
    private AgentClient _agent = null!;

    [Fact]
    public async Task Talks_that_were_held_interrupted_or_taken_by_the_dialplan_agree_with_Asterisks_log_and_what_was_tampered_with_is_named()
    {
        (_phone, _agent) = await house.DeskAsync();
        var held = await HeldAsync();
        await InterruptedAsync();
        await AbandonedAsync();
        await WhileTheServerIsAwayAsync();
        await house.LeaveAsync(_agent);

        var verdict = (Code: -1, Text: "");
        // Projector and import need a moment, and the check leaves out what has just ended.
        await Eventually.TrueAsync(async () => (verdict = await house.Center.CommandAsync(Check)).Text.Contains(": 6 calls, 5 with a talk", StringComparison.Ordinal), TimeSpan.FromSeconds(90), () => $"all calls are in: {verdict.Text}");
        output.WriteLine(verdict.Text.TrimEnd());
        Assert.True(verdict.Code == 0, verdict.Text);

        using var supervisor = await house.Center.SignInAsync("supervisor01", null);
        var page = await supervisor.GetAsync<FiguresPage>("/api/figures");
        Assert.Equal((6, 5, 1), (page.Total.Offered, page.Total.Answered, page.Total.Abandoned));
        Assert.InRange(page.Total.HoldMs, 500, page.Total.TalkMs);
        output.WriteLine($"{page.Total}");

        var home = await CopyAsync();
        Assert.Equal(0, (await house.Center.CommandAsync(Check, home)).Code);
        await SqlAsync(Path.Combine(home, "callcenter.db"), $"UPDATE Calls SET TalkMilliseconds = TalkMilliseconds - 60 WHERE Id = '{held}'");
        await NamesAsync(home, $"call {held}: the database has ");
        var log = Path.Combine(home, "asterisk", "log", "master.db");
        await SqlAsync(log, $"UPDATE cel SET eventtime = printf('%.6f', eventtime - 0.1) WHERE linkedid = '{held}' AND eventtype IN ('BRIDGE_EXIT', 'HANGUP')");
        await NamesAsync(home, $"call {held}: ", " ms by Asterisk's log");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(home, "journal"), "*.journal"))
        {
            // A call nobody wants in the figures.
            await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file)).Where(line => !line.Contains($"\"call\":\"{held}\"", StringComparison.Ordinal)));
        }

        await NamesAsync(home, $"call {held}: Asterisk's log has it, the journal has not");
        Directory.Delete(home, recursive: true);
    }

    /// <summary>By the phone's own key and by the console; the caller hangs up.</summary>
    private async Task<string> HeldAsync()
    {
        var (caller, ring, id) = await TalkAsync("13800000001");
        await ring.HoldAsync();
        await Eventually.TrueAsync(async () => (await _agent.SnapshotAsync()).Call?.Stage == CallStage.Held, TimeSpan.FromSeconds(5), "held by the phone");
        await caller.HearsSoundOtherThanAsync(880);
        await ring.UnholdAsync();
        await caller.HearsAsync(880);
        await _agent.PostAsync($"/api/calls/{id}/hold");
        await caller.HearsSoundOtherThanAsync(880);
        await _agent.PostAsync($"/api/calls/{id}/resume");
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
        await ring.EndedAsync();
        await house.FinishWrapUpAsync(_agent);
        return id;
    }

    /// <summary>An alarm takes the agent out of a talk, and the agent comes back to it and hangs up.</summary>
    private async Task InterruptedAsync()
    {
        var (resident, ring, _) = await TalkAsync("13800000002");
        var alarm = await house.Town.CallAsync("13800000003", "12349", toneHz: 660);
        AgentSnapshot? asked = null;
        await Eventually.TrueAsync(async () => (asked = await _agent.SnapshotAsync()).Alarm is not null, TimeSpan.FromSeconds(5), "the agent is asked for the alarm");
        await _agent.PostAsync($"/api/calls/{asked!.Alarm!.CallId}/answer");
        await alarm.HearsAsync(880);
        await alarm.HangUpAsync();
        await ring.EndedAsync();
        await house.FinishWrapUpAsync(_agent);
        var again = await _phone.RingsAsync(TimeSpan.FromSeconds(8));
        await again.AnswerAsync(toneHz: 880);
        await resident.HearsAsync(880);
        await again.HangUpAsync();
        await resident.EndedAsync(TimeSpan.FromSeconds(5));
        await house.FinishWrapUpAsync(_agent);
    }

    private async Task AbandonedAsync()
    {
        var caller = await house.Town.CallAsync("13800000004", "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await caller.HangUpAsync();
        await ring.EndedAsync(TimeSpan.FromSeconds(5));
    }

    /// <summary>A talk that outlives the Server and ends without it, and a caller whom only the dialplan had.</summary>
    private async Task WhileTheServerIsAwayAsync()
    {
        var (caller, ring, _) = await TalkAsync("13800000005");
        await house.Center.KillServerAsync();
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
        await ring.EndedAsync(TimeSpan.FromSeconds(10));
        var lonely = await house.Town.CallAsync("13800000006", "12345", toneHz: 440);
        var rescue = await _phone.RingsAsync(TimeSpan.FromSeconds(40));
        await rescue.AnswerAsync(toneHz: 880);
        await lonely.HearsAsync(880);
        await lonely.HangUpAsync();
        await rescue.EndedAsync(TimeSpan.FromSeconds(10));
        await house.Center.StartServerAsync();
    }

    private async Task<(TownCall Caller, TownCall Ring, string Call)> TalkAsync(string number)
    {
        await _agent.BecomesAsync(AgentState.Ready, TimeSpan.FromSeconds(20));
        var caller = await house.Town.CallAsync(number, "12345", toneHz: 440);
        var ring = await _phone.RingsAsync(TimeSpan.FromSeconds(5));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        return (caller, ring, (await _agent.BecomesAsync(AgentState.Talking)).Call!.CallId);
    }

    private async Task NamesAsync(string home, params string[] words)
    {
        var (code, text) = await house.Center.CommandAsync(Check, home);
        Assert.Equal(1, code);
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    /// <summary>What a check reads, to be tampered with.</summary>
    private async Task<string> CopyAsync()
    {
        var from = house.Center.Asterisk;
        var home = Path.Combine(from.Home, "copy");
        Directory.CreateDirectory(Path.Combine(home, "journal"));
        Directory.CreateDirectory(Path.Combine(home, "asterisk", "log"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from.Home, "journal"), "*.journal")) File.Copy(file, Path.Combine(home, "journal", Path.GetFileName(file)));
        await SqlAsync(Path.Combine(from.Home, "callcenter.db"), $"VACUUM INTO '{Path.Combine(home, "callcenter.db")}'");
        await SqlAsync(Path.Combine(from.Folder, "log", "master.db"), $"VACUUM INTO '{Path.Combine(home, "asterisk", "log", "master.db")}'");
        return home;
    }

    private static async Task SqlAsync(string database, string command)
    {
        using var sqlite = Process.Start("sqlite3", ["-cmd", ".timeout 5000", database, command]);
        await sqlite.WaitForExitAsync();
        Assert.Equal(0, sqlite.ExitCode);
    }
}
