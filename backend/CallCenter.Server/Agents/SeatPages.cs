using System.Collections.Concurrent;
using CallCenter.Contracts;
using Microsoft.AspNetCore.SignalR;

namespace CallCenter.Server.Agents;

/// <summary>Pushes snapshots to the pages that have a seat. Many changes in a row become one push; each push is whole, so a lost one heals.</summary>
internal sealed class SeatPages(IHubContext<AgentHub, IAgentConsole> hub, Seats seats, Screens screens, TimeProvider time, ILogger<SeatPages> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, bool> _due = new();

    /// <summary>This agent's page should be drawn anew. Returns at once.</summary>
    public void Touch(string agent)
    {
        if (seats.Find(agent)?.Page is not null && _due.TryAdd(agent, true))
        {
            _ = PushAsync(agent);
        }
    }

    public void TouchAll()
    {
        foreach (var seat in seats.All)
        {
            Touch(seat.Agent);
        }
    }

    /// <summary>Pushes now and waits until the page has drawn it, at most <paramref name="limit"/>.</summary>
    public async Task<bool> ShowAsync(string agent, TimeSpan limit)
    {
        if (seats.Find(agent)?.Page is not { } page || screens.Of(agent) is not { } snapshot)
        {
            return false;
        }
        try
        {
            return await hub.Clients.Client(page).Show(snapshot).WaitAsync(limit, time);
        }
        catch (Exception ex) when (ex is TimeoutException or HubException or IOException or OperationCanceledException or InvalidOperationException)
        {
            AgentsLog.PageDidNotDraw(logger, agent, ex.GetType().Name);
            return false;
        }
    }

    private async Task PushAsync(string agent)
    {
        await Task.Yield();
        _due.TryRemove(agent, out _);
        await ShowAsync(agent, Limit);
    }
}
