using System.Buffers.Binary;

namespace CallCenter.Server.History;

/// <summary>The two files Asterisk wrote of one call; either may be missing.</summary>
internal sealed record RawRecording(string Call, FileInfo? Caller, FileInfo? Agent)
{
    private const string CallerEnd = "-caller.wav", AgentEnd = "-agent.wav";
    private const int HeaderBytes = 44;

    public IEnumerable<FileInfo> Files => new[] { Caller, Agent }.OfType<FileInfo>();

    public DateTimeOffset LastWrite => Files.Max(file => new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));

    /// <summary>Length of the longer side, by size: the header of a file whose writer died says nothing.</summary>
    public TimeSpan Length => Files.Max(LengthOf);

    public static RawRecording? Find(HomePaths paths, string call)
    {
        // A call id comes from Asterisk; what is no plain name is none.
        if (call.Length == 0 || call.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))) return null;
        var (caller, agent) = (new FileInfo(Path.Combine(paths.RawRecordings, call + CallerEnd)), new FileInfo(Path.Combine(paths.RawRecordings, call + AgentEnd)));
        return caller.Exists || agent.Exists ? new RawRecording(call, caller.Exists ? caller : null, agent.Exists ? agent : null) : null;
    }

    public static string? CallOf(string file)
    {
        var name = Path.GetFileName(file);
        return name.EndsWith(CallerEnd, StringComparison.Ordinal) ? name[..^CallerEnd.Length] : name.EndsWith(AgentEnd, StringComparison.Ordinal) ? name[..^AgentEnd.Length] : null;
    }

    public void Delete()
    {
        foreach (var file in Files) file.Delete();
    }

    private static TimeSpan LengthOf(FileInfo file)
    {
        var header = new byte[HeaderBytes];
        using var stream = file.OpenRead();
        if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) return TimeSpan.Zero;
        var bytesPerSecond = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(28));
        return bytesPerSecond <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)(file.Length - HeaderBytes) / bytesPerSecond);
    }
}
