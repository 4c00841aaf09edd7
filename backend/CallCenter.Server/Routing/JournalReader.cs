namespace CallCenter.Server.Routing;

/// <summary>Walks over the segments and remembers where it is, so that following the journal reads every byte once.</summary>
internal sealed class JournalReader(string directory, long from, ILogger logger)
{
    private JournalSegment? _segment;
    private long _offset;
    private long _last = from - 1;

    /// <summary>The entries not yet given, up to one number.</summary>
    public IEnumerable<JournalEntry> Read(long upTo)
    {
        var segments = JournalSegment.In(directory);
        _segment ??= segments.LastOrDefault(s => s.First <= from) ?? segments.FirstOrDefault();
        while (_segment is { } segment && _last < upTo)
        {
            foreach (var line in segment.Scan(_offset))
            {
                if (!line.Complete || line.Seq > upTo) break;
                _offset = line.End;
                // A number can come twice: lines are written again when an fsync failed. What was read before, or is not wanted, is not even parsed.
                if (line.Seq <= _last) continue;
                _last = line.Seq ?? _last;
                if (line.Seq is not null && line.Entry() is { } entry) yield return entry;
                else Damaged(segment, line);
            }

            // A segment is closed before the next begins: what was listed after it means there is no more in it.
            var next = segments.FirstOrDefault(s => s.First > segment.First);
            if (next is null || next.First > upTo) yield break;
            (_segment, _offset) = (next, 0);
        }
    }

    private void Damaged(JournalSegment segment, SegmentLine line)
    {
        RoutingMetrics.DamagedLines.Inc();
        RoutingLog.DamagedLine(logger, segment.Path, line.Start, line.End - line.Start);
    }
}
