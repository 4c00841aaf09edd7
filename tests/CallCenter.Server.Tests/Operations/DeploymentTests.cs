using System.Text.Json;
using System.Text.RegularExpressions;
using CallCenter.Testing;
using YamlDotNet.RepresentationModel;

namespace CallCenter.Server.Tests.Operations;

/// <summary>Files others run: containers, dashboard, alert rules, licences. They name only what there is.</summary>
public sealed partial class DeploymentTests(ServerHost host) : IClassFixture<ServerHost>
{
    private static readonly string Operations = Path.Combine(AsteriskServer.Checkout, "backend", "operations");

    [Fact]
    public void The_compose_file_is_whole_and_its_settings_are_documented()
    {
        var compose = Yaml("compose/compose.yaml");
        var services = Map(compose, "services");
        Assert.Equal(["callcenter", "database", "turn"], services.Children.Keys.Select(key => key.ToString()).Order());
        var documented = File.ReadAllText(Path.Combine(AsteriskServer.Checkout, "docs", "running.md")) + File.ReadAllText(Path.Combine(AsteriskServer.Checkout, "docs", "operations.md"));
        Assert.DoesNotContain(Map(Map(services, "callcenter"), "environment").Children.Keys.Select(key => key.ToString()), name => name.StartsWith("CALLCENTER_", StringComparison.Ordinal) && !documented.Contains(name, StringComparison.Ordinal));
        // Every volume and secret a service uses is declared.
        var (volumes, secrets) = (Map(compose, "volumes"), Map(compose, "secrets"));
        foreach (var (_, service) in services.Children)
        {
            foreach (var volume in List(service, "volumes")) Assert.True(volume.StartsWith('.') || volumes.Children.ContainsKey(volume.Split(':')[0]), volume);
            foreach (var secret in List(service, "secrets")) Assert.True(secrets.Children.ContainsKey(secret), secret);
        }
        Assert.True(File.Exists(Path.Combine(Operations, "compose", "Dockerfile")));
        // A command line is everybody's to read.
        Assert.DoesNotContain(services.Children.Values, service => ((YamlMappingNode)service).Children.TryGetValue("command", out var command) && command.ToString().Contains("secret=", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_secret_and_no_history_go_into_the_image()
    {
        var left = File.ReadAllLines(Path.Combine(AsteriskServer.Checkout, ".dockerignore"));
        foreach (var name in (string[])[".git", ".run*", "artifacts", "**/secrets", "**/.env", "**/node_modules"]) Assert.Contains(name, left);
    }

    [Fact]
    public async Task The_units_are_such_as_systemd_takes()
    {
        var folder = Directory.CreateTempSubdirectory("callcenter-units-").FullName;
        try
        {
            var environment = new Dictionary<string, string> { ["CALLCENTER_UNITS"] = Path.Combine(folder, "units"), ["CALLCENTER_ENV_FILE"] = Path.Combine(folder, "callcenter.env") };
            var (code, said) = await Script.TryAsync("backend/operations/install-units", environment, Path.Combine(folder, "home"));
            Assert.True(code == 0, said);
            var units = Directory.GetFiles(Path.Combine(folder, "units"));
            Assert.Equal(["callcenter-asterisk.service", "callcenter-backup.service", "callcenter-backup.timer", "callcenter.service"], units.Select(Path.GetFileName).Order());
            Assert.All(units, unit => Assert.DoesNotContain("@", File.ReadAllText(unit), StringComparison.Ordinal));
            // An alarm line is never given up, and the build needs a home.
            foreach (var unit in (string[])["callcenter", "callcenter-asterisk"])
                Assert.Contains("\nStartLimitIntervalSec=0\n", File.ReadAllText(Path.Combine(folder, "units", unit + ".service")), StringComparison.Ordinal);
            Assert.Contains("\nEnvironment=HOME=/root ", File.ReadAllText(Path.Combine(folder, "units", "callcenter.service")), StringComparison.Ordinal);
            if (!File.Exists("/usr/bin/systemd-analyze")) return;
            (code, said) = await Script.TryAsync("/usr/bin/systemd-analyze", environment, ["verify", .. units]);
            Assert.True(code == 0 && said.Trim().Length == 0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Every_metric_of_dashboard_and_alert_rules_is_told()
    {
        using var browser = host.Browser();
        var told = Names().Matches(await browser.GetStringAsync("/metrics")).Select(match => match.Value).ToHashSet();
        Assert.True(told.Count > 20, $"only {told.Count} metrics are told");
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Operations, "monitoring", "grafana-dashboard.json")));
        var shown = dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToList();
        var rules = Rules().Select(rule => Text(rule, "expr")).ToList();
        Assert.True(shown.Count > 15 && rules.Count > 10);
        Assert.Empty(shown.Concat(rules).SelectMany(expression => Names().Matches(expression).Select(match => match.Value)).Distinct().Except(told));
    }

    [Fact]
    public void Every_alert_rule_has_a_severity_and_says_what_it_means()
    {
        Assert.Equal(Rules().Count, Rules().Select(rule => Text(rule, "alert")).Distinct().Count());
        foreach (var rule in Rules())
        {
            Assert.Contains(Text(Map(rule, "labels"), "severity"), (string[])["critical", "warning"]);
            Assert.NotEmpty(Text(Map(rule, "annotations"), "summary"));
        }
    }

    [Fact]
    public async Task The_licence_list_is_what_is_built()
    {
        var (code, said) = await Script.TryAsync("backend/operations/licences", new Dictionary<string, string>(), "--check");
        Assert.True(code == 0, said);
    }

    private static List<YamlMappingNode> Rules() =>
        [.. ((YamlSequenceNode)Yaml("monitoring/prometheus-alerts.yml").Children["groups"]).SelectMany(group => ((YamlSequenceNode)((YamlMappingNode)group).Children["rules"]).Cast<YamlMappingNode>())];

    private static YamlMappingNode Yaml(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Operations, file));
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlNode node, string name) => (YamlMappingNode)((YamlMappingNode)node).Children[name];

    private static string Text(YamlMappingNode node, string name) => node.Children[name].ToString();

    private static IEnumerable<string> List(YamlNode node, string name) =>
        ((YamlMappingNode)node).Children.TryGetValue(name, out var list) ? ((YamlSequenceNode)list).Select(item => item.ToString()) : [];

    /// <summary>A histogram's parts are told under its name.</summary>
    [GeneratedRegex("callcenter_[a-z_]+?(?=_bucket\\b|_sum\\b|_count\\b|[^a-z_]|$)")]
    private static partial Regex Names();
}
