using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CallCenter.Ari;
using CallCenter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CallCenter.Calls.Tests;

/// <summary>A <see cref="CallHost"/> on a scripted ARI. The conversation is the test's; the clock of the calls stands still until it is moved.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Call>> _begun = new();
    private readonly AriClient _client;
    private readonly Task _running;
    private int _connects;

    private Exchange(FakeAri ari, Func<Call, Task> converse)
    {
        (Ari, _client) = (ari, new AriClient(ari.Options));
        Host = new CallHost(_client, Time, NullLogger<CallHost>.Instance, new CallHandlers(
            async call =>
            {
                Conversations.Add(call);
                Begun(call.Id).TrySetResult(call);
                await converse(call);
            },
            _ => { },
            _ =>
            {
                Interlocked.Increment(ref _connects);
                return Task.CompletedTask;
            },
            _ => { }));
        _running = Host.RunAsync(new AriConnection(ari.Options, _client, NullLogger<AriConnection>.Instance).ReadAllAsync(_stop.Token), _stop.Token);
    }

    public FakeAri Ari { get; }

    public CallHost Host { get; }

    public LateTime Time { get; } = new();

    /// <summary>Every conversation ever begun.</summary>
    public ConcurrentBag<Call> Conversations { get; } = [];

    /// <param name="converse">What is done with a call.</param>
    /// <param name="script">What ARI answers, from the start.</param>
    /// <param name="advance">Moves the clock until it is connected.</param>
    public static async Task<Exchange> StartAsync(Func<Call, Task> converse, Action<FakeAri>? script = null, bool advance = false)
    {
        var ari = await FakeAri.StartAsync();
        script?.Invoke(ari);
        var exchange = new Exchange(ari, converse);
        await Eventually.TrueAsync(() =>
        {
            exchange.Time.Advance(advance ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            return Volatile.Read(ref exchange._connects) >= 1;
        }, Patience, "connected");
        return exchange;
    }

    /// <summary>Waits until the host has compared itself with Asterisk for the n-th time.</summary>
    public Task ConnectedAsync(int times) => Eventually.TrueAsync(() => Volatile.Read(ref _connects) >= times, Patience, $"connected {times} times");

    public static JsonObject Caller(string id, string stage = "arriving") => FakeAri.Channel(id, number: "13800000001",
        variables: new Dictionary<string, string> { ["CC_ROLE"] = "caller", ["CC_CALL"] = id, ["CC_STAGE"] = stage, ["CC_LEASE"] = "30", ["CC_QUEUE"] = "hotline" });

    public static JsonObject Agent(string id, string call, string state = "Up")
    {
        var leg = FakeAri.Channel(id, state, variables: new Dictionary<string, string> { ["CC_ROLE"] = "agent", ["CC_CALL"] = call, ["CC_AGENT"] = "agent01" });
        // Until it is answered a leg we dial is not in our application.
        leg["dialplan"]!["app_name"] = state == "Up" ? "Stasis" : "AppDial2";
        return leg;
    }

    public static LegRequest LegTo(string channel) => new(channel, "agent01", channel, "PJSIP/8001", "agent-leg", "13800000001", TimeSpan.FromSeconds(20), new Dictionary<string, string>());

    /// <summary>A caller enters the application; returns once the conversation runs.</summary>
    public async Task<Call> ArrivesAsync(string id)
    {
        await EnterAsync(Caller(id), "incoming");
        return await BegunAsync(id);
    }

    public Task<Call> BegunAsync(string id) => Begun(id).Task.WaitAsync(Patience);

    public Task EnterAsync(JsonObject channel, string arg) => Ari.SendAsync(new JsonObject { ["type"] = "StasisStart", ["args"] = new JsonArray(arg), ["channel"] = channel.DeepClone() });

    public Task DestroyAsync(JsonObject channel, int cause = 16) =>
        Ari.SendAsync(new JsonObject { ["type"] = "ChannelDestroyed", ["cause"] = cause, ["cause_txt"] = "", ["channel"] = channel.DeepClone() });

    /// <summary>He is in the dialplan from now on.</summary>
    public Task LeavesAsync(string id) => Ari.SendAsync(new JsonObject { ["type"] = "StasisEnd", ["channel"] = Caller(id) });

    public Task PressAsync(JsonObject channel, char digit) =>
        Ari.SendAsync(new JsonObject { ["type"] = "ChannelDtmfReceived", ["digit"] = digit.ToString(), ["duration_ms"] = 100, ["channel"] = channel.DeepClone() });

    /// <summary>What Asterisk has from now on.</summary>
    public void Has(params JsonObject[] channels) => Ari.On("GET", "/channels").Respond(200, new JsonArray([.. channels.Select(c => (JsonNode)c.DeepClone())]));

    /// <summary>How often such a request was made.</summary>
    public int Count(string method, string path) => Ari.Requests.Count(r => r.Method == method && r.Path == path);

    /// <summary>The values TIMEOUT(absolute) was set to on that channel, in order.</summary>
    public string[] Leases(string call) =>
        [.. Ari.Requests.Where(r => r.Path == $"/channels/{call}/variable" && r.Query.GetValueOrDefault("variable") == "TIMEOUT(absolute)").Select(r => r.Query["value"])];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_running, Task.Delay(Patience));
        await Ari.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    private TaskCompletionSource<Call> Begun(string id) => _begun.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
