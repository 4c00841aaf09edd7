using System.Net.Http.Headers;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Server.Tests.Registry;

/// <summary>A supervisor who imports.</summary>
internal static class RegistryClient
{
    public const string Headings = "编号,姓名,性别,出生日期,身份证号,电话,社区,小区,楼栋,门牌,网格,标签,备注,联系人,与本人关系,联系人电话\n";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<HttpClient> SupervisorAsync(this ServerHost host)
    {
        var supervisor = await host.SignedInAsync("supervisor01");
        supervisor.DefaultRequestHeaders.Add("X-CallCenter", "1");
        return supervisor;
    }

    public static Task<HttpResponseMessage> UploadAsync(this HttpClient supervisor, byte[] file, string name = "居民.csv") =>
        supervisor.PostAsync($"/api/registry/imports?name={Uri.EscapeDataString(name)}", new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } });

    /// <summary>Uploaded and read through.</summary>
    public static async Task<ImportLineup> CheckedAsync(this HttpClient supervisor, byte[] file, string name = "居民.csv") =>
        await supervisor.ReachedAsync((await (await supervisor.UploadAsync(file, name)).ReadAsync<ImportLineup>()).Id, ImportStep.Checked, ImportStep.Refused);

    public static Task<ImportLineup> CheckedAsync(this HttpClient supervisor, string lines) => supervisor.CheckedAsync(System.Text.Encoding.UTF8.GetBytes(Headings + lines));

    /// <summary>Everything the file has, put in.</summary>
    public static async Task<ImportLineup> ImportedAsync(this HttpClient supervisor, string lines) => await supervisor.AppliedAsync((await supervisor.CheckedAsync(lines)).Id);

    public static async Task<ImportLineup> AppliedAsync(this HttpClient supervisor, Guid import)
    {
        await (await supervisor.PostEmptyAsync($"/api/registry/imports/{import}/apply")).ReadAsync<ImportLineup>();
        return await supervisor.ReachedAsync(import, ImportStep.Applied);
    }

    public static async Task<ImportLineup> UndoneAsync(this HttpClient supervisor, Guid import)
    {
        await (await supervisor.PostEmptyAsync($"/api/registry/imports/{import}/undo")).ReadAsync<ImportLineup>();
        return await supervisor.ReachedAsync(import, ImportStep.Undone);
    }

    public static Task<List<ImportedLineView>> LinesAsync(this HttpClient supervisor, Guid import, string outcome) =>
        supervisor.GetAsync<List<ImportedLineView>>($"/api/registry/imports/{import}/lines?outcome={outcome}&take=200");

    public static async Task<ImportLineup> ReachedAsync(this HttpClient supervisor, Guid import, params string[] states)
    {
        ImportLineup? now = null;
        await Eventually.TrueAsync(async () =>
        {
            now = await supervisor.GetAsync<ImportLineup>($"/api/registry/imports/{import}");
            return states.Contains(now.State);
        }, Patience, $"the import is {string.Join(" or ", states)}");
        return now!;
    }

    /// <summary>The one resident of a name.</summary>
    public static async Task<ResidentLine> FindAsync(this HttpClient browser, string name) =>
        Assert.Single(await browser.GetAsync<List<ResidentLine>>($"/api/residents?q={Uri.EscapeDataString(name)}"), resident => resident.Name == name);
}
