using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Trust;

/// <summary>The measurement <c>role-matrix</c>: a real Server, every endpoint asked by every role, and a station asking for what is not its own.</summary>
internal static class RoleMatrixBench
{
    private const string StationCommunity = "朝阳里社区";

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        await using var center = await Center.StartAsync();
        var leaks = new List<string>();
        var shut = new List<string>();
        foreach (var difference in await RoleTable.DifferencesAsync(user => ClientAsync(center, user))) (difference.Contains("gets in", StringComparison.Ordinal) ? leaks : shut).Add(difference);
        leaks.AddRange(await UnknownAsync(center));
        leaks.AddRange(await OutsideAsync(center));
        leaks.AddRange(await CallsAsync(center));
        foreach (var line in leaks.Concat(shut)) await System.Console.Error.WriteLineAsync(line);
        return
        [
            new("role-matrix", "leaks", leaks.Count, "endpoint x role", leaks.Count == 0),
            new("role-matrix", "shut out", shut.Count, "endpoint x role", shut.Count == 0),
            new("role-matrix", "checked", RoleTable.Rows.Count * (RoleTable.Users.Count + 1), "endpoint x role", true),
        ];
    }

    private static async Task<HttpClient> ClientAsync(Center center, string? user)
    {
        if (user is null) return new HttpClient { BaseAddress = center.Url };
        // Its client lives on; the wrapper around it holds nothing else.
        return (await center.SignInAsync(user, null)).Http;
    }

    /// <summary>What the Server itself says it has and the table does not know.</summary>
    private static async Task<IReadOnlyList<string>> UnknownAsync(Center center)
    {
        using var http = new HttpClient { BaseAddress = center.Url };
        using var document = JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json"));
        var known = RoleTable.Rows.Select(row => $"{row.Method} {row.Route}").ToHashSet();
        return [.. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}"))
            .Where(endpoint => !known.Contains(endpoint)).Select(endpoint => $"{endpoint}: in no table")];
    }

    /// <summary>Residents a station finds, or opens by their id, outside its community.</summary>
    private static async Task<IReadOnlyList<string>> OutsideAsync(Center center)
    {
        var leaks = new List<string>();
        using var station = await center.SignInAsync("station01", null);
        using var supervisor = await center.SignInAsync("supervisor01", null);
        for (var skip = 0; skip < 200; skip += 50)
        {
            var own = await station.GetAsync<List<ResidentLine>>($"/api/residents?take=50&skip={skip}");
            leaks.AddRange(own.Where(resident => resident.Community != StationCommunity).Select(resident => $"station01 finds {resident.Id}"));
            foreach (var resident in (await supervisor.GetAsync<List<ResidentLine>>($"/api/residents?take=50&skip={skip}")).Where(resident => resident.Community != StationCommunity))
            {
                using var opened = await station.Http.GetAsync($"/api/residents/{resident.Id}");
                using var revealed = await station.Http.PostAsJsonAsync($"/api/residents/{resident.Id}/reveal-number", new RevealPurpose("核对权限"));
                if (opened.IsSuccessStatusCode || revealed.IsSuccessStatusCode) leaks.Add($"station01 opens {resident.Id}");
            }
        }
        return leaks;
    }

    /// <summary>A real call from the station's community and one from outside, each with an order: the station finds the first everywhere and the second nowhere.</summary>
    private static async Task<IReadOnlyList<string>> CallsAsync(Center center)
    {
        await using var town = await Town.StartAsync(center.Asterisk);
        await using var phone = await town.RegisterAsync("8001");
        using var agent = await center.SignInAsync("agent01", "8001");
        using var station = await center.SignInAsync("station01", null);
        using var supervisor = await center.SignInAsync("supervisor01", null);
        var leaks = new List<string>();
        foreach (var own in (bool[])[true, false])
        {
            var (resident, number) = await SomebodyAsync(supervisor, own);
            var call = await TalkAsync(town, phone, agent, resident, number);
            var order = (await supervisor.GetAsync<List<WorkOrderLine>>($"/api/workorders?residentId={resident}")).Single();
            (string What, bool Seen)[] looks =
            [
                ("lists the call", (await station.GetAsync<CallPage>("/api/calls?take=50")).Calls.Any(line => line.CallId == call)),
                ("opens the call", await OpensAsync(station, $"/api/calls/{call}")),
                ("lists the order", (await station.GetAsync<List<WorkOrderLine>>("/api/workorders?take=50")).Any(line => line.Id == order.Id)),
                ("opens the order", await OpensAsync(station, $"/api/workorders/{order.Id}")),
                ("lists the resident's orders", (await station.GetAsync<List<WorkOrderLine>>($"/api/workorders?residentId={resident}")).Count > 0),
            ];
            leaks.AddRange(looks.Where(look => look.Seen != own).Select(look => own ? $"station01 misses its own: never {look.What}" : $"station01 {look.What} of another community"));
        }
        return leaks;
    }

    /// <summary>A resident with a mobile number of nobody else.</summary>
    private static async Task<(Guid Id, string Number)> SomebodyAsync(AgentClient supervisor, bool own)
    {
        foreach (var resident in await supervisor.GetAsync<List<ResidentLine>>($"/api/residents?take=50&q={Uri.EscapeDataString(own ? "朝阳里" : "春和里")}"))
        {
            if (resident.Community == StationCommunity != own || (await supervisor.GetAsync<ResidentCard>($"/api/residents/{resident.Id}")).SharedBy != 1) continue;
            using var revealed = await supervisor.Http.PostAsJsonAsync($"/api/residents/{resident.Id}/reveal-number", new RevealPurpose("核对权限"));
            if ((await revealed.Content.ReadFromJsonAsync<RevealedNumber>())!.Number is ['1', ..] mobile) return (resident.Id, mobile);
        }
        throw new InvalidOperationException($"The demo town has nobody {(own ? "in" : "outside")} {StationCommunity} with a number of their own.");
    }

    private static async Task<string> TalkAsync(Town town, TownPhone phone, AgentClient agent, Guid resident, string number)
    {
        await agent.ReadyAsync();
        await agent.BecomesAsync(AgentState.Ready);
        var caller = await town.CallAsync(number, "12345", toneHz: 440);
        var ring = await phone.RingsAsync(TimeSpan.FromSeconds(10));
        await ring.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        var call = (await agent.BecomesAsync(AgentState.Talking)).Call!.CallId;
        await ring.HangUpAsync();
        await agent.BecomesAsync(AgentState.WrapUp);
        await agent.PostAsync($"/api/calls/{Uri.EscapeDataString(call)}/finish", new FinishCall(new WorkOrderDraft(1, "楼道灯不亮", "repair", "ordinary", null, false, resident, null), NoOrder: false));
        return call;
    }

    private static async Task<bool> OpensAsync(AgentClient station, string path)
    {
        using var answer = await station.Http.GetAsync(path);
        return answer.IsSuccessStatusCode;
    }
}
