using System.Buffers.Binary;

namespace CallCenter.Server.History;

/// <summary>What a caller spoke to nobody, as Asterisk writes it: 16 bit, one channel. The file alone says whether anything was said: whoever recorded it may be gone.</summary>
internal static class MessageFile
{
    public const string Ending = "-message.wav";
    private const int HeaderBytes = 44, RateAt = 24, FrameMilliseconds = 20;

    /// <summary>Louder than a quiet line, as Asterisk itself tells silence.</summary>
    private const int Loud = 256;

    /// <summary>Sound enough for some two seconds of speech with its pauses.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1.2);

    /// <summary>The name Asterisk is told; its folder of recordings is ours of raw ones.</summary>
    public static string NameOf(string call) => (call + Ending)[..^".wav".Length];

    /// <summary>How long it is; null: there is none, or nothing was said.</summary>
    public static double? Seconds(HomePaths paths, string call) => RawRecording.Find(paths, call)?.Message is { } file ? Seconds(file) : null;

    public static double? Seconds(FileInfo file)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read <= HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(RateAt)) is not (> 0 and var rate)) return null;
        var frame = rate * FrameMilliseconds / 1000 * sizeof(short);
        var loud = 0;
        for (var at = HeaderBytes; at + frame <= read; at += frame)
        {
            if (IsLoud(bytes.AsSpan(at, frame))) loud++;
        }
        return loud * FrameMilliseconds < Least.TotalMilliseconds ? null : (read - HeaderBytes) / (double)(rate * sizeof(short));
    }

    private static bool IsLoud(ReadOnlySpan<byte> frame)
    {
        long sum = 0;
        for (var i = 0; i < frame.Length; i += sizeof(short)) sum += Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(frame[i..]));
        return sum >= (long)Loud * frame.Length / sizeof(short);
    }
}
