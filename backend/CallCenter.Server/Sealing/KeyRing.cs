using System.Security.Cryptography;
using System.Text.Json;

namespace CallCenter.Server.Sealing;

/// <summary>The key ring cannot be read or written; the message names the file and tells why.</summary>
internal sealed class KeyRingException(string message, Exception? cause = null) : Exception(message, cause);

/// <param name="Secret">256 bits; never used itself, only to derive a key of each sealed thing's own.</param>
internal sealed record SealingKey(Guid Id, DateTimeOffset MadeAt, byte[] Secret)
{
    private const int SecretBytes = 32;

    public static SealingKey Make(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow(), RandomNumberGenerator.GetBytes(SecretBytes));

    public bool Valid => Id != Guid.Empty && Secret is { Length: SecretBytes };
}

/// <summary>All keys of one instance: the last one seals, every one unseals. One JSON file, for its owner alone, outside the data it protects.</summary>
internal sealed record KeyRing(IReadOnlyList<SealingKey> Keys)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public SealingKey Active => Keys[^1];

    public SealingKey? Find(Guid id) => Keys.FirstOrDefault(key => key.Id == id);

    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="KeyRingException"/>
    public static KeyRing? Read(string file)
    {
        try
        {
            var ring = JsonSerializer.Deserialize<KeyRing>(File.ReadAllBytes(file), Json);
            return ring is { Keys.Count: > 0 } && ring.Keys.All(key => key is { Valid: true }) ? ring : throw new KeyRingException($"{file} is no key ring.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            throw new KeyRingException($"{file} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Whole or not at all.</summary>
    /// <exception cref="KeyRingException"/>
    public void Write(string file)
    {
        var unfinished = file + ".part";
        try
        {
            MakeFolder(Path.GetDirectoryName(file)!);
            File.Delete(unfinished);
            using (var stream = new FileStream(unfinished, OwnFile()))
            {
                JsonSerializer.Serialize(stream, this, Json);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, file, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyRingException($"{file} cannot be written: {fault.Message}", fault);
        }
    }

    private static FileStreamOptions OwnFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
