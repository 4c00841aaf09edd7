using System.Collections.Immutable;
using System.Threading.Channels;
using CallCenter.Routing;

namespace CallCenter.Server.Routing;

/// <summary>The single writer of the routing state: takes inputs in order, applies the core, journals, tells the listeners.</summary>
internal sealed class RoutingLoop(Journal journal, Snapshots snapshots, RoutingSettings settings, TimeProvider time, ILogger<RoutingLoop> logger) : BackgroundService
{
    private readonly Channel<Item> _items = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private ImmutableArray<Action<RoutingStep>> _handlers = [];
    private RoutingState _state = RoutingState.Empty(0);
    private ITimer? _timer;
    private DateTimeOffset? _scheduled;
    private DateTimeOffset _adoptBy;
    private int _sinceSnapshot;
    private Task<bool> _snapshot = Task.FromResult(true);
    private bool _gap;
    private DateTimeOffset _bridgeAt;

    /// <summary>The newest state; immutable, from any thread.</summary>
    public RoutingState State => Volatile.Read(ref _state);

    /// <summary>Tells routing; decisions come to the listeners.</summary>
    public void Post(Input input) => _items.Writer.TryWrite(new Item(input, null));

    /// <summary>Tells routing and waits for what it decided. The listeners were told before.</summary>
    public Task<ImmutableArray<Decision>> AskAsync(Input input, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<ImmutableArray<Decision>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _items.Writer.TryWrite(new Item(input, answer)) ? answer.Task.WaitAsync(ct) : Task.FromException<ImmutableArray<Decision>>(new ObjectDisposedException(nameof(RoutingLoop)));
    }

    /// <summary>Done when everything told before has been applied: from then on <see cref="State"/> has it.</summary>
    public Task AppliedAsync(CancellationToken ct)
    {
        var answer = new TaskCompletionSource<ImmutableArray<Decision>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _items.Writer.TryWrite(new Item(null, answer)) ? answer.Task.WaitAsync(ct) : Task.FromException(new ObjectDisposedException(nameof(RoutingLoop)));
    }

    /// <summary>Handlers run in the loop, in order of the entries and before any fsync: they only enqueue.</summary>
    public void Subscribe(Action<RoutingStep> handler) => ImmutableInterlocked.Update(ref _handlers, handlers => handlers.Add(handler));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Restore();
        var now = time.GetUtcNow();
        _adoptBy = now + settings.AdoptionTimeout;
        _timer = time.CreateTimer(_ => _items.Writer.TryWrite(new Item(null, null)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Handle(new ServerStarted(Math.Max(now.ToUnixTimeSeconds(), State.Epoch + 1)), null);
        Handle(new QueuesSet(settings.Queues), null);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _items.Writer.TryComplete();
        if (_timer is not null) await _timer.DisposeAsync();
        while (_items.Reader.TryRead(out var item)) Take(item);
        await _snapshot;
        StartSnapshot();
        await _snapshot;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var item in _items.Reader.ReadAllAsync(stoppingToken)) Take(item);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: StopAsync takes what is left.
            return;
        }
    }

    private void Restore()
    {
        var snapshot = snapshots.Load();
        var state = (snapshot?.State ?? RoutingState.Empty(0)).OfThisVersion();
        long entries = 0;
        foreach (var entry in journal.Read((snapshot?.Seq ?? 0) + 1))
        {
            entries++;
            if (Apply(state, entry.Input, entry.At, out _) is { } next) state = next.State;
        }

        // A Server that dies again and again still gets to its snapshot, or every start would take longer than the one before.
        _sinceSnapshot = (int)Math.Min(entries, settings.SnapshotEvery);
        Volatile.Write(ref _state, state);
        RoutingLog.Restored(logger, state.Calls.Count, state.Agents.Count, snapshot?.Seq ?? 0, entries, state.Epoch);
    }

    private void Take(Item item)
    {
        if (item.Input is not null)
        {
            Handle(item.Input, item.Answer);
        }
        else if (item.Answer is { } asked)
        {
            asked.SetResult([]);
        }
        else
        {
            _scheduled = null;
            if (Due() is { } due) Handle(due, null);
            else Schedule();
        }
    }

    private Command? Due()
    {
        var now = time.GetUtcNow();
        if (!State.Adopting) return State.NextDeadline <= now ? new Tick() : null;
        if (now < _adoptBy) return null;
        RoutingLog.AdoptionOverdue(logger, settings.AdoptionTimeout.TotalSeconds);
        return new AdoptionFinished();
    }

    private void Handle(Input input, TaskCompletionSource<ImmutableArray<Decision>>? answer)
    {
        var now = time.GetUtcNow();
        if (Apply(State, input, now, out var fault) is not { } result)
        {
            answer?.SetException(fault!);
            return;
        }

        var entry = journal.Append(result.State.Epoch, now, input, result.Decisions);
        Volatile.Write(ref _state, result.State);
        RoutingMetrics.Waiting.Set(result.State.WaitingCount);
        Tell(new RoutingStep(entry, result.State));
        answer?.SetResult(result.Decisions);
        Schedule();
        _sinceSnapshot++;
        KeepSnapshot(now);
    }

    // One poisoned input must not stop every call of the site: it is left out, loudly.
    private (RoutingState State, ImmutableArray<Decision> Decisions)? Apply(RoutingState state, Input input, DateTimeOffset now, out Exception? fault)
    {
        fault = null;
        try
        {
            using (Prometheus.TimerExtensions.NewTimer(RoutingMetrics.Decision)) return RoutingCore.Apply(state, input, now);
        }
        catch (Exception thrown)
        {
            fault = thrown;
            RoutingMetrics.Faults.Inc();
            RoutingLog.InputFailed(logger, input, thrown);
            return null;
        }
    }

    private void Tell(RoutingStep step)
    {
        foreach (var handler in _handlers)
        {
            try
            {
                handler(step);
            }
            catch (Exception thrown)
            {
                // The others still have to hear of it.
                RoutingLog.HandlerFailed(logger, step.Entry.Seq, thrown);
            }
        }
    }

    private void Schedule()
    {
        var next = State.Adopting ? _adoptBy : State.NextDeadline;
        if (next == _scheduled) return;
        _scheduled = next;
        // Timers count whole milliseconds: round up, or it fires just before the deadline.
        var due = next is { } at ? TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((at - time.GetUtcNow()).TotalMilliseconds))) : Timeout.InfiniteTimeSpan;
        _timer!.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void KeepSnapshot(DateTimeOffset now)
    {
        _gap |= journal.TakeGap();
        if (_sinceSnapshot < settings.SnapshotEvery && !(_gap && now >= _bridgeAt)) return;
        // The journal lacks what it gave up; only a snapshot that really got to the disk makes up for it.
        _bridgeAt = now + settings.BridgeEvery;
        StartSnapshot();
    }

    private void StartSnapshot()
    {
        if (!_snapshot.IsCompleted) return;
        _sinceSnapshot = 0;
        var snapshot = new Snapshot(journal.Site, State.Epoch, journal.LastSeq, time.GetUtcNow(), State);
        var gap = _gap;
        _gap = false;
        _snapshot = Task.Run(() => snapshots.Save(snapshot));
        if (gap) _ = BridgeAsync(_snapshot);
    }

    private async Task BridgeAsync(Task<bool> saving)
    {
        if (!await saving) Volatile.Write(ref _gap, true);
    }

    private readonly record struct Item(Input? Input, TaskCompletionSource<ImmutableArray<Decision>>? Answer);
}
