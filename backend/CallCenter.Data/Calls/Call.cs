using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Calls;

/// <summary><see cref="Closed"/>: a callback that was not needed any more. <see cref="Message"/>: the caller spoke one, and no human answered.</summary>
public enum Outcome { InProgress, Answered, Abandoned, Fallback, Failed, AfterHours, Closed, TurnedAway, Message }

/// <summary>One caller from arrival to hang-up. Written by the projector alone.</summary>
public sealed class Call
{
    /// <summary>The caller channel's uniqueid.</summary>
    public required string Id { get; set; }
    public DateTimeOffset ArrivedAt { get; set; }
    public string Queue { get; set; } = "";
    public string DialledNumber { get; set; } = "";

    /// <summary>As the carrier sent it.</summary>
    public string? RawNumber { get; set; }

    /// <summary>E.164, null when the raw form is none.</summary>
    public string? Number { get; set; }

    /// <summary>Its digits backwards, for a search by the last digits.</summary>
    public string? Reversed { get; set; }

    /// <summary>The only person under the number; null for none or several.</summary>
    public Guid? ResidentId { get; set; }

    /// <summary>The only enterprise under the number; null for none or several.</summary>
    public Guid? EnterpriseId { get; set; }

    /// <summary>The last to talk.</summary>
    public string? Agent { get; set; }
    public Outcome Outcome { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>When the present talk began; null while nobody talks.</summary>
    public DateTimeOffset? TalkingSince { get; set; }

    /// <summary>Talks that are over, added up.</summary>
    public long TalkMilliseconds { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Q.850.</summary>
    public int? Cause { get; set; }

    /// <summary>caller, agent, system, network.</summary>
    public string? EndedBy { get; set; }

    /// <summary>Of a callback: the call that came to nothing. Null: somebody called us.</summary>
    public string? CallbackOf { get; set; }

    /// <summary>Seen by us only afterwards, in Asterisk's event log.</summary>
    public bool Imported { get; set; }
    public Recording? Recording { get; set; }
    public List<Leg> Legs { get; set; } = [];
    public List<CallEvent> Events { get; set; } = [];
    public List<CallResident> Residents { get; set; } = [];
}

/// <summary>Somebody known under the caller's number when the call came.</summary>
public sealed class CallResident
{
    public required string CallId { get; set; }
    public Guid ResidentId { get; set; }
}

internal sealed class CallConfiguration : IEntityTypeConfiguration<Call>, IEntityTypeConfiguration<CallResident>
{
    public void Configure(EntityTypeBuilder<Call> call)
    {
        call.Property(c => c.Id).HasMaxLength(64);
        call.Property(c => c.Queue).HasMaxLength(32);
        call.Property(c => c.DialledNumber).HasMaxLength(64);
        call.Property(c => c.RawNumber).HasMaxLength(256);
        call.Property(c => c.Number).HasMaxLength(16);
        call.Property(c => c.Reversed).HasMaxLength(16);
        call.Property(c => c.Agent).HasMaxLength(64);
        call.Property(c => c.EndedBy).HasMaxLength(16);
        call.Property(c => c.CallbackOf).HasMaxLength(64);
        call.HasMany(c => c.Legs).WithOne().HasForeignKey(l => l.CallId).OnDelete(DeleteBehavior.Cascade);
        call.HasMany(c => c.Events).WithOne().HasForeignKey(e => e.CallId).OnDelete(DeleteBehavior.Cascade);
        call.HasMany(c => c.Residents).WithOne().HasForeignKey(r => r.CallId).OnDelete(DeleteBehavior.Cascade);
        call.HasOne(c => c.Recording).WithOne().HasForeignKey<Recording>(r => r.CallId).OnDelete(DeleteBehavior.Cascade);
        call.HasIndex(c => c.ArrivedAt).HasDatabaseName("IX_Calls_ArrivedAt");
        call.HasIndex(c => new { c.Agent, c.ArrivedAt }).HasDatabaseName("IX_Calls_Agent_ArrivedAt");
        call.HasIndex(c => new { c.ResidentId, c.ArrivedAt }).HasDatabaseName("IX_Calls_Resident_ArrivedAt");
        call.HasIndex(c => new { c.EnterpriseId, c.ArrivedAt }).HasDatabaseName("IX_Calls_Enterprise_ArrivedAt");
        call.HasIndex(c => c.CallbackOf).HasDatabaseName("IX_Calls_CallbackOf");
        call.HasIndex(c => c.Number).HasDatabaseName("IX_Calls_Number");
        call.HasIndex(c => c.Reversed).HasDatabaseName("IX_Calls_Reversed");
    }

    public void Configure(EntityTypeBuilder<CallResident> resident)
    {
        resident.HasKey(r => new { r.CallId, r.ResidentId });
        resident.HasIndex(r => r.ResidentId).HasDatabaseName("IX_CallResidents_Resident");
    }
}
