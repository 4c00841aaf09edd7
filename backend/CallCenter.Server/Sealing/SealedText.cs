using System.Security.Cryptography;
using System.Text;

namespace CallCenter.Server.Sealing;

/// <summary>A short secret sealed for a column of the database: key id, nonce, tag and text, in Base64. Bound to its subject, so it cannot be moved to another row.</summary>
internal static class SealedText
{
    private const int IdBytes = 16, Head = IdBytes + SealedFile.NonceBytes + SealedFile.TagBytes;

    public static string Seal(string text, SealingKey key, string subject)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var whole = new byte[Head + plain.Length];
        key.Id.TryWriteBytes(whole, bigEndian: true, out _);
        var nonce = whole.AsSpan(IdBytes, SealedFile.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher(key, subject);
        cipher.Encrypt(nonce, plain, whole.AsSpan(Head), whole.AsSpan(IdBytes + SealedFile.NonceBytes, SealedFile.TagBytes));
        return Convert.ToBase64String(whole);
    }

    /// <exception cref="KeyLostException"/>
    /// <exception cref="SealBrokenException"/>
    public static string Open(string text, KeyRing? ring, string subject)
    {
        var whole = Bytes(text);
        var key = ring?.Find(KeyIn(whole)) ?? throw new KeyLostException(KeyIn(whole));
        var plain = new byte[whole.Length - Head];
        try
        {
            using var cipher = Cipher(key, subject);
            cipher.Decrypt(whole.AsSpan(IdBytes, SealedFile.NonceBytes), whole.AsSpan(Head), whole.AsSpan(IdBytes + SealedFile.NonceBytes, SealedFile.TagBytes), plain);
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw new SealBrokenException($"The secret of {subject} is not what was sealed.", fault);
        }
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>The key it is sealed with.</summary>
    public static Guid KeyOf(string text) => KeyIn(Bytes(text));

    private static byte[] Bytes(string text)
    {
        var whole = new byte[text.Length];
        return Convert.TryFromBase64String(text, whole, out var length) && length >= Head ? whole[..length] : throw new SealBrokenException("A sealed secret is no such thing.");
    }

    private static Guid KeyIn(byte[] whole) => new(whole.AsSpan(0, IdBytes), bigEndian: true);

    private static AesGcm Cipher(SealingKey key, string subject) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret, 32, [], Encoding.UTF8.GetBytes($"callcenter text {subject}")), SealedFile.TagBytes);
}
