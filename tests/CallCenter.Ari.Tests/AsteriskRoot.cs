namespace CallCenter.Ari.Tests;

/// <summary>Where the installed Asterisk is. Missing on a desk skips the test; in CI it fails.</summary>
internal static class AsteriskRoot
{
    public static string Require()
    {
        var root = Environment.GetEnvironmentVariable("CALLCENTER_ASTERISK_ROOT") is { Length: > 0 } set ? set : "/opt/callcenter/asterisk";
        if (!Directory.Exists(root))
        {
            var problem = $"No Asterisk in {root}: run telephony/asterisk/install or set CALLCENTER_ASTERISK_ROOT.";
            Assert.True(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), problem);
            Assert.Skip(problem);
        }

        return root;
    }
}
