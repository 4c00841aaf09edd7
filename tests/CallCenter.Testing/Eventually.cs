namespace CallCenter.Testing;

/// <summary>Waiting for a condition, with a deadline that says what was waited for.</summary>
public static class Eventually
{
    /// <summary>Asks every 50 ms until it is true.</summary>
    public static Task TrueAsync(Func<Task<bool>> condition, TimeSpan within, string what) => TrueAsync(condition, within, () => what);

    /// <summary>Asks every 50 ms until it is true; <paramref name="what"/> is asked at the end, and can tell what was seen last.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> what)
    {
        using var deadline = new CancellationTokenSource(within);
        while (!await condition())
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException($"Not within {within.TotalSeconds:0.#} s: {what()}.");
            await Task.Delay(50);
        }
    }

    /// <summary>Asks every 50 ms until it is true.</summary>
    public static Task TrueAsync(Func<bool> condition, TimeSpan within, string what) => TrueAsync(() => Task.FromResult(condition()), within, what);
}
