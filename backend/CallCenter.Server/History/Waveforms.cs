using System.Text.Json;
using CallCenter.Contracts;
using CliWrap;

namespace CallCenter.Server.History;

/// <summary>Peaks of a recording, worked out at the first look and kept beside it.</summary>
internal sealed class Waveforms(CenterOptions options)
{
    private const int Steps = 400, Rate = 8000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    // One decoder at a time: the live audio goes first.
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<Waveform> OfAsync(string file, double seconds, CancellationToken ct)
    {
        var audio = Path.Combine(options.Paths.Recordings, file);
        var peaks = Path.ChangeExtension(audio, ".peaks.json");
        await _turn.WaitAsync(ct);
        try
        {
            if (File.Exists(peaks) && JsonSerializer.Deserialize<Waveform>(await File.ReadAllBytesAsync(peaks, ct), Json) is { } kept) return kept;
            var waveform = await ReadAsync(audio, seconds, ct);
            var unfinished = peaks + ".part";
            await File.WriteAllBytesAsync(unfinished, JsonSerializer.SerializeToUtf8Bytes(waveform, Json), ct);
            File.Move(unfinished, peaks, overwrite: true);
            return waveform;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<Waveform> ReadAsync(string audio, double seconds, CancellationToken ct)
    {
        var (caller, agent) = (new int[Steps], new int[Steps]);
        var samples = Math.Max(1L, (long)(seconds * Rate));
        var position = 0L;
        var sink = PipeTarget.Create(async (stream, token) =>
        {
            // Signed bytes, left and right in turn.
            var buffer = new byte[32 * 1024];
            for (int read; (read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token)) > 0;)
            {
                for (var i = 0; i + 1 < read; i += 2, position++)
                {
                    var step = (int)Math.Min(Steps - 1, position * Steps / samples);
                    caller[step] = Math.Max(caller[step], Percent(buffer[i]));
                    agent[step] = Math.Max(agent[step], Percent(buffer[i + 1]));
                }
            }
        });
        var result = await Cli.Wrap("nice").WithArguments(["-n", "15", "ffmpeg", "-v", "error", "-nostdin", "-i", audio, "-ac", "2", "-ar", $"{Rate}", "-f", "s8", "-"])
            .WithStandardOutputPipe(sink).WithValidation(CommandResultValidation.None).ExecuteAsync(ct);
        return result.ExitCode == 0 ? new Waveform(seconds, caller, agent) : throw new RecordingException($"The recording cannot be read: {Path.GetFileName(audio)}");
    }

    private static int Percent(byte sample) => Math.Abs((int)(sbyte)sample) * 100 / 128;
}
