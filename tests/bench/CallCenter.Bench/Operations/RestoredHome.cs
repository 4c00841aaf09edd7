using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Operations;

/// <summary>A restored home with a Server on it and no Asterisk: enough to see whether everything can be read.</summary>
internal sealed class RestoredHome : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);
    private readonly Process _server;
    private readonly Uri _url;
    private readonly string _home;

    private RestoredHome(Process server, Uri url, string home) => (_server, _url, _home) = (server, url, home);

    public static async Task<RestoredHome> StartAsync(string folder, string home, string password)
    {
        var port = Ports.Free();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "CallCenter.Server.dll")]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Settings(home, port, password)) start.Environment[name] = value;
        var server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        var restored = new RestoredHome(server, new Uri($"http://localhost:{port.ToString(CultureInfo.InvariantCulture)}"), home);
        try
        {
            await restored.HasDatabaseAsync();
            return restored;
        }
        catch
        {
            await restored.DisposeAsync();
            throw;
        }
    }

    private async Task HasDatabaseAsync()
    {
        using var http = new HttpClient { BaseAddress = _url, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                using var answer = await http.GetAsync("/healthz");
                return await answer.Content.ReadFromJsonAsync<HealthReport>() is { Down: ["asterisk"] };
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }, StartsWithin, $"the Server of {_home} has its database");
    }

    /// <summary>Opens every recording as a supervisor does, and returns what could not be opened.</summary>
    public async Task<IReadOnlyList<string>> UnreadableAsync(IEnumerable<string> calls, string password)
    {
        using var supervisor = new AgentClient(_url, "supervisor01");
        await supervisor.SignInAsync(password, null);
        var unreadable = new List<string>();
        foreach (var call in calls)
        {
            using var answer = await supervisor.Http.GetAsync($"/api/calls/{call}/recording");
            var audio = answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : [];
            if (audio.Length < 100 || !audio.AsSpan(0, 4).SequenceEqual("OggS"u8)) unreadable.Add($"recording of {call}: {(int)answer.StatusCode}, {audio.Length} bytes");
        }
        return unreadable;
    }

    /// <summary>The words of <c>verify-audit</c>, and whether it was content.</summary>
    public static async Task<(bool Whole, string Said)> VerifyAuditAsync(string folder, string home)
    {
        var (code, said) = await Script.TryAsync("/usr/bin/env", new Dictionary<string, string> { ["CALLCENTER_HOME"] = home }, "dotnet", Path.Combine(folder, "CallCenter.Server.dll"), "verify-audit");
        return (code == 0, said);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        await Script.RunAsync("telephony/asterisk/stop", "--delete", _home);
    }

    private static Dictionary<string, string> Settings(string home, int port, string password) => new()
    {
        ["CALLCENTER_HOME"] = home, ["CALLCENTER_HTTP_PORT"] = port.ToString(CultureInfo.InvariantCulture), ["CALLCENTER_DEMO_PASSWORD"] = password,
        // Nobody listens there.
        ["CALLCENTER_ARI_PORT"] = Ports.Free().ToString(CultureInfo.InvariantCulture), ["CALLCENTER_ARI_PASSWORD"] = "none",
    };
}
