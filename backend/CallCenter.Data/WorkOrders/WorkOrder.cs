using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.WorkOrders;

public enum OrderStatus { Open, Closed }

/// <summary>What a resident asked for, followed until it is done.</summary>
public sealed class WorkOrder
{
    public Guid Id { get; set; }

    /// <summary>The number people say: 20261123-0007.</summary>
    public required string Number { get; set; }

    /// <summary>The call it was opened from. No foreign key: the order may be stored before the projector has the call.</summary>
    public string? CallId { get; set; }
    public Guid? ResidentId { get; set; }
    public required string Title { get; set; }
    public required string Content { get; set; }
    public required string Category { get; set; }
    public required string Urgency { get; set; }
    public string? Address { get; set; }

    /// <summary>As typed.</summary>
    public string? CallbackNumber { get; set; }

    /// <summary>保密: the resident's name is kept from whoever handles it.</summary>
    public bool Confidential { get; set; }
    public OrderStatus Status { get; set; }
    public DateTimeOffset OpenedAt { get; set; }
    public required string OpenedBy { get; set; }
    public DateTimeOffset? DueAt { get; set; }
}

/// <summary>The form of one call as last saved by the page. Stays after the call is finished: it names the resident the agent chose.</summary>
public sealed class Draft
{
    public required string CallId { get; set; }
    public required string User { get; set; }
    public long Revision { get; set; }
    public string? Content { get; set; }
    public string? Category { get; set; }
    public string? Urgency { get; set; }
    public string? Address { get; set; }
    public bool Confidential { get; set; }
    public Guid? ResidentId { get; set; }
    public string? CallbackNumber { get; set; }
    public DateTimeOffset SavedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The order it became, if any.</summary>
    public string? OrderNumber { get; set; }
}

/// <summary>Last number given out on a local day.</summary>
public sealed class OrderDay
{
    public required string Day { get; set; }

    /// <summary>A concurrency token: two agents finishing at once never get the same number.</summary>
    public int Last { get; set; }
}

internal sealed class WorkOrderConfiguration : IEntityTypeConfiguration<WorkOrder>, IEntityTypeConfiguration<Draft>, IEntityTypeConfiguration<OrderDay>
{
    public void Configure(EntityTypeBuilder<WorkOrder> order)
    {
        order.Property(o => o.Number).HasMaxLength(16);
        order.Property(o => o.CallId).HasMaxLength(64);
        order.Property(o => o.Title).HasMaxLength(64);
        order.Property(o => o.Content).HasMaxLength(4000);
        order.Property(o => o.Category).HasMaxLength(32);
        order.Property(o => o.Urgency).HasMaxLength(16);
        order.Property(o => o.Address).HasMaxLength(256);
        order.Property(o => o.CallbackNumber).HasMaxLength(64);
        order.Property(o => o.OpenedBy).HasMaxLength(64);
        order.HasIndex(o => o.Number).IsUnique().HasDatabaseName("UX_WorkOrders_Number");
        order.HasIndex(o => o.CallId).IsUnique().HasDatabaseName("UX_WorkOrders_Call");
        order.HasIndex(o => new { o.ResidentId, o.Status }).HasDatabaseName("IX_WorkOrders_Resident_Status");
        order.HasIndex(o => new { o.OpenedBy, o.OpenedAt }).HasDatabaseName("IX_WorkOrders_OpenedBy_OpenedAt");
        order.HasIndex(o => o.OpenedAt).HasDatabaseName("IX_WorkOrders_OpenedAt");
    }

    public void Configure(EntityTypeBuilder<Draft> draft)
    {
        draft.HasKey(d => d.CallId);
        draft.Property(d => d.CallId).HasMaxLength(64);
        draft.Property(d => d.User).HasMaxLength(64);
        draft.Property(d => d.Revision).IsConcurrencyToken();
        draft.Property(d => d.Content).HasMaxLength(4000);
        draft.Property(d => d.Category).HasMaxLength(32);
        draft.Property(d => d.Urgency).HasMaxLength(16);
        draft.Property(d => d.Address).HasMaxLength(256);
        draft.Property(d => d.CallbackNumber).HasMaxLength(64);
        draft.Property(d => d.OrderNumber).HasMaxLength(16);
        draft.HasIndex(d => d.ResidentId).HasDatabaseName("IX_Drafts_Resident");
    }

    public void Configure(EntityTypeBuilder<OrderDay> day)
    {
        day.HasKey(d => d.Day);
        day.Property(d => d.Day).HasMaxLength(8);
        day.Property(d => d.Last).IsConcurrencyToken();
    }
}
