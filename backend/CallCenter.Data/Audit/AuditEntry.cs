using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Audit;

/// <summary>Who saw or did what. Rows are only ever added.</summary>
public sealed class AuditEntry
{
    public Guid Id { get; set; }
    public DateTimeOffset At { get; set; }
    public required string User { get; set; }

    /// <summary>One of the Server's AuditAction words, e.g. resident.opened.</summary>
    public required string Action { get; set; }

    /// <summary>What it was done to: a resident's id, a call id, a user name. Never a number or a name.</summary>
    public required string Subject { get; set; }
    public string? CallId { get; set; }

    /// <summary>The address the request came from.</summary>
    public string? Address { get; set; }
}

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.Property(e => e.User).HasMaxLength(64);
        entry.Property(e => e.Action).HasMaxLength(32);
        entry.Property(e => e.Subject).HasMaxLength(128);
        entry.Property(e => e.CallId).HasMaxLength(64);
        entry.Property(e => e.Address).HasMaxLength(64);
        entry.HasIndex(e => e.At).HasDatabaseName("IX_AuditEntries_At");
        entry.HasIndex(e => new { e.Subject, e.At }).HasDatabaseName("IX_AuditEntries_Subject_At");
        entry.HasIndex(e => new { e.User, e.At }).HasDatabaseName("IX_AuditEntries_User_At");
    }
}
