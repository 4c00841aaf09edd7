using CallCenter.Contracts;

namespace CallCenter.Server.Operations.Watch;

/// <summary>Free space of the home's disk, and how long it lasts at the growth of the last days.</summary>
internal sealed class DiskProbe(CenterOptions options, WatchBook book, TimeProvider time) : IProbe
{
    private const double Gigabyte = 1e9, Never = 9999;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromHours(1);
    private static readonly Threshold Percent = new(15, 5), Gigabytes = new(5, 2), Days = new(14, 3);

    public string Matter => Contracts.Matter.Disk;

    /// <summary>The disk as it is now.</summary>
    public DiskFigures Figures()
    {
        var drive = new DriveInfo(options.Paths.Home);
        var points = book.Picture.Disk;
        return new DiskFigures(drive.TotalSize, drive.AvailableFreeSpace, DiskForecast.DaysLeft(points, drive.AvailableFreeSpace, time.GetUtcNow()), points);
    }

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        var disk = Figures();
        var at = time.GetUtcNow();
        // A clock that was set back would keep every later sample away.
        if (disk.Points is not [.., var last] || at - last.At >= SampleEvery || at < last.At) book.Change(picture => picture.With(new DiskPoint(at, disk.TotalBytes - disk.FreeBytes)));
        WatchMetrics.DiskFree.Set(disk.FreeBytes);
        WatchMetrics.DiskTotal.Set(disk.TotalBytes);
        WatchMetrics.DiskDaysLeft.Set(disk.DaysLeft ?? Never);
        var (percent, free) = (100.0 * disk.FreeBytes / Math.Max(1, disk.TotalBytes), disk.FreeBytes / Gigabyte);
        // A large disk that is nearly full may still last for weeks, a small one is full at once: the share alone is a warning, no more.
        var level = Worst(Gigabytes.Of(free, now), Days.Of(disk.DaysLeft ?? Never, now), Percent.Of(percent, now) > WatchLevel.Ok ? WatchLevel.Warning : WatchLevel.Ok);
        return new(level == WatchLevel.Ok ? Reading.Ok : new Reading(level, disk.DaysLeft is null ? "disk-low" : "disk-fills",
            ("free", Reading.Text(free)), ("percent", Reading.Text(percent)), ("days", Reading.Text(disk.DaysLeft ?? 0))));
    }

    private static WatchLevel Worst(params ReadOnlySpan<WatchLevel> levels)
    {
        var worst = WatchLevel.Ok;
        foreach (var level in levels) worst = level > worst ? level : worst;
        return worst;
    }
}

/// <summary>When a disk is full, from samples of what is used.</summary>
internal static class DiskForecast
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(7), Shortest = TimeSpan.FromHours(12);

    /// <summary>By the line that fits the last week best: one night's backup or clean-up is not a trend. Null while there is too little to go by, or no growth.</summary>
    public static double? DaysLeft(IReadOnlyList<DiskPoint> points, long freeBytes, DateTimeOffset now)
    {
        var recent = points.Where(point => now - point.At <= Window && point.At <= now).ToList();
        if (recent.Count < 3 || recent[^1].At - recent[0].At < Shortest) return null;
        var days = recent.Select(point => (point.At - recent[0].At).TotalDays).ToList();
        var (meanDay, meanUsed) = (days.Average(), recent.Average(point => (double)point.UsedBytes));
        var (above, below) = (0.0, 0.0);
        for (var i = 0; i < recent.Count; i++)
        {
            above += (days[i] - meanDay) * (recent[i].UsedBytes - meanUsed);
            below += (days[i] - meanDay) * (days[i] - meanDay);
        }
        var growth = above / below;
        return growth <= 0 ? null : Math.Round(Math.Max(0, freeBytes) / growth, 1);
    }
}
