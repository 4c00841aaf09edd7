using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Data.Databases;
using CallCenter.Server.Audit;
using CallCenter.Server.Users;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Users;

/// <summary>Who gets into a site without demo data.</summary>
public sealed class FirstUserTests
{
    [Fact]
    public async Task A_real_site_begins_with_an_administrator_whose_password_lies_in_the_home_until_the_first_sign_in()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_DEMO", "0"));
        var file = Path.Combine(host.Home, "first-password");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var password = (await File.ReadAllTextAsync(file)).Trim();
        await host.StopAsync();
        // The next start makes nobody anew.
        await host.StartAsync();
        Assert.Equal(password, (await File.ReadAllTextAsync(file)).Trim());
        using var browser = host.Browser();
        Assert.Equal(ProblemCode.WrongPassword, await (await browser.PostAsJsonAsync("/api/session", new SignIn("admin", "wrong"))).CodeAsync());
        Assert.True(File.Exists(file), "a wrong password deletes nothing");
        var session = await (await browser.PostAsJsonAsync("/api/session", new SignIn("admin", password))).ReadAsync<SessionInfo>();
        Assert.Equal([Role.SystemAdmin], session.Roles);
        Assert.False(File.Exists(file), "the password is known now");
        await using var db = host.Db();
        Assert.Equal("admin", Assert.Single(await db.Users.ToListAsync()).UserName);
    }

    [Fact]
    public async Task Demo_users_stay_outside_a_real_site_and_so_do_their_sessions()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        var browser = await host.SignedInAsync("admin01");
        var cookie = (await browser.PostAsJsonAsync("/api/session", new SignIn("admin01", ServerHost.Password))).Headers.GetValues("Set-Cookie").First().Split(';')[0];
        await host.StopAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.StartAsync(("CALLCENTER_DEMO", "0"));
        using var stranger = host.Browser(cookies: false);
        Assert.Equal(ProblemCode.WrongPassword, await (await stranger.PostAsJsonAsync("/api/session", new SignIn("admin01", ServerHost.Password))).CodeAsync());
        stranger.DefaultRequestHeaders.Add("Cookie", cookie);
        await Eventually.TrueAsync(async () => (await stranger.GetAsync("/api/session")).StatusCode == System.Net.HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(10), "the session of demo mode is over");
        Assert.True(File.Exists(Path.Combine(host.Home, "first-password")), "somebody can sign in");
        browser.Dispose();
    }

    [Fact]
    public async Task A_lost_administrator_is_replaced_by_a_command_and_the_audit_chain_knows()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_DEMO", "0"));
        var database = host.Services.GetRequiredService<CenterOptions>().Database;
        var text = new StringWriter();
        Assert.Equal(0, await UserCommands.RunAsync(["add-admin", "li.na"], database, host.Paths, text, host.Time));
        var password = text.ToString().Trim().Split(' ')[^1];
        using var browser = host.Browser();
        var session = await (await browser.PostAsJsonAsync("/api/session", new SignIn("li.na", password))).ReadAsync<SessionInfo>();
        Assert.Equal([Role.SystemAdmin], session.Roles);
        Assert.Equal(CommandAudit.User, (await host.Db().AuditEntries.SingleAsync(e => e.Action == AuditAction.PasswordReset)).User);
        // Twice, with the Server writing in between: the chain stays whole.
        Assert.Equal(0, await UserCommands.RunAsync(["add-admin", "li.na"], database, host.Paths, text, host.Time));
        Assert.Equal(ProblemCode.WrongPassword, await (await browser.PostAsJsonAsync("/api/session", new SignIn("li.na", password))).CodeAsync());
        await host.AuditedAsync(AuditAction.SignInFailed, "li.na");
        var check = new StringWriter();
        Assert.True(await AuditCheck.RunAsync(database, host.Paths, check) == 0, check.ToString());
        Assert.Equal(2, await UserCommands.RunAsync(["add-admin", "Li Na"], database, host.Paths, text, host.Time));
        await using (var db = host.Db())
        {
            db.Users.Add(new Data.Identity.User { Id = Guid.CreateVersion7(), UserName = "zhao", DisplayName = "赵", PasswordHash = "x", Roles = [new Data.Identity.UserRole { Role = Role.AuditAdmin }] });
            await db.SaveChangesAsync();
        }
        Assert.Equal(1, await UserCommands.RunAsync(["add-admin", "zhao"], database, host.Paths, text, host.Time));
    }
}
