using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Identity;

/// <summary>Somebody who may sign in.</summary>
public sealed class User
{
    public Guid Id { get; set; }

    /// <summary>Small letters and digits; also the agent id of routing.</summary>
    public required string UserName { get; set; }
    public required string DisplayName { get; set; }
    public required string PasswordHash { get; set; }

    /// <summary>Made by the demo data; its password follows the demo password.</summary>
    public bool Demo { get; set; }
    public bool Disabled { get; set; }

    /// <summary>Counts the administrators' changes; two cannot both follow the same one.</summary>
    public long Version { get; set; } = 1;

    /// <summary>Sessions that began before are worth nothing any more.</summary>
    public DateTimeOffset? SessionsEndedAt { get; set; }

    /// <summary>Wrong passwords since the last right one or lockout.</summary>
    public int FailedSignIns { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }
    public List<UserRole> Roles { get; set; } = [];
}

public sealed class UserRole
{
    public Guid UserId { get; set; }
    public required string Role { get; set; }
}

/// <summary>A session signed out before its cookie expired: the cookie is worth nothing any more.</summary>
public sealed class EndedSession
{
    public Guid Id { get; set; }
    public DateTimeOffset EndedAt { get; set; }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>, IEntityTypeConfiguration<UserRole>, IEntityTypeConfiguration<EndedSession>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.Property(u => u.UserName).HasMaxLength(64);
        user.Property(u => u.DisplayName).HasMaxLength(64);
        user.Property(u => u.PasswordHash).HasMaxLength(512);
        user.HasMany(u => u.Roles).WithOne().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        user.HasIndex(u => u.UserName).IsUnique().HasDatabaseName("UX_Users_UserName");
    }

    public void Configure(EntityTypeBuilder<UserRole> role)
    {
        role.HasKey(r => new { r.UserId, r.Role });
        role.Property(r => r.Role).HasMaxLength(32);
    }

    public void Configure(EntityTypeBuilder<EndedSession> session) =>
        session.HasIndex(s => s.EndedAt).HasDatabaseName("IX_EndedSessions_EndedAt");
}
