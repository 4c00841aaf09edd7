using System.Threading.Channels;

namespace CallCenter.Testing;

/// <summary>A telephone in the <see cref="Town"/>: a desk phone of the centre, or a subscriber it may dial.</summary>
public sealed class TownPhone : IAsyncDisposable
{
    private readonly Channel<TownCall> _ringing = Channel.CreateUnbounded<TownCall>();
    private readonly Func<string, Task> _unregister;

    internal TownPhone(string number, Func<string, Task> unregister) => (Number, _unregister) = (number, unregister);

    /// <summary>Its number, also its SIP user.</summary>
    public string Number { get; }

    /// <summary>Waits until it rings; each call is handed out once.</summary>
    public async Task<TownCall> RingsAsync(TimeSpan within)
    {
        using var deadline = new CancellationTokenSource(within);
        try
        {
            return await _ringing.Reader.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Number} did not ring within {within.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Whether it has rung since it was last asked.</summary>
    public bool HasRung => _ringing.Reader.TryPeek(out _);

    /// <summary>What rings and was not handed out yet; null: nothing does.</summary>
    public TownCall? Ringing => _ringing.Reader.TryRead(out var call) ? call : null;

    /// <summary>Signs out at the centre, and forgets what rang.</summary>
    public async ValueTask DisposeAsync()
    {
        await _unregister(Number);
        while (_ringing.Reader.TryRead(out _)) continue;
    }

    internal void Ring(TownCall call) => _ringing.Writer.TryWrite(call);
}
