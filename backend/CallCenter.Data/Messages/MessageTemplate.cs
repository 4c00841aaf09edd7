using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Messages;

public enum TemplateState { Draft, Approved, Retired }

/// <summary>One version of a template. An approved text is never changed: a change is the next version, and every message names the version it was made from.</summary>
public sealed class MessageTemplate
{
    public const int TextLength = 500;

    public Guid Id { get; set; }
    public required string Name { get; set; }

    /// <summary>1 and up, by name.</summary>
    public int Version { get; set; }

    /// <summary>With named arguments in braces: {name}.</summary>
    public required string TextZh { get; set; }
    public required string TextEn { get; set; }

    /// <summary>Goes out in quiet hours, too.</summary>
    public bool Urgent { get; set; }

    /// <summary>Its concurrency token: of two who approve, edit or retire at once, one is told.</summary>
    public TemplateState State { get; set; }

    /// <summary>Who wrote the text as it stands; never the one who approves it.</summary>
    public required string WrittenBy { get; set; }
    public DateTimeOffset WrittenAt { get; set; }
    public string? ApprovedBy { get; set; }
    public DateTimeOffset? ApprovedAt { get; set; }
    public string? RetiredBy { get; set; }
    public DateTimeOffset? RetiredAt { get; set; }
}

internal sealed class MessageTemplateConfiguration : IEntityTypeConfiguration<MessageTemplate>
{
    public void Configure(EntityTypeBuilder<MessageTemplate> template)
    {
        template.Property(t => t.Name).HasMaxLength(64);
        template.Property(t => t.TextZh).HasMaxLength(MessageTemplate.TextLength);
        template.Property(t => t.TextEn).HasMaxLength(MessageTemplate.TextLength);
        template.Property(t => t.State).IsConcurrencyToken();
        template.Property(t => t.WrittenBy).HasMaxLength(64).IsConcurrencyToken();
        template.Property(t => t.WrittenAt).IsConcurrencyToken();
        template.Property(t => t.ApprovedBy).HasMaxLength(64);
        template.Property(t => t.RetiredBy).HasMaxLength(64);
        template.HasIndex(t => new { t.Name, t.Version }).IsUnique().HasDatabaseName("UX_MessageTemplates_Name_Version");
    }
}
