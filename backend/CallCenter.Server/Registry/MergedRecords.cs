using CallCenter.Data;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Where records went that were merged into others.</summary>
internal static class MergedRecords
{
    private const int Deepest = 10;

    /// <summary>The record that stands for this id now: itself, unless it was merged.</summary>
    public static async Task<Guid> CurrentAsync(CenterDb db, Guid id, CancellationToken ct)
    {
        for (var depth = 0; depth < Deepest; depth++)
        {
            if (await db.ResidentMerges.AsNoTracking().Where(m => m.GoneId == id && m.UndoneAt == null).Select(m => (Guid?)m.KeptId).FirstOrDefaultAsync(ct) is not { } kept) break;
            id = kept;
        }
        return id;
    }

    public static async Task<IReadOnlyList<Guid>> CurrentAsync(CenterDb db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0 || !await db.ResidentMerges.AnyAsync(m => ids.Contains(m.GoneId) && m.UndoneAt == null, ct)) return ids;
        var current = new List<Guid>();
        foreach (var id in ids) current.Add(await CurrentAsync(db, id, ct));
        return [.. current.Distinct()];
    }

    /// <summary>Records that stand for external keys of records that were merged.</summary>
    public static async Task<Dictionary<string, Guid>> ByKeyAsync(CenterDb db, List<string> keys, CancellationToken ct)
    {
        var merges = await db.ResidentMerges.AsNoTracking().Where(m => keys.Contains(m.GoneKey!) && m.UndoneAt == null).Select(m => new { Key = m.GoneKey!, m.KeptId }).ToListAsync(ct);
        var found = new Dictionary<string, Guid>();
        foreach (var merge in merges) found[merge.Key] = await CurrentAsync(db, merge.KeptId, ct);
        return found;
    }

    /// <summary>Everything that was merged into this record, by whatever way.</summary>
    public static async Task<List<Guid>> IntoAsync(CenterDb db, Guid id, CancellationToken ct)
    {
        var (all, last) = (new List<Guid>(), new List<Guid> { id });
        for (var depth = 0; depth < Deepest && last.Count > 0; depth++)
        {
            var into = last;
            last = await db.ResidentMerges.AsNoTracking().Where(m => into.Contains(m.KeptId) && m.UndoneAt == null).Select(m => m.GoneId).ToListAsync(ct);
            all.AddRange(last);
        }
        return all;
    }
}
