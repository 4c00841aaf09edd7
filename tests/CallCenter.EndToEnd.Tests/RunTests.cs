using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>./run as the installer starts it: to READY, watching, adopting, stopping, refusing.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RunTests : IAsyncLifetime
{
    private readonly string _home = Path.Combine(Environment.GetEnvironmentVariable("CALLCENTER_TEST_HOMES") ?? "/var/tmp/callcenter-tests", Guid.CreateVersion7().ToString("N"));
    private readonly int _http = Ports.Free(), _sip = Ports.Free();
    private readonly List<Process> _runs = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs)
        {
            await EndAsync(run);
            run.Dispose();
        }
        using var stop = Process.Start(Path.Combine(AsteriskServer.Checkout, "telephony", "asterisk", "stop"), ["--delete", _home]);
        await stop.WaitForExitAsync();
    }

    [Fact]
    public async Task It_brings_a_dead_Server_back_within_a_second_adopts_what_a_killed_run_left_and_stops_everything()
    {
        var (run, said) = Start();
        await ReadyAsync(run, said);
        var (server, asterisk) = (Pid("server"), Pid("asterisk"));
        Assert.True(IsAlive(server) && IsAlive(asterisk));

        Kill(server, "KILL");
        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(() => Pid("server") is var again && again != server && IsAlive(again), TimeSpan.FromSeconds(3), "another Server runs");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
        await HealthyAsync();

        Kill(run.Id, "KILL");
        await run.WaitForExitAsync();
        var (next, saidNext) = Start();
        clock.Restart();
        await ReadyAsync(next, saidNext);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15);
        Assert.Equal(asterisk, Pid("asterisk"));

        var (second, saidSecond) = Start();
        await second.WaitForExitAsync();
        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("served already", saidSecond());

        var last = Pid("server");
        Kill(next.Id, "TERM");
        await next.WaitForExitAsync();
        Assert.False(IsAlive(last) || IsAlive(asterisk), "something still runs");
        Assert.False(File.Exists(Path.Combine(_home, "server.pid")) || File.Exists(Path.Combine(_home, "asterisk.pid")));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_sentence_and_nothing_is_left_running()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _http);
        listener.Start();
        var (run, said) = Start();
        await run.WaitForExitAsync();
        Assert.NotEqual(0, run.ExitCode);
        var line = Assert.Single(said().Trim().Split('\n'));
        Assert.Contains($"Port {_http} for the console is taken", line);
        Assert.False(File.Exists(Path.Combine(_home, "asterisk.pid")));
    }

    [Fact, Trait("length", "long")]
    public async Task A_database_that_is_away_keeps_neither_the_Server_nor_Asterisk_from_running()
    {
        var (run, said) = Start(("CALLCENTER_DATABASE", $"postgres:Host=127.0.0.1;Port={Ports.Free()};Database=away;Username=away"));
        await SaidAsync(run, said, "READY");
        Assert.Contains("goes on trying for what is away: database", said(), StringComparison.Ordinal);
        Assert.True(IsAlive(Pid("server")) && IsAlive(Pid("asterisk")));
    }

    [Fact, Trait("length", "long")]
    public async Task A_build_that_was_chosen_runs_after_every_restart_until_the_checkout_is_moved()
    {
        var (first, said) = Start();
        await SaidAsync(first, said, "READY");
        var own = RunningFrom();
        await EndAsync(first);
        var chosen = Directory.CreateTempSubdirectory("callcenter-chosen-").FullName;
        await Script.RunAsync("/bin/cp", "-a", own + "/.", chosen);
        var at = await Script.RunAsync("/usr/bin/git", "-C", AsteriskServer.Checkout, "describe", "--always", "--dirty");

        await File.WriteAllTextAsync(Path.Combine(_home, "build"), $"{chosen}\n{at}");
        var (second, saidSecond) = Start();
        await SaidAsync(second, saidSecond, "READY");
        Assert.Equal(chosen, RunningFrom());
        await EndAsync(second);

        await File.WriteAllTextAsync(Path.Combine(_home, "build"), $"{chosen}\nanother-revision\n");
        var (third, saidThird) = Start();
        await SaidAsync(third, saidThird, "READY");
        Assert.Equal(own, RunningFrom());
        Directory.Delete(chosen, recursive: true);
    }

    [Fact, Trait("length", "long")]
    public async Task An_Asterisk_with_a_call_outlives_a_Server_that_does_not_start()
    {
        // In place of the Server: a call comes in, and it ends.
        var folder = Directory.CreateTempSubdirectory("callcenter-broken-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, ".complete"), "");
        var dotnet = Path.Combine(folder, "dotnet");
        await File.WriteAllTextAsync(dotnet, """
            #!/bin/bash
            [ "$1" = CallCenter.Server.dll ] || exec "$REAL_DOTNET" "$@"
            curl -sf -o /dev/null -X POST -u "callcenter:$CALLCENTER_ARI_PASSWORD" "http://127.0.0.1:$CALLCENTER_ARI_PORT/ari/channels?endpoint=Local/12345@trunk/n&extension=12345&context=trunk&priority=1"
            sleep 1
            echo It is broken
            exit 1
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateDirectory(_home);
        await File.WriteAllTextAsync(Path.Combine(_home, "build"), $"{folder}\n{await Script.RunAsync("/usr/bin/git", "-C", AsteriskServer.Checkout, "describe", "--always", "--dirty")}");
        var path = Environment.GetEnvironmentVariable("PATH")!;
        var real = path.Split(':').Select(directory => Path.Combine(directory, "dotnet")).First(File.Exists);
        var (run, said) = Start(("PATH", $"{folder}:{path}"), ("REAL_DOTNET", real));
        await run.WaitForExitAsync();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The Server did not start: It is broken", said(), StringComparison.Ordinal);
        Assert.Contains("Asterisk carries calls and goes on", said(), StringComparison.Ordinal);
        Assert.True(IsAlive(Pid("asterisk")));
        Directory.Delete(folder, recursive: true);
    }

    private string RunningFrom() => Directory.ResolveLinkTarget($"/proc/{Pid("server")}/cwd", returnFinalTarget: false)!.FullName;

    private (Process Run, Func<string> Said) Start(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AsteriskServer.Checkout, "run")) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment["CALLCENTER_HOME"] = _home;
        start.Environment["CALLCENTER_HTTP_PORT"] = _http.ToString(CultureInfo.InvariantCulture);
        start.Environment["CALLCENTER_SIP_PORT"] = _sip.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var lines = new List<string>();
        var run = new Process { StartInfo = start };
        run.OutputDataReceived += (_, line) => Keep(line.Data);
        run.ErrorDataReceived += (_, line) => Keep(line.Data);
        run.Start();
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        _runs.Add(run);
        return (run, () =>
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        });

        void Keep(string? line)
        {
            lock (lines)
            {
                if (line is not null)
                {
                    lines.Add(line);
                }
            }
        }
    }

    private async Task ReadyAsync(Process run, Func<string> said)
    {
        await SaidAsync(run, said, $"READY http://localhost:{_http}");
        await HealthyAsync();
    }

    private static Task SaidAsync(Process run, Func<string> said, string words) =>
        Eventually.TrueAsync(() => Task.FromResult(run.HasExited ? throw new InvalidOperationException(said()) : said().Contains(words, StringComparison.Ordinal)), TimeSpan.FromSeconds(60),
            () => $"./run says {words}, but: {said()}");

    private async Task HealthyAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{_http}"), Timeout = TimeSpan.FromSeconds(3) };
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return (await http.GetFromJsonAsync<HealthReport>("/healthz"))!.Status == "ok";
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(20), "it is healthy");
    }

    private int Pid(string name) => int.TryParse(File.ReadAllText(Path.Combine(_home, name + ".pid")), CultureInfo.InvariantCulture, out var pid) ? pid : 0;

    private static bool IsAlive(int pid) => pid > 0 && Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal);

    private static void Kill(int pid, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static async Task EndAsync(Process run)
    {
        if (!run.HasExited)
        {
            Kill(run.Id, "TERM");
            await run.WaitForExitAsync();
        }
    }
}
