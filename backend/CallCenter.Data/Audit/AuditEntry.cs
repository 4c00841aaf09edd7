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

    /// <summary>Why, where the user had to say it.</summary>
    public string? Purpose { get; set; }

    /// <summary>Place in the chain, from 1 without a gap. Null only for rows of a version without a chain, until the Server has started.</summary>
    public long? Seq { get; set; }

    /// <summary>SHA-256 over this row and the hash of the row before, in hex.</summary>
    public string? Hash { get; set; }
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
        entry.Property(e => e.Purpose).HasMaxLength(200);
        entry.Property(e => e.Hash).HasMaxLength(64);
        entry.HasIndex(e => e.Seq).IsUnique().HasDatabaseName("UX_AuditEntries_Seq");
        entry.HasIndex(e => e.At).HasDatabaseName("IX_AuditEntries_At");
        entry.HasIndex(e => new { e.Subject, e.At }).HasDatabaseName("IX_AuditEntries_Subject_At");
        entry.HasIndex(e => new { e.User, e.At }).HasDatabaseName("IX_AuditEntries_User_At");
    }
}
