using System.Diagnostics;
using System.Globalization;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;

namespace CallCenter.Server.Tests.Operations;

/// <summary>The step <c>take-over</c> of upgrade and rollback, and <c>diagnose</c>, against stand-ins for ./run and the Server. With the real ones and calls up they are tried end to end.</summary>
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
        Serve();
        Run("trap : USR1");
        var (code, said) = await TakeOverAsync();
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task What_keeps_a_Server_from_taking_over_is_told_at_once()
    {
        Run("trap 'echo The schema could not be taken back to 1_First >\"$CALLCENTER_HOME/next.failed\"' USR1");
        var (code, said) = await TakeOverAsync();
        Assert.Equal((1, "The schema could not be taken back to 1_First\n"), (code, said));
    }

    [Fact]
    public async Task A_Server_refuses_a_database_of_a_newer_version()
    {
        await using (var db = new SqliteConnection($"Data Source={Path.Combine(Home, "callcenter.db")};Pooling=False"))
        {
            await db.OpenAsync();
            await using var command = db.CreateCommand();
            command.CommandText = "CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" TEXT PRIMARY KEY, \"ProductVersion\" TEXT); INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_NextVersion', '10')";
            await command.ExecuteNonQueryAsync();
        }
        Assert.Equal((0, "29990101000000_NextVersion\n"), await ServerAsync("migrate"));
        var (code, said) = await ServerAsync();
        Assert.True(code == 78, $"{code}: {said}");
        Assert.StartsWith("The database was made by a newer version (schema 29990101000000_NextVersion)", said.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diagnosis_asks_the_Server_where_it_listens_and_carries_no_password()
    {
        Directory.CreateDirectory(Path.Combine(Home, "logs"));
        File.WriteAllText(Path.Combine(Home, "logs", "server-1.log"), "cannot open Host=a;Pwd=first kumquat;User=b; {\"pwd\":\"second kumquat\"} from 13800000001\n");
        Serve(("CALLCENTER_DATABASE", "sqlserver:Server=a;Password='third;kumquat';Database=b"));
        await Eventually.TrueAsync(async () => (await Script.TryAsync("/usr/bin/curl", new Dictionary<string, string>(), "-sk", $"https://127.0.0.1:{_port}/")).Code == 0, TimeSpan.FromSeconds(10), "the stand-in answers");
        var archive = Path.Combine(_folder, "diagnosis.tar.gz");
        var (code, said) = await Script.TryAsync("backend/operations/diagnose", new Dictionary<string, string>(), Home, archive);
        Assert.True(code == 0, said);
        await Script.RunAsync("/usr/bin/tar", "-C", _folder, "-xzf", archive);
        var told = Directory.EnumerateFiles(Path.Combine(_folder, "diagnosis"), "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        Assert.Contains("s_server", told["healthz"], StringComparison.Ordinal);
        Assert.Contains("CALLCENTER_DATABASE=sqlserver:***", told["settings"], StringComparison.Ordinal);
        Assert.Contains("****0001", told["logs-server-1.log"], StringComparison.Ordinal);
        Assert.DoesNotContain(told.Values, text => text.Contains("kumquat", StringComparison.Ordinal));
    }

    private Task<(int Code, string Printed)> ServerAsync(params string[] words) => Script.TryAsync("/usr/bin/timeout", new Dictionary<string, string>
    {
        ["CALLCENTER_HOME"] = Home, ["CALLCENTER_KEY_FILE"] = Path.Combine(_folder, "ring.json"), ["CALLCENTER_HTTP_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
        ["CALLCENTER_ARI_PORT"] = "25999", ["CALLCENTER_ARI_PASSWORD"] = "none", ["CALLCENTER_DEMO_PASSWORD"] = ServerHost.Password,
    }, ["60", "dotnet", Path.Combine(AppContext.BaseDirectory, "CallCenter.Server.dll"), .. words]);

    /// <summary>What answers every page over HTTPS, with the settings of a Server.</summary>
    private void Serve(params (string Name, string Value)[] settings)
    {
        var (certificate, key) = Pem.Write(_folder, "site", hosts: ["center.example"]);
        var environment = new Dictionary<string, string>
        {
            ["CALLCENTER_HOME"] = Home, ["CALLCENTER_TLS"] = "local", ["CALLCENTER_BIND"] = "0.0.0.0", ["CALLCENTER_HTTP_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in settings) environment[name] = value;
        Start(environment, Next, "server.pid", "exec openssl s_server -quiet -www -accept $CALLCENTER_HTTP_PORT -cert \"$1\" -key \"$2\"", certificate, key);
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
