using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Projection;

/// <summary>The last journal entry of a site that is in the database; written in the same transaction as what it caused.</summary>
public sealed class ProjectionPosition
{
    public required string Site { get; set; }
    public long Epoch { get; set; }
    public long Seq { get; set; }
}

/// <summary>One row, rewritten to learn whether the database takes writes.</summary>
public sealed class Heartbeat
{
    public int Id { get; set; }
    public DateTimeOffset At { get; set; }
}

internal sealed class ProjectionConfiguration : IEntityTypeConfiguration<ProjectionPosition>, IEntityTypeConfiguration<Heartbeat>
{
    public void Configure(EntityTypeBuilder<ProjectionPosition> position)
    {
        position.HasKey(p => p.Site);
        position.Property(p => p.Site).HasMaxLength(32);
    }

    public void Configure(EntityTypeBuilder<Heartbeat> heartbeat) => heartbeat.Property(h => h.Id).ValueGeneratedNever();
}
