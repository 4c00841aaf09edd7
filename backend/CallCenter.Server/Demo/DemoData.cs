using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Identity;
using CallCenter.Data.Residents;
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
            db.AddRange(new DemoEnterprises(pinyin, time).Build(Neighbour(town.Households.SelectMany(h => h.Residents))));
            db.AddRange(Users());
            db.AddRange(DemoTemplates.All(time.GetUtcNow()));
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }
        else
        {
            await AddOfficesAsync(db, ct);
            await AddEnterprisesAsync(db, ct);
            await FollowPasswordAsync(db, ct);
        }
    }

    /// <summary>Demo data of a version before these roles.</summary>
    private async Task AddOfficesAsync(CenterDb db, CancellationToken ct)
    {
        var names = await db.Users.Where(u => u.Demo).Select(u => u.UserName).ToListAsync(ct);
        var missing = names.Count == 0 ? [] : Offices().Where(user => !names.Contains(user.UserName)).ToList();
        foreach (var user in missing) user.PasswordHash = Passwords.Hash(user, options.DemoPassword!);
        db.AddRange(missing);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Demo data of a version before there were enterprises.</summary>
    private async Task AddEnterprisesAsync(CenterDb db, CancellationToken ct)
    {
        if (await db.Enterprises.AnyAsync(ct) || !await db.Users.AnyAsync(u => u.Demo, ct)) return;
        var known = await db.Communities.Select(c => c.Id).ToListAsync(ct);
        var all = new DemoEnterprises(pinyin, time).Build(null);
        if (!all.All(e => known.Contains(e.CommunityId!.Value))) return;
        db.AddRange(all);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>None of those the demonstrations rely on.</summary>
    private static Resident? Neighbour(IEnumerable<Resident> residents) => residents.Skip(4).FirstOrDefault(r => r.Numbers.FirstOrDefault()?.Number.StartsWith("+861", StringComparison.Ordinal) == true);

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
        // 101 to 199 are those who are no agents.
        var users = Enumerable.Range(1, options.DemoAgents).Select(n => User(n < 100 ? n : n + 100, $"agent{n:00}", DemoNames.Person(random, n % 3 == 0), Role.Agent)).ToList();
        users.Add(User(101, "supervisor01", "周主任", Role.Supervisor));
        users.Add(User(102, "admin01", "系统管理员", Role.SystemAdmin, Role.SecurityAdmin, Role.AuditAdmin));
        users.AddRange(Offices());
        // The hash is slow on purpose; so many of them are not needed one after another.
        users.AsParallel().ForAll(user => user.PasswordHash = Passwords.Hash(user, options.DemoPassword!));
        return users;
    }

    /// <summary>One of each further role. The station is the first community's.</summary>
    private static List<User> Offices()
    {
        var station = User(103, "station01", "朝阳里社区服务站", Role.Station);
        station.CommunityId = DemoTown.Id(3, 1);
        return
        [
            station, User(104, "counsel01", "心理咨询师", Role.Counsellor), User(105, "dispatch01", "派单员", Role.Dispatcher), User(106, "sysadmin01", "运维管理员", Role.SystemAdmin),
            User(107, "secadmin01", "安全管理员", Role.SecurityAdmin), User(108, "audit01", "审计管理员", Role.AuditAdmin),
            // What takes two people's word can be tried out.
            User(109, "supervisor02", "钱主任", Role.Supervisor),
        ];
    }

    private static User User(int n, string name, string display, params string[] roles) => new()
    {
        Id = DemoTown.Id(9, n), UserName = name, DisplayName = display, PasswordHash = "", Demo = true, Roles = [.. roles.Select(role => new UserRole { Role = role })],
    };
}
