namespace CallCenter.Architecture.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Our source files with this extension, without what is generated.</summary>
    public static IEnumerable<string> Sources(string extension) =>
        from folder in (string[])["telephony", "ivr-scripts", "backend", "agent-console", "tests"]
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*" + extension, SearchOption.AllDirectories)
        where !file.Contains("/node_modules/") && !file.Contains("/Generated/") && !file.Contains("/Migrations/") && !file.Contains("/obj/") && !file.Contains("/bin/")
        select file;

    private static string Find(string from) =>
        File.Exists(Path.Combine(from, "CallCenter.sln")) ? from
        : Find(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(from)) ?? throw new InvalidOperationException("CallCenter.sln is nowhere above the tests."));
}
