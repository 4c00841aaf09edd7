using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Identity;
using CallCenter.Server.Audit;
using CallCenter.Server.Sealing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Session;

/// <summary>Setting up, proving and taking away one's second factor. Each step asks for the password again: an open page alone changes nothing.</summary>
internal static class SecondFactorApi
{
    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/session/second-factor").RequireAuthorization(Policy.SignedIn).RequireRateLimiting(SessionApi.SignInLimit).WithTags("Session");
        own.MapGet("", ReadAsync).WithSummary("Whether I have one, and must have");
        own.MapPost("", BeginAsync).WithSummary("A new secret with its QR code; counts once confirmed");
        own.MapPost("/confirm", ConfirmAsync).WithSummary("Proves the authenticator; answers the recovery codes, this once");
        own.MapPost("/off", TurnOffAsync);
        routes.MapPost("/api/users/{user:maxlength(64)}/second-factor/reset", ResetAsync).RequireAuthorization(Policy.SecurityAdmin).WithTags("Session").WithSummary("For somebody who lost it; audited");
    }

    private static async Task<Results<Ok<SecondFactorState>, ProblemHttpResult>> ReadAsync(HttpContext http, CenterDb db, SecondFactors factors, CancellationToken ct) =>
        await FindAsync(db, http.UserName(), ct) is { } user ? TypedResults.Ok(new SecondFactorState(user.SecondFactorProven, factors.IsRequired(user), user.RecoveryCodes.Count)) : Problems.NotFound();

    private static async Task<Results<Ok<SecondFactorOffer>, ProblemHttpResult>> BeginAsync(
        ProveIdentity body, HttpContext http, CenterDb db, Passwords passwords, SecondFactors factors, CancellationToken ct)
    {
        if (await RefusedAsync(body, http, passwords, ct) is { } problem) return problem;
        if (await FindAsync(db, http.UserName(), ct) is not { SecondFactorProven: false } user) return Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Turn the present one off first.");
        try
        {
            var enrolment = factors.Begin(user);
            await db.SaveChangesAsync(ct);
            return TypedResults.Ok(new SecondFactorOffer(enrolment.Secret, enrolment.Address, enrolment.Svg));
        }
        catch (KeyRingException fault)
        {
            return Problems.Of(ProblemCode.KeyLost, StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
    }

    private static async Task<Results<Ok<SecondFactorCodes>, ProblemHttpResult>> ConfirmAsync(
        ConfirmSecondFactor body, HttpContext http, CenterDb db, SecondFactors factors, IAudit audit, CancellationToken ct)
    {
        if (await FindAsync(db, http.UserName(), ct) is not { SecondFactorProven: false, SecondFactor: not null } user) return Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict);
        try
        {
            if (factors.Prove(user, body.Code ?? "") is not { } codes) return Problems.Of(ProblemCode.WrongCode, StatusCodes.Status400BadRequest);
            await db.SaveChangesAsync(ct);
            await audit.RecordAsync(http, AuditAction.SecondFactorOn, user.UserName);
            // A session that was kept back until now gets what the user's roles allow.
            if (http.SessionId() is { } session) await http.SignInAsync(SessionCookie.Principal(user, http.Phone(), session, due: false), new AuthenticationProperties { IsPersistent = true });
            return TypedResults.Ok(new SecondFactorCodes(codes));
        }
        catch (Exception fault) when (fault is KeyLostException or SealBrokenException)
        {
            return Problems.Of(ProblemCode.KeyLost, StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TurnOffAsync(ProveIdentity body, HttpContext http, CenterDb db, Passwords passwords, IAudit audit, CancellationToken ct)
    {
        if (await RefusedAsync(body, http, passwords, ct) is { } problem) return problem;
        if (await FindAsync(db, http.UserName(), ct) is not { } user) return Problems.NotFound();
        SecondFactors.Clear(user);
        await db.SaveChangesAsync(ct);
        await audit.RecordAsync(http, AuditAction.SecondFactorOff, user.UserName);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetAsync(string user, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        if (await FindAsync(db, user, ct) is not { } found) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.SecondFactorReset, found.UserName);
        SecondFactors.Clear(found);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<ProblemHttpResult?> RefusedAsync(ProveIdentity body, HttpContext http, Passwords passwords, CancellationToken ct)
    {
        try
        {
            var (verdict, _) = await passwords.CheckAsync(http.UserName(), body.Password ?? "", body.Code, ct);
            return verdict == PasswordVerdict.Right ? null : SessionApi.Refusal(verdict);
        }
        catch (Exception fault) when (fault is KeyLostException or SealBrokenException)
        {
            return Problems.Of(ProblemCode.KeyLost, StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
    }

    private static Task<User?> FindAsync(CenterDb db, string name, CancellationToken ct) =>
        db.Users.Include(u => u.Roles).Include(u => u.RecoveryCodes).AsSplitQuery().SingleOrDefaultAsync(u => u.UserName == name, ct);
}
