using System.Net.Http.Json;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>The audit log, legal holds and lost second factors.</summary>
internal sealed partial class Api
{
    public Task<Reply<List<AuditLine>>> AuditAsync(string user, string action, string subject, DateTimeOffset? before, long? below, int take)
        => SendAsync(HttpMethod.Get, $"api/audit?take={take}&user={Uri.EscapeDataString(user)}&action={Uri.EscapeDataString(action)}&subject={Uri.EscapeDataString(subject)}"
            + (before is { } end ? $"&before={Uri.EscapeDataString(end.ToString("O"))}" : "") + (below is { } place ? $"&below={place}" : ""), null, WireJson.Default.ListAuditLine);

    /// <summary>A long log takes longer than anything else we ask for.</summary>
    public async Task<Reply<AuditState>> CheckAuditAsync()
    {
        using var patient = new HttpClient { BaseAddress = http.BaseAddress, Timeout = UploadLimit, DefaultRequestHeaders = { { "X-CallCenter", "1" } } };
        return await new Api(patient).SendAsync(HttpMethod.Post, "api/audit/check", Empty(), WireJson.Default.AuditState);
    }

    public Task<Reply<RetentionReport>> RetentionAsync() => SendAsync(HttpMethod.Get, "api/retention", null, WireJson.Default.RetentionReport);

    public Task<Reply<List<HoldLine>>> HoldsAsync() => SendAsync(HttpMethod.Get, "api/holds", null, WireJson.Default.ListHoldLine);

    public Task<Reply<None>> PlaceHoldAsync(string call, string reason) => DoAsync(HttpMethod.Put, Hold(call), JsonContent.Create(new PlaceHold(reason), WireJson.Default.PlaceHold));

    public Task<Reply<None>> LiftHoldAsync(string call) => DoAsync(HttpMethod.Delete, Hold(call));

    public Task<Reply<None>> ResetSecondFactorAsync(string user) => DoAsync(HttpMethod.Post, $"api/users/{Uri.EscapeDataString(user)}/second-factor/reset", Empty());

    private static string Hold(string call) => $"api/holds/{Uri.EscapeDataString(call)}";
}
