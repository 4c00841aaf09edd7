using System.Net.Http.Json;
using CallCenter.Contracts;

namespace CallCenter.Server.Tests.Registry;

/// <summary>Lists that hand out names.</summary>
public sealed class ListsTests
{
    [Fact]
    public async Task Whoever_lists_merges_or_lines_of_an_import_is_in_the_audit_log_and_no_faster_than_a_hand()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.ImportedAsync("A1,沈列一,男,,,13720200001,柳荫里,,,,,,,,,\nA2,沈列二,男,,,13720200001,柳荫里,,,,,,,,,\n");
        await (await supervisor.PostAsJsonAsync("/api/registry/merges", new MergeResidents((await supervisor.FindAsync("沈列一")).Id, (await supervisor.FindAsync("沈列二")).Id))).ReadAsync<MergeLine>();
        var merges = await supervisor.GetAsync<List<MergeLine>>("/api/registry/merges");
        Assert.Equal("supervisor01", (await host.AuditedAsync("merges.viewed", $"{merges.Count} merges")).User);
        var address = $"/api/registry/imports/{import.Id}/lines";
        var lines = await supervisor.GetAsync<List<ImportedLineView>>(address);
        Assert.Equal("supervisor01", (await host.AuditedAsync("import.lines-read", $"import:{import.Id} {lines.Count} lines")).User);
        HttpResponseMessage answer;
        var given = 0;
        while ((answer = await supervisor.GetAsync($"{address}?take=1")).IsSuccessStatusCode && given < 400) given++;
        Assert.Equal(ProblemCode.TooMany, await answer.CodeAsync());
    }
}
