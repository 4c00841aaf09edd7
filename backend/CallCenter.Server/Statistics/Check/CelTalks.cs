using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CallCenter.Server.Statistics;

/// <summary>What Asterisk's own event log says about talks, read apart from the import.</summary>
internal sealed class CelTalks
{
    private sealed record Stay(string Channel, decimal From, decimal To);

    private readonly Dictionary<string, List<Stay>> _bridges = [];
    private readonly Dictionary<string, decimal> _hungUp = [];

    /// <summary>Callers who came for a queue of ours and are gone: channel and arrival.</summary>
    public List<(string Call, DateTimeOffset At)> Callers { get; } = [];

    /// <exception cref="SqliteException">The log cannot be read.</exception>
    public static async Task<CelTalks> ReadAsync(string file, DateTimeOffset from, CancellationToken ct)
    {
        var talks = new CelTalks();
        var inside = new Dictionary<(string Bridge, string Channel), decimal>();
        var started = new Dictionary<string, decimal>();
        await using var cel = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False;Default Timeout=5");
        await cel.OpenAsync(ct);
        await using var command = cel.CreateCommand();
        command.CommandText = """
            SELECT uniqueid, eventtype, eventtime, context, accountcode, extra FROM cel
            WHERE eventtype IN ('CHAN_START', 'BRIDGE_ENTER', 'BRIDGE_EXIT', 'HANGUP') AND CAST(eventtime AS REAL) >= $from ORDER BY AcctId
            """;
        command.Parameters.AddWithValue("$from", from.ToUnixTimeSeconds());
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (channel, at) = (reader.GetString(0), decimal.Parse(reader.GetString(2), CultureInfo.InvariantCulture));
            switch (reader.GetString(1))
            {
                case "CHAN_START" when reader.GetString(3) == "trunk":
                    started[channel] = at;
                    break;
                case "HANGUP":
                    talks._hungUp[channel] = at;
                    if (reader.GetString(4).Length > 0 && started.TryGetValue(channel, out var arrived)) talks.Callers.Add((channel, DateTimeOffset.UnixEpoch.AddTicks((long)(arrived * TimeSpan.TicksPerSecond))));
                    break;
                case "BRIDGE_ENTER":
                    inside[(BridgeOf(reader.GetString(5)), channel)] = at;
                    break;
                case "BRIDGE_EXIT" when inside.Remove((BridgeOf(reader.GetString(5)), channel), out var entered):
                    var bridge = BridgeOf(reader.GetString(5));
                    if (!talks._bridges.TryGetValue(bridge, out var stays)) talks._bridges[bridge] = stays = [];
                    stays.Add(new Stay(channel, entered, at));
                    break;
            }
        }

        return talks;
    }

    /// <summary>Milliseconds in which caller and a phone were joined: from the later of the two in a bridge until the phone leaves it or the caller is gone.</summary>
    public decimal Of(string call)
    {
        var end = _hungUp.GetValueOrDefault(call, decimal.MaxValue);
        var sum = 0m;
        foreach (var stays in _bridges.Values.Where(stays => stays.Any(stay => stay.Channel == call)))
        {
            var first = stays.Where(stay => stay.Channel == call).Min(stay => stay.From);
            sum += stays.Where(stay => stay.Channel != call).Sum(phone => Math.Max(0, Math.Min(phone.To, end) - Math.Max(phone.From, first)));
        }

        return sum * 1000;
    }

    private static string BridgeOf(string extra)
    {
        using var json = JsonDocument.Parse(extra);
        return json.RootElement.GetProperty("bridge_id").GetString() ?? "";
    }
}
