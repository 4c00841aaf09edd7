using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace CallCenter.Server.Trunks;

/// <summary>Asks Asterisk which of our registrations stand. ARI does not tell; its metrics do, on the same loopback port with the same password.</summary>
internal sealed partial class Registrations : IDisposable
{
    private const string Metric = "asterisk_pjsip_outbound_registration_status{";
    private readonly HttpClient _http;

    public Registrations(CenterOptions options)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{options.AriPort}/"), Timeout = TimeSpan.FromSeconds(2) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"callcenter:{options.AriPassword}")));
    }

    /// <summary>Address of record -> registered, unregistered or rejected; null when it cannot be asked.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> ReadAsync(CancellationToken ct)
    {
        try
        {
            return Parse(await _http.GetStringAsync("1", ct));
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public static IReadOnlyDictionary<string, string> Parse(string metrics)
    {
        var found = new Dictionary<string, string>();
        foreach (var line in metrics.Split('\n').Where(line => line.StartsWith(Metric, StringComparison.Ordinal)))
        {
            if (Address().Match(line) is not { Success: true } address) continue;
            found[address.Groups[1].Value] = line[(line.LastIndexOf(' ') + 1)..].Trim() switch { "1" => "registered", "2" => "rejected", _ => "unregistered" };
        }
        return found;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("username=\"([^\"]*)\"")]
    private static partial Regex Address();
}
