using System.Diagnostics;
using System.Globalization;

namespace CallCenter.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own, reached by a socket in its own folder: no port, no password, gone afterwards. It orders by Chinese rules and takes
/// short cuts with the disk; neither may be noticed.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Path.Combine(Environment.GetEnvironmentVariable("CALLCENTER_TEST_HOMES") is { Length: > 0 } homes ? homes : "/var/tmp/callcenter-tests", $"postgres-{Guid.CreateVersion7():N}");
    private readonly string[] _as = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : ["env"];
    private Process? _server;
    private int _databases;

    private static readonly Lazy<Task<PostgresServer>> OfAll = new(async () =>
    {
        var server = new PostgresServer();
        await server.StartAsync();
        return server;
    });

    private static string Bin { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => double.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)).Select(folder => Path.Combine(folder, "bin")).First()
        : throw new InvalidOperationException("PostgreSQL is not installed: ./test installs it (package postgresql).");

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The setting for a database of this server, whether it exists or not.</summary>
    public string Database(string name) => $"postgres:Host={_folder};Username=callcenter;Database={name};Timeout=2";

    public async Task StartAsync(params string[] options)
    {
        if (!Directory.Exists(Data))
        {
            Directory.CreateDirectory(_folder);
            if (_as[0] == "setpriv") await RunAsync("chown", "postgres", _folder);
            await RunAsync([.. _as, Path.Combine(Bin, "initdb"), "-D", Data, "-U", "callcenter", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh", "--no-sync"]);
        }
        // A child of ours, not a daemon: whoever ends the tests' process group ends it too.
        string[] command = [.. _as, Path.Combine(Bin, "postgres"), "-D", Data, "-k", _folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=300", .. options.SelectMany(o => new[] { "-c", o })];
        _server = Start(command);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        _server.ErrorDataReceived += (_, line) =>
        {
            lock (said) said.Add(line.Data ?? "");
            if (line.Data?.Contains("ready to accept connections", StringComparison.Ordinal) == true) ready.TrySetResult();
            if (line.Data is null) ready.TrySetException(new InvalidOperationException("PostgreSQL ended: " + string.Join('\n', said)));
        };
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        await ready.Task.WaitAsync(Patience);
    }

    /// <summary>One server for all tests of a project, started by the first that wants it.</summary>
    public static Task<PostgresServer> SharedAsync() => OfAll.Value;

    /// <summary>Ends it after the last test, if there was one.</summary>
    public static async ValueTask EndSharedAsync()
    {
        if (OfAll.IsValueCreated) await (await OfAll.Value).DisposeAsync();
    }

    /// <summary>An empty database; the setting for it.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await RunAsync(Path.Combine(Bin, "createdb"), "-h", _folder, "-U", "callcenter", name);
        return Database(name);
    }

    public Task DropAsync(string setting) => RunAsync(Path.Combine(Bin, "dropdb"), "--force", "--if-exists", "-h", _folder, "-U", "callcenter", setting.Split("Database=")[1].Split(';')[0]);

    /// <summary>Ends it at once, as a server that falls over.</summary>
    public async Task StopAsync()
    {
        if (_server is null) return;
        await RunAsync([.. _as, "kill", "-QUIT", File.ReadLines(Path.Combine(Data, "postmaster.pid")).First()]);
        await _server.WaitForExitAsync().WaitAsync(Patience);
        _server.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await said}{await complained}");
    }

    private static Process Start(string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
}
