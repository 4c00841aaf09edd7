namespace CallCenter.Ari;

/// <summary>Pauses between attempts: doubling from min to max, each drawn from its upper half so that several owners do not knock in step.</summary>
internal sealed class BackOff(TimeSpan min, TimeSpan max, Random random)
{
    private int _failures;

    public void Reset() => _failures = 0;

    public TimeSpan Next()
    {
        // Past 2^30 the cap has long been reached; the bound keeps the double finite.
        var full = Math.Min(max.TotalMilliseconds, min.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (random.NextDouble() / 2)));
    }
}
