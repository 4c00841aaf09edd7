namespace CallCenter.Bench.Operations;

/// <summary>The measurements <c>backup-restore</c> and <c>upgrade</c>, with ten calls up and others coming.</summary>
internal static class OperationsBench
{
    private const int Talks = 10;

    /// <summary>Long enough for a migration, short enough that no caller notices: leases are 6 s and more.</summary>
    private const double AwayGoal = 7;

    public static async Task<IReadOnlyList<Measurement>> BackUpAsync()
    {
        await using var run = await OperationsRun.StartAsync(Talks, System.Console.Error.WriteLine);
        return Told("backup-restore", await run.BackUpAndRestoreAsync());
    }

    public static async Task<IReadOnlyList<Measurement>> UpgradeAsync()
    {
        await using var run = await OperationsRun.StartAsync(Talks, System.Console.Error.WriteLine);
        var result = await run.UpgradeAndGoBackAsync();
        return [.. Told("upgrade", result), new("upgrade", "away", result.AwaySeconds, "s", result.AwaySeconds <= AwayGoal)];
    }

    private static Measurement[] Told(string name, OperationsResult result)
    {
        foreach (var fault in result.Lost.Select(lost => "LOST " + lost).Concat(result.Dropped.Select(dropped => "DROPPED " + dropped))) System.Console.Error.WriteLine(fault);
        System.Console.Error.WriteLine($"{name}: {result.Orders} orders and {result.Recordings} sealed files compared, every pair listened to {result.Rounds} times");
        return
        [
            new(name, "lost", result.Lost.Count, "orders, calls, audit rows, recordings, keys", result.Lost.Count == 0),
            new(name, "dropped", result.Dropped.Count, "pairs", result.Dropped.Count == 0),
        ];
    }
}
