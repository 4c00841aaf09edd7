using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Contracts;

namespace CallCenter.Testing;

/// <summary>An agent through the public HTTP API.</summary>
public sealed class AgentClient(Uri server, string user) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(10) };

    public string User { get; } = user;

    /// <summary>For requests the helpers below do not cover; the session cookie is in it.</summary>
    public HttpClient Http => _http;

    public async Task SignInAsync(string password, string? phone)
    {
        _http.DefaultRequestHeaders.Remove("X-CallCenter");
        _http.DefaultRequestHeaders.Add("X-CallCenter", "1");
        await PostAsync("/api/session", new SignIn(User, password, phone));
    }

    public Task ReadyAsync() => PostAsync("/api/agent/state", new SetAgentState("ready"));

    public Task BreakAsync(string reason = BreakReason.Rest) => PostAsync("/api/agent/state", new SetAgentState("break", reason));

    public async Task<AgentSnapshot> SnapshotAsync() => await GetAsync<AgentSnapshot>("/api/agent");

    public async Task<T> GetAsync<T>(string path)
    {
        using var answer = await _http.GetAsync(path);
        await CheckAsync(answer);
        return (await answer.Content.ReadFromJsonAsync<T>(Json))!;
    }

    public async Task PostAsync(string path, object? body = null)
    {
        using var answer = await _http.PostAsJsonAsync(path, body ?? new { }, Json);
        await CheckAsync(answer);
    }

    /// <summary>Waits for a state and returns the snapshot that shows it.</summary>
    public async Task<AgentSnapshot> BecomesAsync(AgentState state, TimeSpan? within = null)
    {
        AgentSnapshot? seen = null;
        await Eventually.TrueAsync(async () => (seen = await SnapshotAsync()).State == state, within ?? TimeSpan.FromSeconds(10), () => $"{User} is {state}, not {seen}");
        return seen!;
    }

    /// <summary>完成 without a work order.</summary>
    public Task FinishAsync(string callId) =>
        PostAsync($"/api/calls/{Uri.EscapeDataString(callId)}/finish", new FinishCall(new WorkOrderDraft(1, "", null, null, null, false, null, null), NoOrder: true));

    /// <summary>An administrator stores a site setting over whatever stood there.</summary>
    public async Task PutSettingAsync<T>(string section, string id, T value)
    {
        var known = (await GetAsync<SettingsPage>("/api/admin/settings")).Items.FirstOrDefault(item => item.Section == section && item.Id == id);
        using var answer = await _http.PutAsJsonAsync($"/api/admin/settings/{section}/{id}", new PutSetting(known?.Version ?? 0, JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web)), JsonSerializerOptions.Web);
        await CheckAsync(answer);
    }

    public void Dispose() => _http.Dispose();

    private static async Task CheckAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}", null, answer.StatusCode);
        }
    }
}
