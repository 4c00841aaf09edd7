using CallCenter.Data;
using CallCenter.Data.Projection;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Projection;

/// <summary>
/// Fills the database from the journal. What an entry causes and the position behind it are one transaction, and an entry at or before the
/// position is passed over: however often and in whatever pieces the journal is delivered, the database ends up the same.
/// </summary>
internal sealed class Projector(IDbContextFactory<CenterDb> databases, CallerNumbers numbers)
{
    /// <summary>The last entry of a site that is in the database; 0 = none.</summary>
    public async Task<long> PositionAsync(string site, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ProjectionPositions.AsNoTracking().Where(p => p.Site == site).Select(p => p.Seq).FirstOrDefaultAsync(ct);
    }

    public async Task ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken ct = default)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var positions = await db.ProjectionPositions.ToDictionaryAsync(p => p.Site, ct);
        var folding = new CallFolding(db, numbers);
        // Else every look at what is pending compares every row with its original, which took most of a busy Server's processor time.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        if (entries.Count > 1) await folding.LookAsync(entries, ct);
        foreach (var entry in entries)
        {
            if (Advance(db, positions, entry)) await folding.FoldAsync(entry, ct);
        }
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Leaves an entry out for good: one that cannot be stored must not hold up all that follow.</summary>
    public async Task SkipAsync(JournalEntry entry, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        Advance(db, await db.ProjectionPositions.ToDictionaryAsync(p => p.Site, ct), entry);
        await db.SaveChangesAsync(ct);
    }

    private static bool Advance(CenterDb db, Dictionary<string, ProjectionPosition> positions, JournalEntry entry)
    {
        if (!positions.TryGetValue(entry.Site, out var position)) db.Add(positions[entry.Site] = position = new ProjectionPosition { Site = entry.Site });
        // The number grows over all epochs of a site.
        if (entry.Seq <= position.Seq) return false;
        (position.Epoch, position.Seq) = (entry.Epoch, entry.Seq);
        return true;
    }
}
