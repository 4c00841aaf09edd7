using System.Text.Json;
using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

internal enum MergeUndo { Done, None, Overtaken }

/// <summary>
/// Makes two records one, and two again. The record that goes is kept as JSON with the merge; what the other takes from it, and every call, order and message that follows, is
/// noted there by its id, so that the undo moves back just those and leaves what came since.
/// </summary>
internal sealed class Merging(TimeProvider time)
{
    private const int LongestNotes = 2000;

    private sealed record GoneRecord(Guid Id, Guid HouseholdId, string Name, string? Gender, DateOnly? BirthDate, string? Document, string? ExternalKey, string? Notes, string Pinyin, string Initials,
        DateTimeOffset RegisteredAt, string RegisteredBy, List<GoneNumber> Numbers, List<string> Flags, List<GoneContact> Contacts);

    private sealed record GoneNumber(string Number, int Position);

    private sealed record GoneContact(Guid Id, string Name, string Relation, string Number, int Position);

    /// <param name="Fields">What the kept record had before and has since, by field.</param>
    /// <param name="Known">Calls that came under a number of the record that went; <paramref name="Joined"/> are those the kept one was not known for.</param>
    private sealed record Followers(Dictionary<string, FieldPair> Fields, List<string> Numbers, List<string> Flags, List<Guid> Contacts, List<string> Calls, List<string> Known, List<string> Joined,
        List<Guid> Orders, List<string> Drafts, List<Guid> Messages, List<Guid> Inbound, List<Guid> Consents);

    private sealed record FieldPair(string? Before, string? After);

    public static string NameOf(ResidentMerge merge) => Read<GoneRecord>(merge.Gone).Name;

    /// <returns>Null when one of them is not there.</returns>
    public async Task<ResidentMerge?> MergeAsync(CenterDb db, Guid keptId, Guid goneId, string user, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (kept, gone) = (await LoadAsync(db, keptId, ct), await LoadAsync(db, goneId, ct));
        if (kept is null || gone is null) return null;
        var cause = new ChangeCause(user, time.GetUtcNow(), ChangeReason.Merged);
        var record = Record(gone);
        db.Entry(gone).State = EntityState.Detached;
        // It goes first: a key can belong to one record only.
        if (await db.DeleteAsync([(gone.Id, gone.Name)], cause, ct) == 0) return null;
        db.ChangeTracker.Clear();
        kept = (await LoadAsync(db, keptId, ct))!;
        var followers = Take(db, kept, record) with
        {
            Calls = await db.Calls.Where(c => c.ResidentId == goneId).Select(c => c.Id).ToListAsync(ct), Known = await db.CallResidents.Where(c => c.ResidentId == goneId).Select(c => c.CallId).ToListAsync(ct),
            Joined = await db.CallResidents.Where(c => c.ResidentId == goneId && !db.CallResidents.Any(o => o.CallId == c.CallId && o.ResidentId == keptId)).Select(c => c.CallId).ToListAsync(ct),
            Orders = await db.WorkOrders.Where(o => o.ResidentId == goneId).Select(o => o.Id).ToListAsync(ct), Drafts = await db.Drafts.Where(d => d.ResidentId == goneId).Select(d => d.CallId).ToListAsync(ct),
            Messages = await db.Messages.Where(m => m.ResidentId == goneId).Select(m => m.Id).ToListAsync(ct), Inbound = await db.InboundMessages.Where(m => m.ResidentId == goneId).Select(m => m.Id).ToListAsync(ct),
            Consents = await db.Consents.Where(c => c.ResidentId == goneId).Select(c => c.Id).ToListAsync(ct),
        };
        var merge = new ResidentMerge
        {
            Id = Guid.CreateVersion7(cause.At), KeptId = keptId, GoneId = goneId, GoneKey = record.ExternalKey, At = cause.At, By = user, Gone = Write(record), Followed = Write(followers),
        };
        db.Add(merge);
        await db.SaveChangesAsync(cause, ct);
        await MoveAsync(db, followers, goneId, keptId, ct);
        await db.CallResidents.Where(c => c.ResidentId == goneId).ExecuteDeleteAsync(ct);
        await JoinAsync(db, followers.Joined, keptId, ct);
        await transaction.CommitAsync(ct);
        return merge;
    }

    public async Task<MergeUndo> UndoAsync(CenterDb db, Guid id, string user, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.ResidentMerges.FirstOrDefaultAsync(m => m.Id == id, ct) is not { } merge) return MergeUndo.None;
        if (merge.UndoneAt is not null || await LoadAsync(db, merge.KeptId, ct) is not { } kept || await db.Residents.AnyAsync(r => r.Id == merge.GoneId, ct)) return MergeUndo.Overtaken;
        var cause = new ChangeCause(user, time.GetUtcNow(), ChangeReason.MergeUndone);
        var (record, followers) = (Read<GoneRecord>(merge.Gone), Read<Followers>(merge.Followed));
        GiveBack(db, kept, followers);
        (merge.UndoneAt, merge.UndoneBy) = (cause.At, user);
        // First the kept record lets go of the key, then the other has it again.
        await db.SaveChangesAsync(cause, ct);
        db.Add(Again(record, await db.Households.AnyAsync(h => h.Id == record.HouseholdId, ct) ? record.HouseholdId : kept.HouseholdId));
        await db.SaveChangesAsync(cause, ct);
        await MoveAsync(db, followers, merge.KeptId, merge.GoneId, ct);
        await db.CallResidents.Where(c => c.ResidentId == merge.KeptId && followers.Joined.Contains(c.CallId)).ExecuteDeleteAsync(ct);
        await JoinAsync(db, followers.Known, merge.GoneId, ct);
        await transaction.CommitAsync(ct);
        return MergeUndo.Done;
    }

    public static Task<List<Guid>> MergedIntoAsync(CenterDb db, Guid id, CancellationToken ct) => MergedRecords.IntoAsync(db, id, ct);

    /// <summary>What the kept record lacks and the other had.</summary>
    private Followers Take(CenterDb db, Resident kept, GoneRecord gone)
    {
        var fields = new Dictionary<string, FieldPair>();
        string? Fill(string field, string? mine, string? theirs)
        {
            if (mine is not null || theirs is null) return mine;
            fields[field] = new FieldPair(null, theirs);
            return theirs;
        }
        kept.Gender = Fill(ChangedField.Gender, kept.Gender, gone.Gender);
        kept.Document = Fill(ChangedField.Document, kept.Document, gone.Document);
        kept.ExternalKey = Fill(ChangedField.ExternalKey, kept.ExternalKey, gone.ExternalKey);
        if (kept.BirthDate is null && gone.BirthDate is { } birth)
        {
            kept.BirthDate = birth;
            fields[ChangedField.BirthDate] = new FieldPair(null, $"{birth:yyyy-MM-dd}");
        }
        if (gone.Notes is { } notes && kept.Notes?.Contains(notes, StringComparison.Ordinal) != true && (kept.Notes?.Length ?? 0) + notes.Length < LongestNotes)
        {
            var both = kept.Notes is null ? notes : $"{kept.Notes}\n{notes}";
            fields[ChangedField.Notes] = new FieldPair(kept.Notes, both);
            kept.Notes = both;
        }
        var numbers = gone.Numbers.Where(number => kept.Numbers.All(known => known.Number != number.Number)).Select(number => number.Number).ToList();
        var flags = gone.Flags.Except(kept.Flags.Select(flag => flag.Flag)).ToList();
        var contacts = gone.Contacts.Where(contact => kept.Contacts.All(known => known.Number != contact.Number))
            .Select((contact, n) => new Contact { Id = Guid.CreateVersion7(time.GetUtcNow()), ResidentId = kept.Id, Name = contact.Name, Relation = contact.Relation, Number = contact.Number, Position = kept.Contacts.Count + n }).ToList();
        var place = kept.Numbers.Count == 0 ? 0 : kept.Numbers.Max(n => n.Position) + 1;
        db.AddRange(numbers.Select((number, n) => Number(kept.Id, number, place + n)).ToList());
        db.AddRange(flags.Select(flag => new ResidentFlag { ResidentId = kept.Id, Flag = flag }).ToList());
        db.AddRange(contacts);
        return new Followers(fields, numbers, flags, [.. contacts.Select(c => c.Id)], [], [], [], [], [], [], [], []);
    }

    /// <summary>What the kept record got from the other and still has as it got it.</summary>
    private static void GiveBack(CenterDb db, Resident kept, Followers followers)
    {
        foreach (var (field, pair) in followers.Fields)
        {
            switch (field)
            {
                case ChangedField.Gender when kept.Gender == pair.After:
                    kept.Gender = pair.Before;
                    break;
                case ChangedField.Document when kept.Document == pair.After:
                    kept.Document = pair.Before;
                    break;
                case ChangedField.ExternalKey when kept.ExternalKey == pair.After:
                    kept.ExternalKey = pair.Before;
                    break;
                case ChangedField.Notes when kept.Notes == pair.After:
                    kept.Notes = pair.Before;
                    break;
                case ChangedField.BirthDate when kept.BirthDate is { } birth && $"{birth:yyyy-MM-dd}" == pair.After:
                    kept.BirthDate = null;
                    break;
            }
        }
        db.RemoveRange(kept.Numbers.Where(n => followers.Numbers.Contains(n.Number)).ToList());
        db.RemoveRange(kept.Flags.Where(f => followers.Flags.Contains(f.Flag)).ToList());
        db.RemoveRange(kept.Contacts.Where(c => followers.Contacts.Contains(c.Id)).ToList());
    }

    private static async Task MoveAsync(CenterDb db, Followers f, Guid from, Guid to, CancellationToken ct)
    {
        await db.Calls.Where(c => c.ResidentId == from && f.Calls.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.ResidentId, to), ct);
        await db.WorkOrders.Where(o => o.ResidentId == from && f.Orders.Contains(o.Id)).ExecuteUpdateAsync(set => set.SetProperty(o => o.ResidentId, to), ct);
        await db.Drafts.Where(d => d.ResidentId == from && f.Drafts.Contains(d.CallId)).ExecuteUpdateAsync(set => set.SetProperty(d => d.ResidentId, to), ct);
        await db.Messages.Where(m => m.ResidentId == from && f.Messages.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.ResidentId, to), ct);
        await db.InboundMessages.Where(m => m.ResidentId == from && f.Inbound.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.ResidentId, to), ct);
        await db.Consents.Where(c => c.ResidentId == from && f.Consents.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.ResidentId, to), ct);
    }

    private static async Task JoinAsync(CenterDb db, List<string> calls, Guid resident, CancellationToken ct)
    {
        if (calls.Count == 0) return;
        var there = await db.Calls.Where(c => calls.Contains(c.Id) && !db.CallResidents.Any(o => o.CallId == c.Id && o.ResidentId == resident)).Select(c => c.Id).ToListAsync(ct);
        db.AddRange(there.Select(call => new CallResident { CallId = call, ResidentId = resident }).ToList());
        await db.SaveChangesAsync(ct);
    }

    private static GoneRecord Record(Resident r) => new(r.Id, r.HouseholdId, r.Name, r.Gender, r.BirthDate, r.Document, r.ExternalKey, r.Notes, r.Pinyin, r.Initials, r.RegisteredAt, r.RegisteredBy,
        [.. r.Numbers.Select(n => new GoneNumber(n.Number, n.Position))], [.. r.Flags.Select(f => f.Flag)], [.. r.Contacts.Select(c => new GoneContact(c.Id, c.Name, c.Relation, c.Number, c.Position))]);

    private static Resident Again(GoneRecord r, Guid household) => new()
    {
        Id = r.Id, HouseholdId = household, Name = r.Name, Gender = r.Gender, BirthDate = r.BirthDate, Document = r.Document, ExternalKey = r.ExternalKey, Notes = r.Notes, Pinyin = r.Pinyin, Initials = r.Initials,
        RegisteredAt = r.RegisteredAt, RegisteredBy = r.RegisteredBy, Numbers = [.. r.Numbers.Select(n => Number(r.Id, n.Number, n.Position))], Flags = [.. r.Flags.Select(f => new ResidentFlag { ResidentId = r.Id, Flag = f })],
        Contacts = [.. r.Contacts.Select(c => new Contact { Id = c.Id, ResidentId = r.Id, Name = c.Name, Relation = c.Relation, Number = c.Number, Position = c.Position })],
    };

    private static ResidentNumber Number(Guid resident, string number, int position)
    {
        var row = ResidentNumber.Of(number, position);
        row.ResidentId = resident;
        return row;
    }

    private static Task<Resident?> LoadAsync(CenterDb db, Guid id, CancellationToken ct) =>
        db.Residents.AsSplitQuery().Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Contacts).FirstOrDefaultAsync(r => r.Id == id, ct);

    private static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web);

    private static T Read<T>(byte[] json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
