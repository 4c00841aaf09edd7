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
                using var revealed = await station.Http.PostAsJsonAsync($"/api/residents/{resident.Id}/reveal-number", new { });
                if (opened.IsSuccessStatusCode || revealed.IsSuccessStatusCode) leaks.Add($"station01 opens {resident.Id}");
            }
        }
        return leaks;
    }
}
