using CallCenter.Bench.Operations;
using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>The operator's commands with calls up. <c>tests/bench/run backup-restore upgrade</c> does the same with ten.</summary>
[Trait("length", "long")]
public sealed class UpgradeTests
{
    [Fact]
    public async Task Backup_restore_upgrade_and_rollback_lose_nothing_and_cut_nobody_off()
    {
        await using var run = await OperationsRun.StartAsync(talks: 3, Say);
        var restored = await run.BackUpAndRestoreAsync();
        Assert.Empty(restored.Lost);
        Assert.True(restored is { Orders: >= 3, Recordings: >= 3 }, $"only {restored.Orders} orders and {restored.Recordings} sealed files were there to lose");
        var upgraded = await run.UpgradeAndGoBackAsync();
        Assert.Empty(upgraded.Lost);
        Assert.Empty(upgraded.Dropped);
        Assert.True(upgraded.Rounds > 4, "nobody was listened to");
        Say($"away for {upgraded.AwaySeconds} s at most, every pair listened to {upgraded.Rounds} times");
    }

    [Fact]
    public async Task A_page_keeps_its_call_over_an_upgrade_and_then_asks_to_be_loaded_anew()
    {
        await using var center = await Center.StartAsync(underRun: true);
        await using var town = await Town.StartAsync(center.Asterisk);
        await using var seat = await Seat.OpenAsync(center);
        await seat.TakeAsync("agent01");
        var caller = await town.CallAsync("13800000001", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await seat.ClickAsync("接听");
        await seat.PhoneIsAsync("通话中");
        await caller.HearsAsync(Seat.VoiceHz);

        var next = (await Script.RunAsync("tests/next-schema/make", Directory.ResolveLinkTarget($"/proc/{File.ReadAllText(Path.Combine(center.Asterisk.Home, "server.pid")).Trim()}/cwd", false)!.FullName)).Trim();
        var (code, said) = await Script.TryAsync("backend/operations/upgrade", new Dictionary<string, string> { ["CALLCENTER_BACKUPS"] = center.Asterisk.Home + "-upgrades", ["CALLCENTER_UPGRADE_PATIENCE"] = "300" }, "--build", next, center.Asterisk.Home);
        Assert.True(code == 0, said);
        try
        {
            var banner = seat.Page.GetByText("系统已升级,点此重新加载");
            await Assertions.Expect(seat.Page.GetByText("与服务器的连接中断")).ToBeHiddenAsync(new() { Timeout = 15_000 });
            await seat.PhoneIsAsync("通话中");
            await caller.HearsAsync(Seat.VoiceHz);
            await seat.HearsAsync(440);
            await Assertions.Expect(banner).ToHaveCountAsync(0);

            await seat.ClickAsync("挂断");
            await caller.EndedAsync();
            await seat.Page.GetByLabel("诉求内容").FillAsync("升级时的来电");
            await seat.Page.GetByLabel("诉求内容").PressAsync("Control+Enter");
            await Assertions.Expect(banner).ToBeVisibleAsync(new() { Timeout = 20_000 });
            await seat.ScreenshotAsync("upgraded");
            await banner.ClickAsync();
            await seat.PhoneIsAsync("空闲", 20);
            await Assertions.Expect(banner).ToHaveCountAsync(0);
        }
        finally
        {
            Directory.Delete(center.Asterisk.Home + "-upgrades", recursive: true);
        }
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
