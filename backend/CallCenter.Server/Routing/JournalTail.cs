namespace CallCenter.Server.Routing;

/// <summary>Start-up repair: the end of the last segment after a crash.</summary>
internal static class JournalTail
{
    /// <returns>The segment to go on with (null: none yet), where it ends, and the last good number of the journal.</returns>
    public static (JournalSegment? Segment, long End, long LastSeq) Repair(string directory, ILogger logger)
    {
        var segments = JournalSegment.In(directory);
        if (segments.Count == 0) return (null, 0, 0);
        var last = segments[^1];
        var (end, newest) = (0L, 0L);
        foreach (var line in last.Scan(0).Where(line => line.Seq is not null)) (end, newest) = (line.End, Math.Max(newest, line.Seq!.Value));
        CutAt(last, end, logger);
        for (var i = segments.Count - 2; newest == 0 && i >= 0; i--) newest = segments[i].Scan(0).Max(line => line.Seq) ?? 0;
        if (newest > 0) return (last, end, newest);

        return (last, end, last.First - 1);
    }

    private static void CutAt(JournalSegment segment, long end, ILogger logger)
    {
        using var handle = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite);
        var length = RandomAccess.GetLength(handle);
        if (length <= end) return;
        RoutingLog.TornTail(logger, segment.Path, length - end);
        RandomAccess.SetLength(handle, end);
        RandomAccess.FlushToDisk(handle);
    }
}
