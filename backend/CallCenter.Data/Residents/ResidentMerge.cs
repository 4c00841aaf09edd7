using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>One record of two that were the same person. The other one's row is gone; what it was and what followed is kept here until the merge is undone.</summary>
public sealed class ResidentMerge
{
    public Guid Id { get; set; }

    /// <summary>The record that stays.</summary>
    public Guid KeptId { get; set; }

    /// <summary>The record that went; whoever asks for it gets the other.</summary>
    public Guid GoneId { get; set; }

    /// <summary>Its external key: an import that names it means the record that stays.</summary>
    public string? GoneKey { get; set; }
    public DateTimeOffset At { get; set; }
    public required string By { get; set; }

    /// <summary>JSON: the record that went.</summary>
    public required byte[] Gone { get; set; }

    /// <summary>JSON: what the merge added to the record that stays, and which calls, orders and messages followed.</summary>
    public required byte[] Followed { get; set; }
    public DateTimeOffset? UndoneAt { get; set; }
    public string? UndoneBy { get; set; }
}

internal sealed class ResidentMergeConfiguration : IEntityTypeConfiguration<ResidentMerge>
{
    public void Configure(EntityTypeBuilder<ResidentMerge> merge)
    {
        merge.Property(m => m.GoneKey).HasMaxLength(64);
        merge.Property(m => m.By).HasMaxLength(64);
        merge.Property(m => m.UndoneBy).HasMaxLength(64);
        merge.HasIndex(m => m.GoneId).HasDatabaseName("IX_ResidentMerges_Gone");
        merge.HasIndex(m => m.GoneKey).HasDatabaseName("IX_ResidentMerges_GoneKey");
        merge.HasIndex(m => m.KeptId).HasDatabaseName("IX_ResidentMerges_Kept");
        merge.HasIndex(m => m.At).HasDatabaseName("IX_ResidentMerges_At");
    }
}
