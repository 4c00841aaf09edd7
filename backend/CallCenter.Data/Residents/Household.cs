using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>People behind one door.</summary>
public sealed class Household
{
    public Guid Id { get; set; }

    /// <summary>Null for somebody registered during a call whose community nobody asked.</summary>
    public Guid? CommunityId { get; set; }
    public Community? Community { get; set; }

    /// <summary>小区.</summary>
    public string? Estate { get; set; }

    /// <summary>楼.</summary>
    public string? Building { get; set; }

    /// <summary>门牌.</summary>
    public string? Door { get; set; }

    /// <summary>网格.</summary>
    public string? Grid { get; set; }

    /// <summary>The parts run together as an agent reads them out; what the address search looks at.</summary>
    public required string Address { get; set; }
    public List<Resident> Residents { get; set; } = [];

    /// <summary>Kept by <see cref="CenterDb"/>.</summary>
    public List<HouseholdTerm> Terms { get; set; } = [];
}

internal sealed class HouseholdConfiguration : IEntityTypeConfiguration<Household>
{
    public void Configure(EntityTypeBuilder<Household> household)
    {
        household.Property(h => h.Estate).HasMaxLength(64);
        household.Property(h => h.Building).HasMaxLength(32);
        household.Property(h => h.Door).HasMaxLength(32);
        household.Property(h => h.Grid).HasMaxLength(32);
        household.Property(h => h.Address).HasMaxLength(256);
        household.HasOne(h => h.Community).WithMany().HasForeignKey(h => h.CommunityId).OnDelete(DeleteBehavior.Restrict);
        household.HasIndex(h => h.CommunityId).HasDatabaseName("IX_Households_Community");
        household.HasIndex(h => h.Address).HasDatabaseName("IX_Households_Address");
    }
}
