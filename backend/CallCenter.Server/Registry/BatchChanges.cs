using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;

namespace CallCenter.Server.Registry;

/// <summary>What a batch of lines makes of the registry: new residents and households, and changes to those there are. A line adds and changes; it never takes anything away.</summary>
internal sealed class BatchChanges(Matching matching, Pinyin pinyin, string user, DateTimeOffset now)
{
    private const int LongestPinyin = 256, LongestInitials = 64;
    private readonly Dictionary<string, Household> _newDoors = [];
    private readonly List<Household> _households = [];
    private readonly List<Resident> _residents = [];

    public Resident Add(PersonLine person)
    {
        var resident = new Resident { Id = Guid.CreateVersion7(now), Name = person.Name, Pinyin = "", Initials = "", RegisteredAt = now, RegisteredBy = user };
        resident.HouseholdId = Door(person.Address).Id;
        Name(resident, person.Name);
        (resident.Gender, resident.BirthDate, resident.Document, resident.ExternalKey, resident.Notes) = (person.Gender, person.BirthDate, person.Document, person.Key, person.Notes);
        resident.Numbers.AddRange(person.Numbers.Select((number, place) => ResidentNumber.Of(number, place)));
        resident.Flags.AddRange(person.Flags.Select(flag => new ResidentFlag { Flag = flag }));
        if (person.Contact is { } contact) resident.Contacts.Add(New(contact, 0));
        _residents.Add(resident);
        return resident;
    }

    /// <returns>Whether anything differs now.</returns>
    public bool Change(CenterDb db, Resident resident, PersonLine person)
    {
        var changed = false;
        if (resident.Name != person.Name)
        {
            Name(resident, person.Name);
            changed = true;
        }
        if (person.Gender is { } gender && resident.Gender != gender) (resident.Gender, changed) = (gender, true);
        if (person.BirthDate is { } birth && resident.BirthDate != birth && !(birth is { Month: 1, Day: 1 } && resident.BirthDate?.Year == birth.Year)) (resident.BirthDate, changed) = (birth, true);
        if (person.Document is { } document && resident.Document != document) (resident.Document, changed) = (document, true);
        if (person.Key is { } key && resident.ExternalKey is null) (resident.ExternalKey, changed) = (key, true);
        if (person.Notes is { } notes && resident.Notes != notes) (resident.Notes, changed) = (notes, true);
        return ChangeParts(db, resident, person) | Move(resident, person.Address) | changed;
    }

    /// <summary>Within the transaction of the context.</summary>
    public async Task StoreAsync(CenterDb db, ChangeCause cause, CancellationToken ct)
    {
        await db.InsertAsync(_households, _residents, cause, ct);
        await db.SaveChangesAsync(cause, ct);
    }

    private bool ChangeParts(CenterDb db, Resident resident, PersonLine person)
    {
        var changed = false;
        foreach (var number in person.Numbers.Where(number => resident.Numbers.All(known => known.Number != number)))
        {
            var added = ResidentNumber.Of(number, resident.Numbers.Count == 0 ? 0 : resident.Numbers.Max(n => n.Position) + 1);
            added.ResidentId = resident.Id;
            db.Add(added);
            changed = true;
        }
        foreach (var flag in person.Flags.Where(flag => resident.Flags.All(known => known.Flag != flag)))
        {
            db.Add(new ResidentFlag { ResidentId = resident.Id, Flag = flag });
            changed = true;
        }
        if (person.Contact is not { } contact) return changed;
        if (resident.Contacts.FirstOrDefault(known => known.Number == contact.Number) is not { } present)
        {
            var added = New(contact, resident.Contacts.Count == 0 ? 0 : resident.Contacts.Max(c => c.Position) + 1);
            added.ResidentId = resident.Id;
            db.Add(added);
            return true;
        }
        if (present.Name == contact.Name && (present.Relation == contact.Relation || contact.Relation == "other")) return changed;
        present.Name = contact.Name;
        if (contact.Relation != "other") present.Relation = contact.Relation;
        return true;
    }

    private bool Move(Resident resident, PersonAddress? address)
    {
        // A line that says no more than the community does not take anybody away from a door.
        if (address is null || address is { Estate: null, Building: null, Door: null }) return false;
        var changed = false;
        if (resident.Household?.Address != address.Text)
        {
            var door = Door(address);
            changed = resident.HouseholdId != door.Id;
            resident.HouseholdId = door.Id;
            return changed;
        }
        if (address.Grid is { } grid && resident.Household.Grid != grid) (resident.Household.Grid, changed) = (grid, true);
        return changed;
    }

    /// <summary>The household behind a door, made when there is none. Somebody without an address has one alone.</summary>
    private Household Door(PersonAddress? address)
    {
        if (address is { Text.Length: > 0 } && (matching.Behind(address.Text) ?? _newDoors.GetValueOrDefault(address.Text)) is { } known) return known;
        var household = new Household
        {
            Id = Guid.CreateVersion7(now), CommunityId = address?.CommunityId, Estate = address?.Estate, Building = address?.Building, Door = address?.Door, Grid = address?.Grid, Address = address?.Text ?? "",
        };
        if (household.Address.Length > 0) _newDoors[household.Address] = household;
        _households.Add(household);
        return household;
    }

    private void Name(Resident resident, string name)
    {
        var reading = pinyin.Of(name);
        (resident.Name, resident.Pinyin, resident.Initials) = (name, Clip(reading.Full, LongestPinyin), Clip(reading.Initials, LongestInitials));
    }

    private Contact New(PersonContact contact, int position) => new() { Id = Guid.CreateVersion7(now), Name = contact.Name, Relation = contact.Relation, Number = contact.Number, Position = position };

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
