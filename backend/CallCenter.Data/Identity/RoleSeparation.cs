using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data.Identity;

/// <summary>Nobody is security and audit administrator in one: whoever may change rights must not be able to read, and so to know, what the log says of it.</summary>
public static class RoleSeparation
{
    /// <summary>These roles must not meet in one user.</summary>
    public static bool Broken(IEnumerable<string> roles) => roles.Intersect([UserRole.SecurityAdmin, UserRole.AuditAdmin]).Count() == 2;

    /// <summary>Looks at what is about to be stored. Users of the demo data are left alone: the demo's admin01 shows everything.</summary>
    internal static void Check(CenterDb db)
    {
        var given = db.ChangeTracker.Entries<UserRole>().Where(entry => entry.State == EntityState.Added && entry.Entity.Role is UserRole.SecurityAdmin or UserRole.AuditAdmin)
            .Select(entry => entry.Entity.UserId).Distinct().ToList();
        foreach (var id in given)
        {
            var tracked = db.ChangeTracker.Entries<UserRole>().Where(entry => entry.Entity.UserId == id).ToList();
            var stored = db.UserRoles.AsNoTracking().Where(role => role.UserId == id).Select(role => role.Role).ToList();
            var taken = tracked.Where(entry => entry.State == EntityState.Deleted).Select(entry => entry.Entity.Role);
            var roles = stored.Except(taken).Union(tracked.Where(entry => entry.State != EntityState.Deleted).Select(entry => entry.Entity.Role));
            if (Broken(roles) && !IsDemo(db, id)) throw new RoleSeparationException();
        }
    }

    private static bool IsDemo(CenterDb db, Guid id) => db.Users.Local.FirstOrDefault(user => user.Id == id) is { } tracked ? tracked.Demo : db.Users.Any(user => user.Id == id && user.Demo);
}

/// <summary>One user was to become security and audit administrator.</summary>
public sealed class RoleSeparationException() : Exception("Nobody may be security administrator and audit administrator at once.");
