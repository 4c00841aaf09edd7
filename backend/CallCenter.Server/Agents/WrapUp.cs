using CallCenter.Routing;
using CallCenter.Server.Routing;
using CallCenter.Server.WorkOrders;

namespace CallCenter.Server.Agents;

/// <summary>完成: only the agent's own click ends wrap-up early.</summary>
internal sealed class WrapUp(RoutingLoop routing) : IWrapUp
{
    public Task FinishAsync(string user, string callId, CancellationToken ct) =>
        routing.State.Agents.GetValueOrDefault(user) is { Mode: AgentMode.WrapUp, Call: { } call } && call == callId
            ? routing.AskAsync(new WrapUpFinished(user), ct)
            : Task.CompletedTask;
}
