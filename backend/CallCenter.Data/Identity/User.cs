using CallCenter.Data.Residents;
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

    /// <summary>A station's own community, all it may see. Means nothing for other roles.</summary>
    public Guid? CommunityId { get; set; }

    /// <summary>The secret shared with the user's authenticator (TOTP), sealed with the key ring; null without a second factor.</summary>
    public string? SecondFactor { get; set; }

    /// <summary>The user has shown a code made from it: from then on signing in asks for one.</summary>
    public bool SecondFactorProven { get; set; }

    /// <summary>Time step of the last code taken: a code counts once.</summary>
    public long SecondFactorStep { get; set; }
    public List<RecoveryCode> RecoveryCodes { get; set; } = [];
}

/// <summary>One of the words that stand in for a lost authenticator; gone once used.</summary>
public sealed class RecoveryCode
{
    public Guid UserId { get; set; }

    /// <summary>SHA-256 in hex, salted with the user's id. The words are 80 random bits: nothing slower is needed.</summary>
    public required string Hash { get; set; }
}

public sealed class UserRole
{
    /// <summary>Who keeps the keys and the rights must not be the one who reads the log of what was done with them.</summary>
    public const string SecurityAdmin = "security-admin", AuditAdmin = "audit-admin";

    public Guid UserId { get; set; }
    public required string Role { get; set; }
}

/// <summary>A session signed out before its cookie expired: the cookie is worth nothing any more.</summary>
public sealed class EndedSession
{
    public Guid Id { get; set; }
    public DateTimeOffset EndedAt { get; set; }
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>, IEntityTypeConfiguration<UserRole>, IEntityTypeConfiguration<EndedSession>, IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.Property(u => u.UserName).HasMaxLength(64);
        user.Property(u => u.DisplayName).HasMaxLength(64);
        user.Property(u => u.PasswordHash).HasMaxLength(512);
        user.HasMany(u => u.Roles).WithOne().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        user.Property(u => u.SecondFactor).HasMaxLength(512);
        user.HasMany(u => u.RecoveryCodes).WithOne().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        user.HasOne<Community>().WithMany().HasForeignKey(u => u.CommunityId).OnDelete(DeleteBehavior.Restrict);
        user.HasIndex(u => u.CommunityId).HasDatabaseName("IX_Users_Community");
        user.HasIndex(u => u.UserName).IsUnique().HasDatabaseName("UX_Users_UserName");
    }

    public void Configure(EntityTypeBuilder<UserRole> role)
    {
        role.HasKey(r => new { r.UserId, r.Role });
        role.Property(r => r.Role).HasMaxLength(32);
    }

    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.HasKey(c => new { c.UserId, c.Hash });
        code.Property(c => c.Hash).HasMaxLength(64);
    }

    public void Configure(EntityTypeBuilder<EndedSession> session) =>
        session.HasIndex(s => s.EndedAt).HasDatabaseName("IX_EndedSessions_EndedAt");
}
