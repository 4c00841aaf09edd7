namespace CallCenter.Contracts;

/// <summary>A way to the telephone network. Id: small letters, digits and hyphens.</summary>
/// <param name="Kind">"address", or "registration" with user and password.</param>
/// <param name="Host">Address or name of the carrier's switch.</param>
/// <param name="Transport">"udp" or "tcp".</param>
/// <param name="User">Of the registration, and of calls the carrier challenges.</param>
/// <param name="Password">Never told: stars where there is one; stars sent back leave it as it is.</param>
/// <param name="Domain">Of the registered address, where the carrier wants another than the host.</param>
/// <param name="Addresses">IPv4 addresses and networks calls come from; none: the host.</param>
/// <param name="Lines">How many calls at once; 0 = no limit.</param>
/// <param name="KeptFree">Of these, kept for alarms.</param>
/// <param name="CallsPerSecond">More arriving calls are refused, alarms excepted; 0 = no limit.</param>
/// <param name="Prefix">Put before every number dialled.</param>
/// <param name="OutRules">"022>" takes 022 away, "+86>0" replaces, "00>!" keeps such numbers off this trunk. The first that fits counts.</param>
/// <param name="InRules">The same for the number an arriving call was dialled with.</param>
/// <param name="Present">The number calls go out with; empty: the caller's own.</param>
/// <param name="NumberInTo">The carrier tells the dialled number in To, not in the request.</param>
/// <param name="Order">Calls go out by the first that can, from 0 up.</param>
public sealed record TrunkSetting(
    string Name, string Kind, string Host, int Port, string Transport, string User, string Password, string Domain, IReadOnlyList<string> Addresses, int Lines, int KeptFree, int CallsPerSecond,
    string Prefix, IReadOnlyList<string> OutRules, IReadOnlyList<string> InRules, string Present, bool NumberInTo, int Order, bool Active);

/// <summary>Kinds of trunks.</summary>
public static class TrunkKind
{
    public const string Address = "address", Registration = "registration";
}

/// <summary>A trunk as it stands now.</summary>
/// <param name="Reachable">It answers OPTIONS; null while that is not known.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Registration">"registered", "unregistered", "rejected"; null where there is nothing to register or it is not known.</param>
/// <param name="Channels">Calls on it.</param>
/// <param name="Rejected">Calls of ours it refused in the last minutes, and the last of the causes (Q.850).</param>
/// <param name="Refused">Calls of its we refused since the Server started: for too many at once, and for too many a second.</param>
public sealed record TrunkLine(
    string Id, string Name, bool Active, bool? Reachable, DateTimeOffset? Since, double? RoundTripMs, string? Registration, int Channels, int Lines, int Rejected, int? RejectedCause,
    int RefusedFull, int RefusedFlood);

/// <summary>GET /api/admin/trunks.</summary>
/// <param name="Fault">Null, or why the last change is not live in Asterisk; it is tried again.</param>
public sealed record TrunksPage(IReadOnlyList<TrunkLine> Trunks, string? Fault);

/// <summary>GET /api/warnings: what needs a human soon though calls go on. Each is "what" or "what:which", as in /healthz.</summary>
public sealed record WarningList(IReadOnlyList<string> Warnings);

/// <summary>What callers hear.</summary>
/// <param name="Language">zh or en.</param>
/// <param name="Text">What it says in that language.</param>
/// <param name="Kind">"recorded", "synthetic" or "missing".</param>
/// <param name="Loudness">Mean power in dB below full scale; about -20 is right.</param>
/// <param name="Peak">In dB below full scale.</param>
/// <param name="Warns">Callers should hear a human voice here, and do not.</param>
public sealed record PromptLine(string Name, string Language, string Text, string Kind, double Seconds, double Loudness, double Peak, DateTimeOffset? ChangedAt, bool Warns);
