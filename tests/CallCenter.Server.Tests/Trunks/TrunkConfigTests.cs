using CallCenter.Contracts;
using CallCenter.Server.Trunks;

namespace CallCenter.Server.Tests.Trunks;

public sealed class TrunkConfigTests
{
    internal static TrunkSetting Trunk(string host = "127.0.0.2", int port = 5080) => new(
        "电信", TrunkKind.Address, host, port, "udp", "", "", "", [], 0, 0, 0, "", [], [], "", false, 10, true);

    [Fact]
    public void A_trunk_by_address_takes_calls_from_its_host_and_asks_for_no_password()
    {
        var text = TrunkConfig.Endpoints([new("telecom", Trunk(), "")]);
        Assert.Contains("[trunk_telecom](trunk-endpoint)\naors = trunk_telecom\ntransport = udp\n", text, StringComparison.Ordinal);
        Assert.Contains("type = aor\ncontact = sip:127.0.0.2:5080\nqualify_frequency = 3\n", text, StringComparison.Ordinal);
        Assert.Contains("type = identify\nendpoint = trunk_telecom\nsrv_lookups = no\nmatch = 127.0.0.2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("auth", text.Replace("outbound_auth", "auth", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("registration", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registering_trunk_over_TCP_has_its_password_where_Asterisk_reads_it_whole()
    {
        var setting = Trunk() with { Kind = TrunkKind.Registration, Transport = "tcp", User = "02212345", Domain = "ims.example.cn", Present = "02212345", Addresses = ["198.51.100.0/28", "203.0.113.7"] };
        var text = TrunkConfig.Endpoints([new("ims", setting, "a;b=c>d")]);
        Assert.Contains("contact = sip:127.0.0.2:5080\\;transport=tcp\n", text, StringComparison.Ordinal);
        Assert.Contains("password = a\\;b=c>d\n", text, StringComparison.Ordinal);
        Assert.Contains("client_uri = sip:02212345@ims.example.cn\n", text, StringComparison.Ordinal);
        Assert.Contains("match = 198.51.100.0/28\nmatch = 203.0.113.7\n", text, StringComparison.Ordinal);
        Assert.Contains("from_user = 02212345\nfrom_domain = ims.example.cn\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dialplan_reads_the_order_with_the_environment_s_trunk_last()
    {
        var trunks = new[] { new OpenTrunk("a", Trunk() with { Lines = 30, KeptFree = 2, CallsPerSecond = 10, Prefix = "9", OutRules = ["022>", "00>!"] }, ""), new OpenTrunk("b", Trunk(), "") };
        var text = TrunkConfig.Rules(trunks, environment: true);
        Assert.Contains("[outward]\norder = trunk_a,trunk_b,trunk\n", text, StringComparison.Ordinal);
        Assert.Contains("[trunk_a]\nlines = 30\nkept = 2\nsecond = 10\nprefix = 9\nout = 022>,00>!\nin = \nto = 0\nplace = 127.0.0.2:5080\n", text, StringComparison.Ordinal);
        Assert.Contains("order = trunk_a,trunk_b\n", TrunkConfig.Rules(trunks, environment: false), StringComparison.Ordinal);
        Assert.Equal("", TrunkConfig.Rules([], environment: true));
    }

    [Fact]
    public void Registrations_are_told_by_their_address()
    {
        const string told = """
            # HELP asterisk_pjsip_outbound_registration_status Current registration status. 0=Unregistered; 1=Registered; 2=Rejected.
            asterisk_pjsip_outbound_registration_status{eid="02:42",username="sip:line1@127.0.0.2",domain="sip:127.0.0.2:5080",channel_type="PJSIP"} 1
            asterisk_pjsip_outbound_registration_status{eid="02:42",username="sip:line2@127.0.0.3",domain="sip:127.0.0.3:5080",channel_type="PJSIP"} 2
            asterisk_pjsip_outbound_registration_status{eid="02:42",username="sip:line3@127.0.0.3",domain="sip:127.0.0.3:5080",channel_type="PJSIP"} 0
            asterisk_endpoints_state{eid="02:42",id="PJSIP/8001"} 1
            """;
        var found = Registrations.Parse(told);
        Assert.Equal(("registered", "rejected", "unregistered", 3), (found["sip:line1@127.0.0.2"], found["sip:line2@127.0.0.3"], found["sip:line3@127.0.0.3"], found.Count));
    }
}
