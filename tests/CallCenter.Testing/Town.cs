using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace CallCenter.Testing;

/// <summary>
/// A second Asterisk: the telephone network with its callers, and the desk phones. Its calls are real SIP and RTP, and
/// what they hear is judged by tone.
/// <code>
/// await using var center = await AsteriskServer.StartAsync();
/// await using var town = await Town.StartAsync(center);
/// var phone = await town.RegisterAsync("8001");
/// var caller = await town.CallAsync("13800000001", "12349", toneHz: 440);
/// var agent = await phone.RingsAsync(TimeSpan.FromSeconds(7));
/// await agent.AnswerAsync(toneHz: 880);
/// await caller.HearsAsync(880);
/// await agent.HearsAsync(440);
/// </code>
/// </summary>
public sealed class Town : IAsyncDisposable
{
    private readonly AsteriskServer _center;
    private readonly AsteriskServer _asterisk;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, TownCall> _calls = [];
    private readonly ConcurrentDictionary<string, TownPhone> _phones = [];
    private Task _reading = Task.CompletedTask;

    private Town(AsteriskServer center, AsteriskServer asterisk) => (_center, _asterisk) = (center, asterisk);

    /// <summary>The town's own Asterisk, for tests that look closer.</summary>
    public AsteriskServer Asterisk => _asterisk;

    /// <summary>Starts the town around that call centre.</summary>
    /// <param name="address">A carrier of its own on another loopback address, known to the centre as a trunk made by an administrator; null is the environment's trunk.</param>
    public static async Task<Town> StartAsync(AsteriskServer center, string? address = null)
    {
        var asterisk = await AsteriskServer.StartAsync(new Dictionary<string, string>
        {
            ["CALLCENTER_BIND"] = address ?? "127.0.0.1",
            ["CALLCENTER_SIP_PORT"] = address is null ? center.TrunkPort.ToString(CultureInfo.InvariantCulture) : "0",
            ["CALLCENTER_TRUNK"] = $"{center.Address}:{center.SipPort}",
            // Demo mode refuses a trunk beyond the loopback, and a centre that other machines reach is beyond it.
            ["CALLCENTER_DEMO"] = center.Address == "127.0.0.1" ? "1" : "0",
            ["CALLCENTER_TRUNK_RTP_TIMEOUT"] = "0",
            ["CALLCENTER_TRUNK_PASS_HOLD"] = "yes",
            ["CALLCENTER_DESK_PHONES"] = " ",
            ["CALLCENTER_TEMPLATES"] = Path.Combine(AsteriskServer.Checkout, "tests", "CallCenter.Testing", "town"),
        });
        var town = new Town(center, asterisk);
        try
        {
            await town.ConnectAsync();
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Somebody dials the centre. Returns at once; <see cref="TownCall.AnsweredAsync"/> and
    /// <see cref="TownCall.EndedAsync"/> tell how it goes. The tone plays from the answer on, over and over.
    /// </summary>
    /// <param name="from">The caller's number, the user of From.</param>
    /// <param name="to">The number dialled.</param>
    /// <param name="toneHz">The caller's voice; 0 sends nothing at all.</param>
    /// <param name="name">Display name.</param>
    /// <param name="assertedIdentity">P-Asserted-Identity, if the network sends one.</param>
    public async Task<TownCall> CallAsync(string from, string to, int toneHz = 0, string name = "", string? assertedIdentity = null)
    {
        var call = NewCall("call-" + Guid.CreateVersion7().ToString("N"), toneHz);
        var variables = new Dictionary<string, string>();
        if (assertedIdentity is not null) variables["PJSIP_HEADER(add,P-Asserted-Identity)"] = assertedIdentity;
        await PostAsync("channels", new
        {
            channelId = call.Id,
            endpoint = $"PJSIP/{to}@trunk",
            context = "placed",
            extension = "s",
            priority = 1,
            callerId = $"\"{name}\" <{from}>",
            timeout = 600,
            variables,
        });
        return call;
    }

    /// <summary>Dials like <see cref="CallAsync"/> and listens before the answer: announcements in early media.</summary>
    public async Task<TownCall> CallEarlyAsync(string from, string to)
    {
        var call = NewCall("early-" + Guid.CreateVersion7().ToString("N"), 0);
        await PostAsync("channels", new
        {
            channelId = call.Id,
            otherChannelId = call.Id + "-2",
            endpoint = $"Local/{to}@early/n",
            context = "placed",
            extension = "s",
            priority = 1,
            callerId = from,
            variables = new Dictionary<string, string> { ["_EARLY_ID"] = call.Id },
        });
        return call;
    }

    /// <summary>A desk phone signs in at the centre; by default with the demo password.</summary>
    public async Task<TownPhone> RegisterAsync(string number, string? password = null)
    {
        var phone = Subscriber(number);
        await PutObjectAsync("res_pjsip/auth/reg-" + number, ("auth_type", "userpass"), ("username", number), ("password", password ?? _center.DemoPassword));
        await PutObjectAsync("res_pjsip/registration/" + number,
            ("server_uri", $"sip:{_center.Address}:{_center.SipPort}"), ("client_uri", $"sip:{number}@{_center.Address}"), ("contact_user", number),
            ("outbound_auth", "reg-" + number), ("transport", "udp"), ("expiration", "3600"), ("retry_interval", "2"), ("max_random_initial_delay", "0"));
        await Eventually.TrueAsync(async () => await StateAsync(number) == "online", TimeSpan.FromSeconds(10), $"{number} is registered");
        return phone;
    }

    /// <summary>A line the centre registers at this carrier, with that password.</summary>
    public async Task OpenLineAsync(string user, string password)
    {
        await PutObjectAsync("res_pjsip/auth/" + user, ("auth_type", "userpass"), ("username", user), ("password", password));
        await PutObjectAsync("res_pjsip/aor/" + user, ("max_contacts", "1"), ("remove_existing", "yes"));
        await PutObjectAsync("res_pjsip/endpoint/" + user, ("context", "trunk"), ("aors", user), ("auth", user), ("disallow", "all"), ("allow", "alaw,ulaw"), ("direct_media", "no"));
    }

    /// <summary>A number of the town that the centre may dial (a duty officer): rings without registering.</summary>
    /// <summary>Subscribers somebody has rung by now.</summary>
    public IEnumerable<TownPhone> Subscribers => _phones.Values;

    public TownPhone Subscriber(string number) => _phones.GetOrAdd(number, n => new TownPhone(n, UnregisterAsync));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
        await _asterisk.DisposeAsync();
    }

    internal async Task PostAsync(string path, object? body = null)
    {
        using var response = await _asterisk.Ari.PostAsJsonAsync(path, body ?? new { });
        await CheckAsync(response);
    }

    internal async Task DeleteAsync(string path)
    {
        using var response = await _asterisk.Ari.DeleteAsync(path);
        await CheckAsync(response);
    }

    private async Task UnregisterAsync(string number)
    {
        await DeleteAsync("asterisk/config/dynamic/res_pjsip/registration/" + number);
        await Eventually.TrueAsync(async () => await StateAsync(number) != "online", TimeSpan.FromSeconds(10), $"{number} is unregistered");
    }

    private async Task<string?> StateAsync(string number)
    {
        using var response = await _center.Ari.GetAsync("endpoints/PJSIP/" + number);
        return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString() : null;
    }

    private async Task PutObjectAsync(string path, params (string Attribute, string Value)[] fields)
    {
        using var response = await _asterisk.Ari.PutAsJsonAsync("asterisk/config/dynamic/" + path,
            new { fields = fields.Select(field => new { attribute = field.Attribute, value = field.Value }) });
        await CheckAsync(response);
    }

    private static async Task CheckAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private TownCall NewCall(string id, int toneHz)
    {
        var call = new TownCall(this, id, Path.Combine(_asterisk.Recordings, id + ".sln16"), toneHz);
        _calls[id] = call;
        return call;
    }

    private async Task ConnectAsync()
    {
        var uri = new Uri($"ws://127.0.0.1:{_asterisk.AriPort}/ari/events?app=town&subscribeAll=true&api_key=callcenter:{_asterisk.AriPassword}");
        await _socket.ConnectAsync(uri, _stop.Token);
        _reading = ReadAsync(_stop.Token);
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16384];
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), ct);
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                using (var json = JsonDocument.Parse(message.GetBuffer().AsMemory(0, (int)message.Length)))
                    await TakeAsync(json.RootElement);
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The town is closing, or its Asterisk has: open calls end in their own deadlines.
        }
    }

    private async Task TakeAsync(JsonElement e)
    {
        if (!e.TryGetProperty("channel", out var channel)) return;
        var id = channel.GetProperty("id").GetString()!;
        switch (e.GetProperty("type").GetString())
        {
            case "StasisStart" when e.GetProperty("args") is var args && args.GetArrayLength() > 0:
                var incoming = NewCall(id, 0);
                incoming.CallerNumber = channel.GetProperty("caller").GetProperty("number").GetString() ?? "";
                Subscriber(args[0].GetString()!).Ring(incoming);
                break;
            case "StasisStart" when _calls.TryGetValue(id, out var placed):
                await placed.StartedAsync();
                break;
            case "ChannelDestroyed" when _calls.TryGetValue(id, out var ended):
                ended.Ended(e.GetProperty("cause").GetInt32());
                break;
        }
    }
}
