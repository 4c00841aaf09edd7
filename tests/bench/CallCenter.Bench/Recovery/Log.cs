using System.Data.Common;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallCenter.Bench.Recovery;

/// <summary>The history of calls, as it is in the database: it has every caller whom the exchange answered, once, from beginning to end.</summary>
internal sealed class Log(Center center)
{
    private const int Digits = 11;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="callers">The numbers that called, each of them once.</param>
    public async Task CompareAsync(IReadOnlyCollection<string> callers, Verdict verdict)
    {
        var (missing, twice, open) = await LookAsync(callers);
        var since = TimeProvider.System.GetTimestamp();
        // What only Asterisk saw is read from its own log after a while.
        while (missing.Count + open.Count > 0 && TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            (missing, twice, open) = await LookAsync(callers);
        }
        foreach (var number in missing) verdict.Miss($"{number} is not in the history");
        foreach (var number in twice) verdict.Miss($"{number} is in the history more than once");
        foreach (var number in open) verdict.Miss($"{number} has no end in the history");
        verdict.Say($"history: {callers.Count} callers compared");
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
