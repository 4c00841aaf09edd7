using System.Text.Json.Serialization;
using CallCenter.Contracts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Console.Wire;

/// <summary>The wire of a page that shows a board: connects for as long as the page is there, hands on whole boards.</summary>
/// <param name="hub">Its address.</param>
/// <param name="show">Draws one; the Server sends the next when it returns.</param>
/// <param name="lost">The link broke, or was never there; the next board says that it is back.</param>
internal sealed class BoardLink<T>(NavigationManager navigation, TimeProvider time, string hub, Action<T> show, Action lost) : IAsyncDisposable
{
    private readonly CancellationTokenSource _life = new();
    private HubConnection? _hub;

    /// <summary>The Server is out of reach: what was shown last may be over.</summary>
    public bool Lost { get; private set; }

    public async Task OpenAsync()
    {
        var connection = _hub = Build();
        while (!_life.IsCancellationRequested)
        {
            try
            {
                await connection.StartAsync(_life.Token);
                return;
            }
            catch (Exception e) when (HubLink.Broken(e))
            {
                Lose();
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        if (_hub is not null)
            await _hub.DisposeAsync();
        _life.Dispose();
    }

    private HubConnection Build()
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(navigation.ToAbsoluteUri(hub), o =>
            {
                o.SkipNegotiation = true;
                o.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
            })
            .WithAutomaticReconnect(new Forever())
            .AddJsonProtocol(o =>
            {
                o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
                o.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter<AgentState>());
                o.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter<BoardStage>());
            })
            .Build();
        connection.ServerTimeout = TimeSpan.FromSeconds(7); // a board comes every 5 s at the latest
        connection.KeepAliveInterval = TimeSpan.FromSeconds(3);
        connection.HandshakeTimeout = TimeSpan.FromSeconds(5);
        connection.On<T, bool>(nameof(IBoardPage.Show), Drawn);
        connection.Reconnecting += _ =>
        {
            Lose();
            return Task.CompletedTask;
        };
        return connection;
    }

    /// <summary>Drawing is synchronous in a browser: when this returns, the board is in the page.</summary>
    private bool Drawn(T board)
    {
        Lost = false;
        show(board);
        return true;
    }

    private void Lose()
    {
        if (Lost || _life.IsCancellationRequested)
            return;
        Lost = true;
        lost();
    }

    private sealed class Forever : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext context) => TimeSpan.FromMilliseconds(context.PreviousRetryCount == 0 ? 100 : 1000);
    }
}
