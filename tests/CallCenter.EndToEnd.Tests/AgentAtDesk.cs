using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>An agent at a desk phone, on a break at first, and an administrator; afterwards nobody is left on the list of callbacks.</summary>
public abstract class AgentAtDesk(House house) : IAsyncLifetime
{
    private protected House House { get; } = house;

    private protected AgentClient _agent = null!;
    private protected AgentClient _admin = null!;
    private protected TownPhone _phone = null!;

    public virtual async ValueTask InitializeAsync()
    {
        (_phone, _agent) = await House.DeskAsync();
        _admin = await House.Center.SignInAsync("admin01", null);
        await _agent.BreakAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var line in await ListAsync())
        {
            using var settled = await _agent.Http.PostAsJsonAsync($"/api/callbacks/{line.CallId}/settle", new SettleCallback("test over"));
        }
        _admin.Dispose();
        await House.LeaveAsync(_agent);
    }

    private protected async Task<IReadOnlyList<CallbackLine>> ListAsync() => (await _agent.GetAsync<CallbackList>("/api/callbacks")).Callbacks;
}
