using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;

namespace CallCenter.Testing;

/// <summary>
/// A whole call centre: Asterisk from the product's scripts and the Server as a process of its own, in a home of its own. The Server can be
/// killed, frozen and started again while Asterisk and its calls go on.
/// </summary>
public sealed class Center : IAsyncDisposable
{
    private const int Stop = 19, Continue = 18, Terminate = 15;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly Lock _log = new();
    private Process? _server;

    private Center(AsteriskServer asterisk, IReadOnlyDictionary<string, string> settings)
    {
        (Asterisk, _settings, HttpPort) = (asterisk, settings, Ports.Free());
        Url = settings.ContainsKey("CALLCENTER_TLS") ? new Uri($"https://{asterisk.Address}:{HttpPort}") : new Uri($"http://localhost:{HttpPort}");
    }

    public AsteriskServer Asterisk { get; }

    public int HttpPort { get; }

    /// <summary>The console.</summary>
    public Uri Url { get; }

    /// <summary>What browsers have to trust, with CALLCENTER_TLS=local.</summary>
    public string Authority => Path.Combine(Asterisk.Home, "tls", "ca.crt");

    /// <summary>Everybody's password in demo mode, SIP desk phones included.</summary>
    public string Password => Asterisk.DemoPassword;

    /// <summary>What the Server printed, all runs.</summary>
    public string Output
    {
        get { lock (_log) { return File.Exists(OutputFile) ? File.ReadAllText(OutputFile) : ""; } }
    }

    private string OutputFile => Path.Combine(Asterisk.Home, "server.out");

    /// <summary>Where the Server finds ARI instead of Asterisk's own port: a wire that a test can hold.</summary>
    public int? AriPort { get; private init; }

    /// <summary>./run serves the home, as on a real site: it starts the Server, and exchanges it in an upgrade.</summary>
    public bool UnderRun { get; private init; }

    /// <summary>What the Server's process has in its environment beside the settings.</summary>
    public IReadOnlyDictionary<string, string> ServerOnly { get; private init; } = new Dictionary<string, string>();

    /// <summary>Starts one and waits until /healthz is content.</summary>
    /// <param name="settings">CALLCENTER_... variables on top of the tests' own.</param>
    /// <param name="wire">Puts something between the Server and Asterisk's ARI port, and returns the port to use.</param>
    /// <param name="underRun">By ./run rather than as a process of its own.</param>
    /// <param name="serverOnly">What the Server's process alone has in its environment.</param>
    public static async Task<Center> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null, Func<AsteriskServer, int>? wire = null, bool underRun = false, IReadOnlyDictionary<string, string>? serverOnly = null)
    {
        settings ??= new Dictionary<string, string>();
        var asterisk = await AsteriskServer.StartAsync(settings);
        var center = new Center(asterisk, settings) { AriPort = wire?.Invoke(asterisk), UnderRun = underRun, ServerOnly = serverOnly ?? new Dictionary<string, string>() };
        try
        {
            PlantedDatabase.Give(center.DatabaseFile, settings.Keys);
            await center.StartServerAsync();
            await PlantedDatabase.KeepAsync(center.DatabaseFile, settings.Keys);
            return center;
        }
        catch
        {
            await center.DisposeAsync();
            throw;
        }
    }

    /// <summary>The PostgreSQL database that was given; null: the home's own file.</summary>
    public string? Database => _settings.GetValueOrDefault("CALLCENTER_DATABASE");

    private string DatabaseFile => Path.Combine(Asterisk.Home, "callcenter.db");

    /// <summary>Starts the Server (again) and waits until it is in control.</summary>
    public async Task StartServerAsync()
    {
        LaunchServer();
        // ./run builds first what has changed; and the passwords of many demo agents are hashed at the first start, slowly on purpose.
        await HealthyAsync(UnderRun || _settings.ContainsKey("CALLCENTER_DEMO_AGENTS") ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(40));
    }

    /// <summary>Starts the Server (again) without waiting.</summary>
    public void LaunchServer()
    {
        var start = UnderRun ? new ProcessStartInfo(Path.Combine(AsteriskServer.Checkout, "run")) { WorkingDirectory = "/" }
            : new ProcessStartInfo("dotnet", [ServerDll()]) { WorkingDirectory = Path.GetDirectoryName(ServerDll()) };
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var (name, value) in (UnderRun ? Asterisk.Settings : _settings).Concat(ServerOnly))
        {
            start.Environment[name] = value;
        }
        start.Environment["CALLCENTER_HOME"] = Asterisk.Home;
        // Tests leave callers unanswered all the time; only those about it want them called back.
        start.Environment.TryAdd("CALLCENTER_CALLBACK_ATTEMPTS", "0");
        // Nor are they told how they stand, unless that is what is tried.
        start.Environment.TryAdd("CALLCENTER_COMFORT_SECONDS", "0");
        if (UnderRun)
        {
            // It knows the rest by itself, and leaves our Asterisk to us.
            start.Environment["CALLCENTER_HTTP_PORT"] = HttpPort.ToString(CultureInfo.InvariantCulture);
            start.Environment["CALLCENTER_ASTERISK_STAYS"] = "1";
        }
        else
        {
            GiveAddresses(start);
        }
        _server = Process.Start(start) ?? throw new InvalidOperationException("The Server did not start.");
        _server.OutputDataReceived += (_, line) => Write(line.Data);
        _server.ErrorDataReceived += (_, line) => Write(line.Data);
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
    }

    private void GiveAddresses(ProcessStartInfo start)
    {
        start.Environment["CALLCENTER_ASTERISK_DIR"] = Asterisk.Folder;
        start.Environment["CALLCENTER_HTTP_PORT"] = HttpPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["CALLCENTER_SIP_PORT"] = Asterisk.SipPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["CALLCENTER_ARI_PORT"] = (AriPort ?? Asterisk.AriPort).ToString(CultureInfo.InvariantCulture);
        if (Asterisk.WssPort > 0) start.Environment["CALLCENTER_WSS_PORT"] = Asterisk.WssPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["CALLCENTER_ARI_PASSWORD"] = Asterisk.AriPassword;
        start.Environment["CALLCENTER_DEMO_PASSWORD"] = Asterisk.DemoPassword;
    }

    /// <summary>Waits until /healthz answers 200.</summary>
    public async Task HealthyAsync(TimeSpan within)
    {
        using var http = new HttpClient(Trusting()) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(2) };
        await Eventually.TrueAsync(async () =>
        {
            if (_server is { HasExited: true })
            {
                throw new InvalidOperationException($"The Server ended with {_server.ExitCode}:\n{Output}");
            }
            try
            {
                using var answer = await http.GetAsync("/healthz");
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }, within, $"the Server is healthy:\n{Output}");
    }

    /// <summary>HTTP that trusts this centre's own authority and nobody else's.</summary>
    private SocketsHttpHandler Trusting()
    {
        var handler = new SocketsHttpHandler();
        if (Url.Scheme == Uri.UriSchemeHttps)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(Authority));
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }
        return handler;
    }

    /// <summary>The Server's process, while it lives.</summary>
    public int ServerProcessId => _server!.Id;

    /// <summary>One of the Server's commands, for this home or a copy of it.</summary>
    public async Task<(int Code, string Text)> CommandAsync(IEnumerable<string> words, string? home = null)
    {
        var start = new ProcessStartInfo("dotnet", [ServerDll(), .. words]) { WorkingDirectory = Path.GetDirectoryName(ServerDll()), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        start.Environment["CALLCENTER_HOME"] = home ?? Asterisk.Home;
        start.Environment["CALLCENTER_ASTERISK_DIR"] = home is null ? Asterisk.Folder : Path.Combine(home, "asterisk");
        using var command = Process.Start(start) ?? throw new InvalidOperationException("The command did not start.");
        var faults = command.StandardError.ReadToEndAsync();
        var text = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, text + await faults);
    }

    /// <summary>Whatever a test that failed has left: the Server is there again for the next one.</summary>
    public async Task AttendedAsync()
    {
        if (_server is null or { HasExited: true })
        {
            await StartServerAsync();
            return;
        }
        ThawServer();
        await HealthyAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>kill -9.</summary>
    public async Task KillServerAsync()
    {
        if (_server is null)
        {
            return;
        }
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <summary>SIGSTOP: the Server hangs, its sockets stay open.</summary>
    public void FreezeServer() => Signal(Stop);

    /// <summary>SIGCONT.</summary>
    public void ThawServer() => Signal(Continue);

    /// <summary>Signs an agent in over HTTP, as a desk phone's user does without a browser.</summary>
    public async Task<AgentClient> SignInAsync(string user, string? phone)
    {
        var agent = new AgentClient(Url, user);
        await agent.SignInAsync(Password, phone);
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            ThawServer();
            if (UnderRun)
            {
                // Told to stop it takes its Server along; killed it would leave it behind.
                Signal(Terminate);
                await _server.WaitForExitAsync();
            }
        }
        await KillServerAsync();
        await Asterisk.DisposeAsync();
    }

    /// <summary>The published one that ./test and tests/bench/run name; without a name, for work on the tests, the one built beside them.</summary>
    private static string ServerDll() => Environment.GetEnvironmentVariable("CALLCENTER_SERVER_DLL")
        ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "CallCenter.Server", new DirectoryInfo(AppContext.BaseDirectory).Name, "CallCenter.Server.dll"));

    private void Signal(int signal)
    {
        if (Kill(_server!.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent.");
        }
    }

    private void Write(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_log)
        {
            File.AppendAllText(OutputFile, line + "\n");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
