using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CallCenter.Ari;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallCenter.Testing;

/// <summary>
/// ARI's wire on a free loopback port, scripted by a test: it records requests, answers as told, and pushes events in any order.
/// What no rule covers gets a plausible answer: an empty list, the thing that was asked for, or 204; a single GET gets 404.
/// A second socket for an application takes it over, as in Asterisk: the first receives ApplicationReplaced.
/// </summary>
public sealed class FakeAri : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, FakeAriWire> _wires = new();
    private readonly Lock _lock = new();
    private readonly List<FakeAriRule> _rules = [];
    private readonly List<FakeAriRequest> _requests = [];
    private readonly List<FakeAriSocket> _sockets = [];
    private int _refuseSocketsWith;

    private FakeAri(WebApplication app) => _app = app;

    /// <summary>Options that reach this fake, impatient enough for tests. Change what a test needs before making a client.</summary>
    public AriOptions Options { get; } = new()
    {
        User = "fake",
        Password = "fake-password",
        Application = "callcenter",
        RequestTimeout = TimeSpan.FromSeconds(5),
        BackOffMin = TimeSpan.FromMilliseconds(20),
        BackOffMax = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>Everything asked so far, in order, the sockets excluded.</summary>
    public IReadOnlyList<FakeAriRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Every event socket ever opened, oldest first.</summary>
    public IReadOnlyList<FakeAriSocket> Sockets
    {
        get
        {
            lock (_lock)
            {
                return [.. _sockets];
            }
        }
    }

    public static async Task<FakeAri> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        FakeAri? fake = null;
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port, l => l.Use(next => connection => fake!.WireAsync(connection, next))));
        var app = builder.Build();
        fake = new FakeAri(app);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Run(fake.HandleAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        fake.Options.BaseAddress = new Uri(address + "/ari/");
        return fake;
    }

    /// <summary>Scripts the answers to a method and path such as <c>/channels/{id}/answer</c>. The newest rule that matches wins.</summary>
    public FakeAriRule On(string method, string path)
    {
        var rule = new FakeAriRule(method, path);
        lock (_lock)
        {
            _rules.Insert(0, rule);
        }

        return rule;
    }

    /// <summary>Answers every attempt to open an event socket with this status; 0 lets them in again.</summary>
    public void RefuseSockets(int status) => _refuseSocketsWith = status;

    /// <summary>Waits until a request was made, for the count-th time.</summary>
    public async Task<FakeAriRequest> RequestAsync(string method, string path, int count = 1)
    {
        var rule = new FakeAriRule(method, path);
        List<FakeAriRequest> seen = [];
        await UntilAsync(
            () => (seen = [.. Requests.Where(r => rule.Matches(r))]).Count >= count,
            () => $"{method} {path} was made {seen.Count} times, not {count}. Seen: {string.Join(", ", Requests.Select(r => $"{r.Method} {r.Path}"))}");
        return seen[count - 1] with { Route = rule.RouteOf(seen[count - 1].Path) };
    }

    /// <summary>Waits for the number-th event socket, counted from 1; the newest one where no number is given.</summary>
    public async Task<FakeAriSocket> SocketAsync(int number = 0)
    {
        await UntilAsync(
            () => number > 0 ? Sockets.Count >= number : Sockets.Any(s => s.IsOpen),
            () => $"No such event socket; {Sockets.Count} were opened.");
        return number > 0 ? Sockets[number - 1] : Sockets.Last(s => s.IsOpen);
    }

    /// <summary>Sends an event on the newest socket; see <see cref="FakeAriSocket.SendAsync"/>.</summary>
    public async Task SendAsync(object message) => await (await SocketAsync()).SendAsync(message);

    /// <summary>Sends any text on the newest socket; see <see cref="FakeAriSocket.SendRawAsync"/>.</summary>
    public async Task SendRawAsync(string text, int pieces = 1) => await (await SocketAsync()).SendRawAsync(text, pieces);

    /// <summary>Closes the newest socket in order.</summary>
    public async Task CloseAsync() => await (await SocketAsync()).CloseAsync();

    /// <summary>Breaks the newest socket without a word.</summary>
    public async Task DropAsync() => (await SocketAsync()).Drop();

    /// <summary>Makes the newest socket half-open: it stays, but nothing sent to it is read or answered.</summary>
    public async Task StallAsync() => (await SocketAsync()).Stall();

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in Sockets)
        {
            socket.Drop();
        }

        foreach (var wire in _wires.Values)
        {
            wire.Resume();
        }

        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task WireAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var wire = new FakeAriWire(connection.Transport);
        _wires[connection.ConnectionId] = wire;
        connection.Transport = wire;
        try
        {
            await next(connection);
        }
        finally
        {
            _wires.TryRemove(connection.ConnectionId, out _);
        }
    }

    private async Task HandleAsync(HttpContext http)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Options.User}:{Options.Password}"));
        if (http.Request.Headers.Authorization != expected)
        {
            http.Response.StatusCode = 401;
        }
        else if (http.WebSockets.IsWebSocketRequest)
        {
            await HandleSocketAsync(http);
        }
        else
        {
            await HandleRequestAsync(http);
        }
    }

    private async Task HandleSocketAsync(HttpContext http)
    {
        if (_refuseSocketsWith is not 0 and var status)
        {
            http.Response.StatusCode = status;
            return;
        }

        using var webSocket = await http.WebSockets.AcceptWebSocketAsync();
        FakeAriSocket? replaced;
        FakeAriSocket socket;
        lock (_lock)
        {
            socket = new FakeAriSocket(_sockets.Count + 1, http, webSocket, _wires[http.Connection.Id]);
            replaced = _sockets.LastOrDefault(s => s.IsOpen && s.Application == socket.Application);
            _sockets.Add(socket);
        }

        await Task.WhenAll(replaced?.TrySendReplacedAsync() ?? Task.CompletedTask, socket.ReadToEndAsync());
    }

    private async Task HandleRequestAsync(HttpContext http)
    {
        var request = await FakeAriRequest.ReadAsync(http);
        FakeAriRule? rule;
        lock (_lock)
        {
            _requests.Add(request);
            rule = _rules.FirstOrDefault(r => r.Take(request));
        }

        var answer = rule is null ? FakeAriAnswer.Plausible(request) : await rule.AnswerAsync(request with { Route = rule.RouteOf(request.Path) });
        await answer.WriteAsync(http);
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException(otherwise());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    /// <summary>A channel as Asterisk writes it.</summary>
    public static JsonObject Channel(string id, string state = "Up", string number = "", IReadOnlyDictionary<string, string>? variables = null, string? name = null) => new()
    {
        ["id"] = id,
        ["name"] = name ?? $"PJSIP/{id}-00000001",
        ["state"] = state,
        ["protocol_id"] = $"{id}@fake",
        ["caller"] = new JsonObject { ["name"] = "", ["number"] = number },
        ["connected"] = new JsonObject { ["name"] = "", ["number"] = "" },
        ["accountcode"] = "",
        ["dialplan"] = new JsonObject { ["context"] = "trunk", ["exten"] = "s", ["priority"] = 1, ["app_name"] = "Stasis", ["app_data"] = "callcenter" },
        ["creationtime"] = Now(),
        ["language"] = "en",
        ["channelvars"] = new JsonObject((variables ?? new Dictionary<string, string>()).Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
    };

    /// <summary>A mixing bridge as Asterisk writes it.</summary>
    public static JsonObject Bridge(string id, params string[] channels) => new()
    {
        ["id"] = id,
        ["technology"] = "simple_bridge",
        ["bridge_type"] = "mixing",
        ["bridge_class"] = "stasis",
        ["creator"] = "Stasis",
        ["name"] = "",
        ["channels"] = new JsonArray([.. channels.Select(c => (JsonNode?)c)]),
        ["video_mode"] = "talker",
        ["creationtime"] = Now(),
    };

    /// <summary>A playback as Asterisk writes it.</summary>
    public static JsonObject Playback(string id, string channelId, string state = "done", string media = "sound:beep") => new()
    {
        ["id"] = id,
        ["media_uri"] = media,
        ["target_uri"] = $"channel:{channelId}",
        ["language"] = "en",
        ["state"] = state,
    };

    internal static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", System.Globalization.CultureInfo.InvariantCulture);
}
