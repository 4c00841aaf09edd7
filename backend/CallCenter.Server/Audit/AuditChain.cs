using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallCenter.Data.Audit;

namespace CallCenter.Server.Audit;

/// <summary>Where the chain stands: its last row. Position 0 is before the first.</summary>
internal readonly record struct AuditHead(long Seq, string Hash)
{
    public static AuditHead Start { get; } = new(0, new string('0', 64));
}

/// <summary>Each row of the audit log carries a hash over what it says and over the row before: none can be changed, taken out, put in or moved without all after it.</summary>
internal static class AuditChain
{
    private const int Fields = 7;

    /// <summary>Gives the row its place after <paramref name="before"/>.</summary>
    public static AuditHead Append(AuditEntry entry, AuditHead before)
    {
        entry.Seq = before.Seq + 1;
        entry.Hash = HashOf(entry, before.Hash);
        return new AuditHead(entry.Seq.Value, entry.Hash);
    }

    public static string HashOf(AuditEntry entry, string before)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        hash.AppendData(Encoding.ASCII.GetBytes(before));
        foreach (var whole in new[] { entry.Seq ?? 0, entry.At.UtcTicks, Fields })
        {
            BinaryPrimitives.WriteInt64BigEndian(number, whole);
            hash.AppendData(number);
        }
        // Lengths first, null apart from empty: no two rows read the same.
        foreach (var text in new[] { entry.Id.ToString("N", CultureInfo.InvariantCulture), entry.User, entry.Action, entry.Subject, entry.CallId, entry.Address, entry.Purpose })
        {
            var bytes = Encoding.UTF8.GetBytes(text ?? "");
            BinaryPrimitives.WriteInt64BigEndian(number, text is null ? -1 : bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
