using System.Text.Json;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Settings;

/// <summary>Tells routing what changed: queues, and what the signed-in agents serve. Calls in hand stay as they are.</summary>
internal sealed class SiteRouting(SiteSettings settings, RoutingLoop routing, SeatPages pages) : IHostedService
{
    public static IReadOnlyList<QueueSettings> Queues(SiteSnapshot site) =>
        [.. site.Queues.Select(q => QueuePolicies.ToRouting(q.Options))];

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

    /// <summary>Lists inside have no equality of their own.</summary>
    private static string Written(QueueSettings? queue) => JsonSerializer.Serialize(queue, RoutingJson.Options);

    private void Tell(SiteSnapshot site)
    {
        var queues = Queues(site);
        var present = routing.State.Queues;
        if (queues.Count != present.Count || queues.Any(q => Written(present.GetValueOrDefault(q.Queue)) != Written(q))) routing.Post(new QueuesSet(queues));
        if (QueuePolicies.ToRouting(site.Life) is var life && life != routing.State.Life) routing.Post(new LifeSet(life));
        foreach (var seat in routing.State.Agents.Values.Where(a => !a.SignedOut))
        {
            var serves = site.QueuesOf(seat.Agent);
            var skills = site.SkillsOf(seat.Agent);
            if (!serves.ToHashSet().SetEquals(seat.Queues) || !skills.ToHashSet().SetEquals(seat.Skills)) routing.Post(new AgentQueuesSet(seat.Agent, serves, skills));
        }
        pages.TouchAll();
    }
}
