using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>驻区单位: a shop, a school, an office or a factory of the district.</summary>
public sealed class Enterprise
{
    public Guid Id { get; set; }
    public required string Name { get; set; }

    /// <summary>统一社会信用代码, 18 capital letters and digits; no two have the same.</summary>
    public string? Code { get; set; }

    /// <summary>shop, property, medical, school, publicBody, factory, other.</summary>
    public required string Kind { get; set; }
    public Guid? CommunityId { get; set; }
    public Community? Community { get; set; }

    /// <summary>Estate, building and door in one line, as somebody said them.</summary>
    public string? Address { get; set; }

    /// <summary>网格.</summary>
    public string? Grid { get; set; }
    public string? Notes { get; set; }

    /// <summary>Small letters only, as <see cref="Resident.Pinyin"/>.</summary>
    public required string Pinyin { get; set; }
    public required string Initials { get; set; }
    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>User name, or "demo".</summary>
    public required string RegisteredBy { get; set; }
    public List<EnterpriseNumber> Numbers { get; set; } = [];
    public List<EnterpriseContact> Contacts { get; set; } = [];
}

/// <summary>A number of an enterprise. Residents and other enterprises may have it too.</summary>
public sealed class EnterpriseNumber
{
    public Guid EnterpriseId { get; set; }
    public Enterprise? Enterprise { get; set; }

    /// <summary>E.164.</summary>
    public required string Number { get; set; }

    /// <summary>The digits backwards, as <see cref="ResidentNumber.Reversed"/>.</summary>
    public required string Reversed { get; set; }

    /// <summary>0 is the first to show.</summary>
    public int Position { get; set; }

    public static EnterpriseNumber Of(string number, int position = 0) => new() { Number = number, Reversed = ResidentNumber.Reverse(number), Position = position };
}

/// <summary>Whom to ask for there.</summary>
public sealed class EnterpriseContact
{
    public Guid Id { get; set; }
    public Guid EnterpriseId { get; set; }
    public required string Name { get; set; }

    /// <summary>店长, 物业经理: what people say; may be empty.</summary>
    public required string Role { get; set; }

    /// <summary>E.164.</summary>
    public required string Number { get; set; }

    /// <summary>0 is asked for first.</summary>
    public int Position { get; set; }
}

internal sealed class EnterpriseConfiguration : IEntityTypeConfiguration<Enterprise>, IEntityTypeConfiguration<EnterpriseNumber>, IEntityTypeConfiguration<EnterpriseContact>
{
    public void Configure(EntityTypeBuilder<Enterprise> enterprise)
    {
        enterprise.Property(e => e.Name).HasMaxLength(128);
        enterprise.Property(e => e.Code).HasMaxLength(18);
        enterprise.Property(e => e.Kind).HasMaxLength(16);
        enterprise.Property(e => e.Address).HasMaxLength(256);
        enterprise.Property(e => e.Grid).HasMaxLength(32);
        enterprise.Property(e => e.Notes).HasMaxLength(2000);
        enterprise.Property(e => e.Pinyin).HasMaxLength(256);
        enterprise.Property(e => e.Initials).HasMaxLength(128);
        enterprise.Property(e => e.RegisteredBy).HasMaxLength(64);
        enterprise.HasOne(e => e.Community).WithMany().HasForeignKey(e => e.CommunityId).OnDelete(DeleteBehavior.Restrict);
        enterprise.HasMany(e => e.Numbers).WithOne(n => n.Enterprise).HasForeignKey(n => n.EnterpriseId).OnDelete(DeleteBehavior.Cascade);
        enterprise.HasMany(e => e.Contacts).WithOne().HasForeignKey(c => c.EnterpriseId).OnDelete(DeleteBehavior.Cascade);
        enterprise.HasIndex(e => e.CommunityId).HasDatabaseName("IX_Enterprises_Community");
        enterprise.HasIndex(e => e.Code).IsUnique().HasDatabaseName("UX_Enterprises_Code");
        enterprise.HasIndex(e => new { e.Name, e.Id }).HasDatabaseName("IX_Enterprises_Name");
        enterprise.HasIndex(e => new { e.Pinyin, e.Name, e.Id }).HasDatabaseName("IX_Enterprises_Pinyin");
        enterprise.HasIndex(e => new { e.Initials, e.Name, e.Id }).HasDatabaseName("IX_Enterprises_Initials");
    }

    public void Configure(EntityTypeBuilder<EnterpriseNumber> number)
    {
        number.HasKey(n => new { n.EnterpriseId, n.Number });
        number.Property(n => n.Number).HasMaxLength(16);
        number.Property(n => n.Reversed).HasMaxLength(16);
        number.HasIndex(n => new { n.Number, n.EnterpriseId }).HasDatabaseName("IX_EnterpriseNumbers_Number");
        number.HasIndex(n => new { n.Reversed, n.EnterpriseId }).HasDatabaseName("IX_EnterpriseNumbers_Reversed");
    }

    public void Configure(EntityTypeBuilder<EnterpriseContact> contact)
    {
        contact.Property(c => c.Name).HasMaxLength(64);
        contact.Property(c => c.Role).HasMaxLength(32);
        contact.Property(c => c.Number).HasMaxLength(16);
        contact.HasIndex(c => c.EnterpriseId).HasDatabaseName("IX_EnterpriseContacts_Enterprise");
    }
}
