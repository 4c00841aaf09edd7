using Microsoft.Extensions.Configuration;

namespace CallCenter.Server.Tests;

public sealed class SettingsTests
{
    private readonly Dictionary<string, string?> _settings = new()
    {
        ["CALLCENTER_ARI_PASSWORD"] = "a", ["CALLCENTER_DEMO_PASSWORD"] = "d", ["Queues:0:Id"] = "hotline", ["Queues:1:Id"] = "alarm", ["Queues:1:Priority"] = "1", ["Queues:1:Notice"] = "false",
        ["CALLCENTER_NUMBERS"] = "12345:hotline:30 12349:alarm:7",
    };

    private CenterOptions Load() => CenterOptions.Load(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());

    [Fact]
    public void The_defaults_are_those_of_the_manual()
    {
        var options = Load();
        Assert.Equal((8080, 5060, "127.0.0.1", true, "022"), (options.HttpPort, options.SipPort, options.Bind, options.Demo, options.AreaCode));
        Assert.Equal(["8001", "8002", "8003"], options.DeskPhones);
        Assert.Equal([new DialledNumber("12345", "hotline", 30), new DialledNumber("12349", "alarm", 7)], options.Numbers);
        Assert.Equal(new QueueOptions("alarm", "alarm", "alarm", 1, 20, 60, false), options.Queue("alarm"));
        Assert.EndsWith("/.run/callcenter.db", options.Paths.Database, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CALLCENTER_HTTP_PORT", "eighty", "port from 1 to 65535")]
    [InlineData("CALLCENTER_SIP_PORT", "70000", "port from 1 to 65535")]
    [InlineData("CALLCENTER_BIND", "everywhere", "IP address to listen on")]
    [InlineData("CALLCENTER_DEMO", "perhaps", "1 or 0")]
    [InlineData("CALLCENTER_NUMBERS", "12345", "number:queue:lease seconds")]
    [InlineData("CALLCENTER_NUMBERS", "12345:nowhere:30", "which section Queues does not have")]
    [InlineData("CALLCENTER_NUMBERS", "12345:hotline:30 12345:alarm:7", "twice")]
    [InlineData("CALLCENTER_AREA_CODE", "22", "leading 0")]
    [InlineData("CALLCENTER_DESK_PHONES", "8001;8002", "desk phone numbers")]
    [InlineData("CALLCENTER_DATABASE", "mysql:Host=x", "names no database we know")]
    [InlineData("CALLCENTER_DATABASE", "postgres:Host=x", "names no Database for postgres")]
    [InlineData("CALLCENTER_DATABASE", "sqlserver:Database=x", "names no Server for sqlserver")]
    [InlineData("CALLCENTER_DATABASE_FILE", "/nowhere/at/all", "CALLCENTER_DATABASE_FILE is '/nowhere/at/all', which cannot be read")]
    [InlineData("CALLCENTER_TWO_FACTOR", "supervisor boss", "roles separated by blanks")]
    [InlineData("CALLCENTER_ARI_PASSWORD", "", "is not set")]
    [InlineData("CALLCENTER_DEMO_PASSWORD", null, "is not set")]
    [InlineData("CALLCENTER_TLS", "yes", "local, or /path")]
    [InlineData("CALLCENTER_TLS", "cert.pem", "local, or /path")]
    [InlineData("CALLCENTER_TURN", "turn:host", "host:port of TURN servers")]
    [InlineData("CALLCENTER_TURN_SECRET_FILE", "/nowhere/secret", "cannot be read")]
    [InlineData("CALLCENTER_TURN_SECRET_FILE", "/dev/null", "is empty")]
    [InlineData("Queues:0:OfferSeconds", "2", "CALLCENTER_Queues__0__OfferSeconds is '2'")]
    public void A_wrong_setting_says_what_to_set(string name, string? value, string said)
    {
        _settings[name] = value;
        var fault = Assert.Throws<SettingsException>(Load);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, null, false)]
    [InlineData("local", "/home1/tls/server.crt", "/home1/tls/server.key", false)]
    [InlineData("/etc/a.pem", "/etc/a.pem", "/etc/a.pem", true)]
    [InlineData("/etc/a.pem:/etc/a.key", "/etc/a.pem", "/etc/a.key", true)]
    public void One_setting_names_the_certificate(string setting, string? certificate, string? key, bool given)
    {
        _settings["CALLCENTER_HOME"] = "/home1";
        _settings["CALLCENTER_TLS"] = setting;
        Assert.Equal(certificate is null ? null : new CallCenter.Server.Operations.CertificateFiles(certificate, key!, given), Load().Tls);
    }

    [Fact]
    public void The_database_may_be_named_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "postgres:Host=db1;Database=center;Password=p\n");
        _settings["CALLCENTER_DATABASE_FILE"] = file;
        Assert.Equal("PostgreSQL db1 center", $"{Load().Database}");
        _settings["CALLCENTER_DATABASE"] = "sqlite";
        Assert.Contains("both set", Assert.Throws<SettingsException>(Load).Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public void All_faults_are_said_at_once()
    {
        _settings["CALLCENTER_HTTP_PORT"] = "0";
        _settings["CALLCENTER_BIND"] = "x";
        Assert.Equal(2, Assert.Throws<SettingsException>(Load).Message.Split('\n').Length);
    }

    [Theory]
    [InlineData("1", "", "127.0.0.1:5070")]
    [InlineData("0", "", "none")]
    [InlineData("0", "198.51.100.7", "198.51.100.7")]
    public void Only_a_demo_takes_a_trunk_for_granted(string demo, string given, string trunk)
    {
        (_settings["CALLCENTER_DEMO"], _settings["CALLCENTER_TRUNK"]) = (demo, given);
        Assert.Equal(trunk, Load().Trunk);
    }

    [Theory]
    [InlineData("0", "198.51.100.7", null, true)]
    [InlineData("0", "none", null, false)]
    [InlineData("1", "127.0.0.1:5070", null, false)]
    [InlineData("0", "none", "[trunk]\ntype=aor\nqualify_frequency=3\n", true)]
    [InlineData("0", "none", "[trunk]\ntype=aor\n; qualify_frequency=3\n", false)]
    public void The_environment_s_trunk_is_asked_on_a_real_site_that_has_one(string demo, string trunk, string? file, bool asked)
    {
        var home = Directory.CreateTempSubdirectory().FullName;
        (_settings["CALLCENTER_HOME"], _settings["CALLCENTER_DEMO"], _settings["CALLCENTER_TRUNK"]) = (home, demo, trunk);
        if (file is not null) File.WriteAllText(Path.Combine(home, "trunk.conf"), file);
        Assert.Equal(asked, CallCenter.Server.Trunks.EnvironmentTrunk.IsAsked(Load()));
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public void Outside_demo_mode_no_demo_password_is_needed()
    {
        _settings["CALLCENTER_DEMO"] = "0";
        _settings["CALLCENTER_DEMO_PASSWORD"] = null;
        Assert.Null(Load().DemoPassword);
    }
}
