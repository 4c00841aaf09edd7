using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using CallCenter.Ari.Events;
using Microsoft.Extensions.Logging;

namespace CallCenter.Ari;

/// <summary>
/// The event socket: one reader that parses and hands over in order, comes back after every loss, and tells where the gaps are.
/// Run it once; a connection that was replaced or stopped stays so.
/// </summary>
public sealed class AriConnection
{
    private readonly AriOptions _options;
    private readonly AriClient _client;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly BackOff _backOff;
    private int _started;
    private long _epoch;
    private long _malformed;
    private volatile bool _connected;

    /// <summary>Does nothing until it is run.</summary>
    /// <param name="options">Must be those of <paramref name="client"/>.</param>
    /// <param name="client">Sets the event filter after each connect.</param>
    /// <param name="logger">Gets connects, losses and malformed events; never their content.</param>
    /// <param name="time">Clock of the back-off and the time-outs.</param>
    /// <param name="random">Jitter of the back-off.</param>
    public AriConnection(AriOptions options, AriClient client, ILogger<AriConnection> logger, TimeProvider? time = null, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _client = client;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _backOff = new BackOff(options.BackOffMin, options.BackOffMax, random ?? Random.Shared);
    }

    /// <summary>Messages that were no event and were left out of the stream.</summary>
    public long MalformedEvents => Interlocked.Read(ref _malformed);

    /// <summary>Number of the current or last connection; 0 before the first.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    /// <summary>Whether the socket is up at this instant. For health checks; decisions follow the stream.</summary>
    public bool IsConnected => _connected;

    /// <summary>
    /// Connects, reads and reconnects until cancelled or replaced. Starts over after any loss with exponential back-off.
    /// </summary>
    /// <param name="deliver">
    /// Called for every message, one at a time and in order, on the reader itself: it must only enqueue. Asterisk closes the socket of a
    /// slow reader. An exception it throws ends the run.
    /// </param>
    /// <param name="cancellationToken">Drops the socket and returns <see cref="AriEnd.Stopped"/>.</param>
    public async Task<AriEnd> RunAsync(Action<AriMessage> deliver, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(deliver);
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("An AriConnection runs once: a second reader would be a second owner.");
        }

        while (true)
        {
            var opened = _time.GetTimestamp();
            var reason = await LiveOnceAsync(deliver, cancellationToken).ConfigureAwait(false);
            if (reason is AriDisconnectReason.Replaced)
            {
                return AriEnd.Replaced;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return AriEnd.Stopped;
            }

            if (_time.GetElapsedTime(opened) > _options.BackOffMax)
            {
                _backOff.Reset();
            }

            await PauseAsync(_backOff.Next(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The same stream for a consumer that likes to loop; unbounded between reader and consumer. Ends when stopped or replaced.</summary>
    public async IAsyncEnumerable<AriMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<AriMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reader = PumpAsync(channel.Writer, stop.Token);
        try
        {
            await foreach (var message in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return message;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reader.ConfigureAwait(false);
        }
    }

    private async Task PumpAsync(ChannelWriter<AriMessage> writer, CancellationToken ct)
    {
        try
        {
            await RunAsync(m => writer.TryWrite(m), ct).ConfigureAwait(false);
        }
        finally
        {
            writer.Complete();
        }
    }

    /// <summary>One socket from opening to its end; null where it never opened.</summary>
    private async Task<AriDisconnectReason?> LiveOnceAsync(Action<AriMessage> deliver, CancellationToken ct)
    {
        using var socket = new AriSocket(_options, _time);
        if (!await OpenAsync(socket, ct).ConfigureAwait(false))
        {
            return null;
        }

        var epoch = Interlocked.Increment(ref _epoch);
        _connected = true;
        AriLog.Connected(_logger, _options.Application, epoch);
        deliver(new AriConnected(epoch));

        using var live = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var filter = SetFilterAsync(socket, live.Token);
        (AriDisconnectReason Reason, string Detail) end;
        try
        {
            end = await ReadToEndAsync(socket, deliver, ct).ConfigureAwait(false);
        }
        finally
        {
            _connected = false;
            await live.CancelAsync().ConfigureAwait(false);
        }

        var filterProblem = await filter.ConfigureAwait(false);
        if (filterProblem is not null && end.Reason is AriDisconnectReason.Lost)
        {
            end = (AriDisconnectReason.NotReady, filterProblem);
        }

        await socket.CloseAsync().ConfigureAwait(false);
        AriLog.Disconnected(_logger, _options.Application, epoch, end.Reason, end.Detail);
        deliver(new AriDisconnected(epoch, end.Reason, end.Detail));
        return end.Reason;
    }

    private async Task<bool> OpenAsync(AriSocket socket, CancellationToken ct)
    {
        try
        {
            await socket.OpenAsync(ct).ConfigureAwait(false);
            return true;
        }
        catch (WebSocketException e)
        {
            AriLog.ConnectFailed(_logger, _options.Application, e.Message);
            return false;
        }
        catch (OperationCanceledException)
        {
            if (!ct.IsCancellationRequested)
            {
                AriLog.ConnectFailed(_logger, _options.Application, "no answer in time");
            }

            return false;
        }
    }

    /// <summary>
    /// Runs beside the reader: Asterisk drops a socket that is not read, and the events before the filter are wanted or harmless.
    /// Returns what went wrong; without a filter the socket is given up, since the flood may be what breaks us.
    /// </summary>
    private async Task<string?> SetFilterAsync(AriSocket socket, CancellationToken ct)
    {
        try
        {
            await _client.Applications.FilterAsync(_options.Application, new EventFilter(_options.EventTypes, []), ct).ConfigureAwait(false);
            return null;
        }
        catch (AriException e)
        {
            socket.Abort();
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<(AriDisconnectReason Reason, string Detail)> ReadToEndAsync(AriSocket socket, Action<AriMessage> deliver, CancellationToken ct)
    {
        try
        {
            while (await socket.ReceiveAsync(ct).ConfigureAwait(false) is { } message)
            {
                if (Parse(message.Span) is not { } known)
                {
                    continue;
                }

                deliver(known);
                if (known is ApplicationReplaced replaced && replaced.Application == _options.Application)
                {
                    return (AriDisconnectReason.Replaced, "another socket took the application over");
                }
            }

            return (AriDisconnectReason.Closed, socket.CloseDescription);
        }
        catch (WebSocketException e)
        {
            return (AriDisconnectReason.Lost, e.InnerException?.Message ?? e.Message);
        }
        catch (OperationCanceledException e)
        {
            return ct.IsCancellationRequested ? (AriDisconnectReason.Stopped, "asked to stop") : (AriDisconnectReason.Lost, e.InnerException?.Message ?? e.Message);
        }
    }

    private AriEvent? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return AriEventReader.Read(json);
        }
        catch (JsonException e)
        {
            // Not its content: it may hold digits and numbers. The exception's own message may quote it, the path does not.
            Interlocked.Increment(ref _malformed);
            AriLog.Malformed(_logger, json.Length, e.Path ?? "$", e.BytePositionInLine ?? 0);
            return null;
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken ct)
    {
        try
        {
            await Task.Delay(pause, _time, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop asks the token next.
            AriLog.Stopped(_logger, _options.Application);
        }
    }
}
