using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

public sealed class Resident
{
    public Guid Id { get; set; }
    public Guid HouseholdId { get; set; }
    public Household? Household { get; set; }
    public required string Name { get; set; }

    /// <summary>"male", "female" or null.</summary>
    public string? Gender { get; set; }

    /// <summary>1 January where only the year is known.</summary>
    public DateOnly? BirthDate { get; set; }
    public string? Notes { get; set; }

    /// <summary>身份证 or another identity document, capital letters and digits; shown masked.</summary>
    public string? Document { get; set; }

    /// <summary>The key another register knows the resident by; what an import finds people again with.</summary>
    public string? ExternalKey { get; set; }

    /// <summary>wangxiuying: small letters only, so a range over its index finds a prefix with every provider.</summary>
    public required string Pinyin { get; set; }

    /// <summary>wxy.</summary>
    public required string Initials { get; set; }
    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>User name, or "demo".</summary>
    public required string RegisteredBy { get; set; }
    public List<ResidentNumber> Numbers { get; set; } = [];
    public List<ResidentFlag> Flags { get; set; } = [];
    public List<Contact> Contacts { get; set; } = [];

    /// <summary>Kept by <see cref="CenterDb"/>.</summary>
    public List<ResidentTerm> Terms { get; set; } = [];
}

/// <summary>A number under which a resident is known. Several people may share one number.</summary>
public sealed class ResidentNumber
{
    public Guid ResidentId { get; set; }
    public Resident? Resident { get; set; }

    /// <summary>E.164, e.g. +8613800000001.</summary>
    public required string Number { get; set; }

    /// <summary>The digits backwards: the last digits of a number become an indexed prefix.</summary>
    public required string Reversed { get; set; }

    /// <summary>0 is the first to show.</summary>
    public int Position { get; set; }

    public static ResidentNumber Of(string number, int position = 0) => new() { Number = number, Reversed = Reverse(number), Position = position };

    public static string Reverse(string number) => string.Concat(number.Where(char.IsAsciiDigit).Reverse());
}

/// <summary>livesAlone, elderly, lowIncome, disabled, dialect, nuisance, emptyNest, chronicIllness.</summary>
public sealed class ResidentFlag
{
    public Guid ResidentId { get; set; }
    public required string Flag { get; set; }
}

/// <summary>Whom to call when the resident needs somebody.</summary>
public sealed class Contact
{
    public Guid Id { get; set; }
    public Guid ResidentId { get; set; }
    public required string Name { get; set; }

    /// <summary>daughter, son, spouse, sibling, neighbour, other.</summary>
    public required string Relation { get; set; }

    /// <summary>E.164.</summary>
    public required string Number { get; set; }

    /// <summary>0 is called first.</summary>
    public int Position { get; set; }
}

internal sealed class ResidentConfiguration :
    IEntityTypeConfiguration<Resident>, IEntityTypeConfiguration<ResidentNumber>, IEntityTypeConfiguration<ResidentFlag>, IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Resident> resident)
    {
        resident.Property(r => r.Name).HasMaxLength(64);
        resident.Property(r => r.Gender).HasMaxLength(8);
        resident.Property(r => r.Notes).HasMaxLength(2000);
        resident.Property(r => r.Document).HasMaxLength(32);
        resident.Property(r => r.ExternalKey).HasMaxLength(64);
        resident.Property(r => r.Pinyin).HasMaxLength(256);
        resident.Property(r => r.Initials).HasMaxLength(64);
        resident.Property(r => r.RegisteredBy).HasMaxLength(64);
        resident.HasOne(r => r.Household).WithMany(h => h.Residents).HasForeignKey(r => r.HouseholdId).OnDelete(DeleteBehavior.Restrict);
        resident.HasMany(r => r.Numbers).WithOne(n => n.Resident).HasForeignKey(n => n.ResidentId).OnDelete(DeleteBehavior.Cascade);
        resident.HasMany(r => r.Flags).WithOne().HasForeignKey(f => f.ResidentId).OnDelete(DeleteBehavior.Cascade);
        resident.HasMany(r => r.Contacts).WithOne().HasForeignKey(c => c.ResidentId).OnDelete(DeleteBehavior.Cascade);
        resident.HasIndex(r => r.HouseholdId).HasDatabaseName("IX_Residents_Household");
        resident.HasIndex(r => r.ExternalKey).IsUnique().HasDatabaseName("UX_Residents_ExternalKey");
        resident.HasIndex(r => r.Document).HasDatabaseName("IX_Residents_Document");
        // Each holds all a search orders by: the first page comes from the index alone, however many match.
        resident.HasIndex(r => new { r.Name, r.Id }).HasDatabaseName("IX_Residents_Name");
        resident.HasIndex(r => new { r.Pinyin, r.Name, r.Id }).HasDatabaseName("IX_Residents_Pinyin");
        resident.HasIndex(r => new { r.Initials, r.Pinyin, r.Name, r.Id }).HasDatabaseName("IX_Residents_Initials");
    }

    public void Configure(EntityTypeBuilder<ResidentNumber> number)
    {
        number.HasKey(n => new { n.ResidentId, n.Number });
        number.Property(n => n.Number).HasMaxLength(16);
        number.Property(n => n.Reversed).HasMaxLength(16);
        number.HasIndex(n => new { n.Number, n.ResidentId }).HasDatabaseName("IX_ResidentNumbers_Number");
        number.HasIndex(n => new { n.Reversed, n.ResidentId }).HasDatabaseName("IX_ResidentNumbers_Reversed");
    }

    public void Configure(EntityTypeBuilder<ResidentFlag> flag)
    {
        flag.HasKey(f => new { f.ResidentId, f.Flag });
        flag.Property(f => f.Flag).HasMaxLength(32);
        // With the resident: a group is counted and read in pages from the index alone.
        flag.HasIndex(f => new { f.Flag, f.ResidentId }).HasDatabaseName("IX_ResidentFlags_Flag");
    }

    public void Configure(EntityTypeBuilder<Contact> contact)
    {
        contact.Property(c => c.Name).HasMaxLength(64);
        contact.Property(c => c.Relation).HasMaxLength(32);
        contact.Property(c => c.Number).HasMaxLength(16);
        contact.HasIndex(c => c.ResidentId).HasDatabaseName("IX_Contacts_Resident");
    }
}
