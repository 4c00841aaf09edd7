using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CallCenter.Ari.Tests;

/// <summary>A running connection whose stream a test looks at.</summary>
internal sealed class Listening : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<AriMessage> _messages = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Listening(AriOptions options, Action<AriMessage>? also = null)
    {
        Application = options.Application;
        Client = new AriClient(options);
        Connection = new AriConnection(options, Client, Log);
        Ended = Connection.RunAsync(
            message =>
            {
                also?.Invoke(message);
                Add(message);
            },
            _stop.Token);
    }

    public string Application { get; }

    public AriClient Client { get; }

    public AriConnection Connection { get; }

    public Task<AriEnd> Ended { get; }

    public Recorder Log { get; } = new();

    public IReadOnlyList<AriMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    public Task StopAsync() => _stop.CancelAsync();

    /// <summary>Waits for the count-th message of a kind.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? that = null, int count = 1, TimeSpan? within = null)
        where T : AriMessage
    {
        using var limit = new CancellationTokenSource(within ?? Patience);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
                var found = _messages.OfType<T>().Where(m => that?.Invoke(m) ?? true).Take(count).ToList();
                if (found.Count == count)
                {
                    return found[^1];
                }
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"No {typeof(T).Name} number {count} came. Came: {string.Join(", ", Messages.TakeLast(30).Select(m => m is AriEvent e ? e.Type : m.ToString()))}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended.WaitAsync(Patience);
        Client.Dispose();
        _stop.Dispose();
    }

    private void Add(AriMessage message)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _messages.Add(message);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    internal sealed class Recorder : ILogger<AriConnection>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }
}
