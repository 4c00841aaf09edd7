using System.Security.Claims;
using CallCenter.Contracts;
using CallCenter.Data.Identity;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace CallCenter.Server.Session;

/// <summary>The cookie: one name per instance, so two on one machine do not sign each other out; its keys lie in the home, so it survives a restart.</summary>
internal static class SessionCookie
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(12);

    public static void Add(IServiceCollection services, CenterOptions options)
    {
        services.AddDataProtection().SetApplicationName($"callcenter-{options.Paths.Instance}").PersistKeysToFileSystem(OwnFolder(options.Paths.Keys));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = $"callcenter-{options.Paths.Instance}";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = options.Tls is null ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            // As a length too, not only as an end: the clock of an agent's machine may be hours apart from ours.
            cookie.Cookie.MaxAge = Life;
            cookie.Cookie.Path = "/";
            cookie.ExpireTimeSpan = Life;
            cookie.SlidingExpiration = true;
            // The status-code pages make problem documents of these; nobody here follows a redirect.
            cookie.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
            cookie.Events.OnValidatePrincipal = Validate;
        });
    }

    /// <param name="due">The user must set up a second factor first: signed in, but in no role.</param>
    public static ClaimsPrincipal Principal(User user, string? phone, Guid session, bool due)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.Name, user.UserName), new(SignedInUser.DisplayNameClaim, user.DisplayName), new(SignedInUser.SessionClaim, session.ToString()),
        };
        if (due) claims.Add(new Claim(SignedInUser.DueClaim, "1"));
        else claims.AddRange(user.Roles.Select(role => new Claim(ClaimTypes.Role, role.Role)));
        if (DataArea.Of(user) is { } area) claims.Add(new Claim(DataArea.Claim, area.ToString()));
        if (phone is not null) claims.Add(new Claim(SignedInUser.PhoneClaim, phone));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme));
    }

    public static SessionInfo Info(ClaimsPrincipal principal, CenterOptions options, SiteSnapshot site) => new(
        principal.Identity?.Name ?? "", principal.FindFirstValue(SignedInUser.DisplayNameClaim) ?? "", [.. principal.FindAll(ClaimTypes.Role).Select(role => role.Value)], principal.FindFirstValue(SignedInUser.PhoneClaim),
        options.Paths.Instance, options.Demo ? site.Numbers.FirstOrDefault()?.Number : null, principal.HasClaim(SignedInUser.DueClaim, "1"));

    /// <summary>Whoever reads the keys can make cookies: nobody but us does.</summary>
    private static DirectoryInfo OwnFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Validate(CookieValidatePrincipalContext context)
    {
        var ended = context.HttpContext.RequestServices.GetRequiredService<EndedSessions>();
        if (SignedInUser.SessionId(context.Principal) is not { } session || ended.Contains(session) || ended.AllEnded(context.Principal?.Identity?.Name ?? "", session)) context.RejectPrincipal();
        return Task.CompletedTask;
    }
}
