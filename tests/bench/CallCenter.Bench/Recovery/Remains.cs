using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>Looks at the centre's Asterisk directly for channels and bridges of ours that belong to no living call.</summary>
internal static class Remains
{
    /// <summary>
    /// Calls end all the time: what ended just now, or was answered just now, gets this long. The Server gives up a request after 5 s, and asks again a second later.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    /// <summary>What is left over now and still is after the grace.</summary>
    /// <param name="asterisk">The centre's.</param>
    /// <param name="lives">Whether a caller's number is in a call of the town.</param>
    public static async Task<IReadOnlyCollection<string>> FindAsync(AsteriskServer asterisk, Func<string, bool> lives)
    {
        var left = await LookAsync(asterisk, lives);
        var since = TimeProvider.System.GetTimestamp();
        while (left.Count > 0 && TimeProvider.System.GetElapsedTime(since) < Grace)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400));
            var now = await LookAsync(asterisk, lives);
            left = left.Where(l => now.ContainsKey(l.Key)).ToDictionary();
        }
        return left.Values;
    }

    public static async Task<string> DescribeAsync(AsteriskServer asterisk, string number)
    {
        var channels = await ListAsync(asterisk, "channels");
        var caller = channels.FirstOrDefault(c => Caller(c) == number && Var(c, "CC_ROLE") == "caller");
        return caller.ValueKind == JsonValueKind.Undefined
            ? "no channel of his in the centre"
            : $"{Describe(caller)}; phones: {string.Join(", ", channels.Where(c => Var(c, "CC_ROLE") == "agent" && Var(c, "CC_CALL") == Id(caller)).Select(Describe))}";
    }

    private static async Task<Dictionary<string, string>> LookAsync(AsteriskServer asterisk, Func<string, bool> lives)
    {
        var channels = await ListAsync(asterisk, "channels");
        var bridges = await ListAsync(asterisk, "bridges");
        var callers = channels.Where(c => Var(c, "CC_ROLE") == "caller").ToDictionary(Id);
        var left = new Dictionary<string, string>();
        // A callback is wanted although its caller hung up; what becomes of it the callbacks' own tests say.
        foreach (var channel in channels.Where(c => Var(c, "CC_CALL") is { Length: > 0 } call && !call.StartsWith("back-", StringComparison.Ordinal)))
        {
            var caller = callers.GetValueOrDefault(Var(channel, "CC_CALL"));
            if (caller.ValueKind == JsonValueKind.Undefined || !lives(Caller(caller)))
            {
                left[Id(channel)] = $"{Describe(channel)}: its call is over";
            }
            else if (Var(channel, "CC_ROLE") == "agent" && Var(channel, "CC_STAGE") != "fallback" && State(channel) == "Up" && !bridges.Any(b => Members(b).Contains(Id(channel))))
            {
                left[Id(channel)] = $"{Describe(channel)}: answered and joined with nobody; {Describe(caller)}";
            }
        }
        foreach (var bridge in bridges.Where(b => Id(b).StartsWith("talk-", StringComparison.Ordinal) && Members(b).Count < 2))
        {
            left[Id(bridge)] = $"bridge {Id(bridge)} with {string.Join(" and ", Members(bridge).DefaultIfEmpty("nobody"))}";
        }
        return left;
    }

    /// <summary>A channel that changes hands just then can be listed twice.</summary>
    private static async Task<JsonElement[]> ListAsync(AsteriskServer asterisk, string what) => [.. (await asterisk.Ari.GetFromJsonAsync<JsonElement[]>(what))!.DistinctBy(Id)];

    private static string Id(JsonElement thing) => thing.GetProperty("id").GetString()!;

    private static string State(JsonElement channel) => channel.GetProperty("state").GetString()!;

    private static string Caller(JsonElement channel) => channel.GetProperty("caller").GetProperty("number").GetString()!;

    private static string Var(JsonElement channel, string name) =>
        channel.TryGetProperty("channelvars", out var all) && all.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static HashSet<string> Members(JsonElement bridge) => [.. bridge.GetProperty("channels").EnumerateArray().Select(c => c.GetString()!)];

    private static string Describe(JsonElement channel)
    {
        var plan = channel.GetProperty("dialplan");
        return $"{Id(channel)} {State(channel)} in {plan.GetProperty("context").GetString()}/{plan.GetProperty("app_name").GetString()}, stage {Var(channel, "CC_STAGE")}, agent {Var(channel, "CC_AGENT")}";
    }
}
