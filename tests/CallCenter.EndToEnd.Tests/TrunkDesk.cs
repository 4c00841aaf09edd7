using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>An administrator at the trunks.</summary>
internal sealed class TrunkDesk(AgentClient admin) : IAsyncDisposable
{
    public static TrunkSetting Trunk(string host, int port, int order = 10) =>
        new("联通", TrunkKind.Address, host, port, "udp", "", "", "", [], 0, 0, 0, "", [], [], "", false, order, true);

    public async Task PutAsync<T>(string path, T value, long version = 0)
    {
        using var answer = await admin.Http.PutAsJsonAsync($"/api/admin/settings/{path}", new PutSetting(version, JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web)), JsonSerializerOptions.Web);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<TrunkLine> IsAsync(string id, Func<TrunkLine, bool> condition, string what, int seconds = 15)
    {
        TrunksPage? page = null;
        TrunkLine? line = null;
        await Eventually.TrueAsync(async () => (line = (page = await admin.GetAsync<TrunksPage>("/api/admin/trunks")).Trunks.FirstOrDefault(t => t.Id == id)) is not null && page.Fault is null && condition(line),
            TimeSpan.FromSeconds(seconds), $"{id} {what}");
        return line!;
    }

    public async Task<IReadOnlyList<string>> WarningsAsync() => (await admin.GetAsync<WarningList>("/api/warnings")).Warnings;

    /// <summary>Takes away what a test made.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var item in (await admin.GetAsync<SettingsPage>("/api/admin/settings")).Items.Where(i => i.Section is SettingSection.Trunks or SettingSection.Duty))
        {
            using var answer = await admin.Http.DeleteAsync($"/api/admin/settings/{item.Section}/{item.Id}?version={item.Version}");
        }
        admin.Dispose();
    }
}
