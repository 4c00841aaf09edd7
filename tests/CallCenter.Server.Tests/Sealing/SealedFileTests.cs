using System.Security.Cryptography;
using CallCenter.Server.Sealing;

namespace CallCenter.Server.Tests.Sealing;

public sealed class SealedFileTests : IDisposable
{
    private const int Chunk = 64 * 1024, Header = 60, Tag = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("callcenter-sealing-").FullName;
    private readonly KeyRing _ring = new([SealingKey.Make(TimeProvider.System), SealingKey.Make(TimeProvider.System)]);

    private string Path1 => Path.Combine(_folder, "a.enc");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<byte[]> SealAsync(int length, string subject = "recording:a")
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        var (bytes, hash) = await SealedFile.WriteAsync(new MemoryStream(plain), Path1, _ring.Active, subject, CancellationToken.None);
        Assert.Equal((length, Convert.ToHexString(SHA256.HashData(plain))), ((int)bytes, Convert.ToHexString(hash)));
        return plain;
    }

    private byte[] Read(string subject = "recording:a", KeyRing? ring = null)
    {
        using var stream = SealedFile.Open(Path1, ring ?? _ring, subject);
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        return whole.ToArray();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData((3 * Chunk) + 77)]
    public async Task What_is_sealed_comes_back_whole_and_from_any_place(int length)
    {
        var plain = await SealAsync(length);
        Assert.Equal(plain, Read());
        using var stream = SealedFile.Open(Path1, _ring, "recording:a");
        Assert.Equal(length, stream.Length);
        var random = new Random(7);
        for (var n = 0; n < 50 && length > 0; n++)
        {
            var from = random.Next(length);
            var piece = new byte[random.Next(1, length - from + 1)];
            stream.Position = from;
            await stream.ReadExactlyAsync(piece);
            Assert.Equal(plain[from..(from + piece.Length)], piece);
        }
        stream.Position = length;
        Assert.Equal(0, stream.Read(new byte[1]));
    }

    [Fact]
    public async Task Any_changed_bit_is_noticed_where_it_is_read()
    {
        await SealAsync((2 * Chunk) + 100);
        var good = await File.ReadAllBytesAsync(Path1);
        var random = new Random(8);
        foreach (var place in Enumerable.Range(0, 60).Select(n => n < 30 ? n * 2 : random.Next(good.Length)))
        {
            var bad = (byte[])good.Clone();
            bad[place] ^= 1;
            await File.WriteAllBytesAsync(Path1, bad);
            var fault = Record.Exception(() => Read());
            // A changed key id names another key.
            Assert.True(fault is SealBrokenException or KeyLostException, $"byte {place}: {fault?.GetType().Name ?? "opened"}");
        }
    }

    [Theory]
    [InlineData(Header)]
    [InlineData(Header - 1)]
    [InlineData(0)]
    [InlineData(Header + Chunk + Tag)]
    [InlineData(Header + (2 * (Chunk + Tag)))]
    [InlineData(Header + Chunk + Tag + 5)]
    public async Task A_file_cut_short_does_not_open(int length)
    {
        await SealAsync(2 * Chunk + 100);
        using (var file = File.OpenWrite(Path1)) file.SetLength(length);
        Assert.Throws<SealBrokenException>(() => Read());
    }

    [Fact]
    public async Task Chunks_in_another_order_do_not_open()
    {
        await SealAsync(3 * Chunk);
        var bytes = await File.ReadAllBytesAsync(Path1);
        var first = bytes[Header..(Header + Chunk + Tag)];
        bytes.AsSpan(Header + Chunk + Tag, Chunk + Tag).CopyTo(bytes.AsSpan(Header));
        first.CopyTo(bytes, Header + Chunk + Tag);
        await File.WriteAllBytesAsync(Path1, bytes);
        Assert.Throws<SealBrokenException>(() => Read());
    }

    [Fact]
    public async Task It_opens_only_as_what_it_is_and_with_its_key()
    {
        await SealAsync(1000);
        Assert.Throws<SealBrokenException>(() => Read("recording:b"));
        Assert.Throws<KeyLostException>(() => Read(ring: new KeyRing([_ring.Keys[0]])));
        Assert.Equal(_ring.Active.Id, SealedFile.KeyOf(Path1));
    }

    [Fact]
    public void A_short_secret_is_bound_to_its_row()
    {
        var text = SealedText.Seal("JBSWY3DPEHPK3PXP", _ring.Active, "user:a");
        Assert.DoesNotContain("JBSWY3DP", text, StringComparison.Ordinal);
        Assert.Equal("JBSWY3DPEHPK3PXP", SealedText.Open(text, _ring, "user:a"));
        Assert.Throws<SealBrokenException>(() => SealedText.Open(text, _ring, "user:b"));
        Assert.Throws<KeyLostException>(() => SealedText.Open(text, new KeyRing([_ring.Keys[0]]), "user:a"));
        Assert.Throws<SealBrokenException>(() => SealedText.Open("not sealed at all", _ring, "user:a"));
    }

    [Fact]
    public void A_key_ring_is_for_its_owner_alone_and_a_torn_one_is_told()
    {
        var file = Path.Combine(_folder, "keys", "ring.json");
        Assert.Null(KeyRing.Read(file));
        _ring.Write(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file));
        Assert.Equal(_ring.Keys.Select(key => key.Id), KeyRing.Read(file)!.Keys.Select(key => key.Id));
        File.WriteAllText(file, File.ReadAllText(file)[..50]);
        Assert.Contains(file, Assert.Throws<KeyRingException>(() => KeyRing.Read(file)).Message, StringComparison.Ordinal);
        File.WriteAllText(file, "{\"keys\":[]}");
        Assert.Throws<KeyRingException>(() => KeyRing.Read(file));
    }
}
