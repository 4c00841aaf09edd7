using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Server.Operations;
using CliWrap;

namespace CallCenter.Server.Prompts;

/// <summary>What was uploaded is no recording that can be played to callers; the message says why.</summary>
internal sealed class PromptException(string message) : Exception(message);

/// <summary>
/// The announcements callers hear: WAV files that Asterisk opens anew for each playback, so one that is replaced is live at once. What Asterisk's start script
/// synthesised lies in synthetic/ too: a prompt with other bytes than its synthetic one is a recording.
/// </summary>
internal sealed class PromptLibrary(CenterOptions options, TimeProvider time) : IWarnings
{
    public const double LongestSeconds = 60, ShortestSeconds = 0.3, Softest = -40;
    private const string Recorded = "recorded", Synthetic = "synthetic", Missing = "missing";
    private static readonly TimeSpan ConversionLimit = TimeSpan.FromSeconds(30), LookEvery = TimeSpan.FromSeconds(5);
    private static readonly string[] Languages = ["zh", "en"];

    /// <summary>Outside a demo callers hear a human voice say these: that they are recorded, and that help is on its way.</summary>
    private static readonly string[] Human = ["notice", "alarm-received"];
    private readonly ConcurrentDictionary<string, (DateTime WrittenAt, long Length, Sound? Sound)> _sounds = new();
    private (DateTimeOffset At, IReadOnlyList<string> Warnings) _told;

    private string Folder => options.Paths.Prompts;

    public IEnumerable<string> Now
    {
        get
        {
            if (options.Demo) return [];
            // /healthz is asked often, the files change seldom.
            if (time.GetUtcNow() - _told.At > LookEvery)
            {
                _told = (time.GetUtcNow(), [.. Texts().Where(t => Human.Contains(t.Name)).Select(t => Line(t, options.Language)).Where(p => p.Warns).Select(p => $"prompt-synthetic:{p.Name}")]);
            }
            return _told.Warnings;
        }
    }

    /// <summary>Every prompt in every language.</summary>
    public IReadOnlyList<PromptLine> All() => [.. from text in Texts() from language in Languages select Line(text, language)];

    public bool Has(string language, string name) => Languages.Contains(language) && Texts().Any(t => t.Name == name);

    public PromptLine Line(string language, string name) => Line(Texts().First(t => t.Name == name), language);

    /// <summary>The file callers hear; null when there is none.</summary>
    public string? FileOf(string language, string name) => File.Exists(PathOf(language, name)) ? PathOf(language, name) : null;

    /// <summary>Converts what was uploaded to what Asterisk plays, beside its place: <see cref="Put"/> makes it live.</summary>
    /// <exception cref="PromptException">It is no recording, or too long, too short or silent.</exception>
    public async Task<(string File, Sound Sound, string Digest)> ConvertAsync(string language, string name, Stream uploaded, CancellationToken ct)
    {
        var target = PathOf(language, $".{name}.{Guid.CreateVersion7():N}");
        var faults = new StringBuilder();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ConversionLimit);
        var kept = false;
        try
        {
            // Nothing but a recording is read, and from nowhere but the upload.
            var result = await Cli.Wrap("nice").WithArguments(
            [
                "-n", "15", "ffmpeg", "-v", "error", "-nostdin", "-protocol_whitelist", "pipe", "-format_whitelist", "wav,mp3,ogg", "-i", "pipe:0", "-map", "0:a:0",
                "-t", (LongestSeconds + 1).ToString(CultureInfo.InvariantCulture), "-ac", "1", "-ar", "8000", "-c:a", "pcm_s16le", "-bitexact", "-map_metadata", "-1", "-f", "wav", "-y", "file:" + target,
            ]).WithStandardInputPipe(PipeSource.FromStream(uploaded)).WithStandardErrorPipe(PipeTarget.ToStringBuilder(faults)).WithValidation(CommandResultValidation.None).ExecuteAsync(limit.Token);
            if (result.ExitCode != 0) throw new PromptException("The file is neither WAV nor MP3 nor OGG, or it is damaged.");
            var bytes = await File.ReadAllBytesAsync(target, ct);
            var sound = Sound.Of(bytes) ?? throw new PromptException("There is nothing to be heard in it.");
            if (sound.Seconds > LongestSeconds) throw new PromptException($"It is longer than {LongestSeconds} s.");
            if (sound.Seconds < ShortestSeconds) throw new PromptException($"It is shorter than {ShortestSeconds.ToString(CultureInfo.InvariantCulture)} s.");
            if (sound.Loudness < Softest) throw new PromptException($"It is too soft: {sound.Loudness.ToString(CultureInfo.InvariantCulture)} dB, and about -20 dB is right.");
            kept = true;
            return (target, sound, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PromptException("It takes too long to convert.");
        }
        finally
        {
            if (!kept) File.Delete(target);
        }
    }

    /// <exception cref="IOException">The disk refuses.</exception>
    public void Put(string language, string name, string file)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(file, PathOf(language, name), overwrite: true);
        _told = default;
    }

    /// <returns>False: there is no synthetic one to go back to.</returns>
    /// <exception cref="IOException">The disk refuses.</exception>
    public bool PutSynthetic(string language, string name)
    {
        var original = SyntheticOf(language, name);
        if (!File.Exists(original)) return false;
        var copy = PathOf(language, $".{name}.{Guid.CreateVersion7():N}");
        File.Copy(original, copy);
        Put(language, name, copy);
        return true;
    }

    private PromptLine Line((string Name, string Zh, string En) text, string language)
    {
        var file = new FileInfo(PathOf(language, text.Name));
        var kind = !file.Exists ? Missing : Same(file, new FileInfo(SyntheticOf(language, text.Name))) ? Synthetic : Recorded;
        var sound = file.Exists ? Heard(file) : null;
        return new PromptLine(text.Name, language, language == "zh" ? text.Zh : text.En, kind, Math.Round(sound?.Seconds ?? 0, 1), sound?.Loudness ?? 0, sound?.Peak ?? 0,
            file.Exists ? new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero) : null, !options.Demo && kind != Recorded && Human.Contains(text.Name));
    }

    private Sound? Heard(FileInfo file)
    {
        if (_sounds.TryGetValue(file.FullName, out var known) && known.WrittenAt == file.LastWriteTimeUtc && known.Length == file.Length) return known.Sound;
        var sound = Sound.Of(File.ReadAllBytes(file.FullName));
        _sounds[file.FullName] = (file.LastWriteTimeUtc, file.Length, sound);
        return sound;
    }

    private static bool Same(FileInfo one, FileInfo other) =>
        other.Exists && one.Length == other.Length && File.ReadAllBytes(one.FullName).AsSpan().SequenceEqual(File.ReadAllBytes(other.FullName));

    /// <summary>The list the prompts were made from: name, Chinese, English.</summary>
    private List<(string Name, string Zh, string En)> Texts()
    {
        var list = Path.Combine(Folder, Synthetic, "list.tsv");
        return !File.Exists(list) ? [] : [.. File.ReadLines(list).Select(line => line.Split('\t')).Where(cells => cells.Length == 3).Select(cells => (cells[0], cells[1], cells[2]))];
    }

    private string PathOf(string language, string name) => Path.Combine(Folder, language, name + ".wav");

    private string SyntheticOf(string language, string name) => Path.Combine(Folder, Synthetic, language, name + ".wav");
}
