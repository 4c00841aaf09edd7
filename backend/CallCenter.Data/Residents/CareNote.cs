using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>What a resident agreed to: that health and care notes are kept for one purpose until a day.</summary>
public sealed class Consent
{
    public Guid Id { get; set; }
    public Guid ResidentId { get; set; }

    /// <summary>What the notes may be used for, in words.</summary>
    public required string Purpose { get; set; }

    /// <summary>Who gave it: the resident, or a guardian with name.</summary>
    public required string GivenBy { get; set; }
    public DateTimeOffset GivenAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public required string RecordedBy { get; set; }
    public DateTimeOffset? WithdrawnAt { get; set; }
    public string? WithdrawnBy { get; set; }

    /// <summary>Notes under it may be read and written.</summary>
    public bool Stands(DateTimeOffset now) => WithdrawnAt is null && GivenAt <= now && now < ExpiresAt;
}

/// <summary>A health or care note, sealed. Shown only while its consent stands.</summary>
public sealed class CareNote
{
    public Guid Id { get; set; }
    public Guid ConsentId { get; set; }
    public Consent? Consent { get; set; }

    /// <summary>health, medicine, care, access.</summary>
    public required string Kind { get; set; }

    /// <summary>Sealed text, bound to this row.</summary>
    public required string Text { get; set; }
    public DateTimeOffset WrittenAt { get; set; }
    public required string WrittenBy { get; set; }
}

internal sealed class CareNoteConfiguration : IEntityTypeConfiguration<Consent>, IEntityTypeConfiguration<CareNote>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.Property(c => c.Purpose).HasMaxLength(200);
        consent.Property(c => c.GivenBy).HasMaxLength(64);
        consent.Property(c => c.RecordedBy).HasMaxLength(64);
        consent.Property(c => c.WithdrawnBy).HasMaxLength(64);
        consent.HasIndex(c => c.ResidentId).HasDatabaseName("IX_Consents_Resident");
    }

    public void Configure(EntityTypeBuilder<CareNote> note)
    {
        note.Property(n => n.Kind).HasMaxLength(16);
        note.Property(n => n.Text).HasMaxLength(4000);
        note.Property(n => n.WrittenBy).HasMaxLength(64);
        note.HasOne(n => n.Consent).WithMany().HasForeignKey(n => n.ConsentId).OnDelete(DeleteBehavior.Cascade);
        note.HasIndex(n => n.ConsentId).HasDatabaseName("IX_CareNotes_Consent");
    }
}
