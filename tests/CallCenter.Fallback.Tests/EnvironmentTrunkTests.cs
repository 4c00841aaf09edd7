using System.Net.Http.Json;
using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>The trunk that comes with the installation: asked on a real site, left alone in a demo, and there only where it was set.</summary>
public sealed class EnvironmentTrunkTests
{
    private const string Duty = "13900000000";

    [Theory]
    [InlineData("1", true, false)]
    [InlineData("0", true, true)]
    [InlineData("0", false, false)]
    public async Task A_real_site_asks_the_trunk_it_was_given_and_has_none_otherwise(string demo, bool given, bool asked)
    {
        var settings = new Dictionary<string, string> { ["CALLCENTER_DEMO"] = demo };
        if (!given) settings["CALLCENTER_TRUNK"] = "";
        await using var center = await AsteriskServer.StartAsync(settings);
        var aor = await center.CommandAsync("pjsip show aor trunk");
        if (given) Assert.Matches($@"qualify_frequency\s*:\s*{(asked ? 3 : 0)}\b", aor);
        else Assert.Contains("Unable to find object trunk", aor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_answers_no_OPTIONS_is_dialled_all_the_same_when_it_is_the_only_one()
    {
        // It never answers: where the centre is it need not know.
        await using var deaf = new CarrierStub("127.0.0.9", 0) { Status = 0 };
        await using var asterisk = await AsteriskServer.StartAsync(new Dictionary<string, string> { ["CALLCENTER_DEMO"] = "0", ["CALLCENTER_TRUNK"] = $"127.0.0.9:{deaf.Port}" });
        await Eventually.TrueAsync(async () => (await asterisk.CommandAsync("pjsip show contacts")).Contains("Unavail", StringComparison.Ordinal), TimeSpan.FromSeconds(15), "it counts as down");
        using var placed = await asterisk.Ari.PostAsJsonAsync("channels", new { endpoint = $"Local/{Duty}@tell-outward/n", context = "tell-duty", extension = "s", priority = 1 });
        Assert.True(placed.IsSuccessStatusCode);
        await Eventually.TrueAsync(() => deaf.Tried.Contains(Duty), TimeSpan.FromSeconds(10), "it was dialled");
    }
}
