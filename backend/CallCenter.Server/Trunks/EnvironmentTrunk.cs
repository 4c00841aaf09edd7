namespace CallCenter.Server.Trunks;

/// <summary>The trunk that comes with the installation: CALLCENTER_TRUNK, or HOME/trunk.conf in its place.</summary>
internal static class EnvironmentTrunk
{
    public static bool IsThere(CenterOptions options) => options.Trunk != "none" || File.Exists(FileOf(options));

    /// <summary>Asterisk sends it OPTIONS: not in a demo, where nobody need be there, and with a file of the site's own if that says so.</summary>
    public static bool IsAsked(CenterOptions options)
    {
        if (options.Demo || !IsThere(options)) return false;
        try
        {
            return !File.Exists(FileOf(options)) || File.ReadLines(FileOf(options)).Any(line => line.TrimStart().StartsWith("qualify_frequency", StringComparison.Ordinal));
        }
        catch (UnauthorizedAccessException)
        {
            // It holds a password, and may be Asterisk's alone.
            return false;
        }
    }

    private static string FileOf(CenterOptions options) => Path.Combine(options.Paths.Home, "trunk.conf");
}
