using System.Security.Cryptography;
using System.Text;
using CallCenter.Data.Identity;
using CallCenter.Server.Sealing;
using OtpNet;
using QRCoder;

namespace CallCenter.Server.Session;

/// <summary>What somebody needs to set up an authenticator: the address it reads (otpauth), the same as a picture, and the secret for typing.</summary>
internal sealed record Enrolment(string Secret, string Address, string Svg);

/// <summary>Codes of an authenticator (TOTP, RFC 6238: six digits, 30 s, SHA-1, as every authenticator has them), and the words that stand in for a lost one. Each counts once.</summary>
internal sealed class SecondFactors(KeyVault vault, CenterOptions options, TimeProvider time)
{
    private const int SecretBytes = 20, CodeDigits = 6, RecoveryCodes = 10, RecoveryBytes = 10;

    /// <summary>Clocks may be half a minute apart.</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>A role of this user asks for a second factor that is not set up yet.</summary>
    public bool IsDue(User user) => !user.SecondFactorProven && IsRequired(user);

    public bool IsRequired(User user) => user.Roles.Any(role => options.TwoFactorRoles.Contains(role.Role));

    /// <summary>Takes a code if it is right; a recovery code goes with it.</summary>
    /// <exception cref="KeyLostException">The secret cannot be opened; recovery codes still count.</exception>
    /// <exception cref="SealBrokenException"/>
    public bool Take(User user, string code)
    {
        code = code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (code.Length != CodeDigits) return user.RecoveryCodes.RemoveAll(kept => kept.Hash == HashOf(user, code)) > 0;
        if (user.SecondFactor is null) return false;
        var totp = new Totp(Base32Encoding.ToBytes(SealedText.Open(user.SecondFactor, vault.Ring, Subject(user))));
        if (!totp.VerifyTotp(time.GetUtcNow().UtcDateTime, code, out var step, Window) || step <= user.SecondFactorStep) return false;
        user.SecondFactorStep = step;
        return true;
    }

    /// <summary>A new secret; it counts once a code made from it has been shown.</summary>
    /// <exception cref="KeyRingException">There is no key to seal it with.</exception>
    public Enrolment Begin(User user)
    {
        var secret = Base32Encoding.ToString(RandomNumberGenerator.GetBytes(SecretBytes));
        (user.SecondFactor, user.SecondFactorProven) = (SealedText.Seal(secret, vault.Active, Subject(user)), false);
        var address = new OtpUri(OtpType.Totp, secret, user.UserName, $"CallCenter {options.Paths.Instance}").ToString();
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(data);
        return new Enrolment(secret, address, picture.GetGraphic(4));
    }

    /// <returns>The recovery codes, to be shown once; null when the code is wrong.</returns>
    public IReadOnlyList<string>? Prove(User user, string code)
    {
        if (code.Length > CodeDigits + 1 || !Take(user, code)) return null;
        user.SecondFactorProven = true;
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(RecoveryBytes)).ToLowerInvariant()).ToList();
        user.RecoveryCodes.Clear();
        user.RecoveryCodes.AddRange(codes.Select(words => new RecoveryCode { UserId = user.Id, Hash = HashOf(user, words) }));
        return [.. codes.Select(words => string.Join('-', words.Chunk(4).Select(part => new string(part))))];
    }

    public static void Clear(User user)
    {
        (user.SecondFactor, user.SecondFactorProven) = (null, false);
        user.RecoveryCodes.Clear();
    }

    /// <summary>Seals the secret with the newest key.</summary>
    /// <param name="givenUp">Whether a key is lost and nobody waits for it any more.</param>
    /// <returns>Whether it was sealed with another.</returns>
    public static bool Reseal(User user, KeyRing ring, Func<Guid, bool> givenUp)
    {
        if (user.SecondFactor is null || SealedText.KeyOf(user.SecondFactor) is var key && (key == ring.Active.Id || givenUp(key))) return false;
        user.SecondFactor = SealedText.Seal(SealedText.Open(user.SecondFactor, ring, Subject(user)), ring.Active, Subject(user));
        return true;
    }

    private static string Subject(User user) => $"second-factor:{user.Id}";

    private static string HashOf(User user, string words) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}:{words.ToLowerInvariant()}")));
}
