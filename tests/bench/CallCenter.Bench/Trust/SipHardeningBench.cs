using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CallCenter.Testing;

namespace CallCenter.Bench.Trust;

/// <summary>
/// The measurement <c>sip-hardening</c>: what SIPVicious learns of a real Asterisk of ours, and whether a phone that belongs here still signs in while it tries. The attacker is
/// 127.0.0.1 and no trunk; the same scan from a trunk's own address, and a list with the right password, show that the tools see what there is to see.
/// </summary>
internal static partial class SipHardeningBench
{
    private const string Name = "sip-hardening", Range = "7995-8010", Sought = "8002";
    private const int SignIns = 10;
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(2), Longest = TimeSpan.FromMinutes(3);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var guesses = int.Parse(Environment.GetEnvironmentVariable("CALLCENTER_GUESSES") ?? "2000", CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("sip-hardening").FullName;
        try
        {
            await using var center = await AsteriskServer.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DEMO"] = "0", ["CALLCENTER_TRUNK"] = "127.0.0.2:5999" });
            List<Measurement> all = [];
            foreach (var method in (string[])["REGISTER", "OPTIONS", "INVITE"])
            {
                var found = await ScanAsync(center, method);
                all.Add(new(Name, $"extensions found, {method}", found, "extensions", found == 0));
            }
            all.AddRange(await FloodAsync(center, folder, guesses));
            var right = await CrackAsync(center, Sought, await ListAsync(folder, "right", 20, center.DemoPassword));
            all.Add(new(Name, "control: the right password is found", right, "passwords", right == 1));
            // In demo mode the trunk is 127.0.0.1.
            await using var open = await AsteriskServer.StartAsync();
            var seen = await ScanAsync(open, "REGISTER");
            all.Add(new(Name, "control: extensions found from a trunk's address", seen, "extensions", seen == 3));
            return all;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Measurement>> FloodAsync(AsteriskServer center, string folder, int guesses)
    {
        await using var town = await Town.StartAsync(center);
        var clock = Stopwatch.StartNew();
        var list = await ListAsync(folder, "wrong", guesses, null);
        // One at a number, and three more, one of them at a number nobody has, for as long as the phone signs in.
        using var over = new CancellationTokenSource();
        var others = ((string[])["8001", "8003", "8009"]).Select(number => UntilAsync(() => CrackAsync(center, number, list, over.Token), over.Token)).ToList();
        var guessed = CrackAsync(center, Sought, list);
        var (failed, slowest) = (0, TimeSpan.Zero);
        for (var n = 0; n < SignIns; n++)
        {
            var began = clock.Elapsed;
            try
            {
                await using var phone = await town.RegisterAsync("8001");
            }
            catch (TimeoutException)
            {
                failed++;
            }
            if (clock.Elapsed - began is var took && took > slowest) slowest = took;
        }
        var whileFlooded = !guessed.IsCompleted;
        var cracked = await guessed;
        var rate = guesses / clock.Elapsed.TotalSeconds;
        await over.CancelAsync();
        cracked += (await Task.WhenAll(others)).Sum();
        return
        [
            new(Name, $"passwords cracked of {guesses} guesses at each phone", cracked, "passwords", cracked == 0),
            new(Name, "guesses", Math.Round(rate, 1), "guesses/s", whileFlooded),
            new(Name, $"sign-ins failed of {SignIns}", failed, "sign-ins", failed == 0),
            new(Name, "slowest sign-in and out", Math.Round(slowest.TotalMilliseconds), "ms", slowest < Slowest),
        ];
    }

    private static async Task<int> UntilAsync(Func<Task<int>> again, CancellationToken over)
    {
        var found = 0;
        while (!over.IsCancellationRequested) found += await again();
        return found;
    }

    /// <returns>Extensions the scan says there are.</returns>
    private static async Task<int> ScanAsync(AsteriskServer center, string method) =>
        Rows(await RunAsync("svwar", ["--force", "-m", method, "-e", Range, .. At(center)])).Count(row => row.StartsWith('8'));

    /// <returns>Passwords found.</returns>
    private static async Task<int> CrackAsync(AsteriskServer center, string number, string list, CancellationToken ct = default) =>
        Rows(await RunAsync("svcrack", ["-u", number, "-d", list, .. At(center)], ct)).Count(row => row == number);

    private static string[] At(AsteriskServer center) => ["-x", "127.0.0.1", "-p", center.SipPort.ToString(CultureInfo.InvariantCulture), "127.0.0.1"];

    /// <summary>The first column of the table it prints.</summary>
    private static IEnumerable<string> Rows(string printed) => Row().Matches(printed).Select(row => row.Groups[1].Value);

    private static async Task<string> ListAsync(string folder, string name, int wrong, string? right)
    {
        var file = Path.Combine(folder, name);
        await File.WriteAllLinesAsync(file, Enumerable.Range(100_000, wrong).Select(n => n.ToString(CultureInfo.InvariantCulture)).Concat(right is null ? [] : [right]));
        return file;
    }

    private static async Task<string> RunAsync(string tool, IReadOnlyList<string> arguments, CancellationToken ct = default)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new InvalidOperationException($"{tool} did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        var (printed, told) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            if (!ct.IsCancellationRequested) throw new TimeoutException($"{tool} {string.Join(' ', arguments)} took longer than {Longest.TotalMinutes:0} minutes.");
        }
        return $"{await printed}\n{await told}";
    }

    [GeneratedRegex(@"^\|\s*([0-9]+)\s*\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
