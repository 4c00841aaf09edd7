using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using CallCenter.Routing;
using CallCenter.Server.Operations;
using CallCenter.Server.Routing;
using CallCenter.Server.Sealing;

namespace CallCenter.Server.History;

/// <summary>
/// Takes what Asterisk recorded, one file a side, to one compressed file a call: one at a time and with low priority, since live audio
/// needs the processor more. Leftovers of a dead Server and of calls it never saw are found by looking.
/// </summary>
internal sealed class Recordings(CenterOptions options, RecordingMerger merger, ITelephonyHealth telephony, RoutingLoop routing, TimeProvider time, ILogger<Recordings> logger)
    : BackgroundService, IRecordings
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>Asterisk writes the last audio and the header a moment after hang-up.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private readonly Channel<string> _ended = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, int> _failures = new();

    public void CallEnded(string callId) => _ended.Writer.TryWrite(callId);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(options.Paths.RawRecordings);
        var looked = 0L;
        while (true)
        {
            // Not before every one of them: where many wait, each look is long.
            if (looked == 0 || Stopwatch.GetElapsedTime(looked) >= LookEvery)
            {
                await TryLookAsync(stop);
                looked = Stopwatch.GetTimestamp();
            }
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(stop);
            soon.CancelAfter(LookEvery);
            try
            {
                await StoreAsync(await _ended.Reader.ReadAsync(soon.Token), stop);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // Nobody hung up meanwhile: look for leftovers.
                looked = 0;
            }
        }
    }

    private async Task TryLookAsync(CancellationToken ct)
    {
        try
        {
            await LookAsync(ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            RecordingsLog.NotLooked(logger, fault);
        }
    }

    /// <summary>Calls nobody reported: their files have been quiet for a while and Asterisk knows the caller no more.</summary>
    private async Task LookAsync(CancellationToken ct)
    {
        var calls = Directory.EnumerateFiles(options.Paths.RawRecordings, "*.wav").Select(RawRecording.CallOf).OfType<string>().Distinct().ToList();
        OperationsMetrics.RecordingsWaiting.Set(calls.Count);
        foreach (var call in calls)
        {
            // Recording pauses while a call is on hold: a quiet file alone says nothing.
            if (RawRecording.Find(options.Paths, call) is { } raw && time.GetUtcNow() - raw.LastWrite > Quiet && telephony.IsCallUp(call) == false) await StoreAsync(call, ct);
        }
    }

    private async Task StoreAsync(string call, CancellationToken ct)
    {
        try
        {
            if (await SettledAsync(call, ct) is not { } raw) return;
            var stored = await merger.MergeAsync(raw, ct);
            if (stored is not null) await routing.AskAsync(new RecordingStored(call, stored.File, stored.Seconds, stored.Bytes), ct);
            // Only now: a crash before leaves the raw files, and the whole is done again.
            raw.Delete();
            OperationsMetrics.RecordingsStored.Inc();
            _failures.TryRemove(call, out _);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or RecordingException or KeyRingException or SealBrokenException or System.ComponentModel.Win32Exception)
        {
            OperationsMetrics.RecordingFailures.Inc();
            // A full disk is reported once a file, and tried again with every look.
            if (_failures.AddOrUpdate(call, 1, (_, count) => count + 1) == 1) RecordingsLog.NotStored(logger, fault, call);
        }
    }

    private async Task<RawRecording?> SettledAsync(string call, CancellationToken ct)
    {
        while (true)
        {
            if (RawRecording.Find(options.Paths, call) is not { } raw) return null;
            var quietFor = time.GetUtcNow() - raw.LastWrite;
            if (quietFor >= Settled) return raw;
            await Task.Delay(quietFor < TimeSpan.Zero ? Settled : Settled - quietFor, time, ct);
            // Written in the future: the clock was set back. Then a file that has not grown is settled.
            if (quietFor < TimeSpan.Zero && RawRecording.Find(options.Paths, call) is { } later && later.LastWrite == raw.LastWrite) return later;
        }
    }
}

internal static partial class RecordingsLog
{
    [LoggerMessage(1, LogLevel.Error, "The recording of call {Call} cannot be stored; its raw files stay")]
    public static partial void NotStored(ILogger logger, Exception fault, string call);

    [LoggerMessage(3, LogLevel.Error, "The folder of raw recordings cannot be read")]
    public static partial void NotLooked(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "The recording of call {Call} is stored: {Seconds} s, {Bytes} bytes")]
    public static partial void Stored(ILogger logger, string call, double seconds, long bytes);
}
