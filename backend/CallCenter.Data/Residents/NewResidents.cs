using CallCenter.Data.Databases;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data.Residents;

/// <summary>Many new households and residents at once, past the change tracker; search terms and history as <see cref="CenterDb"/> would write them.</summary>
public static class NewResidents
{
    /// <summary>Within the transaction of the context. Residents name their household by its id; their numbers, flags and contacts hang on them.</summary>
    public static async Task InsertAsync(this CenterDb db, IReadOnlyList<Household> households, IReadOnlyList<Resident> residents, ChangeCause cause, CancellationToken ct)
    {
        if (households.Count + residents.Count == 0) return;
        foreach (var resident in residents)
        {
            foreach (var number in resident.Numbers) number.ResidentId = resident.Id;
            foreach (var flag in resident.Flags) flag.ResidentId = resident.Id;
            foreach (var contact in resident.Contacts) contact.ResidentId = resident.Id;
        }
        await CopyAsync(db, households, ct);
        await CopyAsync(db, residents, ct);
        await CopyAsync(db, [.. residents.SelectMany(r => r.Numbers)], ct);
        await CopyAsync(db, [.. residents.SelectMany(r => r.Flags)], ct);
        await CopyAsync(db, [.. residents.SelectMany(r => r.Contacts)], ct);
        // In the order of the index, which saves half of the time.
        await CopyAsync(db, [.. residents.SelectMany(r => SearchTerms.OfName(r.Name).Select(term => new ResidentTerm { Term = term, ResidentId = r.Id })).OrderBy(t => t.Term, StringComparer.Ordinal)], ct);
        await CopyAsync(db, [.. households.SelectMany(h => SearchTerms.OfHousehold(h).Select(term => new HouseholdTerm { Term = term, HouseholdId = h.Id })).OrderBy(t => t.Term, StringComparer.Ordinal)], ct);
        await CopyAsync(db, [.. households.Select(h => ChangeHistory.Row(cause, ChangeSubject.Household, h.Id, ChangedField.Created)),
            .. residents.Select(r => ChangeHistory.Row(cause, ChangeSubject.Resident, r.Id, ChangedField.Created))], ct);
    }

    /// <summary>Rows of any table, as they are.</summary>
    public static async Task CopyAsync<T>(this CenterDb db, IReadOnlyList<T> rows, CancellationToken ct) where T : class
    {
        if (rows.Count == 0) return;
        var table = TableShape.Of<T>(db);
        await db.WriteAsync(table, rows.Select(table.Row).ToAsyncEnumerable(), ct);
    }

    /// <summary>Takes residents away whole, with a row in the history of each. Numbers, flags, contacts and terms go with them.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> DeleteAsync(this CenterDb db, IReadOnlyList<(Guid Id, string Name)> residents, ChangeCause cause, CancellationToken ct)
    {
        if (residents.Count == 0) return 0;
        var ids = residents.Select(r => r.Id).ToList();
        await CopyAsync(db, [.. residents.Select(r => ChangeHistory.Row(cause, ChangeSubject.Resident, r.Id, ChangedField.Removed, r.Name))], ct);
        return await db.Residents.Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(ct);
    }
}
