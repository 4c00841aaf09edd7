using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace CallCenter.Server.Routing;

/// <summary>The one task that touches the open segment. While an fsync runs, further lines are written; the next fsync covers them all.</summary>
internal sealed class JournalWriter(JournalOptions options, JournalSegment? segment, long end, TimeProvider time, ILogger logger)
{
    private readonly Queue<Line> _unwritten = new();
    private readonly Queue<Line> _unflushed = new();
    private SafeFileHandle? _handle;
    private JournalSegment? _segment = segment;
    private long _end = end;
    private long _flushedEnd = end;
    private Task? _flush;
    private (long Seq, long End) _flushing;
    private bool _failing;
    private long _dropped;

    public Action<long> Durable { get; set; } = _ => { };
    public Action<long> Dropped { get; set; } = _ => { };

    private int Kept => _unwritten.Count + _unflushed.Count;

    public async Task RunAsync(ChannelReader<JournalEntry> entries)
    {
        var more = entries.WaitToReadAsync().AsTask();
        var open = true;
        while (open || Kept > 0)
        {
            await WaitAsync(open ? more : null);
            if (open && more.IsCompleted)
            {
                open = await more;
                while (entries.TryRead(out var entry)) Keep(entry);
                if (open) more = entries.WaitToReadAsync().AsTask();
            }

            var failure = await StepAsync();
            RoutingMetrics.Pending.Set(Kept);
            if (failure is null) continue;
            Failed(failure);
            // At the end of the process there is nobody left to free the disk.
            if (!open) break;
            await Task.Delay(options.RetryAfter, time);
        }

        _handle?.Dispose();
    }

    private async Task WaitAsync(Task? more)
    {
        if (_flush is not null && more is not null) await Task.WhenAny(more, _flush);
        else if (_flush is not null) await Task.WhenAny(_flush);
        else if (more is not null && _unwritten.Count == 0) await more;
    }

    private async Task<IOException?> StepAsync()
    {
        try
        {
            if (_flush is { IsCompleted: true } flush)
            {
                _flush = null;
                await flush;
                Flushed();
            }

            Write();
            if (_flush is null && _unflushed.Count > 0) StartFlush();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (_flush is null) Rewind();
            return fault as IOException ?? new IOException(fault.Message, fault);
        }
    }

    private void Keep(JournalEntry entry)
    {
        if (Kept < options.MostKept)
        {
            _unwritten.Enqueue(new Line(entry.Seq, DateOnly.FromDateTime(entry.At.UtcDateTime), JournalLine.Encode(entry)));
            return;
        }

        RoutingMetrics.Dropped.Inc();
        if (_dropped++ % 1000 == 0) RoutingLog.EntriesDropped(logger, _dropped);
        Dropped(entry.Seq);
    }

    private void Write()
    {
        while (_unwritten.TryPeek(out var line))
        {
            if (_handle is null || _segment is null || _end >= options.SegmentBytes || _segment.Day != line.Day)
            {
                // The old segment is closed only when all of it is durable.
                if (_unflushed.Count > 0 || _flush is not null) return;
                OpenSegment(line);
            }

            options.Write(_handle!, line.Bytes, _end);
            _end += line.Bytes.Length;
            _unflushed.Enqueue(_unwritten.Dequeue());
        }
    }

    private void OpenSegment(Line line)
    {
        _handle?.Dispose();
        _handle = null;
        if (_segment is null || _end >= options.SegmentBytes || _segment.Day != line.Day)
        {
            (_segment, _end) = (JournalSegment.For(options.Directory, line.Seq, line.Day), 0);
        }

        _handle = File.OpenHandle(_segment.Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        // A failed attempt may have left bytes behind; readers must not meet them.
        RandomAccess.SetLength(_handle, _end);
        _flushedEnd = _end;
    }

    private void StartFlush()
    {
        _flushing = (_unflushed.Last().Seq, _end);
        var handle = _handle!;
        _flush = Task.Run(() =>
        {
            using (Prometheus.TimerExtensions.NewTimer(RoutingMetrics.Fsync)) options.Flush(handle);
        });
    }

    private void Flushed()
    {
        while (_unflushed.TryPeek(out var line) && line.Seq <= _flushing.Seq) _unflushed.Dequeue();
        _flushedEnd = _flushing.End;
        Durable(_flushing.Seq);
        if (!_failing) return;
        _failing = false;
        RoutingLog.WriteRecovered(logger);
    }

    /// <summary>After a failed write or fsync nobody knows what is on disk: everything not durable is written again, from the last durable byte on.</summary>
    private void Rewind()
    {
        var again = _unflushed.Concat(_unwritten).ToArray();
        _unflushed.Clear();
        _unwritten.Clear();
        foreach (var line in again) _unwritten.Enqueue(line);
        _end = _flushedEnd;
        _handle?.Dispose();
        _handle = null;
    }

    private void Failed(IOException fault)
    {
        RoutingMetrics.Failures.Inc();
        _failing = true;
        RoutingLog.WriteFailed(logger, fault.Message, Kept);
    }

    private sealed record Line(long Seq, DateOnly Day, byte[] Bytes);
}
