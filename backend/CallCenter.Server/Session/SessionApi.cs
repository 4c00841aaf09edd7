using System.Threading.RateLimiting;
using CallCenter.Contracts;
using CallCenter.Data.Identity;
using CallCenter.Server.Audit;
using CallCenter.Server.Operations;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;

namespace CallCenter.Server.Session;

internal static class SessionApi
{
    private const string SignInLimit = "sign-in";
    private const int LongestName = 64, LongestPassword = 256;

    public static IServiceCollection AddSession(this IServiceCollection services, CenterOptions options)
    {
        SessionCookie.Add(services, options);
        services.AddSingleton<Passwords>();
        services.AddSingleton<EndedSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<EndedSessions>());
        services.AddAuthorization(Policy.Add);
        return services.AddRateLimiter(limiter =>
        {
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
    }

    private static async Task<Results<Ok<SessionInfo>, ProblemHttpResult>> SignInAsync(SignIn body, HttpContext http, Passwords passwords, IAgentDirectory agents, EndedSessions ended,
        Database database, CenterOptions options, SiteSettings settings, IAudit audit, TimeProvider time, ILogger<EndedSessions> logger, CancellationToken ct)
    {
        var name = (body.User ?? "").Trim().ToLowerInvariant();
        var password = body.Password ?? "";
        if (name.Length is 0 or > LongestName || password.Length is 0 or > LongestPassword) return Wrong(PasswordVerdict.Wrong);
        if (body.Phone is not (null or "browser") && !settings.Current.IsDeskPhone(body.Phone)) return Problems.Of(ProblemCode.UnknownPhone, StatusCodes.Status400BadRequest);

        if (!database.Ready) return Problems.Unavailable("The database is not ready yet.");

        var address = http.Connection.RemoteIpAddress?.ToString();
        var (verdict, user) = await passwords.CheckAsync(name, password, ct);
        if (user is null)
        {
            SessionLog.Failed(logger, verdict);
            OperationsMetrics.SignInFailures.Inc();
            _ = audit.Record(name, verdict == PasswordVerdict.LockedOut ? AuditAction.LockedOut : AuditAction.SignInFailed, name, address: address);
            return Wrong(verdict);
        }
        // The page sends its phone whoever signs in; only those who take calls get a seat with it.
        var phone = user.Roles.Any(role => Policy.TakeCalls.Contains(role.Role)) ? body.Phone : null;
        if (await agents.SignedInAsync(name, phone, ct) is { } problem) return Problems.Of(problem, StatusCodes.Status409Conflict);
        // A session replaced by a new sign-in of the same page must not stay usable.
        if (http.SessionId() is { } before) ended.End(before);
        await audit.Record(name, AuditAction.SignedIn, name, address: address).WaitAsync(TimeSpan.FromSeconds(3), ct);
        return TypedResults.Ok(await EnterAsync(http, user, phone, options, settings.Current, time, logger));
    }

    private static async Task<SessionInfo> EnterAsync(HttpContext http, User user, string? phone, CenterOptions options, SiteSnapshot site, TimeProvider time, ILogger logger)
    {
        var principal = SessionCookie.Principal(user, phone, Guid.CreateVersion7(time.GetUtcNow()));
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

    private static ProblemHttpResult Wrong(PasswordVerdict verdict) => verdict == PasswordVerdict.LockedOut
        ? Problems.Of(ProblemCode.LockedOut, StatusCodes.Status423Locked) : Problems.Of(ProblemCode.WrongPassword, StatusCodes.Status401Unauthorized);
}
