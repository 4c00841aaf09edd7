using CallCenter.Routing;

namespace CallCenter.Server.Routing;

internal static partial class RoutingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Journal {File}: the last {Bytes} bytes were written only in part and are cut off")]
    public static partial void TornTail(ILogger logger, string file, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Journal {File}: {Bytes} bytes at {Offset} are damaged; what follows is still used")]
    public static partial void DamagedLine(ILogger logger, string file, long offset, long bytes);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The journal cannot be written: {Reason}. Calls go on; {Pending} entries wait in memory. Free disk space")]
    public static partial void WriteFailed(ILogger logger, string reason, int pending);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The journal gave up {Dropped} entries: the disk refuses them and memory for them ran out")]
    public static partial void EntriesDropped(ILogger logger, long dropped);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal is written again")]
    public static partial void WriteRecovered(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Snapshot {File} cannot be read; an older one is used")]
    public static partial void DamagedSnapshot(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "The snapshot could not be written; the next start replays more of the journal")]
    public static partial void SnapshotFailed(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Routing restored: {Calls} calls, {Agents} agents from snapshot {Snapshot} and {Entries} entries; epoch {Epoch}")]
    public static partial void Restored(ILogger logger, int calls, int agents, long snapshot, long entries, long epoch);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Routing failed on {Input}; it is left out")]
    public static partial void InputFailed(ILogger logger, Input input, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to routing failed on entry {Seq}")]
    public static partial void HandlerFailed(ILogger logger, long seq, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody reported the live channels within {Seconds} s: routing goes on without")]
    public static partial void AdoptionOverdue(ILogger logger, double seconds);
}
