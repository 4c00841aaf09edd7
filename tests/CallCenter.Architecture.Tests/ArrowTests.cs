using System.Xml.Linq;

namespace CallCenter.Architecture.Tests;

/// <summary>The arrows of docs/design.md: who may depend on whom.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ari"] = [],
        ["Calls"] = ["Ari"],
        ["Devices"] = [],
        ["Ivr"] = ["Calls"],
        ["Routing"] = [],
        ["Data"] = [],
        ["Contracts"] = [],
        ["Server"] = ["Ivr", "Calls", "Ari", "Routing", "Devices", "Data", "Contracts", "Console"],
        ["Console"] = ["Contracts"],
    };

    public static TheoryData<string> Projects() => [.. Repository.Sources(".csproj").Where(p => !p.Contains("/tests/"))];

    [Fact]
    public void Every_project_of_the_product_is_looked_at() =>
        Assert.Superset(new HashSet<string> { "Ari", "Calls", "Routing", "Data", "Contracts", "Server", "Console" }, Projects().Select(p => Name(p.Data)).ToHashSet());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_depends_only_on_what_the_arrows_allow(string project)
    {
        var allowed = Assert.Contains(Name(project), (IDictionary<string, string[]>)Allowed);
        var references = XDocument.Load(project).Descendants("ProjectReference").Select(r => Name((string)r.Attribute("Include")!)).ToList();
        Assert.Empty(references.Except(allowed));
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["CallCenter.".Length..];
}
