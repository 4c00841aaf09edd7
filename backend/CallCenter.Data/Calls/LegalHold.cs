using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Calls;

/// <summary>A call whose recording must be kept whatever its age, until the hold is lifted: a complaint, a court.</summary>
public sealed class LegalHold
{
    public required string CallId { get; set; }
    public required string Reason { get; set; }
    public required string PlacedBy { get; set; }
    public DateTimeOffset PlacedAt { get; set; }
}

internal sealed class LegalHoldConfiguration : IEntityTypeConfiguration<LegalHold>
{
    public void Configure(EntityTypeBuilder<LegalHold> hold)
    {
        hold.HasKey(h => h.CallId);
        hold.Property(h => h.CallId).HasMaxLength(64);
        hold.Property(h => h.Reason).HasMaxLength(256);
        hold.Property(h => h.PlacedBy).HasMaxLength(64);
    }
}
