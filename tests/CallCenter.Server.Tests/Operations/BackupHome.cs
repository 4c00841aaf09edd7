using CallCenter.Testing;
using Microsoft.Data.Sqlite;

namespace CallCenter.Server.Tests.Operations;

/// <summary>A home with a little of everything, its key ring outside, and the commands that save it and bring it back.</summary>
public abstract class BackupHome : IDisposable
{
    protected const string Recording = "recordings/2026-11-24/call-1.ogg.enc";

    protected BackupHome()
    {
        Settings = new Dictionary<string, string> { ["CALLCENTER_KEY_FILE"] = KeyFile, ["CALLCENTER_DATABASE"] = "", ["CALLCENTER_DATABASE_FILE"] = "" };
        MakeHome(LatestMigration());
    }

    protected string Folder { get; } = Directory.CreateTempSubdirectory("callcenter-backup-").FullName;

    /// <summary>What the commands are given.</summary>
    protected Dictionary<string, string> Settings { get; }

    protected string Home => Path.Combine(Folder, "home");

    protected string Target => Path.Combine(Folder, "target");

    protected string Restored => Path.Combine(Folder, "restored");

    protected string KeyFile => Path.Combine(Folder, "keys", "ring.json");

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task<string> BackUpAsync()
    {
        // Snapshots are named by the second.
        var last = Directory.Exists(Target) ? Directory.EnumerateDirectories(Target, "2*Z").Max() : null;
        await Eventually.TrueAsync(() => last is null || !last.EndsWith(TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", null), StringComparison.Ordinal), TimeSpan.FromSeconds(3), "the next second");
        await ExpectAsync(0, "recordings", "backup", Home, Target);
        return Directory.EnumerateDirectories(Target, "2*Z").Max()!;
    }

    protected async Task ExpectAsync(int code, string sentence, string command, params string[] arguments)
    {
        var (ended, said) = await Script.TryAsync("backend/operations/" + command, Settings, arguments);
        Assert.True(code == ended, said);
        Assert.Contains(sentence, said);
    }

    protected void MakeHome(string migration)
    {
        foreach (var folder in (string[])["journal", "recordings/2026-11-24", "recordings/raw", "asterisk", "logs"]) Directory.CreateDirectory(Path.Combine(Home, folder));
        Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
        File.WriteAllText(KeyFile, "the ring");
        File.WriteAllText(Path.Combine(Home, "journal/1.jsonl"), "{\"entry\":1}\n");
        File.WriteAllText(Path.Combine(Home, Recording), "sealed audio");
        File.WriteAllText(Path.Combine(Home, "audit.head"), "1 head");
        File.WriteAllText(Path.Combine(Home, "server.pid"), "");
        using var db = new SqliteConnection($"Data Source={Path.Combine(Home, "callcenter.db")};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "CREATE TABLE IF NOT EXISTS \"__EFMigrationsHistory\" (\"MigrationId\" TEXT PRIMARY KEY, \"ProductVersion\" TEXT); INSERT INTO \"__EFMigrationsHistory\" VALUES ($m, '10');"
            + "CREATE TABLE IF NOT EXISTS \"Things\" (\"Name\" TEXT); INSERT INTO \"Things\" VALUES ('paper')";
        command.Parameters.AddWithValue("$m", migration);
        command.ExecuteNonQuery();
    }

    protected static string LatestMigration() => Directory.EnumerateFiles(Path.Combine(AsteriskServer.Checkout, "backend/CallCenter.Data/Migrations/Sqlite"), "2*.cs")
        .Select(Path.GetFileNameWithoutExtension).Where(name => !name!.EndsWith(".Designer", StringComparison.Ordinal)).Max()!;
}
