using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Calls;

/// <summary>One channel of a call.</summary>
public sealed class Leg
{
    public required string CallId { get; set; }
    public required string ChannelId { get; set; }

    /// <summary>"caller" or the agent's user name.</summary>
    public string Party { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Q.850.</summary>
    public int? Cause { get; set; }
    public string? CauseText { get; set; }
}

/// <summary>Something that befell a call, with routing's explanation. Keyed by its place in the journal, so a second projection finds it there.</summary>
public sealed class CallEvent
{
    public required string Site { get; set; }
    public long Epoch { get; set; }
    public long Seq { get; set; }

    /// <summary>0 is the journal entry's input, 1.. its decisions.</summary>
    public int Part { get; set; }
    public required string CallId { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Kind { get; set; }
    public string? Agent { get; set; }
    public string WhyCode { get; set; } = "";

    /// <summary>JSON object of strings.</summary>
    public string WhyArguments { get; set; } = "{}";
}

public sealed class Recording
{
    public required string CallId { get; set; }

    /// <summary>Under HOME/recordings, with slashes.</summary>
    public required string File { get; set; }
    public double Seconds { get; set; }
    public long Bytes { get; set; }
    public DateTimeOffset StoredAt { get; set; }

    /// <summary>When its time was over and the file was deleted.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class CallPartsConfiguration : IEntityTypeConfiguration<Leg>, IEntityTypeConfiguration<CallEvent>, IEntityTypeConfiguration<Recording>
{
    public void Configure(EntityTypeBuilder<Leg> leg)
    {
        leg.HasKey(l => new { l.CallId, l.ChannelId });
        leg.Property(l => l.ChannelId).HasMaxLength(128);
        leg.Property(l => l.Party).HasMaxLength(64);
        leg.Property(l => l.CauseText).HasMaxLength(128);
    }

    public void Configure(EntityTypeBuilder<CallEvent> happened)
    {
        happened.HasKey(e => new { e.Site, e.Epoch, e.Seq, e.Part });
        happened.Property(e => e.Site).HasMaxLength(32);
        happened.Property(e => e.Kind).HasMaxLength(32);
        happened.Property(e => e.Agent).HasMaxLength(64);
        happened.Property(e => e.WhyCode).HasMaxLength(64);
        happened.Property(e => e.WhyArguments).HasMaxLength(4000);
        happened.HasIndex(e => new { e.CallId, e.At }).HasDatabaseName("IX_CallEvents_Call_At");
    }

    public void Configure(EntityTypeBuilder<Recording> recording)
    {
        recording.HasKey(r => r.CallId);
        recording.Property(r => r.File).HasMaxLength(256);
        recording.HasIndex(r => new { r.DeletedAt, r.StoredAt }).HasDatabaseName("IX_Recordings_DeletedAt_StoredAt");
    }
}
