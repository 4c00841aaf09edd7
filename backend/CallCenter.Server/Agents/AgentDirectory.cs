using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Agents;

/// <summary>Gives agents their seats when they sign in, and takes them back.</summary>
internal sealed class AgentDirectory(SiteSettings settings, RoutingLoop routing, Seats seats, Presence presence, BrowserPhones phones) : IAgentDirectory
{
    private readonly Lock _lock = new();

    public async Task<string?> SignedInAsync(string user, string? phone, CancellationToken ct)
    {
        if (phone is null)
        {
            return null;
        }
        if (phone != "browser" && !settings.Current.IsDeskPhone(phone))
        {
            return ProblemCode.UnknownPhone;
        }
        lock (_lock)
        {
            if (seats.ByEndpoint(phone) is { } holder && holder.Agent != user)
            {
                return ProblemCode.PhoneTaken;
            }
            if (seats.Find(user) is { } seat && seat.Phone != phone && routing.State.Agents.GetValueOrDefault(user)?.Call is not null)
            {
                return ProblemCode.WrongState;
            }
            seats.Take(user, phone);
        }
        await routing.AskAsync(new AgentSignedIn(user, phone, settings.Current.QueuesOf(user), settings.Current.SkillsOf(user)), ct);
        presence.Begin(user);
        await phones.LookAtAsync(seats.Find(user)?.Endpoint ?? user);
        return null;
    }

    public async Task SignedOutAsync(string user, CancellationToken ct)
    {
        if (seats.Find(user) is not { } seat)
        {
            return;
        }
        await routing.AskAsync(new AgentSignedOut(user), ct);
        presence.Forget(user);
        seats.Leave(user);
        if (seat.IsBrowser)
        {
            await phones.RevokeAsync(user);
        }
    }
}
