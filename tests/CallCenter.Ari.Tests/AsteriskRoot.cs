namespace CallCenter.Ari.Tests;

/// <summary>Where the installed Asterisk is. Missing on a desk skips the test; in CI it fails.</summary>
internal static class AsteriskRoot
{
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("CALLCENTER_ASTERISK_ROOT") is { Length: > 0 } set ? set : "/opt/callcenter/asterisk";

    public static bool IsInstalled => Directory.Exists(Folder);

    public static string Require()
    {
        if (!IsInstalled)
        {
            var problem = $"No Asterisk in {Folder}: run telephony/asterisk/install or set CALLCENTER_ASTERISK_ROOT.";
            Assert.True(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), problem);
            Assert.Skip(problem);
        }

        return Folder;
    }
}
