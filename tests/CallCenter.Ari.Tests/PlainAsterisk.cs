using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using CallCenter.Testing;

namespace CallCenter.Ari.Tests;

/// <summary>The installed Asterisk as a plain process with just enough configuration for ARI: no SIP, no dialplan of ours.</summary>
public sealed class PlainAsterisk : IAsyncLifetime
{
    private static readonly TimeSpan BootTime = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> _said = new();
    private DirectoryInfo? _home;
    private readonly string _root = AsteriskRoot.Folder;
    private Process? _process;
    private int _port;

    internal AriOptions Options(string application) => new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{_port}/ari/"),
        User = "callcenter",
        Password = "only-for-this-test",
        Application = application,
        BackOffMax = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>By its full path: the package's link to the default language is absolute and does not hold outside a chroot.</summary>
    internal string Sound(string name) => $"sound:{_root}/usr/share/asterisk/sounds/en_US_f_Allison/{name}";

    public async ValueTask InitializeAsync()
    {
        if (!AsteriskRoot.IsInstalled)
        {
            // A fixture cannot skip; the test does.
            return;
        }

        _home = Directory.CreateTempSubdirectory("ari-asterisk");
        _port = Ports.Free();
        foreach (var (name, text) in Configuration())
        {
            await File.WriteAllTextAsync(Path.Combine(_home.FullName, name), text);
        }

        foreach (var folder in new[] { "lib", "run", "log", "spool/recording" })
        {
            _home.CreateSubdirectory(folder);
        }

        await StartAsync();
    }

    /// <summary>Starts it (again) and waits until ARI answers.</summary>
    internal async Task StartAsync()
    {
        const string Lib = "x86_64-linux-gnu";
        var start = new ProcessStartInfo($"{_root}/lib64/ld-linux-x86-64.so.2") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["--argv0", "asterisk", "--library-path", $"{_root}/usr/lib/{Lib}:{_root}/lib/{Lib}", $"{_root}/usr/sbin/asterisk", "-f", "-n", "-C", $"{_home}/asterisk.conf"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new AriClient(Options("boot"));
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync(client))
        {
            Assert.False(_process.HasExited, "Asterisk ended.\n" + Said());
            Assert.True(clock.Elapsed < BootTime, $"Asterisk does not answer on port {_port}.\n" + Said());
            await Task.Delay(50);
        }
    }

    /// <summary>kill -9.</summary>
    internal async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        _home?.Delete(recursive: true);
    }

    private static async Task<bool> AnswersAsync(AriClient client)
    {
        try
        {
            return (await client.Asterisk.GetInfoAsync()).Status is not null;
        }
        catch (AriException)
        {
            return false;
        }
    }

    internal string Said()
    {
        var log = $"{_home}/log/messages";
        return string.Join('\n', _said.Concat(File.Exists(log) ? File.ReadLines(log).TakeLast(20) : []));
    }

    private Dictionary<string, string> Configuration() => new()
    {
        ["asterisk.conf"] = $"""
            [directories]
            astetcdir => {_home}
            astmoddir => {_root}/usr/lib/x86_64-linux-gnu/asterisk/modules
            astvarlibdir => {_home}/lib
            astdbdir => {_home}/lib
            astkeydir => {_home}/lib
            astdatadir => {_root}/usr/share/asterisk
            astagidir => {_home}/lib
            astspooldir => {_home}/spool
            astrundir => {_home}/run
            astlogdir => {_home}/log
            astsbindir => {_root}/usr/sbin
            """,
        ["logger.conf"] = "[logfiles]\nmessages => notice,warning,error\n",
        ["http.conf"] = $"[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport={_port}\n",
        ["ari.conf"] = "[general]\nenabled=yes\nchannelvars=CC_CALL,CC_LEASE\n[callcenter]\ntype=user\npassword=only-for-this-test\n",
        ["indications.conf"] = "[general]\ncountry=us\n[us]\ndescription=us\nring=440+480/2000,0/4000\nbusy=480+620/500,0/500\n",
        ["sorcery.conf"] = "[res_pjsip]\nauth=astdb,test_auth\n",
        ["pjsip.conf"] = "",
        ["extensions.conf"] = "[echo]\nexten => s,1,Answer()\n same => n,Echo()\n",
        ["modules.conf"] = "[modules]\nautoload=no\n" + string.Concat(Modules.Select(m => $"load={m}.so\n")),
    };

    private static readonly string[] Modules =
    [
        "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb", "res_timing_timerfd", "res_http_websocket", "res_websocket_client", "res_pjproject", "res_pjsip",
        "res_stasis", "res_stasis_answer", "res_stasis_playback", "res_stasis_recording", "res_stasis_snoop", "res_stasis_device_state",
        "res_ari", "res_ari_model", "res_ari_applications", "res_ari_asterisk", "res_ari_bridges", "res_ari_channels", "res_ari_device_states",
        "res_ari_endpoints", "res_ari_events", "res_ari_playbacks", "res_ari_recordings", "res_ari_sounds",
        "app_stasis", "app_echo", "pbx_config", "func_callerid", "func_timeout", "bridge_simple", "bridge_softmix", "bridge_holding",
        "codec_gsm", "codec_ulaw", "format_gsm", "format_pcm", "format_wav",
    ];
}
