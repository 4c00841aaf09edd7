using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>The answer to a change: stored, refused with a sentence, or what another administrator stored meanwhile.</summary>
internal readonly record struct Change<T>(T? Stored, T? Newer, string? Problem, string? Detail);

/// <summary>Administration.</summary>
internal sealed partial class Api
{
    public Task<Reply<SiteWords>> SiteAsync() => SendAsync(HttpMethod.Get, "api/site", null, WireJson.Default.SiteWords);

    public Task<Reply<SettingsPage>> SettingsAsync() => SendAsync(HttpMethod.Get, "api/admin/settings", null, WireJson.Default.SettingsPage);

    public Task<Change<SettingItem>> PutSettingAsync(string section, string id, long version, JsonElement value)
        => ChangeAsync(HttpMethod.Put, Setting(section, id), JsonContent.Create(new PutSetting(version, value), WireJson.Default.PutSetting), WireJson.Default.SettingItem);

    public Task<Change<SettingItem>> DeleteSettingAsync(string section, string id, long version)
        => ChangeAsync(HttpMethod.Delete, $"{Setting(section, id)}?version={version}", null, WireJson.Default.SettingItem);

    public Task<Change<DutyPair>> SwapDutiesAsync(SwapDuties swap)
        => ChangeAsync(HttpMethod.Post, "api/admin/duty/swap", JsonContent.Create(swap, WireJson.Default.SwapDuties), WireJson.Default.DutyPair);

    /// <param name="version">Of one change; all of them without it.</param>
    public Task<Reply<List<SettingChangeLine>>> ChangesAsync(string section, string id, long? version = null)
        => SendAsync(HttpMethod.Get, $"{Setting(section, id)}/changes{(version is { } one ? $"?version={one}" : "")}", null, WireJson.Default.ListSettingChangeLine);

    public Task<Reply<List<OpenLine>>> OpenAsync() => SendAsync(HttpMethod.Get, "api/admin/open", null, WireJson.Default.ListOpenLine);

    public Task<Reply<NewPassword>> PhonePasswordAsync(string phone) => SendAsync(HttpMethod.Post, $"api/admin/phones/{Uri.EscapeDataString(phone)}/password", Empty(), WireJson.Default.NewPassword);

    public Task<Reply<List<UserLine>>> UsersAsync() => SendAsync(HttpMethod.Get, "api/admin/users", null, WireJson.Default.ListUserLine);

    public Task<Change<UserLine>> PutUserAsync(string user, PutUser body)
        => ChangeAsync(HttpMethod.Put, $"api/admin/users/{Uri.EscapeDataString(user)}", JsonContent.Create(body, WireJson.Default.PutUser), WireJson.Default.UserLine);

    public Task<Reply<NewPassword>> ResetPasswordAsync(string user) => SendAsync(HttpMethod.Post, $"api/admin/users/{Uri.EscapeDataString(user)}/password", Empty(), WireJson.Default.NewPassword);

    public Task<Reply<List<CommunityEntry>>> CommunityEntriesAsync() => SendAsync(HttpMethod.Get, "api/admin/communities", null, WireJson.Default.ListCommunityEntry);

    public Task<Change<CommunityEntry>> PutCommunityAsync(Guid id, PutCommunity body)
        => ChangeAsync(HttpMethod.Put, $"api/admin/communities/{id}", JsonContent.Create(body, WireJson.Default.PutCommunity), WireJson.Default.CommunityEntry);

    public Task<Change<CommunityEntry>> DeleteCommunityAsync(Guid id, string version)
        => ChangeAsync(HttpMethod.Delete, $"api/admin/communities/{id}?version={version}", null, WireJson.Default.CommunityEntry);

    public Task<Change<ImportReport>> ImportAsync(string section, byte[] file, bool apply)
        => ChangeAsync(HttpMethod.Post, $"{section switch { SettingSection.Communities => "api/admin/communities", SettingSection.AlarmNumbers => "api/alarm-numbers", _ => $"api/admin/settings/{section}" }}/import?apply={(apply ? "true" : "false")}", new ByteArrayContent(file), WireJson.Default.ImportReport);

    public Task<Reply<WarningList>> WarningsAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, "api/warnings", null, WireJson.Default.WarningList, ct: ct);

    public Task<Reply<TrunksPage>> TrunksAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, "api/admin/trunks", null, WireJson.Default.TrunksPage, ct: ct);

    public Task<Reply<List<PromptLine>>> PromptsAsync() => SendAsync(HttpMethod.Get, "api/admin/prompts", null, WireJson.Default.ListPromptLine);

    public Task<Change<PromptLine>> PutPromptAsync(string language, string name, byte[] recording)
        => ChangeAsync(HttpMethod.Put, $"api/admin/prompts/{language}/{name}", new ByteArrayContent(recording), WireJson.Default.PromptLine);

    public Task<Change<PromptLine>> DeletePromptAsync(string language, string name) => ChangeAsync(HttpMethod.Delete, $"api/admin/prompts/{language}/{name}", null, WireJson.Default.PromptLine);

    private static string Setting(string section, string id) => $"api/admin/settings/{section}/{Uri.EscapeDataString(id)}";

    private async Task<Change<T>> ChangeAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.NoContent)
                return default;
            if (answer.IsSuccessStatusCode)
                return new(await answer.Content.ReadFromJsonAsync(type), default, null, null);
            if (answer.StatusCode == HttpStatusCode.Conflict && answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
                return new(default, await answer.Content.ReadFromJsonAsync(type), "conflict", null);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                SignedOut?.Invoke();
            var problem = await answer.Content.ReadFromJsonAsync(WireJson.Default.Problem);
            return new(default, default, problem?.Code ?? ProblemCode.Unavailable, problem?.Detail);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            return new(default, default, Away, null);
        }
    }
}
