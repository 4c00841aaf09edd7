using System.Globalization;
using CallCenter.Routing;

namespace CallCenter.Server.Routing;

/// <summary>The state after an entry.</summary>
internal sealed record Snapshot(string Site, long Epoch, long Seq, DateTimeOffset At, RoutingState State);

/// <summary>Saves replay time at start. The journal stays the truth: a damaged snapshot only costs time.</summary>
internal sealed class Snapshots(string directory, ILogger<Snapshots> logger)
{
    private const int Kept = 2;

    public Snapshot? Load()
    {
        if (!Directory.Exists(directory)) return null;
        foreach (var file in Files())
        {
            if (JournalLine.Decode<Snapshot>(File.ReadAllBytes(file).AsSpan().TrimEnd((byte)'\n')) is { } snapshot) return snapshot;
            RoutingLog.DamagedSnapshot(logger, file);
        }

        return null;
    }

    /// <returns>Whether it is on the disk.</returns>
    public bool Save(Snapshot snapshot)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var file = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"snapshot-{snapshot.Seq:D12}.json"));
            var temporary = file + ".tmp";
            using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(handle, JournalLine.Encode(snapshot), 0);
                RandomAccess.FlushToDisk(handle);
            }

            File.Move(temporary, file, overwrite: true);
            // Those of a Server that died while it wrote one, too.
            foreach (var old in Files().Skip(Kept).Concat(Directory.EnumerateFiles(directory, "snapshot-*.tmp"))) File.Delete(old);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            RoutingLog.SnapshotFailed(logger, fault);
            return false;
        }
    }

    // Newest first.
    private IEnumerable<string> Files() => Directory.EnumerateFiles(directory, "snapshot-*.json").OrderDescending(StringComparer.Ordinal).ToArray();
}
