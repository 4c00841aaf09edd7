using Microsoft.Data.Sqlite;

namespace CallCenter.Testing;

/// <summary>
/// The SQLite database of the first home of this process, just planted with the demo data and given to the homes after it: to plant it takes longer than all the rest of a start.
/// Not for a home that has a database elsewhere or other demo data.
/// </summary>
public static class PlantedDatabase
{
    private static byte[]? s_planted;

    /// <summary>Puts a copy where the home expects its database, if there is one yet.</summary>
    public static void Give(string file, IEnumerable<string> settings)
    {
        if (s_planted is { } planted && Suits(settings) && !Path.Exists(file)) File.WriteAllBytes(file, planted);
    }

    /// <summary>Copies the database of a home that has just started.</summary>
    public static async Task KeepAsync(string file, IEnumerable<string> settings)
    {
        if (s_planted is not null || !Suits(settings)) return;
        var copy = $"{file}.planted";
        await DoAsync(file, $"VACUUM INTO '{copy}'");
        // A new home has a journal and an audit log of its own, and nothing of them is here yet.
        await DoAsync(copy, "DELETE FROM ProjectionPositions; DELETE FROM Heartbeats; DELETE FROM AuditEntries;");
        s_planted = await File.ReadAllBytesAsync(copy);
        File.Delete(copy);
    }

    private static bool Suits(IEnumerable<string> settings) =>
        !settings.Any(name => name.StartsWith("CALLCENTER_DATABASE", StringComparison.Ordinal) || name.StartsWith("CALLCENTER_DEMO", StringComparison.Ordinal));

    private static async Task DoAsync(string file, string sql)
    {
        await using var db = new SqliteConnection($"Data Source={file};Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
