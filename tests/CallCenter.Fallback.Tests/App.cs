using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>Stands in the Server's place at Asterisk: takes the application's events, acts only when a test says so.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly AsteriskServer _center;
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private Task _reading = Task.CompletedTask;

    private App(AsteriskServer center) => _center = center;

    /// <summary>Takes the application over and reads its events.</summary>
    public static async Task<App> ConnectAsync(AsteriskServer center)
    {
        var app = await HangAsync(center);
        app._reading = app.ReadAsync();
        return app;
    }

    /// <summary>Takes the application over and then never reads a byte: a Server that was stopped in its tracks.</summary>
    public static async Task<App> HangAsync(AsteriskServer center)
    {
        var app = new App(center);
        await app._socket.ConnectAsync(
            new Uri($"ws://127.0.0.1:{center.AriPort}/ari/events?app=callcenter&api_key=callcenter:{center.AriPassword}"), CancellationToken.None);
        await Eventually.TrueAsync(async () => (await center.Ari.GetStringAsync("applications")).Contains("\"callcenter\""),
            TimeSpan.FromSeconds(5), "the application is known");
        return app;
    }

    /// <summary>Waits for a channel that enters the application with that argument and returns its id.</summary>
    public async Task<string> EntersAsync(string argument)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await foreach (var e in _events.Reader.ReadAllAsync(deadline.Token))
            if (e.GetProperty("type").GetString() == "StasisStart" && e.GetProperty("args")[0].GetString() == argument)
                return e.GetProperty("channel").GetProperty("id").GetString()!;
        throw new InvalidOperationException("The events ended.");
    }

    /// <summary>Rings an agent for a caller, exactly as the Server does.</summary>
    public async Task<string> OfferAsync(string caller, string phone)
    {
        var leg = "agent-o" + Guid.CreateVersion7().ToString("N")[20..];
        await PostAsync($"channels/{caller}/variable?variable=SHARED(CC_AGENT_CHANNEL)&value={leg}");
        await PostAsync("channels", new
        {
            channelId = leg,
            endpoint = "PJSIP/" + phone,
            context = "agent-leg",
            extension = "s",
            priority = 1,
            timeout = 40,
            variables = new Dictionary<string, string> { ["CC_ROLE"] = "agent", ["CC_CALL"] = caller, ["CC_OFFER"] = leg[6..], ["CC_AGENT"] = phone },
        });
        return leg;
    }

    public async Task PostAsync(string path, object? body = null)
    {
        using var response = await _center.Ari.PostAsJsonAsync(path, body ?? new { });
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Dies: the socket is cut, not closed. Returns when Asterisk has had time to see it; until then it would go on giving channels to the application.</summary>
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[65536];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
                if (!part.EndOfMessage) continue;
                _events.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length)));
                length = 0;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            _events.Writer.TryComplete();
        }
    }
}
