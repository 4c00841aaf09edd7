using CallCenter.Ari.Models;

namespace CallCenter.Calls;

/// <summary>What Asterisk has at one moment: nothing is replayed after a reconnect, so we look.</summary>
public sealed record Picture(IReadOnlyList<Channel> Channels, IReadOnlyList<Bridge> Bridges)
{
    /// <summary>Callers of ours, whether in our application or in the dialplan.</summary>
    public IEnumerable<(Channel Channel, CallFacts Facts)> Callers => Ours("caller");

    /// <summary>Agents' legs we dialled.</summary>
    public IEnumerable<(Channel Channel, CallFacts Facts)> Legs => Ours("agent").Where(l => l.Facts.Stage != Stage.Fallback);

    /// <summary>Phones the dialplan rings or has connected without us; watched, never touched.</summary>
    public IEnumerable<(Channel Channel, CallFacts Facts)> FallbackLegs => Ours("agent").Where(l => l.Facts.Stage == Stage.Fallback);

    /// <summary>Inside our application (and not in the dialplan, nor still ringing).</summary>
    public static bool IsInStasis(Channel channel) => channel.Dialplan.AppName == "Stasis";

    /// <summary>Legs of a call that are not hung up.</summary>
    public IEnumerable<Channel> LegsOf(string call) => Legs.Where(l => l.Facts.Call == call).Select(l => l.Channel);

    /// <summary>The talk's bridge this caller is in, alone or not.</summary>
    public Bridge? TalkOf(string caller) => Bridges.FirstOrDefault(b => b.Id.StartsWith("talk-", StringComparison.Ordinal) && b.Channels.Contains(caller));

    private IEnumerable<(Channel Channel, CallFacts Facts)> Ours(string role) =>
        from channel in Channels
        let facts = CallFacts.Of(channel)
        where facts is not null && facts.Role == role && (role != "caller" || facts.Call == channel.Id)
        select (channel, facts);
}
