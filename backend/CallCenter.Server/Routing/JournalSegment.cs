using System.Globalization;

namespace CallCenter.Server.Routing;

/// <summary>One file of the journal; its name tells the first entry and the UTC day.</summary>
internal sealed record JournalSegment(string Path, long First, DateOnly Day)
{
    private const string Extension = ".journal";

    public static JournalSegment For(string directory, long first, DateOnly day) =>
        new(System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{first:D12}-{day:yyyyMMdd}{Extension}")), first, day);

    /// <summary>In the order they were written.</summary>
    public static IReadOnlyList<JournalSegment> In(string directory)
    {
        var found = new List<JournalSegment>();
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            var parts = System.IO.Path.GetFileNameWithoutExtension(path).Split('-');
            if (parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var first)
                && DateOnly.TryParseExact(parts[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                found.Add(new JournalSegment(path, first, day));
            }
        }

        return [.. found.OrderBy(s => s.First).ThenBy(s => s.Day)];
    }

    /// <summary>The lines from an offset to the present end; a line without its line feed is not complete.</summary>
    public IEnumerable<SegmentLine> Scan(long offset)
    {
        var bytes = ReadFrom(offset);
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                yield return new SegmentLine(offset + start, offset + bytes.Length, null, false, default);
                yield break;
            }

            var line = bytes.AsMemory(start, length);
            yield return new SegmentLine(offset + start, offset + start + length + 1, JournalLine.IsWhole(line.Span) ? JournalLine.SeqOf(line.Span) : null, true, line);
            start += length + 1;
        }
    }

    // Segments are bounded (JournalOptions.SegmentBytes), so a whole one fits into memory.
    private byte[] ReadFrom(long offset)
    {
        using var handle = File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Math.Max(0, RandomAccess.GetLength(handle) - offset)];
        var read = 0;
        while (read < bytes.Length)
        {
            var got = RandomAccess.Read(handle, bytes.AsSpan(read), offset + read);
            if (got == 0) break;
            read += got;
        }

        return read == bytes.Length ? bytes : bytes[..read];
    }
}

/// <param name="Seq">The entry's number; null when the line is damaged or not complete.</param>
/// <param name="Complete">Its line feed was written.</param>
internal readonly record struct SegmentLine(long Start, long End, long? Seq, bool Complete, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The entry of a line with a number; null when it tells something we do not know.</summary>
    public JournalEntry? Entry() => JournalLine.Parse<JournalEntry>(Bytes.Span);
}
