using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;

namespace CallCenter.Testing;

/// <summary>
/// A real Asterisk with a home of its own, started by the same scripts as production: no Server, only the dialplan.
/// Disposing it ends the process and deletes the home.
/// </summary>
public sealed class AsteriskServer : IAsyncDisposable
{
    // The same for all, since a database planted once is copied from one home to the next.
    private static readonly string s_demoPassword = Guid.CreateVersion7().ToString("N");
    private readonly IReadOnlyDictionary<string, string> _settings;

    private AsteriskServer(string home, IReadOnlyDictionary<string, string> settings) => (Home, _settings) = (home, settings);

    /// <summary>The state folder (CALLCENTER_HOME).</summary>
    public string Home { get; }

    /// <summary>SIP over UDP and TCP.</summary>
    public int SipPort { get; private set; }

    /// <summary>ARI, and the SIP sockets of browsers without TLS, on 127.0.0.1.</summary>
    public int AriPort { get; private set; }

    /// <summary>The browsers' SIP sockets over TLS; 0 without CALLCENTER_TLS.</summary>
    public int WssPort { get; private set; }

    /// <summary>Where everything but ARI listens.</summary>
    public string Address => _settings.GetValueOrDefault("CALLCENTER_BIND", "127.0.0.1");

    /// <summary>Password of ARI's user <c>callcenter</c>.</summary>
    public string AriPassword { get; private set; } = "";

    /// <summary>SIP password of the desk phones.</summary>
    public string DemoPassword { get; private set; } = "";

    /// <summary>Where this Asterisk's trunk leads: the SIP port a <see cref="Town"/> takes.</summary>
    public int TrunkPort { get; private init; }

    /// <summary>The folder with etc/, log/ and lib/.</summary>
    public string Folder => Path.Combine(Home, "asterisk");

    /// <summary>Where Asterisk puts its recordings.</summary>
    public string Recordings => Path.Combine(Home, "recordings", "raw");

    /// <summary>ARI, signed in: <c>await server.Ari.GetAsync("channels")</c>.</summary>
    public HttpClient Ari { get; private set; } = new();

    /// <summary>The process, while it lives.</summary>
    public int ProcessId => int.Parse(File.ReadAllText(Path.Combine(Home, "asterisk.pid")), CultureInfo.InvariantCulture);

    /// <summary>What its scripts were given: ./run for the same home has to be given the same.</summary>
    internal IReadOnlyDictionary<string, string> Settings => _settings;

    /// <summary>The root of the checkout.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>Starts one; <paramref name="settings"/> are CALLCENTER_... variables on top of the tests' own.</summary>
    public static async Task<AsteriskServer> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var trunkPort = Ports.Free();
        var all = new Dictionary<string, string>
        {
            ["CALLCENTER_SIP_PORT"] = "0",
            ["CALLCENTER_DEMO"] = "1",
            ["CALLCENTER_DEMO_PASSWORD"] = s_demoPassword,
            ["CALLCENTER_TRUNK"] = $"127.0.0.1:{trunkPort}",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) all[name] = value;
        // ./test names a folder, to sweep what a project leaves behind that had to be ended by force.
        var homes = Environment.GetEnvironmentVariable("CALLCENTER_TEST_HOMES") ?? "/var/tmp/callcenter-tests";
        var home = Path.Combine(homes, Guid.CreateVersion7().ToString("N"));
        Directory.CreateDirectory(home);
        var server = new AsteriskServer(home, all) { TrunkPort = trunkPort };
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts this home's Asterisk (again): same ports, same database.</summary>
    public async Task StartAgainAsync()
    {
        await RunAsync("start", Home);
        var known = await ReadShellAsync("ports");
        foreach (var (name, value) in await ReadShellAsync("secrets")) known[name] = value;
        AriPort = int.Parse(known["ARI_PORT"], CultureInfo.InvariantCulture);
        SipPort = int.Parse(known.GetValueOrDefault("SIP_PORT", _settings["CALLCENTER_SIP_PORT"]), CultureInfo.InvariantCulture);
        WssPort = int.Parse(known.GetValueOrDefault("WSS_PORT", "0"), CultureInfo.InvariantCulture);
        (AriPassword, DemoPassword) = (known["ARI_PASSWORD"], known["DEMO_PASSWORD"]);
        var credential = Convert.ToBase64String(Encoding.UTF8.GetBytes($"callcenter:{AriPassword}"));
        Ari.Dispose();
        Ari = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{AriPort}/ari/"), Timeout = TimeSpan.FromSeconds(20) };
        Ari.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credential);
    }

    /// <summary>Ends this home's Asterisk, calls and all; the home stays.</summary>
    public Task StopAsync() => RunAsync("stop", Home);

    /// <summary>One command on Asterisk's console.</summary>
    public Task<string> CommandAsync(string command) => RunAsync("cli", Home, command);

    public async ValueTask DisposeAsync()
    {
        Ari.Dispose();
        // CALLCENTER_TEST_KEEP=1 leaves the home, to look at logs and recordings.
        if (Environment.GetEnvironmentVariable("CALLCENTER_TEST_KEEP") == "1") await RunAsync("stop", Home);
        else await RunAsync("stop", "--delete", Home);
    }

    /// <summary>Runs one of the scripts in telephony/asterisk and returns what it printed.</summary>
    private async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout, "telephony", "asterisk", script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{script} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{script}: {await errors}{await output}");
    }

    private async Task<Dictionary<string, string>> ReadShellAsync(string file) =>
        (await File.ReadAllLinesAsync(Path.Combine(Home, file)))
        .Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);

    // The built tests may lie anywhere; this file lies in the checkout.
    private static string FindCheckout([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));
}
