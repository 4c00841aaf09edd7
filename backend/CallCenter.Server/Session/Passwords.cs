using System.Collections.Concurrent;
using System.Security.Cryptography;
using CallCenter.Data;
using CallCenter.Data.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Session;

/// <summary>CodeNeeded: the password is right, the code of the second factor is missing. CodeWrong counts like a wrong password.</summary>
internal enum PasswordVerdict { Right, Wrong, LockedOut, CodeNeeded, CodeWrong }

/// <summary>Checks passwords. Five wrong ones lock a name for five minutes, whether or not such a user exists, and every answer costs the same time.</summary>
internal sealed class Passwords(CenterOptions options, IDbContextFactory<CenterDb> databases, SecondFactors factors, TimeProvider time)
{
    private sealed record Strikes(int Count, DateTimeOffset? LockedUntil);

    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int MostWrong = 5;
    private const int MostUnknownNames = 10_000;
    public static readonly TimeSpan Lockout = TimeSpan.FromMinutes(5);
    private static readonly PasswordHasher<User> Hasher = new();
    private static readonly User Nobody = new() { UserName = "", DisplayName = "", PasswordHash = "" };
    private static readonly string NobodysHash = Hasher.HashPassword(Nobody, Guid.CreateVersion7().ToString());

    // One guess at a name at a time: parallel guesses would all be counted from the same number.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly ConcurrentDictionary<string, Strikes> _unknown = new();

    /// <summary>One to be typed in: no letters that are taken for others.</summary>
    public static string Random(int length = 12) => RandomNumberGenerator.GetString(Alphabet, length);

    public static string Hash(User user, string password) => Hasher.HashPassword(user, password);

    public static bool Fits(User user, string password) => Hasher.VerifyHashedPassword(user, user.PasswordHash, password) != PasswordVerificationResult.Failed;

    public async Task<(PasswordVerdict Verdict, User? User)> CheckAsync(string name, string password, string? code, CancellationToken ct)
    {
        var turn = _turns[(int)((uint)name.GetHashCode(StringComparison.Ordinal) % _turns.Length)];
        await turn.WaitAsync(ct);
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var user = await db.Users.Include(u => u.Roles).Include(u => u.RecoveryCodes).AsSplitQuery().SingleOrDefaultAsync(u => u.UserName == name, ct);
            var fits = Hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? NobodysHash, password) != PasswordVerificationResult.Failed;
            if (user is null) return (StrikeUnknown(name), null);
            // The demo users' password is no secret: outside demo mode it opens nothing.
            var verdict = Judge(user, fits && !user.Disabled && (options.Demo || !user.Demo), code);
            await db.SaveChangesAsync(ct);
            return (verdict, verdict == PasswordVerdict.Right ? user : null);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A code is looked at, and spent, only with the right password and outside a lockout.</summary>
    private PasswordVerdict Judge(User user, bool right, string? code)
    {
        var asked = right && user.SecondFactorProven && !(user.LockedUntil > time.GetUtcNow());
        // The wrong tries before are not forgiven yet: who has the password alone could guess codes for ever.
        if (asked && string.IsNullOrWhiteSpace(code)) return PasswordVerdict.CodeNeeded;
        var verdict = Count(user, right && (!asked || factors.Take(user, code!)));
        return asked && verdict == PasswordVerdict.Wrong ? PasswordVerdict.CodeWrong : verdict;
    }

    private PasswordVerdict Count(User user, bool right)
    {
        var (count, until, verdict) = Next(new Strikes(user.FailedSignIns, user.LockedUntil), right);
        (user.FailedSignIns, user.LockedUntil) = (count, until);
        return verdict;
    }

    private PasswordVerdict StrikeUnknown(string name)
    {
        // Forgetting is harmless: only names that nobody has are kept here.
        if (_unknown.Count >= MostUnknownNames) _unknown.Clear();
        var (count, until, verdict) = Next(_unknown.GetValueOrDefault(name, new Strikes(0, null)), false);
        _unknown[name] = new Strikes(count, until);
        return verdict;
    }

    private (int Count, DateTimeOffset? LockedUntil, PasswordVerdict Verdict) Next(Strikes strikes, bool right)
    {
        var now = time.GetUtcNow();
        if (strikes.LockedUntil is { } until && until > now) return (strikes.Count, until, PasswordVerdict.LockedOut);
        if (right) return (0, null, PasswordVerdict.Right);
        return strikes.Count + 1 >= MostWrong ? (0, now + Lockout, PasswordVerdict.LockedOut) : (strikes.Count + 1, null, PasswordVerdict.Wrong);
    }
}
