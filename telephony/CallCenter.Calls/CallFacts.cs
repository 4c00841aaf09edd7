using CallCenter.Ari.Models;

namespace CallCenter.Calls;

/// <summary>
/// What a channel knows of its call by itself: the variables Asterisk reports with every channel (<c>channelvars</c> in ari.conf).
/// They outlive us; after a restart they are all we have. Names as in docs/design.md.
/// </summary>
/// <param name="Role">"caller" or "agent".</param>
/// <param name="Call">Call id: uniqueid of the caller's channel.</param>
/// <param name="Since">When the caller arrived.</param>
/// <param name="Raw">What the carrier sent of the caller: P-Asserted-Identity, else From. At most 256 characters of printable ASCII.</param>
/// <param name="Lease">Longest time without a human before the dialplan takes the caller back.</param>
public sealed record CallFacts(string Role, string Call, string Number, string Queue, string Stage, string Agent, string Offer, DateTimeOffset Since, TimeSpan Lease, string Raw)
{
    /// <summary>Reads the facts; null when the channel is none of ours.</summary>
    public static CallFacts? Of(Channel channel)
    {
        string Var(string name) => channel.Channelvars.GetValueOrDefault(name) ?? "";
        return Var("CC_CALL") is { Length: > 0 } call
            ? new(Var("CC_ROLE"), call, Var("CC_NUMBER"), Var("CC_QUEUE"), Var("CC_STAGE"), Var("CC_AGENT"), Var("CC_OFFER"),
                long.TryParse(Var("CC_SINCE"), out var ms) ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : channel.Creationtime,
                TimeSpan.FromSeconds(int.TryParse(Var("CC_LEASE"), out var lease) && lease > 0 ? lease : 30), Var("CC_RAW"))
            : null;
    }
}

/// <summary>Values of CC_STAGE.</summary>
public static class Stage
{
    public const string Arriving = "arriving", Waiting = "waiting", Talking = "talking", Held = "held", Rejoining = "rejoining", Interrupted = "interrupted", Callback = "callback", Voicemail = "voicemail", Fallback = "fallback";
}
