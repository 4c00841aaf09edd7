namespace CallCenter.Console.Shared;

/// <summary>One tick for every timer on the page, in the Server's time.</summary>
internal sealed class Clock : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly Task _ticking;
    private TimeSpan _ahead;

    public Clock(TimeProvider time)
    {
        _time = time;
        _timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        _ticking = TickAsync();
    }

    public event Action? Tick;

    public DateTimeOffset Now => _time.GetUtcNow() + _ahead;

    /// <summary>An agent's machine may be minutes off; the timers count by the Server's.</summary>
    public void Agree(DateTimeOffset server) => _ahead = server - _time.GetUtcNow();

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _ticking;
    }

    private async Task TickAsync()
    {
        while (await _timer.WaitForNextTickAsync())
            Tick?.Invoke();
    }
}
