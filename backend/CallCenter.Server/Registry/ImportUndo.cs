using System.Globalization;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>
/// Takes an import back by its own history, in batches that remember how far they got. A field is put back only when it still is what the import made of it; a new resident goes
/// only when nobody changed or used the record since. What stays is told by line.
/// </summary>
internal sealed class ImportUndo(IDbContextFactory<CenterDb> databases, Pinyin pinyin, TimeProvider time)
{
    /// <summary>In place of a field: calls, orders, messages or a consent hang on the record.</summary>
    public const string Used = "used";
    private const int Batch = 500;

    public async Task RunAsync(Guid id, CancellationToken ct)
    {
        while (await ResidentsAsync(id, ct)) ct.ThrowIfCancellationRequested();
        while (await HouseholdsAsync(id, ct)) ct.ThrowIfCancellationRequested();
    }

    private async Task<bool> ResidentsAsync(Guid id, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        await using (var db = await databases.CreateDbContextAsync(ct))
        {
            var import = await db.ResidentImports.AsNoTracking().FirstAsync(i => i.Id == id, ct);
            if (import.UndoneResidents) return false;
            var ids = await SubjectsAsync(db, id, ChangeSubject.Resident, import.UndoneThrough, ct);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var kept = ids.Count == 0 ? [] : await UndoAsync(db, import, ids, CancellationToken.None);
            if (kept.Count > 0) await TellAsync(db, id, kept, CancellationToken.None);
            await db.ResidentImports.Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Done, i => i.Done + ids.Count).SetProperty(i => i.Kept, i => i.Kept + kept.Count)
                .SetProperty(i => i.Reverted, i => i.Reverted + ids.Count - kept.Count).SetProperty(i => i.UndoneThrough, ids.Count == 0 ? null : ids[^1]).SetProperty(i => i.UndoneResidents, ids.Count == 0), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        await Task.Delay(time.GetElapsedTime(started) / 5, ct);
        return true;
    }

    private static Task<List<Guid>> SubjectsAsync(CenterDb db, Guid import, ChangeSubject kind, Guid? behind, CancellationToken ct)
    {
        var changes = db.ResidentChanges.AsNoTracking().Where(c => c.ImportId == import && c.Kind == kind);
        if (behind is { } last) changes = changes.Where(c => c.SubjectId > last);
        return changes.Select(c => c.SubjectId).Distinct().OrderBy(subject => subject).Take(Batch).ToListAsync(ct);
    }

    /// <returns>Residents that were not wholly put back, and why.</returns>
    private async Task<Dictionary<Guid, List<string>>> UndoAsync(CenterDb db, ResidentImport import, List<Guid> ids, CancellationToken ct)
    {
        var cause = new ChangeCause(import.By, time.GetUtcNow(), ChangeReason.ImportUndone);
        var rows = (await db.ResidentChanges.AsNoTracking().Where(c => c.ImportId == import.Id && ids.Contains(c.SubjectId)).ToListAsync(ct)).ToLookup(c => c.SubjectId);
        var created = ids.Where(subject => rows[subject].Any(c => c.Field == ChangedField.Created)).ToList();
        var kept = await InUseAsync(db, import.Id, created, ct);
        var gone = created.Where(subject => !kept.ContainsKey(subject)).ToList();
        var names = await db.Residents.AsNoTracking().Where(r => gone.Contains(r.Id)).Select(r => new { r.Id, r.Name }).ToListAsync(ct);
        await db.DeleteAsync([.. names.Select(r => (r.Id, r.Name))], cause, ct);

        var changed = ids.Except(created).ToList();
        var residents = await db.Residents.AsSplitQuery().Where(r => changed.Contains(r.Id)).Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Contacts).ToDictionaryAsync(r => r.Id, ct);
        var doors = rows.SelectMany(group => group).Where(c => c.Field == ChangedField.Household).Select(c => Guid.Parse(c.Before!)).Distinct().ToList();
        var known = doors.Count == 0 ? [] : (await db.Households.AsNoTracking().Where(h => doors.Contains(h.Id)).Select(h => h.Id).ToListAsync(ct)).ToHashSet();
        foreach (var subject in changed)
        {
            var left = residents.TryGetValue(subject, out var resident)
                ? rows[subject].Where(change => !Restored(db, resident, change, known)).Select(change => change.Field).Distinct().ToList() : [ChangedField.Removed];
            if (left.Count > 0) kept[subject] = left;
        }
        await db.SaveChangesAsync(cause, ct);
        return kept;
    }

    /// <summary>Of the residents an import made: those that somebody changed since, or that something hangs on.</summary>
    private static async Task<Dictionary<Guid, List<string>>> InUseAsync(CenterDb db, Guid import, List<Guid> created, CancellationToken ct)
    {
        if (created.Count == 0) return [];
        // What another import or a merge did and what was taken back again is as if it had never been.
        var changed = await db.ResidentChanges.AsNoTracking().Where(c => created.Contains(c.SubjectId) && c.ImportId != import && c.Why != ChangeReason.ImportUndone
            && !db.ResidentImports.Any(i => i.Id == c.ImportId && i.State == ImportState.Undone)
            && (!(c.Why == ChangeReason.Merged || c.Why == ChangeReason.MergeUndone) || db.ResidentMerges.Any(m => m.UndoneAt == null && (m.GoneId == c.SubjectId || m.KeptId == c.SubjectId)))).Select(c => new { c.SubjectId, c.Field }).Distinct().ToListAsync(ct);
        var kept = changed.GroupBy(c => c.SubjectId).ToDictionary(group => group.Key, group => group.Select(c => c.Field).ToList());
        List<IQueryable<Guid>> uses =
        [
            db.Calls.Where(c => created.Contains(c.ResidentId!.Value)).Select(c => c.ResidentId!.Value), db.CallResidents.Where(c => created.Contains(c.ResidentId)).Select(c => c.ResidentId),
            db.WorkOrders.Where(o => created.Contains(o.ResidentId!.Value)).Select(o => o.ResidentId!.Value), db.Drafts.Where(d => created.Contains(d.ResidentId!.Value)).Select(d => d.ResidentId!.Value),
            db.Messages.Where(m => created.Contains(m.ResidentId!.Value)).Select(m => m.ResidentId!.Value), db.InboundMessages.Where(m => created.Contains(m.ResidentId!.Value)).Select(m => m.ResidentId!.Value),
            db.Consents.Where(c => created.Contains(c.ResidentId)).Select(c => c.ResidentId),
        ];
        foreach (var use in uses)
        {
            foreach (var resident in await use.Distinct().ToListAsync(ct))
            {
                if (!kept.TryGetValue(resident, out var why)) kept[resident] = why = [];
                if (!why.Contains(Used)) why.Add(Used);
            }
        }
        return kept;
    }

    /// <returns>Whether the field was as the import had left it, and is as before now.</returns>
    private bool Restored(CenterDb db, Resident resident, ResidentChange change, HashSet<Guid> doors)
    {
        switch (change.Field)
        {
            case ChangedField.Name when resident.Name == change.After:
                var reading = pinyin.Of(change.Before!);
                (resident.Name, resident.Pinyin, resident.Initials) = (change.Before!, reading.Full, reading.Initials);
                return true;
            case ChangedField.Gender when resident.Gender == change.After:
                resident.Gender = change.Before;
                return true;
            case ChangedField.BirthDate when resident.BirthDate == Day(change.After):
                resident.BirthDate = Day(change.Before);
                return true;
            case ChangedField.Document when resident.Document == change.After:
                resident.Document = change.Before;
                return true;
            case ChangedField.ExternalKey when resident.ExternalKey == change.After:
                resident.ExternalKey = change.Before;
                return true;
            case ChangedField.Notes when resident.Notes == change.After:
                resident.Notes = change.Before;
                return true;
            case ChangedField.Household when resident.HouseholdId == Guid.Parse(change.After!) && doors.Contains(Guid.Parse(change.Before!)):
                resident.HouseholdId = Guid.Parse(change.Before!);
                return true;
            case ChangedField.Number when resident.Numbers.FirstOrDefault(n => n.Number == change.After) is { } number:
                db.Remove(number);
                return true;
            case ChangedField.Flag when resident.Flags.FirstOrDefault(f => f.Flag == change.After) is { } flag:
                db.Remove(flag);
                return true;
            case ChangedField.Contact when resident.Contacts.FirstOrDefault(c => Text(c) == change.After) is { } contact:
                return Restored(db, contact, change.Before);
            default:
                return false;
        }
    }

    private static bool Restored(CenterDb db, Contact contact, string? before)
    {
        if (before is null) db.Remove(contact);
        else if (before.Split(ResidentChange.Between) is [var name, var relation, _]) (contact.Name, contact.Relation) = (name, relation);
        else return false;
        return true;
    }

    private static string Text(Contact contact) => string.Join(ResidentChange.Between, contact.Name, contact.Relation, contact.Number);

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task TellAsync(CenterDb db, Guid import, Dictionary<Guid, List<string>> kept, CancellationToken ct)
    {
        var ids = kept.Keys.ToList();
        foreach (var line in await db.ImportedLines.Where(l => l.ImportId == import && l.ResidentId != null && ids.Contains(l.ResidentId.Value)).ToListAsync(ct))
            (line.Outcome, line.Faults) = (LineOutcome.Kept, Clip(string.Join(' ', kept[line.ResidentId!.Value])));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Doors nobody lives behind any more, and grids.</summary>
    private async Task<bool> HouseholdsAsync(Guid id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var import = await db.ResidentImports.AsNoTracking().FirstAsync(i => i.Id == id, ct);
        var ids = await SubjectsAsync(db, id, ChangeSubject.Household, import.UndoneThrough, ct);
        if (ids.Count == 0) return false;
        var cause = new ChangeCause(import.By, time.GetUtcNow(), ChangeReason.ImportUndone);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rows = (await db.ResidentChanges.AsNoTracking().Where(c => c.ImportId == id && ids.Contains(c.SubjectId)).ToListAsync(ct)).ToLookup(c => c.SubjectId);
        var later = (await db.ResidentChanges.AsNoTracking().Where(c => ids.Contains(c.SubjectId) && c.ImportId != id && c.Why != ChangeReason.ImportUndone).Select(c => c.SubjectId).Distinct().ToListAsync(ct)).ToHashSet();
        var lived = (await db.Residents.AsNoTracking().Where(r => ids.Contains(r.HouseholdId)).Select(r => r.HouseholdId).Distinct().ToListAsync(ct)).ToHashSet();
        foreach (var household in await db.Households.Where(h => ids.Contains(h.Id)).ToListAsync(ct))
        {
            if (rows[household.Id].Any(c => c.Field == ChangedField.Created))
            {
                if (!lived.Contains(household.Id) && !later.Contains(household.Id)) db.Remove(household);
                continue;
            }
            foreach (var change in rows[household.Id].Where(c => c.Field == ChangedField.Grid).OrderByDescending(c => c.At))
            {
                if (household.Grid == change.After) household.Grid = change.Before;
            }
        }
        await db.SaveChangesAsync(cause, ct);
        await db.ResidentImports.Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.UndoneThrough, ids[^1]), ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static string Clip(string text) => text.Length <= 512 ? text : text[..512];
}
