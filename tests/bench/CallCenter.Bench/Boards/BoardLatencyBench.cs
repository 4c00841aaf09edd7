using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Bench.Recovery;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Boards;

/// <summary>
/// The measurement <c>board-latency</c>: real calls that arrive in Asterisk and agents who change their mode, until a real Chromium has drawn them on the live board. A room goes on
/// meanwhile: callers wait, and other agents change their modes all the time, so that a measured change meets the board at any moment between two pushes.
/// </summary>
internal static class BoardLatencyBench
{
    private const int Standing = 20, Others = 4;
    private static readonly TimeSpan Goal = TimeSpan.FromMilliseconds(250), Patience = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var events = int.TryParse(Environment.GetEnvironmentVariable("CALLCENTER_EVENTS"), CultureInfo.InvariantCulture, out var given) ? given : 400;
        await using var center = await Center.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DESK_PHONES"] = string.Join(' ', Enumerable.Range(0, Others + 1).Select(Crowd.PhoneNumber)) });
        await using var town = await Town.StartAsync(center.Asterisk);
        using var admin = await center.SignInAsync("admin01", null);
        var agents = new List<AgentClient>();
        try
        {
            for (var i = 0; i <= Others; i++) agents.Add(await AgentAsync(center, town, admin, i));
            // They wait for a queue nobody serves.
            for (var i = 0; i < Standing; i++) await town.CallAsync($"1360000{i:0000}", "12345");
            await using var browser = await BoardBrowser.OpenAsync(center);
            using var stop = new CancellationTokenSource();
            var room = Task.WhenAll(agents.Skip(1).Select(agent => GoOnAsync(agent, stop.Token)));
            var (calls, dialled, modes, missed) = (new List<double>(), new List<double>(), new List<double>(), 0);
            for (var n = 0; n < events; n++)
            {
                await Task.Delay(Random.Shared.Next(20, 220));
                try
                {
                    if (n % 2 == 0) await CallAsync(town, center, browser, n, calls, dialled);
                    else modes.Add(await ChangeAsync(agents[0], browser, n % 4 == 1));
                }
                catch (TimeoutException fault)
                {
                    missed++;
                    await System.Console.Error.WriteLineAsync($"board-latency: event {n}: {fault.Message}");
                }
                if (n % 50 == 49) await System.Console.Error.WriteLineAsync($"board-latency: {n + 1} of {events}");
            }
            await stop.CancelAsync();
            await room;
            return
            [
                new("board-latency", "events", calls.Count + modes.Count, "events", calls.Count + modes.Count >= Math.Min(200, events)),
                new("board-latency", "missed", missed, "events", missed == 0),
                .. Figures("call, from its arrival in Asterisk", calls),
                .. Figures("call, from dialling", dialled, judged: false),
                .. Figures("agent's mode, from the click", modes),
                .. Figures("all", [.. calls, .. modes]),
            ];
        }
        finally
        {
            foreach (var agent in agents) agent.Dispose();
        }
    }

    private static async Task<AgentClient> AgentAsync(Center center, Town town, AgentClient admin, int i)
    {
        var (user, phone) = ($"agent{i + 1:00}", Crowd.PhoneNumber(i));
        // None of them is offered anything.
        var value = JsonSerializer.SerializeToElement(new AgentQueuesSetting(["counsel"]), JsonSerializerOptions.Web);
        using var answer = await admin.Http.PutAsJsonAsync($"/api/admin/settings/{SettingSection.AgentQueues}/{user}", new PutSetting(0, value), JsonSerializerOptions.Web);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        await town.RegisterAsync(phone);
        var agent = await center.SignInAsync(user, phone);
        await agent.ReadyAsync();
        await agent.BecomesAsync(AgentState.Ready);
        return agent;
    }

    /// <summary>Ready, on a break, ready: about five changes a second of the whole room.</summary>
    private static async Task GoOnAsync(AgentClient agent, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await agent.BreakAsync();
            await Task.Delay(Random.Shared.Next(300, 1300), CancellationToken.None);
            await agent.ReadyAsync();
            await Task.Delay(Random.Shared.Next(300, 1300), CancellationToken.None);
        }
    }

    /// <summary>Arrival is what the dialplan wrote down as the first thing it did; dialling is before the town's telephone exchange sent its INVITE.</summary>
    private static async Task CallAsync(Town town, Center center, BoardBrowser browser, int n, List<double> calls, List<double> dialled)
    {
        var before = Now();
        var caller = await town.CallAsync($"1370{n:0000000}", "12345");
        try
        {
            var (id, since) = await ArrivedAsync(center, $"1370{n:0000000}");
            var at = await browser.DrawnAsync($"call {id}", Patience);
            calls.Add(at - since);
            dialled.Add(at - before);
            await Crowd.HangUpAsync(caller);
            await browser.DrawnAsync($"no call {id}", Patience);
        }
        finally
        {
            await Crowd.HangUpAsync(caller);
        }
    }

    /// <summary>The call's id and the instant it came, from Asterisk itself.</summary>
    private static async Task<(string Id, long Since)> ArrivedAsync(Center center, string from)
    {
        (string, long)? found = null;
        await Eventually.TrueAsync(async () =>
        {
            foreach (var channel in (await center.Asterisk.Ari.GetFromJsonAsync<JsonElement>("channels")).EnumerateArray())
            {
                if (channel.GetProperty("caller").GetProperty("number").GetString() != from || !channel.TryGetProperty("channelvars", out var variables)) continue;
                if (variables.TryGetProperty("CC_SINCE", out var since) && long.TryParse(since.GetString(), CultureInfo.InvariantCulture, out var at)) found = (channel.GetProperty("id").GetString()!, at);
            }
            return found is not null;
        }, Patience, $"{from} is in Asterisk");
        return found!.Value;
    }

    private static async Task<double> ChangeAsync(AgentClient agent, BoardBrowser browser, bool rest)
    {
        var what = $"agent {agent.User} {(rest ? AgentState.Break : AgentState.Ready)}";
        browser.Forget(what);
        var before = Now();
        await (rest ? agent.BreakAsync() : agent.ReadyAsync());
        return await browser.DrawnAsync(what, Patience) - before;
    }

    private static IEnumerable<Measurement> Figures(string name, List<double> milliseconds, bool judged = true)
    {
        if (milliseconds.Count == 0) yield break;
        milliseconds.Sort();
        var p99 = milliseconds[(int)Math.Ceiling(milliseconds.Count * 0.99) - 1];
        yield return new("board-latency", $"{name}: p50", milliseconds[(milliseconds.Count - 1) / 2], "ms", true);
        yield return new("board-latency", $"{name}: p99", p99, "ms", !judged || p99 <= Goal.TotalMilliseconds);
        yield return new("board-latency", $"{name}: max", milliseconds[^1], "ms", true);
    }

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
