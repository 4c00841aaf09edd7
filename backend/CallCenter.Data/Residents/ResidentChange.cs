using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>What a change was made to.</summary>
public enum ChangeSubject { Resident, Household, Enterprise }

/// <summary>Why something about a resident or an enterprise changed.</summary>
public enum ChangeReason { Registered, Edited, Imported, ImportUndone, Merged, MergeUndone }

/// <summary>Who changes residents, households or enterprises now, and why.</summary>
/// <param name="Import">The import whose undo would take this back.</param>
public sealed record ChangeCause(string User, DateTimeOffset At, ChangeReason Why, Guid? Import = null);

/// <summary>One field of a resident, household or enterprise before and after, stored in the transaction that changed it. Rows are only ever added.</summary>
public sealed class ResidentChange
{
    /// <summary>Between the parts of a contact: name, relation or role, number.</summary>
    public const string Between = " · ";

    public Guid Id { get; set; }
    public DateTimeOffset At { get; set; }
    public required string User { get; set; }
    public ChangeReason Why { get; set; }
    public ChangeSubject Kind { get; set; }

    /// <summary>No foreign key: the history outlives whom it tells of.</summary>
    public Guid SubjectId { get; set; }

    /// <summary>One of <see cref="ChangedField"/>.</summary>
    public required string Field { get; set; }

    /// <summary>Null: empty, or not there.</summary>
    public string? Before { get; set; }
    public string? After { get; set; }

    /// <summary>Set on what an import did, and on nothing else.</summary>
    public Guid? ImportId { get; set; }
}

/// <summary>Names of fields in the history. Of numbers, flags and contacts each one is a change of its own: added (no before) or taken away (no after).</summary>
public static class ChangedField
{
    public const string Created = "created", Removed = "removed";
    public const string Name = "name", Gender = "gender", BirthDate = "birthDate", Document = "document", ExternalKey = "externalKey", Notes = "notes", Household = "household";
    public const string Number = "number", Flag = "flag", Contact = "contact";
    public const string Community = "community", Estate = "estate", Building = "building", Door = "door", Grid = "grid", Address = "address";
    public const string Code = "code", Kind = "kind";
}

internal sealed class ResidentChangeConfiguration : IEntityTypeConfiguration<ResidentChange>
{
    private const int LongestValue = 2000;

    public void Configure(EntityTypeBuilder<ResidentChange> change)
    {
        change.Property(c => c.User).HasMaxLength(64);
        change.Property(c => c.Field).HasMaxLength(32);
        change.Property(c => c.Before).HasMaxLength(LongestValue);
        change.Property(c => c.After).HasMaxLength(LongestValue);
        change.HasIndex(c => new { c.SubjectId, c.At }).HasDatabaseName("IX_ResidentChanges_Subject_At");
        change.HasIndex(c => new { c.ImportId, c.Kind, c.SubjectId }).HasDatabaseName("IX_ResidentChanges_Import");
    }
}
