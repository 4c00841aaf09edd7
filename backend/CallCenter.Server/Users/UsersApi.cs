using System.Text.Json;
using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Identity;
using CallCenter.Data.Settings;
using CallCenter.Server.Audit;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Users;

/// <summary>Who may sign in, as what. Whoever is disabled or gets other roles or another community loses the running sessions; a call in hand goes on to its end.</summary>
internal static class UsersApi
{
    private const string RolesMeet = "Nobody may be security administrator and audit administrator at once: take one of the roles away.";
    private static readonly IReadOnlyList<string> Roles =
        [Role.Agent, Role.Counsellor, Role.Dispatcher, Role.Supervisor, Role.Station, Role.SystemAdmin, Role.SecurityAdmin, Role.AuditAdmin];

    public static IServiceCollection AddUsers(this IServiceCollection services) => services.AddSingleton<Dismissals>();

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/admin/users").RequireAuthorization(Policy.Administer).WithTags("Users");
        users.MapGet("", ListAsync);
        users.MapPut("/{name:maxlength(64)}", PutAsync).WithSummary("Makes or changes a user; disabling, other roles or another community end the running sessions");
        users.MapPost("/{name:maxlength(64)}/password", ResetAsync).WithSummary("A new password, shown once; ends the running sessions");
    }

    private static async Task<Ok<List<UserLine>>> ListAsync(CenterDb db, RoutingLoop routing, CancellationToken ct)
    {
        var users = await db.Users.AsNoTracking().Include(u => u.Roles).OrderBy(u => u.UserName).ToListAsync(ct);
        return TypedResults.Ok(users.Select(u => Line(u, routing)).ToList());
    }

    private static async Task<Results<Ok<UserLine>, Conflict<UserLine>, ProblemHttpResult>> PutAsync(
        string name, PutUser body, HttpContext http, CenterDb db, RoutingLoop routing, Dismissals dismissals, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        var faults = new Faults().Length("Name", body.Name, 64, 1).When(!Regex.IsMatch(name, "^[a-z][a-z0-9._-]{1,63}$"), "A user name begins with a letter and has small letters, digits, '.', '_' and '-'.")
            .When(Trunks.TrunkConfig.IsTrunk(name), "Names such as trunk and trunk_telecom are the trunks'.")
            .When(body.Roles is null or { Count: 0 }, "Give at least one role.").When(body.Roles?.Any(role => !Roles.Contains(role)) == true, "One of the roles does not exist.");
        if (!faults.Any)
        {
            var station = body.Roles!.Contains(Role.Station);
            faults.When(station && body.CommunityId is null, "A station needs its community: without one it sees nothing.").When(!station && body.CommunityId is not null, "Only a station has a community.")
                .When(body.CommunityId is { } community && !await db.Communities.AnyAsync(c => c.Id == community, ct), "CommunityId is no community of ours.");
        }
        if (faults.Any) return faults.Problem();
        var admin = http.UserName();
        var user = await db.Users.Include(u => u.Roles).SingleOrDefaultAsync(u => u.UserName == name, ct);
        if ((user?.Version ?? 0) != body.Version) return user is null ? Problems.NotFound() : TypedResults.Conflict(Line(user, routing));
        if (name == admin && (body.Disabled || !body.Roles!.Contains(Role.SystemAdmin)))
        {
            return Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "You cannot take your own rights away: somebody must be left who can give them back.");
        }
        if (user?.Demo != true && RoleSeparation.Broken(body.Roles!)) return Problems.Of(ProblemCode.RolesMeet, StatusCodes.Status409Conflict, RolesMeet);
        var now = time.GetUtcNow();
        await using var all = await db.Database.BeginTransactionAsync(ct);
        // Whoever counts the version up first has it: the other one, at the same time, finds none to count.
        if (user is not null && await db.Users.Where(u => u.Id == user.Id && u.Version == body.Version).ExecuteUpdateAsync(set => set.SetProperty(u => u.Version, body.Version + 1), ct) == 0)
            return await OvertakenAsync(db, name, routing, ct);
        var before = user is null ? null : Facts(user);
        // Nobody knows this password: the first one is made by the reset, shown once.
        user ??= Add(db, name, now);
        var ends = before is not null && ((body.Disabled && !user.Disabled) || body.CommunityId != user.CommunityId || !body.Roles!.ToHashSet().SetEquals(user.Roles.Select(r => r.Role)));
        (user.DisplayName, user.Disabled, user.CommunityId, user.Version) = (body.Name.Trim(), body.Disabled, body.CommunityId, body.Version + 1);
        user.Roles.RemoveAll(r => !body.Roles!.Contains(r.Role));
        user.Roles.AddRange(body.Roles!.Distinct().Where(role => user.Roles.All(r => r.Role != role)).Select(role => new UserRole { Role = role }));
        if (ends) user.SessionsEndedAt = now;
        try
        {
            await StoreAsync(db, admin, user, before, Facts(user), now, ct);
        }
        catch (DbUpdateException) when (before is null)
        {
            await all.RollbackAsync(ct);
            return await OvertakenAsync(db, name, routing, ct);
        }
        await all.CommitAsync(ct);
        Tell(audit, admin, AuditAction.UserChanged, user, before);
        if (ends) await dismissals.EndSessionsAsync(name, now);
        return TypedResults.Ok(Line(user, routing));
    }

    private static async Task<Results<Ok<UserLine>, Conflict<UserLine>, ProblemHttpResult>> OvertakenAsync(CenterDb db, string name, RoutingLoop routing, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        return await db.Users.AsNoTracking().Include(u => u.Roles).SingleOrDefaultAsync(u => u.UserName == name, ct) is { } newer ? TypedResults.Conflict(Line(newer, routing)) : Problems.NotFound();
    }

    private static async Task<Results<Ok<NewPassword>, ProblemHttpResult>> ResetAsync(string name, HttpContext http, CenterDb db, Dismissals dismissals, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        var user = await db.Users.Include(u => u.Roles).SingleOrDefaultAsync(u => u.UserName == name, ct);
        if (user is null) return Problems.NotFound();
        // With a password of the own it is no demo user any more, and would not be let in.
        if (RoleSeparation.Broken(user.Roles.Select(r => r.Role))) return Problems.Of(ProblemCode.RolesMeet, StatusCodes.Status409Conflict, RolesMeet);
        var now = time.GetUtcNow();
        var password = Passwords.Random();
        user.PasswordHash = Passwords.Hash(user, password);
        // The demo password no longer follows the setting for somebody who was given an own one.
        (user.Demo, user.FailedSignIns, user.LockedUntil) = (false, 0, null);
        if (name != http.UserName()) user.SessionsEndedAt = now;
        await StoreAsync(db, http.UserName(), user, Facts(user), Facts(user), now, ct);
        Tell(audit, http.UserName(), AuditAction.PasswordReset, user, Facts(user));
        if (name != http.UserName()) await dismissals.EndSessionsAsync(name, now);
        return TypedResults.Ok(new NewPassword(name, password));
    }

    private static User Add(CenterDb db, string name, DateTimeOffset now)
    {
        var user = new User { Id = Guid.CreateVersion7(now), UserName = name, DisplayName = name, PasswordHash = "", Version = 0 };
        user.PasswordHash = Passwords.Hash(user, Passwords.Random(32));
        db.Users.Add(user);
        return user;
    }

    private static async Task StoreAsync(CenterDb db, string admin, User user, string? before, string after, DateTimeOffset now, CancellationToken ct)
    {
        db.SettingChanges.Add(new SettingChange
        {
            Id = Guid.CreateVersion7(now), At = now, User = admin, Section = SettingSection.Users, SettingId = user.UserName, Version = user.Version, Before = before, After = after,
        });
        await db.SaveChangesAsync(ct);
    }

    private static void Tell(IAudit audit, string admin, string action, User user, string? before) =>
        _ = audit.Record(admin, action, $"users/{user.UserName}@{user.Version} {SiteSettings.Digest(before, Facts(user))}");

    internal static string Facts(User user) => JsonSerializer.Serialize(new { name = user.DisplayName, roles = user.Roles.Select(r => r.Role).Order(StringComparer.Ordinal), disabled = user.Disabled, community = user.CommunityId }, SiteSnapshot.Json);

    private static UserLine Line(User user, RoutingLoop routing)
    {
        var seat = routing.State.Agents.GetValueOrDefault(user.UserName);
        return new UserLine(user.UserName, user.DisplayName, [.. user.Roles.Select(r => r.Role).Order(StringComparer.Ordinal)], user.Disabled, seat is { SignedOut: false }, seat?.Call is not null, user.Version, user.CommunityId);
    }
}
