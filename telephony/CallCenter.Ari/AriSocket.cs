using System.Buffers;
using System.Net.WebSockets;

namespace CallCenter.Ari;

/// <summary>One life of the event socket: opens, reads whole messages, closes.</summary>
internal sealed class AriSocket : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMilliseconds(500);
    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _message = new(16 * 1024);
    private readonly AriOptions _options;
    private readonly TimeProvider _time;

    public AriSocket(AriOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _socket.Options.SetRequestHeader("Authorization", "Basic " + AriClient.Credentials(options));
        _socket.Options.Proxy = null;
        // Both set: .NET pings and expects the pong, so a half-open connection is noticed without any traffic of Asterisk's.
        _socket.Options.KeepAliveInterval = options.PingInterval;
        _socket.Options.KeepAliveTimeout = options.PingTimeout;
    }

    /// <summary>The peer's words when it closed in order.</summary>
    public string CloseDescription => $"{_socket.CloseStatus?.ToString() ?? "no status"} {_socket.CloseStatusDescription}".TrimEnd();

    public async Task OpenAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        await _socket.ConnectAsync(Address(_options), either.Token).ConfigureAwait(false);
    }

    /// <summary>The next whole message, valid until the next call; null when the peer closed.</summary>
    /// <exception cref="WebSocketException">The socket broke, a pong did not come, or a message is longer than an event can be.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken ct)
    {
        _message.ResetWrittenCount();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_message.GetMemory(8 * 1024), ct).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _message.Advance(part.Count);
            if (part.EndOfMessage)
            {
                return _message.WrittenMemory;
            }

            if (_message.WrittenCount > _options.MaxEventBytes)
            {
                throw new WebSocketException($"An event is longer than {_options.MaxEventBytes} bytes.");
            }
        }
    }

    /// <summary>Says good-bye if the peer still listens; never takes long.</summary>
    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(CloseTimeout, _time);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It broke while we were leaving: left is left.
            _socket.Abort();
        }
    }

    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();

    /// <summary>The password goes into the header, not into the address as <c>api_key</c>: addresses end up in logs.</summary>
    internal static Uri Address(AriOptions options)
    {
        var root = new UriBuilder(options.Root) { Scheme = options.Root.Scheme == "https" ? "wss" : "ws" };
        root.Path += "events";
        root.Query = $"app={Uri.EscapeDataString(options.Application)}&subscribeAll={(options.SubscribeAll ? "true" : "false")}";
        return root.Uri;
    }
}
