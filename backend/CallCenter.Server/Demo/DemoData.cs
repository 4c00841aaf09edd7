using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Identity;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Demo;

/// <summary>Fills an empty database in demo mode, and lets the demo users' password follow the setting.</summary>
internal sealed class DemoData(CenterOptions options, Pinyin pinyin, TimeProvider time)
{
    public async Task PlantAsync(CenterDb db, CancellationToken ct)
    {
        if (!await db.Districts.AnyAsync(ct) && !await db.Users.AnyAsync(ct))
        {
            var town = new DemoTown(pinyin, time).Build();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            db.Add(town.District);
            db.AddRange(town.Communities);
            db.AddRange(town.Households);
            db.AddRange(Users());
            db.AddRange(DemoTemplates.All(time.GetUtcNow()));
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
        else
        {
            await FollowPasswordAsync(db, ct);
        }
    }

    private async Task FollowPasswordAsync(CenterDb db, CancellationToken ct)
    {
        // All demo users are changed in one transaction: one that fits tells of all.
        var first = await db.Users.AsNoTracking().Where(u => u.Demo).OrderBy(u => u.UserName).FirstOrDefaultAsync(ct);
        if (first is null || Passwords.Fits(first, options.DemoPassword!)) return;
        foreach (var user in await db.Users.Where(u => u.Demo).ToListAsync(ct))
        {
            user.PasswordHash = Passwords.Hash(user, options.DemoPassword!);
            (user.FailedSignIns, user.LockedUntil) = (0, null);
        }
        await db.SaveChangesAsync(ct);
    }

    private List<User> Users()
    {
        var random = new Random(20);
        var users = Enumerable.Range(1, options.DemoAgents).Select(n => User(n, $"agent{n:00}", DemoNames.Person(random, n % 3 == 0), Role.Agent)).ToList();
        users.Add(User(101, "supervisor01", "周主任", Role.Supervisor));
        users.Add(User(102, "admin01", "系统管理员", Role.SystemAdmin, Role.SecurityAdmin, Role.AuditAdmin));
        // The hash is slow on purpose; so many of them are not needed one after another.
        users.AsParallel().ForAll(user => user.PasswordHash = Passwords.Hash(user, options.DemoPassword!));
        return users;
    }

    private static User User(int n, string name, string display, params string[] roles) => new()
    {
        Id = DemoTown.Id(9, n), UserName = name, DisplayName = display, PasswordHash = "", Demo = true, Roles = [.. roles.Select(role => new UserRole { Role = role })],
    };
}
