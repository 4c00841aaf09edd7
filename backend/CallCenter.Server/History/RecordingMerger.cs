using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace CallCenter.Server.History;

/// <summary>A recording could not be made; the message is ffmpeg's.</summary>
internal sealed class RecordingException(string message) : Exception(message);

/// <param name="File">Under the recordings folder, with slashes.</param>
internal sealed record StoredRecording(string File, double Seconds, long Bytes);

/// <summary>Two mono files become one Opus file: left the caller, right the agent.</summary>
internal sealed class RecordingMerger(CenterOptions options, TimeProvider time, ILogger<RecordingMerger> logger)
{
    private const double Tolerance = 0.3;

    /// <returns>Null when nobody said anything because nobody was connected: files of headers only.</returns>
    public async Task<StoredRecording?> MergeAsync(RawRecording raw, CancellationToken ct)
    {
        var length = raw.Length;
        if (length < TimeSpan.FromMilliseconds(100)) return null;
        var began = TimeZoneInfo.ConvertTime(raw.LastWrite - length, time.LocalTimeZone);
        var file = $"{began.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{raw.Call}.ogg";
        var target = Path.Combine(options.Paths.Recordings, file);
        var unfinished = target + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await EncodeAsync(raw, length, unfinished, ct);
        var seconds = await SecondsAsync(unfinished, ct);
        if (Math.Abs(seconds - length.TotalSeconds) > Tolerance) throw new RecordingException($"The compressed recording lasts {seconds:0.00} s instead of {length.TotalSeconds:0.00} s.");
        File.Move(unfinished, target, overwrite: true);
        var bytes = new FileInfo(target).Length;
        RecordingsLog.Stored(logger, raw.Call, seconds, bytes);
        return new StoredRecording(file, seconds, bytes);
    }

    private static async Task EncodeAsync(RawRecording raw, TimeSpan length, string target, CancellationToken ct)
    {
        var seconds = length.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        var arguments = new List<string> { "-n", "15", "ffmpeg", "-v", "error", "-nostdin", "-y" };
        foreach (var side in new[] { raw.Caller, raw.Agent })
        {
            // -ignore_length: a writer that died left a size of 0 in the header. A missing side is silence.
            if (side is null) arguments.AddRange(["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono"]);
            else arguments.AddRange(["-ignore_length", "1", "-i", side.FullName]);
        }
        arguments.AddRange(
        [
            "-filter_complex", "[0:a]aresample=16000,apad[l];[1:a]aresample=16000,apad[r];[l][r]join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR[s]", "-map", "[s]",
            "-t", seconds, "-c:a", "libopus", "-b:a", "48k", "-application", "voip", "-f", "ogg", target,
        ]);
        var result = await Cli.Wrap("nice").WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct);
        if (result.ExitCode != 0) throw new RecordingException(result.StandardError.Trim());
    }

    private static async Task<double> SecondsAsync(string file, CancellationToken ct)
    {
        var result = await Cli.Wrap("ffprobe").WithArguments(["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file]).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(ct);
        return double.TryParse(result.StandardOutput.Trim(), CultureInfo.InvariantCulture, out var seconds) ? seconds : throw new RecordingException(result.StandardError.Trim());
    }
}
