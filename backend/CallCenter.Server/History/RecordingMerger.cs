using System.Globalization;
using System.Text;
using CallCenter.Server.Operations;
using CallCenter.Server.Sealing;
using CliWrap;

namespace CallCenter.Server.History;

/// <summary>A recording could not be made; the message is ffmpeg's.</summary>
internal sealed class RecordingException(string message) : Exception(message);

/// <param name="File">Under the recordings folder, with slashes; see <see cref="RecordingStore"/>.</param>
/// <param name="Bytes">Of the Ogg file, as it is played.</param>
internal sealed record StoredRecording(string File, double Seconds, long Bytes);

/// <summary>Two mono files become one sealed Opus file: left the caller, right the agent; a message the caller had spoken before comes first. Nothing plain is written on the way.</summary>
internal sealed class RecordingMerger(RecordingStore store, KeyVault vault, Waveforms waveforms, TimeProvider time, ILogger<RecordingMerger> logger)
{
    private const double Tolerance = 0.3;

    /// <returns>Null when nobody said anything because nobody was connected: files of headers only.</returns>
    public async Task<StoredRecording?> MergeAsync(RawRecording raw, CancellationToken ct)
    {
        var message = raw.Message is { } spoken && MessageFile.Seconds(spoken) is { } said ? TimeSpan.FromSeconds(said) : TimeSpan.Zero;
        var length = raw.Length + message;
        if (length < TimeSpan.FromMilliseconds(100)) return null;
        var began = TimeZoneInfo.ConvertTime(raw.LastWrite - length, time.LocalTimeZone);
        var file = $"{began.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{raw.Call}.ogg";
        var target = store.PathOf(file);
        var unfinished = target + RecordingStore.Unfinished;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var bytes = await EncodeAsync(raw, message, length, unfinished, RecordingStore.SubjectOf(target), ct);
        // What lies on the disk is what counts: opened again, decoded to its end.
        await using (var written = SealedFile.Open(unfinished, vault.Ring, RecordingStore.SubjectOf(target)))
        {
            var (waveform, seconds) = await waveforms.DrawAsync(written, length.TotalSeconds, ct);
            if (Math.Abs(seconds - length.TotalSeconds) > Tolerance) throw new RecordingException($"The compressed recording lasts {seconds:0.00} s instead of {length.TotalSeconds:0.00} s.");
            File.Move(unfinished, target, overwrite: true);
            await store.KeepPeaksAsync(file, waveform, ct);
            RecordingsLog.Stored(logger, raw.Call, seconds, bytes);
            return new StoredRecording(file, seconds, bytes);
        }
    }

    private async Task<long> EncodeAsync(RawRecording raw, TimeSpan message, TimeSpan length, string target, string subject, CancellationToken ct)
    {
        var seconds = length.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        var arguments = new List<string> { "-v", "error", "-nostdin" };
        var left = message > TimeSpan.Zero ? "[2:a]aresample=16000[m];[0:a]aresample=16000,apad[c];[m][c]concat=n=2:v=0:a=1[l]" : "[0:a]aresample=16000,apad[l]";
        var late = message > TimeSpan.Zero ? $"adelay={(long)message.TotalMilliseconds}," : "";
        foreach (var side in message > TimeSpan.Zero ? [raw.Caller, raw.Agent, raw.Message] : new[] { raw.Caller, raw.Agent })
        {
            // -ignore_length: a writer that died left a size of 0 in the header. A missing side is silence, and so is one of a header alone.
            if (side is null || (message > TimeSpan.Zero && RawRecording.IsEmpty(side))) arguments.AddRange(["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono"]);
            else arguments.AddRange(["-ignore_length", "1", "-i", side.FullName]);
        }
        arguments.AddRange(
        [
            "-filter_complex", left + $";[1:a]aresample=16000,{late}apad[r];[l][r]join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR[s]", "-map", "[s]",
            "-t", seconds, "-c:a", "libopus", "-b:a", "48k", "-application", "voip", "-f", "ogg", "-",
        ]);
        var (bytes, faults, key) = (0L, new StringBuilder(), vault.Active);
        Exception? notWritten = null;
        using var given = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sink = PipeTarget.Create(async (ogg, token) =>
        {
            try
            {
                bytes = (await SealedFile.WriteAsync(ogg, target, key, subject, token)).Bytes;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Nobody reads on: ffmpeg would wait for ever.
                notWritten = fault;
                await given.CancelAsync();
            }
        });
        try
        {
            var result = await SpareTime.Wrap("ffmpeg", arguments).WithStandardOutputPipe(sink).WithStandardErrorPipe(PipeTarget.ToStringBuilder(faults))
                .WithValidation(CommandResultValidation.None).ExecuteAsync(given.Token);
            return result.ExitCode == 0 ? bytes : throw new RecordingException(faults.ToString().Trim());
        }
        catch (OperationCanceledException) when (notWritten is not null)
        {
            throw new RecordingException(notWritten.Message);
        }
    }
}
