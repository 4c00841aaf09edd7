using System.Globalization;

namespace CallCenter.Bench;

/// <summary>What the environment says about a measurement.</summary>
internal static class Knob
{
    public static int Whole(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : otherwise;

    /// <summary>Numbers with blanks between them.</summary>
    public static IReadOnlyList<double> Numbers(string name, params double[] otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? [.. given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))] : otherwise;
}
