namespace CallCenter.Server.Calls;

/// <summary>What callers hear of their wait: whole phrases, one for each number.</summary>
internal static class ComfortPrompts
{
    public const string Hold = "comfort-hold";
    private const int MostAhead = 9;
    private static readonly int[] Minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30];

    public static IReadOnlyList<string> All { get; } = [Hold, .. Enumerable.Range(0, MostAhead + 1).Select(Ahead), Ahead(MostAhead + 1), .. Minutes.Select(m => Wait(TimeSpan.FromMinutes(m))), Wait(TimeSpan.MaxValue)];

    /// <summary>How many are before him.</summary>
    public static string Ahead(int callers) => callers <= MostAhead ? $"ahead-{callers}" : "ahead-many";

    /// <summary>Rounded up: nobody is told less than it is thought to be.</summary>
    public static string Wait(TimeSpan expected) => Array.Find(Minutes, m => expected.TotalMinutes <= m) is > 0 and var minutes ? $"wait-{minutes}" : "wait-long";
}
