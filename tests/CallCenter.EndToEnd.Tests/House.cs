using System.Net.Http.Json;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>A call centre and a town around it, shared by the tests of one class; short wrap-up so that nobody waits.</summary>
public sealed class House : IAsyncLifetime
{
    private readonly Dictionary<string, TownPhone> _phones = [];

    public Center Center { get; private set; } = null!;

    public Town Town { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Center = await Center.StartAsync();
        Town = await Town.StartAsync(Center.Asterisk);
    }

    /// <summary>A desk phone, registered once.</summary>
    public async Task<TownPhone> PhoneAsync(string number) => _phones.TryGetValue(number, out var phone) ? phone : _phones[number] = await Town.RegisterAsync(number);

    /// <summary>agent01 at desk phone 8001, ready.</summary>
    public async Task<(TownPhone Phone, AgentClient Agent)> DeskAsync()
    {
        await Center.AttendedAsync();
        var phone = await PhoneAsync("8001");
        var agent = await Center.SignInAsync("agent01", phone.Number);
        await agent.ReadyAsync();
        await agent.BecomesAsync(AgentState.Ready);
        return (phone, agent);
    }

    /// <summary>After a test: nobody talks any more, and the agent goes.</summary>
    public async Task LeaveAsync(AgentClient agent)
    {
        using var leaving = agent;
        await SilenceAsync();
        await FinishWrapUpAsync(agent);
        await agent.PostAsync("/api/agent/state", new SetAgentState("offline"));
    }

    /// <summary>Ends the agent's wrap-up, if one is on or about to come.</summary>
    public async Task FinishWrapUpAsync(AgentClient agent)
    {
        await Eventually.TrueAsync(async () => (await agent.SnapshotAsync()).State is not (AgentState.Talking or AgentState.Offered), TimeSpan.FromSeconds(10), "the talk is over");
        if (await agent.SnapshotAsync() is { State: AgentState.WrapUp, Call: { } call })
        {
            await agent.FinishAsync(call.CallId);
        }
    }

    /// <summary>Hangs up every call of the town: what a failed test left.</summary>
    public async Task SilenceAsync()
    {
        var channels = await Town.Asterisk.Ari.GetFromJsonAsync<JsonElement>("channels");
        foreach (var channel in channels.EnumerateArray())
        {
            using var answer = await Town.Asterisk.Ari.DeleteAsync($"channels/{channel.GetProperty("id").GetString()}");
        }
    }

    /// <summary>The call in the history; null while the log has not got it.</summary>
    public async Task<CallDetail?> DetailAsync(AgentClient agent, string callId)
    {
        try
        {
            return await agent.GetAsync<CallDetail>($"/api/calls/{callId}");
        }
        catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Town is not null)
        {
            await Town.DisposeAsync();
        }
        if (Center is not null)
        {
            await Center.DisposeAsync();
        }
    }
}
