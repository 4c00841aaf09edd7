using CallCenter.Routing;
using CallCenter.Server.Calls;
using CallCenter.Server.Routing;
using CallCenter.Server.Trunks;

namespace CallCenter.Server.Boards;

/// <summary>Hears of everything a board shows and marks the pages as due.</summary>
internal sealed class BoardNews(RoutingLoop routing, CallBook book, TrunkWatch trunks, AgentNames names, Viewers viewers) : IHostedService
{
    private RoutingState? _shown;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        routing.Subscribe(OnStep);
        book.Changed += _ => viewers.Touch();
        trunks.Changed += viewers.Touch;
        names.Learnt += viewers.Touch;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>In the routing loop: only compares and marks.</summary>
    private void OnStep(RoutingStep step)
    {
        // Names change in the administration, and take effect as sign-ins do.
        if (step.Entry.Input is AgentSignedIn signedIn) names.Learn(signedIn.Agent);
        var (before, now) = (_shown, step.State);
        _shown = now;
        if (before is null || !ReferenceEquals(before.Calls, now.Calls) || !ReferenceEquals(before.Agents, now.Agents) || !ReferenceEquals(before.Queues, now.Queues)) viewers.Touch();
    }
}
