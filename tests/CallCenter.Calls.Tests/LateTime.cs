using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace CallCenter.Calls.Tests;

/// <summary>A clock by which a timer's thread can come as late as on a busy machine: when whoever set the timer does not want it any more.</summary>
internal sealed class LateTime : FakeTimeProvider
{
    private readonly ConcurrentQueue<Action> _timers = [];

    public int Timers => _timers.Count;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Enqueue(() => callback(state));
        return base.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>The threads of some timers that were set after so many others get to their work now.</summary>
    public void RunLate(int after, int count)
    {
        foreach (var timer in _timers.Skip(after).Take(count)) timer();
    }
}
