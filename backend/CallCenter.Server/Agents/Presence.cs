using System.Collections.Concurrent;
using CallCenter.Ari.Models;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Calls;
using CallCenter.Server.Routing;
using Microsoft.AspNetCore.SignalR;

namespace CallCenter.Server.Agents;

/// <summary>
/// Knows who can really be reached: a browser agent needs a page that answers a ping and a registered softphone, a desk-phone agent
/// a registered phone. Tells routing of every change, and a talk whose page fell silent.
/// </summary>
internal sealed class Presence(
    IHubContext<AgentHub, IAgentConsole> hub, Seats seats, SeatPages pages, RoutingLoop routing, Switchboard switchboard, IServiceProvider services, TimeProvider time, ILogger<Presence> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>A page silent for longer is gone: two beats and a bit.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a phone that rings may go on ringing after a restart before its page has come back.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(6);

    /// <summary>A phone that could not be rung (busy, do not disturb, no answer to the INVITE) is left alone this long, then tried again if it is registered.</summary>
    private static readonly TimeSpan UntilTriedAgain = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, bool> _told = new();
    private readonly ConcurrentDictionary<string, long> _ringing = new();

    /// <summary>After a restart nobody is reachable until page and phone show up again; only a phone that rings goes on for a moment.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var agent in routing.State.Agents.Values)
        {
            seats.Take(agent.Agent, agent.Phone);
            _told[agent.Agent] = agent.Mode == AgentMode.Offered;
            if (agent.Mode == AgentMode.Offered)
            {
                _ringing[agent.Agent] = time.GetTimestamp();
            }
            else
            {
                routing.Post(new PresenceLost(agent.Agent, "server-restarted"));
            }
        }
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Somebody signed in: nobody has heard of the phone yet.</summary>
    public void Begin(string agent)
    {
        _told[agent] = true;
        Look(agent);
    }

    public void Forget(string agent) => _told.TryRemove(agent, out _);

    /// <summary>Asterisk says whether an endpoint has a contact.</summary>
    public void PhoneIs(string endpoint, EndpointState? state)
    {
        if (seats.ByEndpoint(endpoint) is { } seat)
        {
            seats.Change(seat.Agent, s => s with { PhoneRegistered = state == EndpointState.Online });
            Look(seat.Agent);
        }
    }

    /// <summary>Compares what we know with what routing was told. Whoever is offline is offered nothing anyway and need not be called lost.</summary>
    public void Look(string agent)
    {
        if (routing.State.Agents.GetValueOrDefault(agent)?.Mode == AgentMode.Offline && _told.GetValueOrDefault(agent))
        {
            pages.Touch(agent);
            return;
        }
        Tell(agent);
    }

    /// <summary>Tells routing the truth now: before an agent becomes ready.</summary>
    public void Tell(string agent)
    {
        if (seats.Find(agent) is not { } seat || !_told.TryGetValue(agent, out var told))
        {
            return;
        }
        var page = IsPageAlive(seat);
        var reachable = seat.PhoneRegistered && !seat.MicrophoneLost && (page || !seat.IsBrowser);
        if (!reachable && _ringing.TryGetValue(agent, out var since) && time.GetElapsedTime(since) < Grace)
        {
            return;
        }
        if (reachable != told && _told.TryUpdate(agent, reachable, told))
        {
            AgentsLog.Presence(logger, agent, reachable, page, seat.PhoneRegistered);
            routing.Post(reachable ? new PresenceFound(agent) : new PresenceLost(agent, seat.MicrophoneLost ? "microphone" : seat.PhoneRegistered ? "page" : "phone"));
        }
        pages.Touch(agent);
    }

    /// <summary>Whether a page answers right now; asks it.</summary>
    public async Task<bool> AnswersAsync(string page)
    {
        try
        {
            return await hub.Clients.Client(page).Ping().WaitAsync(Beat, time);
        }
        catch (Exception ex) when (ex is TimeoutException or HubException or IOException or OperationCanceledException or InvalidOperationException)
        {
            AgentsLog.PageDidNotDraw(logger, page, ex.GetType().Name);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Beat, time);
        for (var beats = 0; await beat.WaitForNextTickAsync(stoppingToken); beats++)
        {
            // An event that never came heals: a phone that counts as gone is asked for now and then.
            foreach (var seat in seats.All.Where(s => !s.PhoneRegistered && beats % 3 == 0))
            {
                _ = services.GetRequiredService<BrowserPhones>().LookAtAsync(seat.Endpoint);
            }
            // Routing counts somebody as lost whose phone we never saw go: a ring that failed said so.
            foreach (var agent in routing.State.Agents.Values.Where(a => a is { Mode: AgentMode.Lost, PresenceLost: true } && time.GetUtcNow() - a.Since >= UntilTriedAgain))
            {
                if (_told.TryUpdate(agent.Agent, false, true))
                {
                    Look(agent.Agent);
                }
            }
            foreach (var agent in _ringing.Where(r => time.GetElapsedTime(r.Value) >= Grace).Select(r => r.Key))
            {
                _ringing.TryRemove(agent, out _);
                Look(agent);
            }
            foreach (var seat in seats.All.Where(s => s.IsBrowser))
            {
                if (seat.Page is { } page)
                {
                    _ = PingAsync(seat.Agent, page);
                }
                Look(seat.Agent, IsPageAlive(seat));
            }
        }
    }

    private void Look(string agent, bool pageAlive)
    {
        if (_told.GetValueOrDefault(agent) != pageAlive)
        {
            Look(agent);
        }
        if (!pageAlive && routing.State.Agents.GetValueOrDefault(agent) is { Mode: AgentMode.Talking, Call: { } call })
        {
            switchboard.Find(call)?.Post(new PageSilent(agent));
        }
    }

    private async Task PingAsync(string agent, string page)
    {
        if (await AnswersAsync(page))
        {
            seats.Change(agent, s => s.Page == page ? s with { PageAnsweredAt = time.GetTimestamp() } : s);
        }
    }

    private bool IsPageAlive(Seat seat) => seat.Page is not null && time.GetElapsedTime(seat.PageAnsweredAt) < Silence;
}
