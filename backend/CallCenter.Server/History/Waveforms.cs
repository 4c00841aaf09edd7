using CallCenter.Contracts;
using CallCenter.Server.Operations;
using CliWrap;

namespace CallCenter.Server.History;

/// <summary>Peaks of a recording, kept beside it.</summary>
internal sealed class Waveforms(RecordingStore store)
{
    private const int Steps = 400, Rate = 8000;

    // One decoder at a time: the live audio goes first.
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<Waveform> OfAsync(string file, double seconds, CancellationToken ct)
    {
        if (store.PeaksOf(file) is { } kept) return kept;
        await using var audio = store.Open(file);
        var (waveform, _) = await DrawAsync(audio, seconds, ct);
        await store.KeepPeaksAsync(file, waveform, ct);
        return waveform;
    }

    /// <summary>Decodes a recording to its end.</summary>
    /// <param name="seconds">How long it should last: the width of the drawing.</param>
    /// <returns>The drawing, and how long it does last.</returns>
    /// <exception cref="RecordingException">It cannot be decoded.</exception>
    public async Task<(Waveform Waveform, double Seconds)> DrawAsync(Stream audio, double seconds, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await ReadAsync(audio, seconds, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<(Waveform Waveform, double Seconds)> ReadAsync(Stream audio, double seconds, CancellationToken ct)
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
        var result = await SpareTime.Wrap("ffmpeg", "-v", "error", "-i", "pipe:0", "-ac", "2", "-ar", $"{Rate}", "-f", "s8", "-")
            .WithStandardInputPipe(PipeSource.FromStream(audio)).WithStandardOutputPipe(sink).WithValidation(CommandResultValidation.None).ExecuteAsync(ct);
        return result.ExitCode == 0 ? (new Waveform(seconds, caller, agent), (double)position / Rate) : throw new RecordingException("The recording cannot be decoded.");
    }

    private static int Percent(byte sample) => Math.Abs((int)(sbyte)sample) * 100 / 128;
}
