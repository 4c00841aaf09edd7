using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Settings;

/// <summary>One thing an administrator set: a queue, a number, a break reason. The value is JSON; docs/adr/0007 says why.</summary>
public sealed class Setting
{
    public required string Section { get; set; }
    public required string Id { get; set; }

    /// <summary>Counts up from 1; two administrators cannot both follow the same one.</summary>
    public long Version { get; set; }
    public required string Value { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public required string ChangedBy { get; set; }
}

/// <summary>A change as it was made, stored in the same transaction. Rows are only ever added.</summary>
public sealed class SettingChange
{
    public Guid Id { get; set; }
    public DateTimeOffset At { get; set; }
    public required string User { get; set; }
    public required string Section { get; set; }
    public required string SettingId { get; set; }
    public long Version { get; set; }

    /// <summary>Null: there was none.</summary>
    public string? Before { get; set; }

    /// <summary>Null: taken away.</summary>
    public string? After { get; set; }
}

internal sealed class SettingConfiguration : IEntityTypeConfiguration<Setting>, IEntityTypeConfiguration<SettingChange>
{
    private const int LongestValue = 4000;

    public void Configure(EntityTypeBuilder<Setting> setting)
    {
        setting.HasKey(s => new { s.Section, s.Id });
        setting.Property(s => s.Section).HasMaxLength(32);
        setting.Property(s => s.Id).HasMaxLength(64);
        setting.Property(s => s.Version).IsConcurrencyToken();
        setting.Property(s => s.Value).HasMaxLength(LongestValue);
        setting.Property(s => s.ChangedBy).HasMaxLength(64);
    }

    public void Configure(EntityTypeBuilder<SettingChange> change)
    {
        change.Property(c => c.User).HasMaxLength(64);
        change.Property(c => c.Section).HasMaxLength(32);
        change.Property(c => c.SettingId).HasMaxLength(64);
        change.Property(c => c.Before).HasMaxLength(LongestValue);
        change.Property(c => c.After).HasMaxLength(LongestValue);
        change.HasIndex(c => new { c.Section, c.SettingId, c.At }).HasDatabaseName("IX_SettingChanges_Setting_At");
    }
}
