using System.Buffers.Binary;

namespace CallCenter.Server.History;

/// <summary>The files Asterisk wrote of one call, any may be missing: both sides of the talk, and what the caller said to nobody before it.</summary>
internal sealed record RawRecording(string Call, FileInfo? Caller, FileInfo? Agent, FileInfo? Message = null)
{
    private const string CallerEnd = "-caller.wav", AgentEnd = "-agent.wav";
    private const int HeaderBytes = 44;

    public IEnumerable<FileInfo> Files => new[] { Caller, Agent, Message }.OfType<FileInfo>();

    public DateTimeOffset LastWrite => Files.Max(file => new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));

    /// <summary>Length of the talk's longer side, by size: the header of a file whose writer died says nothing.</summary>
    public TimeSpan Length => new[] { Caller, Agent }.OfType<FileInfo>().Select(LengthOf).Append(TimeSpan.Zero).Max();

    public static RawRecording? Find(HomePaths paths, string call)
    {
        // A call id comes from Asterisk; what is no plain name is none.
        if (call.Length == 0 || call.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))) return null;
        var (caller, agent) = (new FileInfo(Path.Combine(paths.RawRecordings, call + CallerEnd)), new FileInfo(Path.Combine(paths.RawRecordings, call + AgentEnd)));
        var message = new FileInfo(Path.Combine(paths.RawRecordings, call + MessageFile.Ending));
        return caller.Exists || agent.Exists || message.Exists ? new RawRecording(call, caller.Exists ? caller : null, agent.Exists ? agent : null, message.Exists ? message : null) : null;
    }

    public static string? CallOf(string file)
    {
        var name = Path.GetFileName(file);
        return new[] { CallerEnd, AgentEnd, MessageFile.Ending }.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal)) is { } ending ? name[..^ending.Length] : null;
    }

    public static bool IsEmpty(FileInfo file) => LengthOf(file) == TimeSpan.Zero;

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
