using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Messages;

public enum MessageState { Queued, Sent, Delivered, Failed, Expired }

/// <summary>A short message to one number: the row is the outbox. Only the Server's outbox changes it after it was queued.</summary>
public sealed class Message
{
    /// <summary>Version 7; also the gateway's idempotency key, so a repeated request sends nothing twice.</summary>
    public Guid Id { get; set; }

    /// <summary>E.164.</summary>
    public required string To { get; set; }
    public Guid TemplateId { get; set; }
    public MessageTemplate? Template { get; set; }

    /// <summary>zh or en.</summary>
    public required string Language { get; set; }

    /// <summary>A JSON object of texts.</summary>
    public required string Arguments { get; set; }

    /// <summary>As sent.</summary>
    public required string Text { get; set; }
    public int Segments { get; set; }
    public bool Urgent { get; set; }
    public MessageState State { get; private set; }

    /// <summary>Counted before the gateway is asked: more than none and still queued means that it may have it.</summary>
    public int Attempts { get; set; }
    public DateTimeOffset? FirstAttemptAt { get; set; }

    /// <summary>Not tried before: after a failed attempt, in quiet hours, or over a limit.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>The gateway's own name for it.</summary>
    public string? Reference { get; set; }

    /// <summary>Why it failed or waits: a code of the gateway's or of ours.</summary>
    public string? Reason { get; set; }

    /// <summary>No foreign key: the projector may not have the call yet.</summary>
    public string? CallId { get; set; }
    public Guid? ResidentId { get; set; }
    public required string Sender { get; set; }
    public DateTimeOffset QueuedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>When it was delivered, failed or expired.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Whether <see cref="Become"/> may lead to this state. Delivery is final and may come after anything: networks report late and out of order.</summary>
    public bool May(MessageState next) => (State, next) switch
    {
        (MessageState.Queued, MessageState.Sent or MessageState.Delivered or MessageState.Failed or MessageState.Expired) => true,
        (MessageState.Sent, MessageState.Delivered or MessageState.Failed or MessageState.Expired) => true,
        (MessageState.Failed or MessageState.Expired, MessageState.Delivered) => true,
        _ => false,
    };

    /// <exception cref="InvalidOperationException">The state is not reached from the present one.</exception>
    public void Become(MessageState next, DateTimeOffset at, string? reason = null)
    {
        if (!May(next)) throw new InvalidOperationException($"A message that is {State} does not become {next}.");
        State = next;
        Reason = reason;
        if (next == MessageState.Sent) SentAt = at;
        else EndedAt = at;
    }
}

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> message)
    {
        message.Property(m => m.To).HasMaxLength(32);
        message.HasOne(m => m.Template).WithMany().HasForeignKey(m => m.TemplateId).OnDelete(DeleteBehavior.Restrict);
        message.Property(m => m.Language).HasMaxLength(8);
        message.Property(m => m.Arguments).HasMaxLength(4000);
        message.Property(m => m.Text).HasMaxLength(1000);
        message.Property(m => m.State);
        message.Property(m => m.Reference).HasMaxLength(128);
        message.Property(m => m.Reason).HasMaxLength(64);
        message.Property(m => m.CallId).HasMaxLength(64);
        message.Property(m => m.Sender).HasMaxLength(64);
        message.HasIndex(m => new { m.State, m.NextAttemptAt }).HasDatabaseName("IX_Messages_State_NextAttemptAt");
        message.HasIndex(m => new { m.To, m.QueuedAt }).HasDatabaseName("IX_Messages_To_QueuedAt");
        message.HasIndex(m => m.Reference).HasDatabaseName("IX_Messages_Reference");
        message.HasIndex(m => m.CallId).HasDatabaseName("IX_Messages_Call");
        message.HasIndex(m => new { m.ResidentId, m.QueuedAt }).HasDatabaseName("IX_Messages_Resident_QueuedAt");
        message.HasIndex(m => new { m.Sender, m.QueuedAt }).HasDatabaseName("IX_Messages_Sender_QueuedAt");
        message.HasIndex(m => m.QueuedAt).HasDatabaseName("IX_Messages_QueuedAt");
    }
}
