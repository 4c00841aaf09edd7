using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CallCenter.Server.Sealing;

/// <summary>A sealed thing cannot be opened because its key is not in the ring.</summary>
internal sealed class KeyLostException(Guid key) : Exception($"The key {key} is not in the key ring.");

/// <summary>A sealed thing is not what was sealed: changed, cut short, or put in another's place.</summary>
internal sealed class SealBrokenException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// AES-256-GCM in chunks, so that any part can be read without the rest (the STREAM construction). Header: magic, key id, chunk size, salt. Each
/// file has a key of its own, derived (HKDF-SHA256) from the ring's key, the salt and what the file is (its subject), so a file under another's name does
/// not open. The header is authenticated with every chunk; the nonce is the chunk's number and whether it is the last, so chunks cannot be
/// reordered or cut off.
/// </summary>
internal static class SealedFile
{
    public const string Ending = ".enc";
    internal const int HeaderBytes = 8 + 16 + 4 + 32, TagBytes = 16, NonceBytes = 12;
    private const int ChunkBytes = 64 * 1024, SmallestChunk = 1024, LargestChunk = 1 << 20;
    private static readonly byte[] Magic = "CCSEAL01"u8.ToArray();

    /// <summary>Seals what the stream has until its end, and reaches the disk before it returns.</summary>
    /// <param name="subject">What this is, e.g. recording:a.1. The same must be given to open it.</param>
    /// <returns>Length and SHA-256 of the plain bytes.</returns>
    public static async Task<(long Bytes, byte[] Hash)> WriteAsync(Stream plain, string path, SealingKey key, string subject, CancellationToken ct)
    {
        var header = NewHeader(key);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var cipher = new AesGcm(FileKey(key, header, subject), TagBytes);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await file.WriteAsync(header, ct);
        var (chunk, ahead, sealedChunk) = (new byte[ChunkBytes], new byte[ChunkBytes], new byte[ChunkBytes + TagBytes]);
        var bytes = 0L;
        var length = await plain.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, ct);
        for (var number = 0L; ; number++)
        {
            // Only when nothing follows is a chunk known to be the last.
            var next = length < ChunkBytes ? 0 : await plain.ReadAtLeastAsync(ahead, ChunkBytes, throwOnEndOfStream: false, ct);
            hash.AppendData(chunk, 0, length);
            bytes += length;
            cipher.Encrypt(Nonce(number, next == 0), chunk.AsSpan(0, length), sealedChunk.AsSpan(0, length), sealedChunk.AsSpan(length, TagBytes), header);
            await file.WriteAsync(sealedChunk.AsMemory(0, length + TagBytes), ct);
            if (next == 0) break;
            (chunk, ahead, length) = (ahead, chunk, next);
        }
        await file.FlushAsync(ct);
        file.Flush(flushToDisk: true);
        return (bytes, hash.GetHashAndReset());
    }

    /// <summary>Opens for reading at any place; its end is verified now, the rest as it is read.</summary>
    /// <exception cref="KeyLostException"/>
    /// <exception cref="SealBrokenException"/>
    public static Stream Open(string path, KeyRing? ring, string subject)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.RandomAccess);
        try
        {
            var header = ReadHeader(file);
            var key = ring?.Find(KeyIn(header)) ?? throw new KeyLostException(KeyIn(header));
            return new SealedStream(file, header, new AesGcm(FileKey(key, header, subject), TagBytes), ChunkIn(header));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The key a file is sealed with.</summary>
    /// <exception cref="SealBrokenException">It is no sealed file.</exception>
    public static Guid KeyOf(string path)
    {
        using var file = File.OpenRead(path);
        return KeyIn(ReadHeader(file));
    }

    internal static byte[] Nonce(long number, bool last)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce, number);
        nonce[^1] = last ? (byte)1 : (byte)0;
        return nonce;
    }

    private static byte[] NewHeader(SealingKey key)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header, 0);
        key.Id.TryWriteBytes(header.AsSpan(8), bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(24), ChunkBytes);
        RandomNumberGenerator.Fill(header.AsSpan(28));
        return header;
    }

    private static byte[] ReadHeader(FileStream file)
    {
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.AsSpan(0, 8).SequenceEqual(Magic) || ChunkIn(header) is < SmallestChunk or > LargestChunk)
            throw new SealBrokenException($"{Path.GetFileName(file.Name)} is no sealed file.");
        return header;
    }

    private static Guid KeyIn(byte[] header) => new(header.AsSpan(8, 16), bigEndian: true);

    private static int ChunkIn(byte[] header) => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(24));

    private static byte[] FileKey(SealingKey key, byte[] header, string subject) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret, 32, header[28..], Encoding.UTF8.GetBytes($"callcenter file {subject}"));
}
