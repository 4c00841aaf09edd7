using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Messages;

/// <summary>A delivery report. Kept whether or not we know the message yet: it may come before the gateway's own answer.</summary>
public sealed class MessageReceipt
{
    public Guid Id { get; set; }

    /// <summary>The gateway's id of the report: the same one twice is one.</summary>
    public required string Event { get; set; }
    public string? Reference { get; set; }
    public Guid? MessageId { get; set; }
    public MessageState State { get; set; }
    public string? Reason { get; set; }

    /// <summary>As the gateway tells it.</summary>
    public DateTimeOffset At { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Null until its message was found.</summary>
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>The body byte for byte.</summary>
    public required byte[] Raw { get; set; }
}

/// <summary>A message somebody sent us.</summary>
public sealed class InboundMessage
{
    public Guid Id { get; set; }
    public required string Event { get; set; }

    /// <summary>E.164, or as the gateway sent it.</summary>
    public required string From { get; set; }

    /// <summary>Whose number it is, when that is one person; several share many a number.</summary>
    public Guid? ResidentId { get; set; }
    public required string Text { get; set; }
    public DateTimeOffset At { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }
    public required byte[] Raw { get; set; }
}

internal sealed class FromGatewayConfiguration : IEntityTypeConfiguration<MessageReceipt>, IEntityTypeConfiguration<InboundMessage>
{
    public void Configure(EntityTypeBuilder<MessageReceipt> receipt)
    {
        receipt.Property(r => r.Event).HasMaxLength(128);
        receipt.Property(r => r.Reference).HasMaxLength(128);
        receipt.Property(r => r.Reason).HasMaxLength(64);
        receipt.HasIndex(r => r.Event).IsUnique().HasDatabaseName("UX_MessageReceipts_Event");
        receipt.HasIndex(r => new { r.AppliedAt, r.ReceivedAt }).HasDatabaseName("IX_MessageReceipts_AppliedAt_ReceivedAt");
    }

    public void Configure(EntityTypeBuilder<InboundMessage> inbound)
    {
        inbound.Property(i => i.Event).HasMaxLength(128);
        inbound.Property(i => i.From).HasMaxLength(64);
        inbound.Property(i => i.Text).HasMaxLength(2000);
        inbound.HasIndex(i => i.Event).IsUnique().HasDatabaseName("UX_InboundMessages_Event");
        inbound.HasIndex(i => new { i.From, i.At }).HasDatabaseName("IX_InboundMessages_From_At");
        inbound.HasIndex(i => new { i.ResidentId, i.At }).HasDatabaseName("IX_InboundMessages_Resident_At");
        inbound.HasIndex(i => i.At).HasDatabaseName("IX_InboundMessages_At");
    }
}
