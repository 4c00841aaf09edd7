using Microsoft.Win32.SafeHandles;

namespace CallCenter.Server.Routing;

internal sealed class JournalOptions
{
    public required string Directory { get; init; }
    public string Site { get; init; } = "local";
    public long SegmentBytes { get; init; } = 16 << 20;

    /// <summary>How many entries are kept in memory while the disk refuses them.</summary>
    public int MostKept { get; init; } = 200_000;
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    public WriteBytes Write { get; init; } = RandomAccess.Write;
    public Action<SafeFileHandle> Flush { get; init; } = RandomAccess.FlushToDisk;

    public delegate void WriteBytes(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset);
}
