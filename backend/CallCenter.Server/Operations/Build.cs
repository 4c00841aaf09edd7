using System.Security.Cryptography;

namespace CallCenter.Server.Operations;

/// <summary>Tells one published build from another: the Server's own code and the console's files.</summary>
internal static class Build
{
    /// <summary>Twelve hex digits, the same for every start of one build.</summary>
    public static string Id { get; } = Make();

    private static string Make()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(Build).Assembly.ManifestModule.ModuleVersionId.ToByteArray());
        // Names every file of the console with its own hash.
        var console = Path.Combine(AppContext.BaseDirectory, "CallCenter.Server.staticwebassets.endpoints.json");
        if (File.Exists(console)) hash.AppendData(File.ReadAllBytes(console));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
