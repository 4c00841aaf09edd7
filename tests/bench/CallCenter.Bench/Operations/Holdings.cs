using System.Security.Cryptography;
using CallCenter.Testing;

namespace CallCenter.Bench.Operations;

/// <summary>What a home has: work orders and ended calls by id, audit rows by place and hash, sealed recordings by name and content, keys.</summary>
internal sealed record Holdings(IReadOnlySet<string> Orders, IReadOnlySet<string> Calls, IReadOnlySet<string> Audit, IReadOnlySet<string> Recordings, string Keys)
{
    /// <summary>Reads the files directly, beside a Server that may be running.</summary>
    public static async Task<Holdings> ReadAsync(string home)
    {
        var db = Path.Combine(home, "callcenter.db");
        var recordings = new HashSet<string>();
        foreach (var file in Files(home)) recordings.Add($"{Path.GetRelativePath(home, file)} {await HashAsync(file)}");
        return new Holdings(
            await ColumnAsync(db, "SELECT \"Number\" FROM \"WorkOrders\""),
            await ColumnAsync(db, "SELECT \"Id\" FROM \"Calls\" WHERE \"EndedAt\" IS NOT NULL"),
            await ColumnAsync(db, "SELECT \"Seq\" || ' ' || hex(\"Hash\") FROM \"AuditEntries\""),
            recordings,
            File.Exists(KeyFile(home)) ? await HashAsync(KeyFile(home)) : "none");
    }

    /// <summary>What these have and the later ones lack, in words.</summary>
    public IEnumerable<string> LostIn(Holdings later) =>
        Missing("order", Orders, later.Orders).Concat(Missing("call", Calls, later.Calls)).Concat(Missing("audit row", Audit, later.Audit)).Concat(Missing("recording", Recordings, later.Recordings))
            .Concat(Keys == later.Keys ? [] : [$"keys: {Keys[..8]} before, {later.Keys[..Math.Min(8, later.Keys.Length)]} after"]);

    /// <summary>Where a home's key ring lies by default.</summary>
    public static string KeyFile(string home) =>
        Path.Combine("/var/lib/callcenter-keys", Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(home)))[..8], "ring.json");

    private static IEnumerable<string> Missing(string what, IReadOnlySet<string> before, IReadOnlySet<string> after) => before.Except(after).Select(lost => $"{what} {lost}");

    private static IEnumerable<string> Files(string home)
    {
        var folder = Path.Combine(home, "recordings");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.enc", SearchOption.AllDirectories) : [];
    }

    private static async Task<string> HashAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream))[..16];
    }

    private static async Task<IReadOnlySet<string>> ColumnAsync(string db, string sql) =>
        (await Script.RunAsync("/usr/bin/sqlite3", "-readonly", "-cmd", ".timeout 5000", db, sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
}
