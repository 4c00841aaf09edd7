using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CallCenter.Testing;

/// <summary>
/// Another machine beside the centre's: a network namespace with one cable (a veth pair) to this machine and nothing else. Needs root.
/// Gone with <see cref="DisposeAsync"/>; what a killed run left is swept by the next.
/// </summary>
public sealed partial class SecondHost : IAsyncDisposable
{
    private const string Prefix = "cctest-";
    private static int _count;
    private readonly string _cable;

    private SecondHost(string name, string cable, string network) => (Name, _cable, CenterAddress, Address) = (name, cable, network + ".1", network + ".2");

    /// <summary>The namespace.</summary>
    public string Name { get; }

    /// <summary>This machine's end of the cable: where the centre has to listen (CALLCENTER_BIND).</summary>
    public string CenterAddress { get; }

    /// <summary>The other machine's end.</summary>
    public string Address { get; }

    public static async Task<SecondHost> AddAsync()
    {
        await SweepAsync();
        var id = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        var taken = await RunAsync("ip", "-4", "-o", "addr", "show");
        string network;
        do
        {
            network = string.Create(CultureInfo.InvariantCulture, $"10.{RandomNumberGenerator.GetInt32(64, 250)}.{RandomNumberGenerator.GetInt32(1, 255)}");
        }
        while (taken.Contains($" {network}.", StringComparison.Ordinal));
        var host = new SecondHost(Prefix + id, "cc" + id, network);
        try
        {
            await RunAsync("ip", "netns", "add", host.Name);
            await RunAsync("ip", "link", "add", host._cable, "type", "veth", "peer", "name", "eth0", "netns", host.Name);
            await RunAsync("ip", "addr", "add", host.CenterAddress + "/30", "dev", host._cable);
            await RunAsync("ip", "link", "set", host._cable, "up");
            await host.ExecuteAsync("ip", "addr", "add", host.Address + "/30", "dev", "eth0");
            await host.ExecuteAsync("ip", "link", "set", "eth0", "up");
            await host.ExecuteAsync("ip", "link", "set", "lo", "up");
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command there and returns what it printed.</summary>
    public Task<string> ExecuteAsync(params string[] command) => RunAsync("ip", ["netns", "exec", Name, .. command]);

    /// <summary>The status of one request from there; 0 when nobody answers.</summary>
    public async Task<int> StatusAsync(string url, params string[] options) =>
        int.Parse(await ExecuteAsync(["sh", "-c", "curl -s -m 5 -o /dev/null -w '%{http_code}' \"$@\" || true", "curl", .. options, url]), CultureInfo.InvariantCulture);

    /// <summary>A script that runs the program there, for whoever wants one path to start.</summary>
    public async Task<string> WrapAsync(string program, string folder)
    {
        var script = Path.Combine(folder, "there");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nexec ip netns exec {Name} {program} \"$@\"\n");
        await RunAsync("chmod", "755", script);
        return script;
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("sh", "-c", $"ip link del {_cable} 2>/dev/null; ip netns del {Name} 2>/dev/null; true");
    }

    private static async Task SweepAsync()
    {
        foreach (var name in Leftover().Matches(await RunAsync("ip", "netns", "list")).Select(match => match.Value))
        {
            var id = name[Prefix.Length..];
            if (!Directory.Exists("/proc/" + id.Split('-')[0])) await RunAsync("sh", "-c", $"ip link del cc{id} 2>/dev/null; ip netns del {name} 2>/dev/null; true");
        }
    }

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{command} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {await errors}");
    }

    [GeneratedRegex("cctest-[0-9]+-[0-9]+")]
    private static partial Regex Leftover();
}
