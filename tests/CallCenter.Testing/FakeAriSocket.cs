using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CallCenter.Testing;

/// <summary>One event socket as Asterisk's end sees it.</summary>
public sealed class FakeAriSocket
{
    private readonly HttpContext _http;
    private readonly WebSocket _webSocket;
    private readonly FakeAriWire _wire;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private volatile bool _ended;

    internal FakeAriSocket(int number, HttpContext http, WebSocket webSocket, FakeAriWire wire)
    {
        (Number, _http, _webSocket, _wire) = (number, http, webSocket, wire);
        Application = http.Request.Query["app"].ToString();
        SubscribesAll = http.Request.Query["subscribeAll"] == "true";
    }

    /// <summary>1 for the first socket of this fake.</summary>
    public int Number { get; }

    public string Application { get; }

    public bool SubscribesAll { get; }

    public bool IsOpen => !_ended && _webSocket.State == WebSocketState.Open;

    /// <summary>Sends an event. Application, timestamp and Asterisk id are added where the message lacks them.</summary>
    public Task SendAsync(object message)
    {
        var json = JsonSerializer.SerializeToNode(message)!.AsObject();
        json.TryAdd("application", JsonValue.Create(Application));
        json.TryAdd("timestamp", JsonValue.Create(FakeAri.Now()));
        json.TryAdd("asterisk_id", JsonValue.Create("00:00:00:00:00:01"));
        return SendRawAsync(json.ToJsonString());
    }

    /// <summary>Sends any text, whole or in pieces.</summary>
    public async Task SendRawAsync(string text, int pieces = 1)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var size = (bytes.Length + pieces - 1) / pieces;
        await _sending.WaitAsync();
        try
        {
            for (var piece = 0; piece < pieces; piece++)
            {
                var from = Math.Min(piece * size, bytes.Length);
                var to = Math.Min(from + size, bytes.Length);
                await _webSocket.SendAsync(bytes.AsMemory(from, to - from), WebSocketMessageType.Text, piece == pieces - 1, CancellationToken.None);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Closes in order, as Asterisk does when it shuts down or finds us slow.</summary>
    public Task CloseAsync() => _webSocket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "Stopping", CancellationToken.None);

    /// <summary>Breaks the connection without a word.</summary>
    public void Drop()
    {
        if (!_ended)
        {
            _http.Abort();
        }
    }

    /// <summary>From now on nothing that is sent to this socket is read or answered, and it stays open: half-open TCP.</summary>
    public void Stall() => _wire.Stall();

    internal async Task TrySendReplacedAsync()
    {
        try
        {
            await SendAsync(new { type = "ApplicationReplaced" });
        }
        catch (WebSocketException)
        {
            // It left at the same moment: nobody to tell.
            _ended = true;
        }
    }

    internal async Task ReadToEndAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while ((await _webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Gone without a close: the end all the same.
            _ended = true;
        }

        _ended = true;
    }
}
