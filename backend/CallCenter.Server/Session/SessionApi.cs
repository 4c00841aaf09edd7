using System.Threading.RateLimiting;
using CallCenter.Contracts;
using CallCenter.Data.Identity;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations;
using CallCenter.Server.Sealing;
using CallCenter.Server.Settings;
using CallCenter.Server.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;

namespace CallCenter.Server.Session;

internal static class SessionApi
{
    internal const string SignInLimit = "sign-in";
    private const int LongestName = 64, LongestPassword = 256;

    public static IServiceCollection AddSession(this IServiceCollection services, CenterOptions options)
    {
        SessionCookie.Add(services, options);
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<EndedSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<EndedSessions>());
        services.AddAuthorization(Policy.Add);
        return services.AddRateLimiter(limiter =>
        {
            Limits.Add(limiter);
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(SignInLimit, http => RateLimitPartition.GetSlidingWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? "", _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = options.SignInsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6,
            }));
        });
    }

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/api/session");
        session.MapPost("", SignInAsync).AllowAnonymous().RequireRateLimiting(SignInLimit);
        session.MapGet("", (HttpContext http, CenterOptions options, SiteSettings settings) => TypedResults.Ok(SessionCookie.Info(http.User, options, settings.Current))).RequireAuthorization(Policy.SignedIn);
        session.MapDelete("", SignOutAsync).AllowAnonymous();
        routes.MapSecondFactor();
    }

    private static async Task<Results<Ok<SessionInfo>, ProblemHttpResult>> SignInAsync(SignIn body, HttpContext http, Passwords passwords, SecondFactors factors, IAgentDirectory agents, EndedSessions ended, FirstUser first,
        Database database, CenterOptions options, SiteSettings settings, IAudit audit, TimeProvider time, ILogger<EndedSessions> logger, CancellationToken ct)
    {
        var name = (body.User ?? "").Trim().ToLowerInvariant();
        var password = body.Password ?? "";
        if (name.Length is 0 or > LongestName || password.Length is 0 or > LongestPassword || body.Code?.Length > LongestName) return Refusal(PasswordVerdict.Wrong);
        if (body.Phone is not (null or "browser") && !settings.Current.IsDeskPhone(body.Phone)) return Problems.Of(ProblemCode.UnknownPhone, StatusCodes.Status400BadRequest);

        if (!database.Ready) return Problems.Unavailable("The database is not ready yet.");

        var address = http.Connection.RemoteIpAddress?.ToString();
        var (verdict, user) = await CheckedAsync(passwords, name, password, body.Code, ct);
        if (verdict == PasswordVerdict.CodeNeeded) return Refusal(PasswordVerdict.CodeNeeded);
        if (user is null)
        {
            SessionLog.Failed(logger, verdict?.ToString() ?? "KeyLost");
            OperationsMetrics.SignInFailures.Inc();
            _ = audit.Record(name, verdict == PasswordVerdict.LockedOut ? AuditAction.LockedOut : AuditAction.SignInFailed, name, address: address);
            return verdict is { } known ? Refusal(known) : Problems.Of(ProblemCode.KeyLost, StatusCodes.Status503ServiceUnavailable, "The second factor cannot be checked: its key is not at hand. A recovery code still counts.");
        }
        // However it came into the database: it is not let in.
        if (!user.Demo && RoleSeparation.Broken(user.Roles.Select(role => role.Role)))
        {
            SessionLog.RolesMeet(logger, name);
            return Problems.Of(ProblemCode.RolesMeet, StatusCodes.Status403Forbidden);
        }
        // The page sends its phone whoever signs in; only those who take calls get a seat with it.
        var due = factors.IsDue(user);
        var phone = !due && user.Roles.Any(role => Policy.TakeCalls.Contains(role.Role)) ? body.Phone : null;
        if (await agents.SignedInAsync(name, phone, ct) is { } problem) return Problems.Of(problem, StatusCodes.Status409Conflict);
        first.SignedIn(name);
        // A session replaced by a new sign-in of the same page must not stay usable.
        if (http.SessionId() is { } before) ended.End(before);
        await audit.Record(name, AuditAction.SignedIn, name, address: address).WaitAsync(TimeSpan.FromSeconds(3), ct);
        return TypedResults.Ok(await EnterAsync(http, user, phone, due, options, settings.Current, time, logger));
    }

    private static async Task<SessionInfo> EnterAsync(HttpContext http, User user, string? phone, bool due, CenterOptions options, SiteSnapshot site, TimeProvider time, ILogger logger)
    {
        var principal = SessionCookie.Principal(user, phone, Guid.CreateVersion7(time.GetUtcNow()), due);
        await http.SignInAsync(principal, new AuthenticationProperties { IsPersistent = true });
        SessionLog.SignedIn(logger, user.UserName, phone ?? "none");
        return SessionCookie.Info(principal, options, site);
    }

    private static async Task<NoContent> SignOutAsync(HttpContext http, IAgentDirectory agents, EndedSessions ended, IAudit audit, ILogger<EndedSessions> logger, CancellationToken ct)
    {
        if (http.SessionId() is { } session)
        {
            var name = http.UserName();
            ended.End(session);
            // A session without a phone has no seat to give back; that of the same person elsewhere stays.
            if (http.User.HasClaim(claim => claim.Type == SignedInUser.PhoneClaim)) await agents.SignedOutAsync(name, ct);
            _ = audit.Record(name, AuditAction.SignedOut, name, address: http.Connection.RemoteIpAddress?.ToString());
            SessionLog.SignedOut(logger, name);
        }
        await http.SignOutAsync();
        return TypedResults.NoContent();
    }

    /// <returns>No verdict when the second factor's key is not at hand.</returns>
    private static async Task<(PasswordVerdict? Verdict, User? User)> CheckedAsync(Passwords passwords, string name, string password, string? code, CancellationToken ct)
    {
        try
        {
            return await passwords.CheckAsync(name, password, code, ct);
        }
        catch (Exception fault) when (fault is KeyLostException or SealBrokenException)
        {
            return (null, null);
        }
    }

    internal static ProblemHttpResult Refusal(PasswordVerdict verdict) => verdict switch
    {
        PasswordVerdict.LockedOut => Problems.Of(ProblemCode.LockedOut, StatusCodes.Status423Locked),
        PasswordVerdict.CodeNeeded => Problems.Of(ProblemCode.SecondFactor, StatusCodes.Status401Unauthorized),
        PasswordVerdict.CodeWrong => Problems.Of(ProblemCode.WrongCode, StatusCodes.Status401Unauthorized),
        _ => Problems.Of(ProblemCode.WrongPassword, StatusCodes.Status401Unauthorized),
    };
}
