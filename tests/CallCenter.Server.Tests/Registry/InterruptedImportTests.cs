using CallCenter.Contracts;
using CallCenter.Data.Residents;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Registry;

/// <summary>A Server that ends in the middle.</summary>
public sealed class InterruptedImportTests : IAsyncLifetime
{
    private readonly ServerHost _host = new();
    private readonly ResidentFile _file = new(11, 4000, ["朝阳里", "春和里"]);

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_next_start_says_so_and_the_import_goes_on_or_back()
    {
        var import = await AppliedHalfwayAsync();
        await _host.StopAsync();
        await _host.StartAsync();
        using var supervisor = await _host.SupervisorAsync();
        var interrupted = await supervisor.ReachedAsync(import, ImportStep.Interrupted);
        Assert.InRange(interrupted.Done, 500, 3999);
        Assert.Equal(interrupted.Done, interrupted.New + interrupted.Faulty);
        await using (var db = _host.Db()) Assert.Equal(interrupted.New, await CountAsync(db));
        var whole = await supervisor.AppliedAsync(import);
        Assert.Equal((_file.Good.Count, 0, _file.Faulty.Count), (whole.New, whole.Unchanged, whole.Faulty));

        // And back, interrupted too.
        (await supervisor.PostEmptyAsync($"/api/registry/imports/{import}/undo")).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(async () => (await supervisor.GetAsync<ImportLineup>($"/api/registry/imports/{import}")).Reverted > 0, TimeSpan.FromSeconds(60), "some are back");
        await _host.StopAsync();
        await _host.StartAsync();
        using var again = await _host.SupervisorAsync();
        await again.ReachedAsync(import, ImportStep.UndoInterrupted);
        var undone = await again.UndoneAsync(import);
        Assert.Equal((_file.Good.Count, 0), (undone.Reverted, undone.Kept));
        await using (var db = _host.Db()) Assert.Equal(0, await CountAsync(db));
    }

    private static Task<int> CountAsync(Data.CenterDb db) => db.Residents.CountAsync(r => r.ExternalKey!.StartsWith("R0"));

    private async Task<Guid> AppliedHalfwayAsync()
    {
        using var supervisor = await _host.SupervisorAsync();
        var import = await supervisor.CheckedAsync(await ImportTests.BytesAsync(_file));
        (await supervisor.PostEmptyAsync($"/api/registry/imports/{import.Id}/apply")).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(async () => (await supervisor.GetAsync<ImportLineup>($"/api/registry/imports/{import.Id}")).Done > 0, TimeSpan.FromSeconds(60), "some lines are in");
        return import.Id;
    }
}
