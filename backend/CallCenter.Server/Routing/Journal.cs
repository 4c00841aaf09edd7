using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CallCenter.Routing;

namespace CallCenter.Server.Routing;

/// <summary>
/// The append-only record of everything routing was told and decided. Append only enqueues: an offer never waits for the disk. One task writes at once (so that a killed
/// process loses nothing the operating system has) and groups fsyncs (so that a power cut loses nothing reported durable).
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private readonly JournalOptions _options;
    private readonly ILogger<Journal> _logger;
    private readonly Channel<JournalEntry> _queue = Channel.CreateUnbounded<JournalEntry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, TaskCompletionSource> _waiters = [];
    private readonly List<(long First, long Last)> _dropped = [];
    private readonly Task _writing;
    private TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSeq;
    private long _durableSeq;
    private int _gap;

    private Journal(JournalOptions options, long lastSeq, JournalWriter writer, ILogger<Journal> logger)
    {
        (_options, _logger) = (options, logger);
        _lastSeq = _durableSeq = lastSeq;
        writer.Durable = Advance;
        writer.Dropped = Drop;
        _writing = Task.Run(() => writer.RunAsync(_queue.Reader));
    }

    /// <summary>The number of the newest entry, durable or not.</summary>
    public long LastSeq => Volatile.Read(ref _lastSeq);
    public long DurableSeq => Volatile.Read(ref _durableSeq);
    public string Site => _options.Site;

    /// <summary>Opens or creates the journal and cuts off what a crash left half-written.</summary>
    /// <param name="knownSeq">Of the newest snapshot: numbers up to it are taken even if their lines were lost.</param>
    public static Journal Open(JournalOptions options, long knownSeq, TimeProvider time, ILogger<Journal> logger)
    {
        Directory.CreateDirectory(options.Directory);
        var (segment, end, last) = JournalTail.Repair(options.Directory, logger);
        return new Journal(options, Math.Max(last, knownSeq), new JournalWriter(options, segment, end, time, logger), logger);
    }

    public JournalEntry Append(long epoch, DateTimeOffset at, Input input, ImmutableArray<Decision> decisions)
    {
        var entry = new JournalEntry(_options.Site, epoch, Interlocked.Increment(ref _lastSeq), at, input, decisions);
        if (!_queue.Writer.TryWrite(entry)) throw new ObjectDisposedException(nameof(Journal));
        return entry;
    }

    /// <summary>Completes when the entry survives a power cut; faults when the disk refused it for so long that it was given up.</summary>
    public Task WhenDurable(long seq)
    {
        lock (_gate)
        {
            if (_dropped.Any(gap => seq >= gap.First && seq <= gap.Last)) return Task.FromException(GivenUp(seq));
            if (seq <= _durableSeq) return Task.CompletedTask;
            if (!_waiters.TryGetValue(seq, out var waiter)) _waiters[seq] = waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiter.Task;
        }
    }

    /// <summary>True once after entries were given up: only a snapshot can bridge the gap.</summary>
    public bool TakeGap() => Interlocked.Exchange(ref _gap, 0) == 1;

    /// <summary>The durable entries from one number on.</summary>
    public IEnumerable<JournalEntry> Read(long seq) => new JournalReader(_options.Directory, seq, _logger).Read(DurableSeq);

    /// <summary>The durable entries since a UTC day began.</summary>
    public IEnumerable<JournalEntry> ReadSince(DateOnly day) =>
        Read(JournalSegment.In(_options.Directory).FirstOrDefault(s => s.Day >= day)?.First ?? DurableSeq + 1);

    public async IAsyncEnumerable<JournalEntry> ReadFromAsync(long seq, [EnumeratorCancellation] CancellationToken ct = default)
    {
        foreach (var entry in Read(seq))
        {
            ct.ThrowIfCancellationRequested();
            yield return entry;
        }

        await Task.CompletedTask;
    }

    /// <summary>Like <see cref="ReadFromAsync"/>, then every further entry as it becomes durable.</summary>
    public async IAsyncEnumerable<JournalEntry> FollowAsync(long seq, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var reader = new JournalReader(_options.Directory, seq, _logger);
        while (true)
        {
            Task advanced;
            long durable;
            lock (_gate) (advanced, durable) = (_advanced.Task, _durableSeq);
            foreach (var entry in reader.Read(durable)) yield return entry;
            await advanced.WaitAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete()) await _writing;
    }

    private void Advance(long seq)
    {
        TaskCompletionSource advanced;
        var done = new List<TaskCompletionSource>();
        lock (_gate)
        {
            Volatile.Write(ref _durableSeq, seq);
            while (_waiters.Count > 0 && _waiters.First() is { } first && first.Key <= seq)
            {
                done.Add(first.Value);
                _waiters.Remove(first.Key);
            }

            advanced = _advanced;
            _advanced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        foreach (var waiter in done) waiter.SetResult();
        advanced.SetResult();
    }

    private void Drop(long seq)
    {
        Volatile.Write(ref _gap, 1);
        lock (_gate)
        {
            if (_dropped.Count > 0 && _dropped[^1].Last == seq - 1) _dropped[^1] = (_dropped[^1].First, seq);
            else _dropped.Add((seq, seq));
            if (_waiters.Remove(seq, out var waiter)) waiter.SetException(GivenUp(seq));
        }
    }

    private static IOException GivenUp(long seq) => new($"Entry {seq} was given up: the disk refuses the journal");
}
