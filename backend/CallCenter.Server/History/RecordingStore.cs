using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Sealing;

namespace CallCenter.Server.History;

/// <summary>
/// Recordings and their waveforms on disk, sealed. A recording is named day/call.ogg everywhere; the file on disk has .enc after it. A plain
/// file of that name is one of an earlier version that waits to be sealed.
/// </summary>
internal sealed class RecordingStore(CenterOptions options, KeyVault vault)
{
    public const string Plain = ".ogg", Unfinished = ".part", PlainPeaks = ".peaks.json", Peaks = ".peaks";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string PathOf(string file) => PlainPathOf(file) + SealedFile.Ending;

    public bool Exists(string file) => File.Exists(PathOf(file)) || File.Exists(PlainPathOf(file));

    /// <summary>The Ogg bytes; any part can be read without the rest.</summary>
    /// <exception cref="KeyLostException"/>
    /// <exception cref="SealBrokenException"/>
    public Stream Open(string file) => File.Exists(PathOf(file)) ? SealedFile.Open(PathOf(file), vault.Ring, SubjectOf(PathOf(file))) : File.OpenRead(PlainPathOf(file));

    public Waveform? PeaksOf(string file)
    {
        var path = PeaksPathOf(file);
        if (!File.Exists(path)) return null;
        using var stream = SealedFile.Open(path, vault.Ring, SubjectOf(path));
        return JsonSerializer.Deserialize<Waveform>(stream, Json);
    }

    public async Task KeepPeaksAsync(string file, Waveform waveform, CancellationToken ct)
    {
        var path = PeaksPathOf(file);
        using var plain = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(waveform, Json));
        await SealedFile.WriteAsync(plain, path + Unfinished, vault.Active, SubjectOf(path), ct);
        File.Move(path + Unfinished, path, overwrite: true);
    }

    /// <summary>What a sealed file of this store is, by its name: a recording or peaks, and whose.</summary>
    public static string SubjectOf(string path)
    {
        var name = Path.GetFileName(path)[..^SealedFile.Ending.Length];
        return name.EndsWith(Peaks, StringComparison.Ordinal) ? $"peaks:{name[..^Peaks.Length]}" : $"recording:{name[..^Plain.Length]}";
    }

    /// <summary>Removes everything there is of a recording.</summary>
    public void Delete(string file)
    {
        foreach (var path in new[] { PathOf(file), PlainPathOf(file), PeaksPathOf(file), Path.ChangeExtension(PlainPathOf(file), PlainPeaks) }) File.Delete(path);
    }

    private string PlainPathOf(string file) => Path.Combine(options.Paths.Recordings, file);

    private string PeaksPathOf(string file) => PlainPathOf(file)[..^Plain.Length] + Peaks + SealedFile.Ending;
}
