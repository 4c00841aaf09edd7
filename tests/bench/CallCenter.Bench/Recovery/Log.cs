using System.Data.Common;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallCenter.Bench.Recovery;

/// <summary>The history of calls, as it is in the database: it has every caller whom the exchange answered, once, from beginning to end, and whoever was answered by nobody is to be called back.</summary>
internal sealed class Log(Center center)
{
    private const int Digits = 11;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="callers">The numbers that called, each of them once.</param>
    public async Task CompareAsync(IReadOnlyCollection<string> callers, Verdict verdict)
    {
        var (missing, twice, open) = await LookAsync(callers);
        var forgotten = await ForgottenAsync();
        var since = TimeProvider.System.GetTimestamp();
        // What only Asterisk saw is read from its own log after a while.
        while (missing.Count + open.Count + forgotten.Count > 0 && TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            (missing, twice, open) = await LookAsync(callers);
            forgotten = await ForgottenAsync();
        }
        foreach (var number in missing) verdict.Miss($"{number} is not in the history");
        foreach (var number in twice) verdict.Miss($"{number} is in the history more than once");
        foreach (var number in open) verdict.Miss($"{number} has no end in the history");
        foreach (var number in forgotten) verdict.Miss($"{number} was answered by nobody, and nobody is to call back");
        foreach (var kind in new[] { "overflowed", "message", "call-back", "interrupted" }) verdict.Seen[kind] = await CountAsync(kind);
        verdict.Seen["rescued"] = verdict.Rescued;
        verdict.Say($"history: {callers.Count} callers compared, {string.Join(", ", verdict.Seen.Select(seen => $"{seen.Value} {seen.Key}"))}");
    }

    /// <summary>Of the hotline nobody is called back here: the agents have enough to do.</summary>
    private async Task<List<string>> ForgottenAsync()
    {
        var forgotten = new List<string>();
        await using var database = Open();
        await database.OpenAsync();
        await using var query = database.CreateCommand();
        query.CommandText = """
            SELECT c."Number" FROM "Calls" c WHERE c."CallbackOf" IS NULL AND c."Number" IS NOT NULL AND c."EndedAt" IS NOT NULL AND c."AnsweredAt" IS NULL AND c."Queue" <> 'hotline'
            AND NOT EXISTS (SELECT 1 FROM "CallEvents" e WHERE e."CallId" = c."Id" AND e."Kind" = 'call-back')
            """;
        await using var rows = await query.ExecuteReaderAsync();
        while (await rows.ReadAsync()) forgotten.Add(rows.GetString(0));
        return forgotten;
    }

    /// <summary>Calls to which that has happened.</summary>
    private async Task<int> CountAsync(string kind)
    {
        await using var database = Open();
        await database.OpenAsync();
        await using var query = database.CreateCommand();
        query.CommandText = $"SELECT count(DISTINCT \"CallId\") FROM \"CallEvents\" WHERE \"Kind\" = '{kind}'";
        return Convert.ToInt32(await query.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<(List<string> Missing, List<string> Twice, List<string> Open)> LookAsync(IReadOnlyCollection<string> callers)
    {
        var logged = new Dictionary<string, (int Times, bool Ended)>();
        await using var database = Open();
        await database.OpenAsync();
        await using var query = database.CreateCommand();
        query.CommandText = "SELECT \"Number\", \"EndedAt\" IS NOT NULL FROM \"Calls\" WHERE \"CallbackOf\" IS NULL AND \"Number\" IS NOT NULL";
        await using var rows = await query.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var number = rows.GetString(0)[^Digits..];
            logged[number] = logged.TryGetValue(number, out var known) ? (known.Times + 1, known.Ended && rows.GetBoolean(1)) : (1, rows.GetBoolean(1));
        }
        return ([.. callers.Where(c => !logged.ContainsKey(c))], [.. callers.Where(c => logged.GetValueOrDefault(c).Times > 1)], [.. callers.Where(c => logged.TryGetValue(c, out var row) && !row.Ended)]);
    }

    private DbConnection Open() => center.Database is { } postgres
        ? new NpgsqlConnection(postgres["postgres:".Length..])
        : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(center.Asterisk.Home, "callcenter.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
}
