using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CallCenter.Ari;
using CallCenter.Ari.Events;
using CallCenter.Calls;
using CallCenter.Routing;
using CallCenter.Server.Agents;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Calls;

/// <summary>
/// Tells the journal when talks begin and stop, by the clock of who joins them: Asterisk's. What the Server decided before, and when it got round to what came after, is no
/// measure of a talk. A talk lasts from the moment caller and phone are in one bridge until the phone leaves it or the caller hangs up.
/// </summary>
internal sealed class TalkClock(RoutingLoop routing, Seats seats)
{
    /// <summary>Who is in a bridge of ours.</summary>
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <summary>Phone -> its talk.</summary>
    private readonly Dictionary<string, (string Call, string Agent)> _talks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _missed = new();

    /// <summary>Passes the events on. Each is looked at before a conversation hears of it: what it makes of a hang-up comes after the hang-up.</summary>
    public async IAsyncEnumerable<AriMessage> WatchAsync(IAsyncEnumerable<AriMessage> messages, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in messages.WithCancellation(ct))
        {
            if (message is AriEvent happened) Saw(happened);
            yield return message;
        }
    }

    /// <summary>After a connect: of these calls nobody saw every event, and Asterisk's log has the last word. Runs between two events.</summary>
    public void Compare(Picture picture)
    {
        foreach (var (_, facts) in picture.Callers) _missed[facts.Call] = true;
        foreach (var (call, _) in _talks.Values) _missed[call] = true;
        _rooms.Clear();
        _talks.Clear();
        foreach (var bridge in picture.Bridges)
        {
            foreach (var channel in picture.Channels.Where(c => bridge.Channels.Contains(c.Id)))
            {
                if (CallFacts.Of(channel) is { } facts) Enter(bridge.Id, channel.Id, facts);
            }
            foreach (var talk in Begun(bridge.Id)) _talks[talk.Phone] = (talk.Call, talk.Agent);
        }
    }

    /// <summary>Whether part of this call went by while we did not look.</summary>
    public bool Missed(string call) => _missed.ContainsKey(call);

    public void Forget(string call) => _missed.TryRemove(call, out _);

    private void Saw(AriEvent happened)
    {
        switch (happened)
        {
            case ChannelEnteredBridge { Channel: { } channel } e when CallFacts.Of(channel) is { } facts:
                Enter(e.Bridge.Id, channel.Id, facts);
                foreach (var (phone, call, agent) in Begun(e.Bridge.Id))
                {
                    _talks[phone] = (call, agent);
                    routing.Post(new TalkBegan(call, agent, e.Timestamp));
                }
                break;
            case ChannelLeftBridge e:
                _rooms.GetValueOrDefault(e.Bridge.Id)?.Phones.Remove(e.Channel.Id);
                Stop(e.Channel.Id, e.Timestamp);
                break;
            case ChannelDestroyed e:
                foreach (var phone in _talks.Where(t => t.Value.Call == e.Channel.Id).Select(t => t.Key).ToList()) Stop(phone, e.Timestamp);
                break;
            case BridgeDestroyed e:
                _rooms.Remove(e.Bridge.Id);
                break;
        }
    }

    private void Enter(string bridge, string channel, CallFacts facts)
    {
        if (!_rooms.TryGetValue(bridge, out var room)) _rooms[bridge] = room = new Room();
        // In the fallback a phone is known by where it is, not by who sits there.
        if (facts.Role == "agent") room.Phones[channel] = seats.ByEndpoint(facts.Agent)?.Agent ?? facts.Agent;
        else if (facts.Call == channel) room.Call = channel;
    }

    private List<(string Phone, string Call, string Agent)> Begun(string bridge) =>
        _rooms.GetValueOrDefault(bridge) is { Call: { } call } room ? [.. room.Phones.Where(p => !_talks.ContainsKey(p.Key)).Select(p => (p.Key, call, p.Value))] : [];

    private void Stop(string phone, DateTimeOffset at)
    {
        if (_talks.Remove(phone, out var talk)) routing.Post(new TalkStopped(talk.Call, talk.Agent, at));
    }

    /// <summary>A caller who is taken out to wait on music is still this room's.</summary>
    private sealed class Room
    {
        public string? Call { get; set; }
        public Dictionary<string, string> Phones { get; } = new(StringComparer.Ordinal);
    }
}
