using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Identity;
using CallCenter.Data.Settings;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Users;

/// <summary>
/// The system administrator a site without demo data begins with. The password lies in HOME/first-password, for its owner alone, until somebody has signed in with it.
/// </summary>
internal sealed class FirstUser(CenterOptions options, TimeProvider time, ILogger<FirstUser> logger)
{
    public const string Name = "admin";

    private string PasswordFile => Path.Combine(options.Paths.Home, "first-password");

    /// <summary>Makes the administrator where nobody could sign in, and ends the sessions of demo users: outside demo mode there are none.</summary>
    /// <exception cref="IOException">The password cannot be kept, and so nobody is made.</exception>
    public async Task PrepareAsync(CenterDb db, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await db.Users.Where(user => user.Demo).ExecuteUpdateAsync(set => set.SetProperty(user => user.SessionsEndedAt, now), ct);
        if (await db.Users.AnyAsync(user => !user.Demo, ct)) return;
        var password = Passwords.Random();
        // The file first: a user whose password nobody knows would keep everybody out.
        KeepPassword(password);
        var user = new User { Id = Guid.CreateVersion7(now), UserName = Name, DisplayName = "系统管理员", PasswordHash = "", Roles = [new UserRole { Role = Role.SystemAdmin }] };
        user.PasswordHash = Passwords.Hash(user, password);
        db.Users.Add(user);
        db.SettingChanges.Add(new SettingChange
        {
            Id = Guid.CreateVersion7(now), At = now, User = SettingSeeds.By, Section = SettingSection.Users, SettingId = Name, Version = user.Version, After = UsersApi.Facts(user),
        });
        await db.SaveChangesAsync(ct);
        FirstUserLog.Made(logger, Name, PasswordFile);
    }

    /// <summary>The password is known now: its file goes.</summary>
    public void SignedIn(string user)
    {
        if (user != Name || !File.Exists(PasswordFile)) return;
        try
        {
            File.Delete(PasswordFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            FirstUserLog.NotDeleted(logger, fault, PasswordFile);
        }
    }

    private void KeepPassword(string password)
    {
        // Made anew: the mode of a file that is there already would stay.
        File.Delete(PasswordFile);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(PasswordFile, how);
        file.Write(System.Text.Encoding.ASCII.GetBytes(password + "\n"));
        file.Flush(flushToDisk: true);
    }
}

internal static partial class FirstUserLog
{
    [LoggerMessage(1, LogLevel.Warning, "The user {Name} was made, nobody else could sign in: the password is in {File} until the first sign-in")]
    public static partial void Made(ILogger logger, string name, string file);

    [LoggerMessage(2, LogLevel.Error, "{File} cannot be deleted: delete it by hand, it holds a password")]
    public static partial void NotDeleted(ILogger logger, Exception fault, string file);
}
