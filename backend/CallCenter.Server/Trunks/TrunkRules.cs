using System.Net;
using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Trunks;

/// <summary>What a trunk's settings must look like: nothing that Asterisk would read as something else, nothing that takes another trunk's calls.</summary>
internal static partial class TrunkRules
{
    private const int MostRules = 20, MostAddresses = 16;

    public static SettingKind Kind => new SettingKind<TrunkSetting>(SettingSection.Trunks, "[a-z][a-z0-9-]{0,23}", "at most 24 small letters, digits and hyphens", Check) { Secrets = ["password"] };

    /// <summary>Where this trunk's calls come from.</summary>
    public static IReadOnlyList<string> AddressesOf(TrunkSetting trunk) => trunk.Addresses.Count > 0 ? trunk.Addresses : [trunk.Host];

    private static Faults Check(string id, TrunkSetting trunk, SiteSnapshot site)
    {
        var registers = trunk.Kind == TrunkKind.Registration;
        var faults = new Faults().Length("Name", trunk.Name, 64, 1)
            .When(id == TrunkConfig.Environment && site.Trunks.All(t => t.Id != id), "The environment's trunk is called so.")
            .When(trunk.Kind is not (TrunkKind.Address or TrunkKind.Registration), "Kind is address or registration.")
            .When(!Place().IsMatch(trunk.Host), "Host is an IPv4 address or a name.").When(trunk.Port is < 1 or > 65535, "Port is 1 to 65535.")
            .When(trunk.Transport is not ("udp" or "tcp"), "Transport is udp or tcp.")
            .When(!User().IsMatch(trunk.User), "User has letters, digits and . _ + - only.").When(trunk.Domain.Length > 0 && !Place().IsMatch(trunk.Domain), "Domain is a name or an address.")
            .When(!Printable().IsMatch(trunk.Password), "Password is at most 128 printable characters without blanks.")
            .When(registers && (trunk.User.Length == 0 || Nothing(id, trunk.Password, site)), "A registration needs user and password.")
            .When(trunk.Lines is < 0 or > 10_000, "Lines is 0 to 10000.").When(trunk.KeptFree < 0 || (trunk.KeptFree > 0 && trunk.KeptFree >= trunk.Lines), "KeptFree is less than Lines.")
            .When(trunk.CallsPerSecond is < 0 or > 1000, "CallsPerSecond is 0 to 1000.").When(!Prefix().IsMatch(trunk.Prefix), "Prefix is at most 8 digits.")
            .When(!Number().IsMatch(trunk.Present), "Present is a telephone number.").When(trunk.Order is < 0 or > 9999, "Order is 0 to 9999.");
        Rules(faults, "OutRules", trunk.OutRules, OutRule());
        Rules(faults, "InRules", trunk.InRules, InRule());
        return faults.Any ? faults : Places(faults, id, trunk, site);
    }

    private static void Rules(Faults faults, string name, IReadOnlyList<string> rules, Regex form)
    {
        foreach (var rule in rules.Where(rule => rule is null || !form.IsMatch(rule))) faults.When(true, $"{name}: '{rule}' is no rule such as 022> or +86>0.");
        faults.When(rules.Count > MostRules, $"{name} has at most {MostRules} rules.");
    }

    private static Faults Places(Faults faults, string id, TrunkSetting trunk, SiteSnapshot site)
    {
        faults.When(site.Demo && !(IPAddress.TryParse(trunk.Host, out var host) && IPAddress.IsLoopback(host)), "Demo mode refuses a trunk beyond this machine (CALLCENTER_DEMO=0).")
            .When(trunk.Addresses.Count > MostAddresses, $"At most {MostAddresses} addresses are taken.");
        if (trunk.Addresses.Count == 0 && !IPAddress.TryParse(trunk.Host, out _)) return faults.When(true, "Name the addresses its calls come from: a name may not be asked for while a call waits.");
        var own = AddressesOf(trunk).Select(Network).ToList();
        if (own.Contains(null)) return faults.When(true, "Addresses are IPv4 addresses and networks such as 198.51.100.0/28.");
        foreach (var (other, setting) in site.Trunks.Where(t => t.Id != id && t.Value.Active && trunk.Active))
        {
            faults.When(AddressesOf(setting).Select(Network).Any(theirs => own.Any(ours => Overlap(ours!.Value, theirs!.Value))), $"Trunk {other} has calls from such an address already.");
        }
        var given = site.EnvironmentTrunk is { } environment ? Network(environment) : null;
        return faults.When(trunk.Active && given is { } taken && own.Any(ours => Overlap(ours!.Value, taken)), $"{site.EnvironmentTrunk} is the trunk of CALLCENTER_TRUNK.");
    }

    /// <summary>Neither typed nor kept from before.</summary>
    private static bool Nothing(string id, string password, SiteSnapshot site) =>
        password.Length == 0 || (password == SettingSecrets.Stars && site.Trunks.FirstOrDefault(t => t.Id == id).Value is not { Password.Length: > 0 });

    private static IPNetwork? Network(string? text) =>
        text is null ? null : IPAddress.TryParse(text, out var address) && Dotted().IsMatch(text) ? new IPNetwork(address, 32) : Cidr().IsMatch(text) && IPNetwork.TryParse(text, out var network) ? network : null;

    private static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\z")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[A-Za-z0-9._+-]{0,64}\z")]
    private static partial Regex User();

    [GeneratedRegex(@"^[\x21-\x7e]{0,128}\z")]
    private static partial Regex Printable();

    [GeneratedRegex(@"^[0-9*#+]{0,8}\z")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^\+?[0-9]{0,20}\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9*#+]{1,20}>(?:!|[0-9*#+]{0,20})\z")]
    private static partial Regex OutRule();

    [GeneratedRegex(@"^[0-9*#+]{1,20}>[0-9*#+]{0,20}\z")]
    private static partial Regex InRule();

    [GeneratedRegex(@"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}\z")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}/(?:[89]|[12][0-9]|3[0-2])\z")]
    private static partial Regex Cidr();
}
