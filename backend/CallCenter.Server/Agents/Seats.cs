using System.Collections.Concurrent;

namespace CallCenter.Server.Agents;

/// <summary>A signed-in agent's place: the phone and the page. Immutable, replaced on every change.</summary>
/// <param name="Phone">"browser" or a desk phone's number.</param>
/// <param name="Page">SignalR connection of the page that has the seat, null while none.</param>
/// <param name="PageAnsweredAt">Timestamp of the page's last life sign.</param>
/// <param name="PhoneRegistered">Asterisk has a contact for the endpoint.</param>
internal sealed record Seat(string Agent, string Phone, string? Page, long PageAnsweredAt, bool PhoneRegistered, bool MicrophoneLost)
{
    public bool IsBrowser => Phone == "browser";

    /// <summary>The PJSIP endpoint: a browser's has the user's name.</summary>
    public string Endpoint => IsBrowser ? Agent : Phone;
}

/// <summary>Who sits where. Memory only: after a restart the signed-in agents come from routing, pages and phones show up again by themselves.</summary>
internal sealed class Seats
{
    private readonly ConcurrentDictionary<string, Seat> _seats = new();

    public IReadOnlyCollection<Seat> All => [.. _seats.Values];

    public Seat? Find(string agent) => _seats.GetValueOrDefault(agent);

    public Seat? ByEndpoint(string endpoint) => _seats.Values.FirstOrDefault(seat => seat.Endpoint == endpoint);

    public void Take(string agent, string phone) => _seats.AddOrUpdate(agent, _ => new Seat(agent, phone, null, 0, false, false),
        (_, seat) => seat.Phone == phone ? seat : seat with { Phone = phone, PhoneRegistered = false, MicrophoneLost = false });

    public void Leave(string agent) => _seats.TryRemove(agent, out _);

    /// <summary>Replaces the seat and returns the new one; null when the agent is not signed in.</summary>
    public Seat? Change(string agent, Func<Seat, Seat> change)
    {
        while (_seats.TryGetValue(agent, out var old))
        {
            var changed = change(old);
            if (_seats.TryUpdate(agent, changed, old))
            {
                return changed;
            }
        }
        return null;
    }
}
