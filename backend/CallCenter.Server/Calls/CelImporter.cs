using System.Globalization;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Callers;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Projection;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Calls;

/// <summary>
/// Reads Asterisk's own event log (CEL) for calls that went on without us and brings them into the journal. Keyed by call id, so a
/// second import changes nothing; the log misses no call.
/// </summary>
internal sealed class CelImporter(
    CenterOptions options, RoutingLoop routing, Switchboard switchboard, Seats seats, CallIsComplete complete, TalkClock talks, CallbackLines lines, SiteSettings settings, TimeProvider time, ILogger<CelImporter> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Leaves the projector time to show what we saw ourselves.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);

    /// <summary>Nobody wants to be called back for a call of the day before yesterday.</summary>
    private static readonly TimeSpan StillWanted = TimeSpan.FromHours(24);
    private readonly string _positionFile = Path.Combine(options.Paths.Home, "cel.position");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await ImportAsync(stoppingToken);
            }
            catch (Exception ex) when (ex is SqliteException or IOException || DatabaseFault.Is(ex))
            {
                CallsLog.ImportFailed(logger, ex);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ImportAsync(CancellationToken ct)
    {
        if (!File.Exists(options.Paths.Cel))
        {
            return;
        }
        await using var cel = new SqliteConnection($"Data Source={options.Paths.Cel};Mode=ReadOnly;Pooling=False;Default Timeout=2");
        await cel.OpenAsync(ct);
        var position = File.Exists(_positionFile) && long.TryParse(await File.ReadAllTextAsync(_positionFile, ct), out var kept) ? kept : 0;
        var imported = 0;
        foreach (var (row, linkedId, at) in await EndedAsync(cel, position, ct))
        {
            if (time.GetUtcNow() - at < Settling)
            {
                break;
            }
            var known = await complete.CheckAsync(linkedId, ct);
            if (!DrillCalls.IsDrill(linkedId) && switchboard.Find(linkedId) is null && (talks.Missed(linkedId) || !known) && CelCall.Read(await RowsAsync(cel, linkedId, ct), linkedId, AgentAt) is { } call)
            {
                await routing.AskAsync(call, ct);
                // Whose end we saw ourselves routing has heard of; a callback that is done already is not made again.
                if (!known && call.AnsweredAt is null && time.GetUtcNow() - call.EndedAt < StillWanted)
                {
                    var caller = lines.Dialable(call.Raw);
                    // Who is kept out got as far as the fallback while we were away; called back he is not.
                    if (settings.Current.IsLife(call.Queue) || Nuisances.StandingOf(settings.Current, caller, call.ArrivedAt) != NuisanceStanding.Blocked)
                        await routing.AskAsync(new CallMissed(call.Call, call.Queue, call.ArrivedAt, call.DialledNumber, caller) { Restricted = Admission.IsRestricted(settings.Current, caller, call.Queue, call.ArrivedAt) }, ct);
                }
                imported++;
            }
            talks.Forget(linkedId);
            position = row;
        }
        await File.WriteAllTextAsync(_positionFile, position.ToString(CultureInfo.InvariantCulture), ct);
        if (imported > 0)
        {
            CallsLog.Imported(logger, imported);
        }
    }

    /// <summary>A desk phone's number -> who sits there now; a browser's endpoint is the agent.</summary>
    private string AgentAt(string endpoint) => seats.ByEndpoint(endpoint)?.Agent ?? endpoint;

    private static async Task<List<(long Row, string LinkedId, DateTimeOffset At)>> EndedAsync(SqliteConnection cel, long after, CancellationToken ct)
    {
        await using var command = cel.CreateCommand();
        command.CommandText = "SELECT AcctId, linkedid, eventtime FROM cel WHERE AcctId > $after AND eventtype = 'LINKEDID_END' ORDER BY AcctId LIMIT 500";
        command.Parameters.AddWithValue("$after", after);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ended = new List<(long, string, DateTimeOffset)>();
        while (await reader.ReadAsync(ct))
        {
            ended.Add((reader.GetInt64(0), reader.GetString(1), CelCall.Instant(reader.GetString(2))));
        }
        return ended;
    }

    private static async Task<List<CelRow>> RowsAsync(SqliteConnection cel, string linkedId, CancellationToken ct)
    {
        await using var command = cel.CreateCommand();
        // A phone that an alarm took out of another talk belongs to that one: what joins it with this call is the bridge.
        command.CommandText = """
            SELECT uniqueid, eventtype, eventtime, cid_num, exten, context, accountcode, userfield, extra FROM cel
            WHERE AcctId >= (SELECT min(AcctId) FROM cel WHERE linkedid = $id) AND (linkedid = $id OR (eventtype IN ('BRIDGE_ENTER', 'BRIDGE_EXIT')
              AND json_extract(extra, '$.bridge_id') IN (SELECT json_extract(extra, '$.bridge_id') FROM cel WHERE uniqueid = $id AND eventtype = 'BRIDGE_ENTER')))
            ORDER BY AcctId
            """;
        command.Parameters.AddWithValue("$id", linkedId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<CelRow>();
        while (await reader.ReadAsync(ct))
        {
            string Text(int column) => reader.IsDBNull(column) ? "" : reader.GetValue(column).ToString() ?? "";
            rows.Add(new(Text(0), Text(1), CelCall.Instant(Text(2)), Text(3), Text(4), Text(5), Text(6), Text(7), Text(8)));
        }
        return rows;
    }
}

internal sealed record CelRow(string UniqueId, string Type, DateTimeOffset At, string Caller, string Exten, string Context, string Account, string User, string Extra);

/// <summary>One call as CEL tells it.</summary>
internal static class CelCall
{
    /// <summary>Null when it was no call for us: a wrong number, an echo test.</summary>
    public static CallImported? Read(IReadOnlyList<CelRow> rows, string call, Func<string, string> agentAt)
    {
        var start = rows.FirstOrDefault(r => r.UniqueId == call && r.Type == "CHAN_START");
        var queue = rows.LastOrDefault(r => r.UniqueId == call && r.Account.Length > 0)?.Account;
        if (start is null || start.Context != "trunk" || queue is null)
        {
            return null;
        }
        var agent = rows.FirstOrDefault(r => r.UniqueId != call && r.Type == "BRIDGE_ENTER");
        var end = rows.LastOrDefault(r => r.UniqueId == call && r.Type == "HANGUP") ?? rows[^1];
        return new(call, start.Exten, queue, start.Caller, start.At, agent?.At, end.At, agent is null ? null : agentAt(AgentOf(rows, agent)), CauseOf(rows, call))
        {
            Talks = [.. TalksOf(rows, call, end.At, agentAt)],
        };
    }

    /// <summary>From the moment both are in one bridge until the phone leaves it or the caller hangs up; as <see cref="TalkClock"/> tells it.</summary>
    private static IEnumerable<ImportedTalk> TalksOf(IReadOnlyList<CelRow> rows, string call, DateTimeOffset end, Func<string, string> agentAt)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is not { Type: "BRIDGE_ENTER" } phone || phone.UniqueId == call || BridgeOf(phone) is not { } bridge) continue;
            if (rows.FirstOrDefault(r => r.UniqueId == call && r.Type == "BRIDGE_ENTER" && BridgeOf(r) == bridge) is not { } caller) continue;
            var left = rows.Skip(i).FirstOrDefault(r => r.UniqueId == phone.UniqueId && r.Type == "BRIDGE_EXIT" && BridgeOf(r) == bridge)?.At ?? end;
            var (from, to) = (phone.At > caller.At ? phone.At : caller.At, left < end ? left : end);
            if (from < to) yield return new ImportedTalk(agentAt(AgentOf(rows, phone)), from, to);
        }
    }

    private static string? BridgeOf(CelRow row)
    {
        if (row.Extra.Length == 0) return null;
        using var json = JsonDocument.Parse(row.Extra);
        return json.RootElement.TryGetProperty("bridge_id", out var id) ? id.GetString() : null;
    }

    /// <summary>Epoch seconds with microseconds.</summary>
    public static DateTimeOffset Instant(string epoch) => DateTimeOffset.UnixEpoch.AddTicks((long)(decimal.Parse(epoch, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));

    private static string AgentOf(IReadOnlyList<CelRow> rows, CelRow leg) => rows.LastOrDefault(r => r.UniqueId == leg.UniqueId && r.User.Length > 0)?.User ?? "";

    private static int CauseOf(IReadOnlyList<CelRow> rows, string call)
    {
        var extra = rows.LastOrDefault(r => r.UniqueId == call && r.Type == "HANGUP")?.Extra;
        if (string.IsNullOrEmpty(extra))
        {
            return 0;
        }
        using var json = JsonDocument.Parse(extra);
        return json.RootElement.TryGetProperty("hangupcause", out var cause) && cause.TryGetInt32(out var value) ? value : 0;
    }
}

/// <summary>Whether the log has a call from beginning to end already, with the times Asterisk knows better.</summary>
internal sealed class CallIsComplete(IDbContextFactory<CenterDb> databases)
{
    public async Task<bool> CheckAsync(string call, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Calls.AsNoTracking().FirstOrDefaultAsync(c => c.Id == call, ct) is { } known && !known.WaitsForImport();
    }
}
