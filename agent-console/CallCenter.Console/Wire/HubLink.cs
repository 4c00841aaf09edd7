using System.Text.Json.Serialization;
using CallCenter.Contracts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Console.Wire;

internal enum LinkState { Off, Connecting, Live, Away, SeatTaken, Replaced }

/// <summary>The page's wire to the Server: connects for ever, takes the seat after each connect, hands on whole snapshots.</summary>
internal sealed class HubLink(NavigationManager navigation, BrowserStore store, TimeProvider time)
{
    private const string SeatMark = "cc.seat";
    private HubConnection? _hub;
    private CancellationTokenSource _life = new();
    private bool _wasLive;

    public event Action? Changed;

    /// <summary>The flag says: the first of this Server run or seat, whatever its version.</summary>
    public event Action<AgentSnapshot, bool>? Snapshot;

    /// <summary>The Server no longer knows the session.</summary>
    public event Action? Refused;

    public LinkState State { get; private set; }

    /// <summary>This tab had the seat before it was loaded anew.</summary>
    public bool HadSeat => store.TabHas(SeatMark);

    public bool Live => State == LinkState.Live;

    /// <param name="takeOver">Take the seat from another page of this agent.</param>
    public async Task OpenAsync(bool takeOver = false)
    {
        await CloseAsync();
        _life = new();
        _wasLive = false;
        Enter(LinkState.Connecting);
        var hub = _hub = Build(_life.Token);
        await ConnectAsync(hub, takeOver, _life.Token);
    }

    public async Task CloseAsync()
    {
        await _life.CancelAsync();
        var hub = _hub;
        _hub = null;
        if (hub is not null)
            await hub.DisposeAsync();
        Enter(LinkState.Off);
    }

    public void GiveUpSeat() => store.TabClear(SeatMark);

    public async Task ReportAsync(PhoneReport report)
    {
        if (_hub is not { State: HubConnectionState.Connected } hub || !Live)
            return;
        try
        {
            await hub.SendAsync(nameof(IAgentDesk.ReportPhone), report, _life.Token);
        }
        catch (Exception e) when (Broken(e))
        {
            Enter(LinkState.Away); // the reconnect reports again
        }
    }

    private HubConnection Build(CancellationToken life)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(navigation.ToAbsoluteUri("hub/agent"), o =>
            {
                o.SkipNegotiation = true; // one round trip less after F5; a session that ran out is found by asking for it
                o.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
            })
            .WithAutomaticReconnect(new Forever())
            .AddJsonProtocol(o =>
            {
                o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
                o.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter<AgentState>());
                o.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter<CallStage>());
                o.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter<CallOutcome>());
                o.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter<RecordingState>());
            })
            .Build();
        hub.ServerTimeout = TimeSpan.FromSeconds(7); // it pings every 2 s; a hung one is no better than a dead one
        hub.KeepAliveInterval = TimeSpan.FromSeconds(3);
        hub.HandshakeTimeout = TimeSpan.FromSeconds(5);
        hub.On<AgentSnapshot, bool>(nameof(IAgentConsole.Show), Drawn);
        hub.On(nameof(IAgentConsole.Ping), () => true);
        hub.On(nameof(IAgentConsole.Replaced), ReplacedAsync);
        hub.Reconnecting += _ =>
        {
            Enter(LinkState.Away);
            return Task.CompletedTask;
        };
        hub.Reconnected += _ => AttachAsync(hub, takeOver: false, life);
        return hub;
    }

    private async Task ConnectAsync(HubConnection hub, bool takeOver, CancellationToken life)
    {
        while (!life.IsCancellationRequested)
        {
            try
            {
                await hub.StartAsync(life);
                await AttachAsync(hub, takeOver, life);
                return;
            }
            catch (Exception e) when (Broken(e))
            {
                if (life.IsCancellationRequested)
                    return;
                Enter(LinkState.Away);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    /// <summary>A tab that had the seat a moment ago (reload, broken wire) gives the Server time to see that its own old connection is dead before it asks the agent.</summary>
    private async Task AttachAsync(HubConnection hub, bool takeOver, CancellationToken life)
    {
        try
        {
            var deadline = time.GetTimestamp();
            var patience = _wasLive || store.TabHas(SeatMark) ? TimeSpan.FromSeconds(_wasLive ? 5 : 1.5) : TimeSpan.Zero;
            while (true)
            {
                var answer = await hub.InvokeAsync<AttachResult>(nameof(IAgentDesk.Attach), takeOver, life);
                if (!answer.SeatTaken)
                {
                    store.TabMark(SeatMark);
                    _wasLive = true;
                    if (answer.Snapshot is { } snapshot)
                        Snapshot?.Invoke(snapshot, true);
                    Enter(LinkState.Live);
                    return;
                }

                if (time.GetElapsedTime(deadline) > patience)
                    break;
                await Task.Delay(250, life);
            }

            Enter(LinkState.SeatTaken);
        }
        catch (Microsoft.AspNetCore.SignalR.HubException e) when (e.Message.Contains(ProblemCode.SignedOut, StringComparison.Ordinal))
        {
            Refused?.Invoke();
        }
        catch (Exception e) when (Broken(e) && _hub == hub && hub.State == HubConnectionState.Connected)
        {
            Enter(LinkState.Away);
            await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            if (!life.IsCancellationRequested)
                await AttachAsync(hub, takeOver, life);
        }
        catch (Exception e) when (Broken(e))
        {
            Enter(_hub == hub ? LinkState.Away : State); // the reconnect attaches again
        }
    }

    /// <summary>Drawing is synchronous in a browser: when the event returns, the record is on screen.</summary>
    private bool Drawn(AgentSnapshot snapshot)
    {
        Snapshot?.Invoke(snapshot, false);
        return true;
    }

    private async Task ReplacedAsync()
    {
        GiveUpSeat();
        var hub = _hub;
        _hub = null;
        await _life.CancelAsync();
        Enter(LinkState.Replaced);
        if (hub is not null)
            _ = hub.DisposeAsync().AsTask(); // not awaited: it waits for this very handler
    }

    private void Enter(LinkState state)
    {
        if (State == state)
            return;
        State = state;
        Changed?.Invoke();
    }

    internal static bool Broken(Exception e) => e is HttpRequestException or OperationCanceledException or InvalidOperationException or Microsoft.AspNetCore.SignalR.HubException or IOException
        or System.Net.WebSockets.WebSocketException or TimeoutException or Microsoft.AspNetCore.Http.Connections.Client.TransportFailedException or AggregateException;

    private sealed class Forever : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext context) => TimeSpan.FromMilliseconds(context.PreviousRetryCount == 0 ? 100 : 700);
    }
}
