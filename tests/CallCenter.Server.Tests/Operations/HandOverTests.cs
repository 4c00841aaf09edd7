using System.Diagnostics;
using System.Globalization;
using CallCenter.Testing;

namespace CallCenter.Server.Tests.Operations;

/// <summary>The step <c>take-over</c> of upgrade and rollback, against stand-ins for ./run and the Server. With the real ones and calls up it is tried end to end.</summary>
public sealed class HandOverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("callcenter-hand-over-").FullName;
    private readonly List<Process> _started = [];
    private readonly int _port = Ports.Free();

    public HandOverTests()
    {
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Next);
    }

    private string Home => Path.Combine(_folder, "home");

    private string Next => Path.Combine(_folder, "next");

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_Server_that_speaks_HTTPS_is_found_healthy()
    {
        var (certificate, key) = Pem.Write(_folder, "site", hosts: ["center.example"]);
        Start(new() { ["CALLCENTER_HOME"] = Home, ["CALLCENTER_TLS"] = "local", ["CALLCENTER_BIND"] = "0.0.0.0", ["CALLCENTER_HTTP_PORT"] = _port.ToString(CultureInfo.InvariantCulture) },
            Next, "server.pid", "exec openssl s_server -quiet -www -accept $CALLCENTER_HTTP_PORT -cert \"$1\" -key \"$2\"", certificate, key);
        Run("trap : USR1");
        var (code, said) = await TakeOverAsync();
        Assert.True(code == 0, said);
    }

    /// <summary>What holds the home as ./run does, and does <paramref name="then"/>.</summary>
    private void Run(string then)
    {
        Start(new() { ["CALLCENTER_HOME"] = Home }, "/", "run.pid", $"{then}; exec 9>>\"$CALLCENTER_HOME/run.pid.lock\"; flock 9; while :; do sleep 0.1 9>&-; done");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(Path.Combine(Home, "run.pid.lock")), TimeSpan.FromSeconds(10)));
    }

    private Task<(int Code, string Printed)> TakeOverAsync() =>
        Script.TryAsync("backend/operations/take-over", new Dictionary<string, string> { ["CALLCENTER_UPGRADE_PATIENCE"] = "5" }, Home, Next);

    private void Start(Dictionary<string, string> environment, string workingDirectory, string pidFile, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", script, "stand-in", .. arguments]) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        _started.Add(process);
        File.WriteAllText(Path.Combine(Home, pidFile), process.Id.ToString(CultureInfo.InvariantCulture));
    }
}
