namespace CallCenter.Ari.Tests;

public sealed class BackOffTests
{
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(5);

    [Fact]
    public void Pauses_double_up_to_the_longest()
    {
        var backOff = new BackOff(Min, Max, new Always(1));

        Assert.Equal([100, 200, 400, 800, 1600, 3200, 5000, 5000], Enumerable.Range(0, 8).Select(_ => (int)backOff.Next().TotalMilliseconds));
    }

    [Fact]
    public void Jitter_takes_away_up_to_half()
    {
        var backOff = new BackOff(Min, Max, new Always(0));

        Assert.Equal([50, 100, 200], Enumerable.Range(0, 3).Select(_ => (int)backOff.Next().TotalMilliseconds));
    }

    [Fact]
    public void A_reset_starts_over()
    {
        var backOff = new BackOff(Min, Max, new Always(1));
        backOff.Next();
        backOff.Next();

        backOff.Reset();

        Assert.Equal(Min, backOff.Next());
    }

    [Fact]
    public void Days_of_failures_do_not_overflow()
    {
        var backOff = new BackOff(Min, Max, new Always(1));

        Assert.All(Enumerable.Range(0, 100_000).Select(_ => backOff.Next()), pause => Assert.InRange(pause, Min, Max));
    }

    private sealed class Always(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
