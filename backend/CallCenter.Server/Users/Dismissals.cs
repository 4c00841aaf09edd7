using System.Collections.Concurrent;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;

namespace CallCenter.Server.Users;

/// <summary>
/// Ends somebody's sessions from outside. The seat is offered nothing more at once; a call in hand goes on to its end, and only then are seat and
/// SIP credential taken back.
/// </summary>
internal sealed class Dismissals
{
    private readonly EndedSessions _ended;
    private readonly RoutingLoop _routing;
    private readonly IAgentDirectory _agents;
    private readonly ConcurrentDictionary<string, bool> _leaving = new();

    public Dismissals(EndedSessions ended, RoutingLoop routing, IAgentDirectory agents)
    {
        (_ended, _routing, _agents) = (ended, routing, agents);
        routing.Subscribe(OnStep);
    }

    public async Task EndSessionsAsync(string user, DateTimeOffset now)
    {
        _ended.EndAll(user, now);
        if (!_routing.State.Agents.TryGetValue(user, out var seat)) return;
        if (seat.Mode is not (AgentMode.Talking or AgentMode.WrapUp))
        {
            await _agents.SignedOutAsync(user, CancellationToken.None);
            return;
        }
        _leaving[user] = true;
        _routing.Post(new AgentSignedOut(user));
    }

    private void OnStep(RoutingStep step)
    {
        // Only those whose talk and wrap-up are over; somebody who signed in anew in between stays.
        foreach (var user in _leaving.Keys.Where(user => step.State.Agents.GetValueOrDefault(user) is null or { SignedOut: false }))
        {
            if (_leaving.TryRemove(user, out _) && !step.State.Agents.ContainsKey(user)) _ = _agents.SignedOutAsync(user, CancellationToken.None);
        }
    }
}
