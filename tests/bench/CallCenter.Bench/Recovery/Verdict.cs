using System.Collections.Concurrent;

namespace CallCenter.Bench.Recovery;

/// <summary>What went wrong, counted as it is seen and told at once.</summary>
internal sealed class Verdict(Action<string> say)
{
    private int _dropped, _lost, _orphans, _stuck, _missing, _rescued;

    public int Dropped => _dropped;

    public int Lost => _lost;

    public int Orphans => _orphans;

    public int StuckAgents => _stuck;

    /// <summary>Calls that are missing in the history, or in it more than once, or without an end, or forgotten.</summary>
    public int Missing => _missing;

    /// <summary>From each blow that ended the Server until it was healthy again.</summary>
    public List<TimeSpan> Control { get; } = [];

    /// <summary>How long callers were without a human before each talk.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    /// <summary>Alarms whose caller heard the agent they took out of a talk.</summary>
    public int Rescued => _rescued;

    public void Rescue() => Interlocked.Increment(ref _rescued);

    /// <summary>How many calls overflowed, left a message, are to be called back, were interrupted by an alarm, or were that alarm.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public bool IsClean => Dropped + Lost + Orphans + StuckAgents + Missing == 0;

    public void Drop(string what) => Count(ref _dropped, "DROPPED " + what);

    public void Lose(string what) => Count(ref _lost, "LOST " + what);

    public void Orphan(string what) => Count(ref _orphans, "ORPHAN " + what);

    public void Stuck(string what) => Count(ref _stuck, "STUCK " + what);

    public void Miss(string what) => Count(ref _missing, "MISSING " + what);

    public void Say(string what) => say(what);

    public double ControlSeconds(double quantile) => Quantile(Control, quantile);

    public double WaitSeconds(double quantile) => Quantile(Waits, quantile);

    private static double Quantile(IReadOnlyCollection<TimeSpan> spans, double quantile) =>
        spans.Count == 0 ? 0 : spans.Order().ElementAt(Math.Min(spans.Count - 1, (int)Math.Ceiling(quantile * spans.Count) - 1)).TotalSeconds;

    private void Count(ref int counter, string what)
    {
        Interlocked.Increment(ref counter);
        say($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {what}");
    }
}
