using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CallCenter.Data.Residents;

/// <summary>
/// Writes the history of residents, households and enterprises: <see cref="CenterDb"/> calls it on every save, so a change and its row are stored together or not at all.
/// What bypasses the change tracker writes its rows itself (<see cref="NewResidents"/>).
/// </summary>
internal static class ChangeHistory
{
    private static readonly Dictionary<string, string> OfResident = new()
    {
        [nameof(Resident.Name)] = ChangedField.Name, [nameof(Resident.Gender)] = ChangedField.Gender, [nameof(Resident.BirthDate)] = ChangedField.BirthDate,
        [nameof(Resident.Document)] = ChangedField.Document, [nameof(Resident.ExternalKey)] = ChangedField.ExternalKey, [nameof(Resident.Notes)] = ChangedField.Notes,
        [nameof(Resident.HouseholdId)] = ChangedField.Household,
    };

    private static readonly Dictionary<string, string> OfHousehold = new()
    {
        [nameof(Household.CommunityId)] = ChangedField.Community, [nameof(Household.Estate)] = ChangedField.Estate, [nameof(Household.Building)] = ChangedField.Building,
        [nameof(Household.Door)] = ChangedField.Door, [nameof(Household.Grid)] = ChangedField.Grid, [nameof(Household.Address)] = ChangedField.Address,
    };

    private static readonly Dictionary<string, string> OfEnterprise = new()
    {
        [nameof(Enterprise.Name)] = ChangedField.Name, [nameof(Enterprise.Code)] = ChangedField.Code, [nameof(Enterprise.Kind)] = ChangedField.Kind, [nameof(Enterprise.CommunityId)] = ChangedField.Community,
        [nameof(Enterprise.Address)] = ChangedField.Address, [nameof(Enterprise.Grid)] = ChangedField.Grid, [nameof(Enterprise.Notes)] = ChangedField.Notes,
    };

    public static void Follow(ChangeTracker tracker, ChangeCause? cause)
    {
        // Demo data and the like are planted without a cause: who registered whom the record itself says.
        var known = cause ?? new ChangeCause("system", TimeProvider.System.GetUtcNow(), ChangeReason.Edited);
        var entries = tracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        var whole = entries.Where(e => e.Entity is Resident or Enterprise && e.State != EntityState.Modified).Select(e => (Guid)e.Property(nameof(Resident.Id)).CurrentValue!).ToHashSet();
        var changes = entries.SelectMany(entry => entry.Entity switch
        {
            Resident resident => Fields(entry, ChangeSubject.Resident, resident.Id, OfResident, cause is not null),
            Household household => Fields(entry, ChangeSubject.Household, household.Id, OfHousehold, cause is not null),
            Enterprise enterprise => Fields(entry, ChangeSubject.Enterprise, enterprise.Id, OfEnterprise, cause is not null),
            ResidentNumber number when !whole.Contains(number.ResidentId) => Part(entry, ChangeSubject.Resident, number.ResidentId, ChangedField.Number, _ => number.Number),
            ResidentFlag flag when !whole.Contains(flag.ResidentId) => Part(entry, ChangeSubject.Resident, flag.ResidentId, ChangedField.Flag, _ => flag.Flag),
            Contact contact when !whole.Contains(contact.ResidentId) => Part(entry, ChangeSubject.Resident, contact.ResidentId, ChangedField.Contact, values => Text(values, nameof(Contact.Relation))),
            EnterpriseNumber number when !whole.Contains(number.EnterpriseId) => Part(entry, ChangeSubject.Enterprise, number.EnterpriseId, ChangedField.Number, _ => number.Number),
            EnterpriseContact contact when !whole.Contains(contact.EnterpriseId) => Part(entry, ChangeSubject.Enterprise, contact.EnterpriseId, ChangedField.Contact, values => Text(values, nameof(EnterpriseContact.Role))),
            _ => [],
        }).ToList();
        tracker.Context.AddRange(changes.Select(change => Row(known, change.Kind, change.Subject, change.Field, change.Before, change.After)));
    }

    public static ResidentChange Row(ChangeCause cause, ChangeSubject kind, Guid subject, string field, string? before = null, string? after = null) => new()
    {
        Id = Guid.CreateVersion7(cause.At), At = cause.At, User = cause.User, Why = cause.Why, ImportId = cause.Import, Kind = kind, SubjectId = subject, Field = field, Before = before, After = after,
    };

    private sealed record Difference(ChangeSubject Kind, Guid Subject, string Field, string? Before, string? After);

    private static IEnumerable<Difference> Fields(EntityEntry entry, ChangeSubject kind, Guid id, Dictionary<string, string> fields, bool caused) => entry.State switch
    {
        EntityState.Added => caused ? [new Difference(kind, id, ChangedField.Created, null, null)] : [],
        EntityState.Deleted => [new Difference(kind, id, ChangedField.Removed, entry.Property(kind == ChangeSubject.Household ? nameof(Household.Address) : nameof(Resident.Name)).OriginalValue as string, null)],
        _ => entry.Properties.Where(p => p.IsModified && fields.ContainsKey(p.Metadata.Name) && !Equals(p.OriginalValue, p.CurrentValue))
            .Select(p => new Difference(kind, id, fields[p.Metadata.Name], Text(p.OriginalValue), Text(p.CurrentValue))),
    };

    private static IEnumerable<Difference> Part(EntityEntry entry, ChangeSubject kind, Guid id, string field, Func<PropertyValues, string?> text)
    {
        var before = entry.State == EntityState.Added ? null : text(entry.OriginalValues);
        var after = entry.State == EntityState.Deleted ? null : text(entry.CurrentValues);
        return before == after ? [] : [new Difference(kind, id, field, before, after)];
    }

    private static string Text(PropertyValues contact, string relation) => $"{contact[nameof(Contact.Name)]}{ResidentChange.Between}{contact[relation]}{ResidentChange.Between}{contact[nameof(Contact.Number)]}";

    private static string? Text(object? value) => value switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
