using System.Diagnostics;

namespace CallCenter.Testing;

/// <summary>A script of the checkout, run as an operator runs it.</summary>
public static class Script
{
    /// <summary>Everything it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error; the message is what it printed.</exception>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var (code, printed) = await TryAsync(script, new Dictionary<string, string>(), arguments);
        return code == 0 ? printed : throw new InvalidOperationException($"{script} ended with {code}: {printed}");
    }

    /// <summary>Exit code, and everything printed.</summary>
    public static async Task<(int Code, string Printed)> TryAsync(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.IsPathRooted(script) ? script : Path.Combine(AsteriskServer.Checkout, script), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{script} did not start.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
