using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Data.Identity;
using CallCenter.Data.Settings;
using CallCenter.Server.Audit;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Users;

/// <summary>users add-admin NAME: a system administrator for a site that has lost its own. Whoever may run it has the database anyway.</summary>
internal static partial class UserCommands
{
    public const string Usage = "users add-admin NAME";

    public static async Task<int> RunAsync(string[] words, DatabaseChoice database, HomePaths paths, TextWriter output, TimeProvider time)
    {
        if (words is not ["add-admin", var name]) return await TellAsync(output, $"Usage: {Usage}", 2);
        if (!UserName().IsMatch(name) || Trunks.TrunkConfig.IsTrunk(name)) return await TellAsync(output, "A user name begins with a letter and has small letters, digits, '.', '_' and '-'.", 2);
        try
        {
            if (database.Kind == DatabaseKind.Sqlite && !File.Exists(paths.Database)) return await TellAsync(output, $"{paths.Database} does not exist: set CALLCENTER_HOME to the instance's home, and start the Server once.", 1);
            await using var db = database.Open();
            return await AddAsync(db, name, paths, output, time);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException or UnauthorizedAccessException)
        {
            return await TellAsync(output, $"Nothing was changed: {fault.Message}", 1);
        }
    }

    private static async Task<int> AddAsync(CenterDb db, string name, HomePaths paths, TextWriter output, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var user = await db.Users.Include(u => u.Roles).Include(u => u.RecoveryCodes).AsSplitQuery().SingleOrDefaultAsync(u => u.UserName == name);
        var before = user is null ? null : UsersApi.Facts(user);
        if (user is null) db.Users.Add(user = new User { Id = Guid.CreateVersion7(now), UserName = name, DisplayName = name, PasswordHash = "", Version = 0 });
        else if (user.Roles.All(r => r.Role != Role.SystemAdmin)) return await TellAsync(output, $"{name} is somebody else: give a new name, or that of a system administrator.", 1);
        var password = Passwords.Random();
        user.PasswordHash = Passwords.Hash(user, password);
        if (user.Roles.All(r => r.Role != Role.SystemAdmin)) user.Roles.Add(new UserRole { Role = Role.SystemAdmin });
        // Whoever lost the password may have lost the authenticator with it.
        (user.SecondFactor, user.SecondFactorProven) = (null, false);
        user.RecoveryCodes.Clear();
        (user.Demo, user.Disabled, user.FailedSignIns, user.LockedUntil, user.Version, user.SessionsEndedAt) = (false, false, 0, null, user.Version + 1, now);
        if (RoleSeparation.Broken(user.Roles.Select(r => r.Role))) return await TellAsync(output, $"{name} is security and audit administrator at once: give another name.", 1);
        var after = UsersApi.Facts(user);
        db.SettingChanges.Add(new SettingChange
        {
            Id = Guid.CreateVersion7(now), At = now, User = CommandAudit.User, Section = SettingSection.Users, SettingId = name, Version = user.Version, Before = before, After = after,
        });
        await CommandAudit.SaveAsync(db, paths, AuditAction.PasswordReset, $"users/{name}@{user.Version} {SiteSettings.Digest(before, after)}", time, CancellationToken.None);
        return await TellAsync(output, $"System administrator {name}, password (shown this once): {password}", 0);
    }

    private static async Task<int> TellAsync(TextWriter output, string sentence, int code)
    {
        await output.WriteLineAsync(sentence);
        return code;
    }

    [GeneratedRegex("^[a-z][a-z0-9._-]{1,63}$")]
    private static partial Regex UserName();
}
