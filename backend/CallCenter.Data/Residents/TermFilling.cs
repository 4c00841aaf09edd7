using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data.Residents;

/// <summary>Gives search terms to records that were stored before there were any.</summary>
public static class TermFilling
{
    private const int Batch = 2000;

    /// <summary>All of them in one transaction, so that one look tells whether it was done.</summary>
    public static async Task FillTermsAsync(this CenterDb db, CancellationToken ct)
    {
        if (await db.HouseholdTerms.AnyAsync(ct) || await db.ResidentTerms.AnyAsync(ct)) return;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        for (var after = Guid.Empty; ;)
        {
            var batch = await db.Residents.AsNoTracking().Where(r => r.Id > after).OrderBy(r => r.Id).Select(r => new { r.Id, r.Name }).Take(Batch).ToListAsync(ct);
            if (batch.Count == 0) break;
            db.AddRange(batch.SelectMany(r => SearchTerms.OfName(r.Name).Select(term => new ResidentTerm { Term = term, ResidentId = r.Id })));
            await StoreAsync(db, ct);
            after = batch[^1].Id;
        }
        for (var after = Guid.Empty; ;)
        {
            var batch = await db.Households.AsNoTracking().Where(h => h.Id > after).OrderBy(h => h.Id).Take(Batch).ToListAsync(ct);
            if (batch.Count == 0) break;
            db.AddRange(batch.SelectMany(h => SearchTerms.OfHousehold(h).Select(term => new HouseholdTerm { Term = term, HouseholdId = h.Id })));
            await StoreAsync(db, ct);
            after = batch[^1].Id;
        }
        await transaction.CommitAsync(ct);
    }

    private static async Task StoreAsync(CenterDb db, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }
}
