using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Settings;

/// <summary>Tells routing what changed: queues, and what the signed-in agents serve. Calls in hand stay as they are.</summary>
internal sealed class SiteRouting(SiteSettings settings, RoutingLoop routing, SeatPages pages) : IHostedService
{
    public static IReadOnlyList<QueueSettings> Queues(SiteSnapshot site) =>
        [.. site.Queues.Select(q => new QueueSettings(q.Options.Id, q.Options.Priority, q.Options.OfferSeconds, q.Options.WrapUpSeconds))];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        settings.Changed += Tell;
        Tell(settings.Current);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        settings.Changed -= Tell;
        return Task.CompletedTask;
    }

    private void Tell(SiteSnapshot site)
    {
        var queues = Queues(site);
        var present = routing.State.Queues;
        if (queues.Count != present.Count || queues.Any(q => present.GetValueOrDefault(q.Queue) != q)) routing.Post(new QueuesSet(queues));
        foreach (var seat in routing.State.Agents.Values.Where(a => !a.SignedOut))
        {
            var serves = site.QueuesOf(seat.Agent);
            if (!serves.ToHashSet().SetEquals(seat.Queues)) routing.Post(new AgentQueuesSet(seat.Agent, serves));
        }
        pages.TouchAll();
    }
}
