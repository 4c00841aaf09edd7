using System.Diagnostics;
using CallCenter.Bench.Operations;
using CallCenter.Server.History;
using CallCenter.Server.Sealing;
using CallCenter.Testing;

namespace CallCenter.Bench.Load;

/// <summary>What was found of the recordings of a run.</summary>
/// <param name="Bad">Those on which one tone is not heard for long enough, with what was heard.</param>
internal sealed record TapesJudged(int Count, IReadOnlyList<string> Bad)
{
    public bool AreAll(int calls) => Count == calls && Bad.Count == 0;
}

/// <summary>
/// The recordings of a house, every one of them judged by its tones: caller left, agent right. Ours are sealed one after another in the background; what has been sealed is unsealed for it, what
/// still waits is judged as Asterisk wrote it and then taken away, so that the compressing of this run does not burden the next one.
/// </summary>
internal sealed class Tapes(House house)
{
    private const int Rate = 8000;
    private const string CallerEnd = "-caller.wav", AgentEnd = "-agent.wav";
    private static readonly TimeSpan Written = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _judged = [];

    /// <summary>All that came since the last time.</summary>
    /// <param name="calls">How many there should be.</param>
    /// <param name="seconds">How long each tone must be heard at least.</param>
    public async Task<TapesJudged> JudgeAsync(int calls, double seconds)
    {
        var bad = new List<string>();
        var count = 0;
        // Asterisk closes the last ones a moment after the hang-up.
        for (var since = TimeProvider.System.GetTimestamp(); count < calls && TimeProvider.System.GetElapsedTime(since) < Written; await Task.Delay(200))
        {
            foreach (var call in Known().Where(call => !_judged.Contains(call)).ToList())
            {
                if (await HeardAsync(call) is not { } heard) continue;
                _judged.Add(call);
                count++;
                if (heard.Caller < seconds || heard.Agent < seconds) bad.Add($"{call}: the caller for {heard.Caller:0.00} s, the agent for {heard.Agent:0.00} s of {seconds:0.00}");
            }
        }
        return new TapesJudged(count, bad);
    }

    /// <summary>Those that were not joined leave files of headers only, or none.</summary>
    public void Sweep()
    {
        foreach (var file in Directory.EnumerateFiles(house.Asterisk.Recordings, "*.wav")) File.Delete(file);
    }

    private IEnumerable<string> Known() =>
        Directory.EnumerateFiles(house.Asterisk.Recordings, "*" + CallerEnd).Select(file => Path.GetFileName(file)[..^CallerEnd.Length]).Concat(Sealed().Select(CallOf)).Distinct();

    private IEnumerable<string> Sealed() => house.Server is null ? [] : Directory.EnumerateFiles(Path.Combine(house.Asterisk.Home, "recordings"), $"*{RecordingStore.Plain}{SealedFile.Ending}", SearchOption.AllDirectories);

    private static string CallOf(string sealedFile) => Path.GetFileName(sealedFile)[..^(RecordingStore.Plain + SealedFile.Ending).Length];

    /// <summary>For how many seconds each side's tone is heard; null where it is not all written yet.</summary>
    private async Task<(double Caller, double Agent)?> HeardAsync(string call)
    {
        var (caller, agent) = (Path.Combine(house.Asterisk.Recordings, call + CallerEnd), Path.Combine(house.Asterisk.Recordings, call + AgentEnd));
        try
        {
            if (Sealed().FirstOrDefault(file => CallOf(file) == call) is { } file) return await UnsealAsync(file);
            if (!File.Exists(agent) || Lately(caller) || Lately(agent)) return null;
            var heard = (Seconds(await ToneMeter.ReadWavAsync(caller), Tone.Caller), Seconds(await ToneMeter.ReadWavAsync(agent), Tone.Agent));
            File.Delete(caller);
            File.Delete(agent);
            return heard;
        }
        catch (FileNotFoundException)
        {
            // Sealed in this moment: the next look finds it.
            return null;
        }
    }

    private static bool Lately(string file) => TimeProvider.System.GetUtcNow() - new FileInfo(file).LastWriteTimeUtc < TimeSpan.FromMilliseconds(500);

    private static double Seconds((short[] Samples, int Rate) wav, Tone tone) => ToneMeter.Seconds(wav.Samples, wav.Rate, tone.Hertz);

    private async Task<(double, double)> UnsealAsync(string file)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", "pipe:0", "-ac", "2", "-ar", $"{Rate}", "-f", "s16le", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var ffmpeg = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start.");
        using var plain = new MemoryStream();
        var reading = ffmpeg.StandardOutput.BaseStream.CopyToAsync(plain);
        await using (var opened = SealedFile.Open(file, KeyRing.Read(Holdings.KeyFile(house.Asterisk.Home)), RecordingStore.SubjectOf(file))) await opened.CopyToAsync(ffmpeg.StandardInput.BaseStream);
        ffmpeg.StandardInput.Close();
        await reading;
        await ffmpeg.WaitForExitAsync();
        var both = ToneMeter.ToSamples(plain.ToArray());
        return (ToneMeter.Seconds(Side(both, 0), Rate, Tone.Caller.Hertz), ToneMeter.Seconds(Side(both, 1), Rate, Tone.Agent.Hertz));
    }

    private static short[] Side(short[] both, int side) => [.. Enumerable.Range(0, both.Length / 2).Select(i => both[2 * i + side])];
}
