using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>How an edit of a record ended.</summary>
internal enum EditVerdict { Stored, Overtaken, Refused }

/// <summary>Changes a record by hand, one editor at a time.</summary>
internal sealed class RecordEditing(CallerNumbers numbers, Pinyin pinyin, TimeProvider time)
{
    private const int MostNumbers = 10, LongestPinyin = 256, LongestInitials = 64, EldestYears = 130, MostContacts = 10;

    /// <summary>Of this start: nobody who has the tokens can try numbers against them.</summary>
    private static readonly byte[] TokenKey = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>What a number is called outside, where it is masked.</summary>
    public static string TokenOf(ResidentNumber number) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(TokenKey, Encoding.UTF8.GetBytes($"{number.ResidentId:N} {number.Number}")))[..24];

    /// <summary>The newest change of the record or its household.</summary>
    public static async Task<string> VersionAsync(CenterDb db, Resident resident, CancellationToken ct) =>
        (await db.ResidentChanges.AsNoTracking().Where(c => c.SubjectId == resident.Id || c.SubjectId == resident.HouseholdId).OrderByDescending(c => c.At).ThenByDescending(c => c.Id)
            .Select(c => (Guid?)c.Id).FirstOrDefaultAsync(ct))?.ToString("N") ?? "0";

    public static IEnumerable<ResidentNumber> InOrder(Resident resident) => resident.Numbers.OrderBy(n => n.Position).ThenBy(n => n.Number, StringComparer.Ordinal);

    public async Task<(EditVerdict Verdict, ProblemHttpResult? Problem)> EditAsync(CenterDb db, Guid id, EditResident body, string user, CancellationToken ct)
    {
        var faults = Check(body);
        if (faults.Any) return (EditVerdict.Refused, faults.Problem());
        await _turn.WaitAsync(ct);
        try
        {
            return await TakeAsync(db, id, body, user, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<(EditVerdict, ProblemHttpResult?)> TakeAsync(CenterDb db, Guid id, EditResident body, string user, CancellationToken ct)
    {
        if (await db.Residents.AsSplitQuery().Include(r => r.Household).Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Contacts).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } resident) return (EditVerdict.Refused, Problems.NotFound());
        if (await VersionAsync(db, resident, ct) != body.Version) return (EditVerdict.Overtaken, null);
        // Tokens do not outlive a restart: then the form is loaded anew.
        if (body.RemoveNumbers?.Except(resident.Numbers.Select(TokenOf)).Any() == true) return (EditVerdict.Overtaken, null);
        if (body.Household is { CommunityId: { } community } && !await db.Communities.AnyAsync(c => c.Id == community, ct)) return (EditVerdict.Refused, Problems.Invalid("CommunityId is no community of ours."));
        if (body.Name is not null) Name(resident, body.Name.Trim());
        if (body.Gender is not null) resident.Gender = Text(body.Gender);
        if (body.BirthDate is not null) resident.BirthDate = body.BirthDate.Length == 0 ? null : Day(body.BirthDate);
        if (body.Document is not null) resident.Document = body.Document.Trim().Length == 0 ? null : IdentityDocument.Parse(body.Document);
        if (body.Notes is not null) resident.Notes = Text(body.Notes);
        if (body.Flags is not null) Flags(db, resident, body.Flags);
        Numbers(db, resident, body);
        Contacts(db, resident, body);
        if (resident.Contacts.Count > MostContacts) return (EditVerdict.Refused, Problems.Invalid($"At most {MostContacts} contacts are kept."));
        if (body.Household is { } address) await MoveAsync(db, resident, address, ct);
        await db.SaveChangesAsync(new ChangeCause(user, time.GetUtcNow(), ChangeReason.Edited), ct);
        return (EditVerdict.Stored, null);
    }

    private Faults Check(EditResident body)
    {
        var faults = new Faults().OneOf("Gender", body.Gender, ["male", "female"]).Length("Notes", body.Notes, 2000).Length("Estate", body.Household?.Estate, 64)
            .Length("Building", body.Household?.Building, 32).Length("Door", body.Household?.Door, 32).Length("Grid", body.Household?.Grid, 32)
            .When(body.Flags?.Any(flag => !Registration.Flags.Contains(flag)) == true, "Flags has a value that is none of the known ones.")
            .When(!string.IsNullOrEmpty(body.BirthDate) && Day(body.BirthDate) is null, "BirthDate is no date such as 1948-05-01 of anybody living.")
            .When(!string.IsNullOrWhiteSpace(body.Document) && IdentityDocument.Parse(body.Document) is null, "Document is no identity document.")
            .When(body.AddNumbers?.Any(number => numbers.Parse(number) is null) == true, "AddNumbers has something that is no telephone number.")
            .When(body.AddContacts?.Any(contact => !Fits(contact)) == true, "AddContacts has somebody without a name of at most 64 characters, a known relation or a telephone number.")
            .When(body.Version is null, "Version is missing: that of the record as it was read.")
            .When(body.AddNumbers?.Count > MostNumbers, $"At most {MostNumbers} numbers are added at once.");
        return body.Name is null ? faults : faults.Length("Name", body.Name, 64, 1);
    }

    private bool Fits(WriteContact? contact) =>
        contact is not null && !new Faults().Length("Name", contact.Name, 64, 1).Any && contact.Role is { } relation && ContactRelation.All.Contains(relation) && numbers.Parse(contact.Number) is not null;

    private void Name(Resident resident, string name)
    {
        var reading = pinyin.Of(name);
        (resident.Name, resident.Pinyin, resident.Initials) = (name, Clip(reading.Full, LongestPinyin), Clip(reading.Initials, LongestInitials));
    }

    private static void Flags(CenterDb db, Resident resident, IReadOnlyList<string> wanted)
    {
        db.RemoveRange(resident.Flags.Where(flag => !wanted.Contains(flag.Flag)).ToList());
        db.AddRange(wanted.Distinct().Where(flag => resident.Flags.All(known => known.Flag != flag)).Select(flag => new ResidentFlag { ResidentId = resident.Id, Flag = flag }).ToList());
    }

    private void Numbers(CenterDb db, Resident resident, EditResident body)
    {
        var present = InOrder(resident).ToList();
        var gone = present.Where(number => body.RemoveNumbers?.Contains(TokenOf(number)) == true).ToList();
        var added = (body.AddNumbers ?? []).Select(number => numbers.Parse(number)!).Distinct().ToList();
        db.RemoveRange(gone.Where(number => !added.Contains(number.Number)));
        var next = present.Count == 0 ? 0 : present[^1].Position + 1;
        foreach (var number in added.Where(number => present.All(known => known.Number != number)))
        {
            var row = ResidentNumber.Of(number, next++);
            row.ResidentId = resident.Id;
            db.Add(row);
        }
    }

    private void Contacts(CenterDb db, Resident resident, EditResident body)
    {
        foreach (var gone in resident.Contacts.Where(c => body.RemoveContacts?.Contains(c.Id) == true).ToList())
        {
            resident.Contacts.Remove(gone);
            db.Remove(gone);
        }
        var next = resident.Contacts.Count == 0 ? 0 : resident.Contacts.Max(c => c.Position) + 1;
        foreach (var added in body.AddContacts ?? [])
        {
            db.Add(new Contact { Id = Guid.CreateVersion7(time.GetUtcNow()), ResidentId = resident.Id, Name = added.Name.Trim(), Relation = added.Role!, Number = numbers.Parse(added.Number)!, Position = next++ });
        }
    }

    /// <summary>To the household behind that door, if there is one; alone in a household, the household is corrected instead.</summary>
    private async Task MoveAsync(CenterDb db, Resident resident, EditAddress to, CancellationToken ct)
    {
        var community = to.CommunityId is { } id ? await db.Communities.AsNoTracking().Include(c => c.StreetOffice).ThenInclude(o => o!.District).FirstAsync(c => c.Id == id, ct) : null;
        var (estate, building, door, grid) = (Text(to.Estate), Text(to.Building), Text(to.Door), Text(to.Grid));
        var address = LineReader.AddressText(community, estate, building, door);
        var household = resident.Household!;
        if (household.Address != address)
        {
            var behind = address.Length == 0 ? null : await db.Households.Where(h => h.Address == address).OrderBy(h => h.Id).FirstOrDefaultAsync(ct);
            var alone = !await db.Residents.AnyAsync(r => r.HouseholdId == resident.HouseholdId && r.Id != resident.Id, ct);
            if (behind is null && !alone) db.Add(behind = new Household { Id = Guid.CreateVersion7(time.GetUtcNow()), Address = address });
            if (behind is not null) (resident.HouseholdId, household) = (behind.Id, behind);
        }
        (household.CommunityId, household.Estate, household.Building, household.Door, household.Grid, household.Address) = (community?.Id, estate, building, door, grid, address);
    }

    private DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && DateOnly.FromDateTime(time.GetLocalNow().DateTime) is var today && day <= today && day >= today.AddYears(-EldestYears) ? day : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
