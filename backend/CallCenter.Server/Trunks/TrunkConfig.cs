using System.Globalization;
using System.Text;
using CallCenter.Contracts;

namespace CallCenter.Server.Trunks;

/// <summary>A trunk as Asterisk needs it.</summary>
/// <param name="Password">In clear; empty for none.</param>
internal sealed record OpenTrunk(string Id, TrunkSetting Setting, string Password);

/// <summary>
/// The two files the trunks live in: trunks.conf, which pjsip.conf includes, and trunk-rules.conf, which the dialplan reads with every call. Both work with
/// nothing but Asterisk running. Pure.
/// </summary>
internal static class TrunkConfig
{
    /// <summary>The environment's own trunk: its endpoint, and what it is called where trunks are told apart.</summary>
    public const string Environment = "trunk";
    private const string Begin = "trunk_";

    public static string EndpointOf(string id) => Begin + id;

    /// <summary>Null: no trunk.</summary>
    public static string? IdOf(string endpoint) => endpoint == Environment ? Environment : endpoint.StartsWith(Begin, StringComparison.Ordinal) ? endpoint[Begin.Length..] : null;

    public static bool IsTrunk(string endpoint) => endpoint == Environment || endpoint.StartsWith(Begin, StringComparison.Ordinal);

    /// <summary>The address a registering trunk makes itself known under.</summary>
    public static string AddressOfRecord(TrunkSetting trunk) => $"sip:{trunk.User}@{(trunk.Domain.Length > 0 ? trunk.Domain : trunk.Host)}";

    public static string Endpoints(IReadOnlyList<OpenTrunk> trunks)
    {
        if (trunks.Count == 0) return "";
        var text = new StringBuilder("; Trunks, as the administrators made them. Written whole by the Server, never edited here. Holds passwords.\n");
        foreach (var trunk in trunks) text.Append(Endpoint(trunk));
        return text.ToString();
    }

    /// <summary>All of one trunk's objects.</summary>
    public static string Endpoint(OpenTrunk trunk)
    {
        var text = new StringBuilder();
        Endpoint(text, trunk);
        return text.ToString();
    }

    /// <param name="environment">There is a trunk of the environment as well: the last to be tried.</param>
    public static string Rules(IReadOnlyList<OpenTrunk> trunks, bool environment)
    {
        if (trunks.Count == 0) return "";
        var text = new StringBuilder("; Order, limits and number rules of the trunks. Written whole by the Server, read by the dialplan with every call.\n[outward]\n");
        Line(text, "order", string.Join(',', trunks.Select(t => EndpointOf(t.Id)).Concat(environment ? [Environment] : [])));
        foreach (var (id, trunk, _) in trunks)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{EndpointOf(id)}]\n");
            Line(text, "lines", trunk.Lines);
            Line(text, "kept", trunk.KeptFree);
            Line(text, "second", trunk.CallsPerSecond);
            Line(text, "prefix", trunk.Prefix);
            Line(text, "out", string.Join(',', trunk.OutRules));
            Line(text, "in", string.Join(',', trunk.InRules));
            Line(text, "to", trunk.NumberInTo ? 1 : 0);
            Line(text, "place", PlaceOf(trunk));
        }
        return text.ToString();
    }

    /// <summary>A semicolon would begin a comment.</summary>
    private static string PlaceOf(TrunkSetting trunk) => $"{trunk.Host}:{trunk.Port}{(trunk.Transport == "tcp" ? "\\;transport=tcp" : "")}";

    private static void Endpoint(StringBuilder text, OpenTrunk open)
    {
        var (name, trunk) = (EndpointOf(open.Id), open.Setting);
        var secured = trunk.User.Length > 0 && open.Password.Length > 0;
        var place = PlaceOf(trunk);
        text.Append(CultureInfo.InvariantCulture, $"\n[{name}](trunk-endpoint)\n");
        Line(text, "aors", name);
        Line(text, "transport", trunk.Transport);
        if (secured) Line(text, "outbound_auth", name);
        if (trunk.Present.Length > 0) Line(text, "from_user", trunk.Present);
        if (trunk.Domain.Length > 0) Line(text, "from_domain", trunk.Domain);
        // One OPTIONS unanswered for 2 s means down: within 5 s of the last answer, retransmissions included.
        Section(text, name, "aor", ("contact", $"sip:{place}"), ("qualify_frequency", "3"), ("qualify_timeout", "2.0"));
        if (secured) Section(text, name, "auth", ("auth_type", "userpass"), ("username", trunk.User), ("password", open.Password.Replace(";", "\\;", StringComparison.Ordinal)));
        if (trunk.Kind == TrunkKind.Registration)
        {
            Section(text, name, "registration", ("outbound_auth", name), ("server_uri", $"sip:{place}"), ("client_uri", AddressOfRecord(trunk)), ("contact_user", trunk.User), ("transport", trunk.Transport),
                ("expiration", "300"), ("retry_interval", "5"), ("forbidden_retry_interval", "60"), ("fatal_retry_interval", "60"), ("max_retries", "100000"), ("max_random_initial_delay", "0"));
        }
        Section(text, name, "identify", [("endpoint", name), ("srv_lookups", "no"), .. TrunkRules.AddressesOf(trunk).Select(address => ("match", address))]);
    }

    private static void Section(StringBuilder text, string name, string type, params IReadOnlyList<(string Name, string Value)> fields)
    {
        text.Append(CultureInfo.InvariantCulture, $"[{name}]\n");
        Line(text, "type", type);
        foreach (var field in fields) Line(text, field.Name, field.Value);
    }

    private static void Line(StringBuilder text, string name, object value) => text.Append(CultureInfo.InvariantCulture, $"{name} = {value}\n");
}
