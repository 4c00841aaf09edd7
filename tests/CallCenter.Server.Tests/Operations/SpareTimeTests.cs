using CallCenter.Server.Operations;
using CliWrap;
using CliWrap.Buffered;

namespace CallCenter.Server.Tests.Operations;

public sealed class SpareTimeTests
{
    [Fact]
    public async Task What_can_wait_runs_as_idle_in_a_session_of_its_own_and_its_words_and_exit_code_come_back()
    {
        var ran = await SpareTime.Wrap("sh", "-c", """echo "$1"; chrt -p $$; cat /proc/self/autogroup 2>/dev/null; ps -o sid=,pid= -p $$; exit 3""", "sh", "with 'a quote' and a space").WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        var said = ran.StandardOutput.Split('\n');
        Assert.Equal("with 'a quote' and a space", said[0]);
        Assert.Contains(said, line => line.Contains("SCHED_IDLE", StringComparison.Ordinal));
        Assert.Contains(said, line => line.EndsWith("nice 19", StringComparison.Ordinal) || !File.Exists("/proc/self/autogroup"));
        Assert.Single(said[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct());
        Assert.Equal(3, ran.ExitCode);
        Assert.Empty(ran.StandardError);
    }

    [Fact]
    public async Task What_is_given_up_ends()
    {
        using var given = new CancellationTokenSource();
        var running = SpareTime.Wrap("sleep", "60").ExecuteAsync(given.Token);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(Directory.Exists($"/proc/{running.ProcessId}"));
    }
}
