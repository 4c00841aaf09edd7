using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallCenter.Server.Messages;

/// <summary>HMAC-SHA256 over timestamp, a dot and the body, both ways: docs/messages.md.</summary>
internal static class Signature
{
    public const string TimestampHeader = "X-Timestamp", SignatureHeader = "X-Signature";
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static string Of(byte[] key, string timestamp, ReadOnlySpan<byte> body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key.AsSpan(), (ReadOnlySpan<byte>)[.. Encoding.ASCII.GetBytes(timestamp + "."), .. body]));

    /// <summary>Whether the bearer of the key signed this body, within the window around now.</summary>
    public static bool Fits(byte[] key, string timestamp, string signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - (double)seconds) > Window.TotalSeconds) return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(key, timestamp, body)), Encoding.UTF8.GetBytes(signature));
    }
}
