using System.Net;
using System.Net.Sockets;

namespace CallCenter.Bench.Recovery;

/// <summary>Kinds of requests between which and their answers the Server may die.</summary>
internal enum WireRequest { Originate, AddChannel, Play, Variable }

/// <summary>
/// The wire between the Server and Asterisk's ARI port. It can stop right after a chosen request went out: Asterisk acts on it, but the Server
/// hears neither the answer nor any event. And it can be a bad wire, fault by fault.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly int _asterisk;
    private readonly Task _accepting;
    private readonly HashSet<WireConnection> _connections = [];
    private TaskCompletionSource _open = Done();
    private TaskCompletionSource? _sent;
    private WireRequest _awaited;
    private int _left;
    private (WireFault Kind, TimeSpan Length, TaskCompletionSource Happened)? _fault;

    public Wire(int asteriskPort)
    {
        _asterisk = asteriskPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal CancellationToken Stopping => _stop.Token;

    /// <summary>The way back is open.</summary>
    internal Task Open => _open.Task;

    /// <summary>Completes when the n-th such request from now on has been passed on; from then the way back is closed until <see cref="Release"/>.</summary>
    public Task StopAfterAsync(WireRequest request, int nth)
    {
        lock (_lock)
        {
            (_awaited, _left) = (request, nth);
            return (_sent = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Opens the way back, or forgets what was waited for.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _sent = null;
            _open.TrySetResult();
        }
    }

    /// <summary>Does this to the next request, or to the events now. Completes when it has happened; a cut without a connection of events is none.</summary>
    /// <param name="length">Of what is slow or stalled.</param>
    public async Task SufferAsync(WireFault kind, TimeSpan length)
    {
        if (kind is WireFault.EventsCut or WireFault.EventsStalled)
        {
            await Events().HurtAsync(kind, length);
            return;
        }
        Task happened;
        lock (_lock)
        {
            _fault = (kind, length, new(TaskCreationOptions.RunContinuationsAsynchronously));
            happened = _fault.Value.Happened.Task;
        }
        await happened;
    }

    /// <summary>The fault that is meant for this request, once.</summary>
    internal (WireFault Kind, TimeSpan Length)? TakeFault()
    {
        lock (_lock)
        {
            if (_fault is not { } fault) return null;
            _fault = null;
            fault.Happened.TrySetResult();
            return (fault.Kind, fault.Length);
        }
    }

    /// <summary>The one that was waited for: the way back is closed before it goes out.</summary>
    internal TaskCompletionSource? Hit(string requestLine)
    {
        lock (_lock)
        {
            if (_sent is null || !IsAwaited(requestLine) || --_left > 0)
            {
                return null;
            }
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var sent = _sent;
            _sent = null;
            return sent;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Release();
        await _accepting;
        _stop.Dispose();
    }

    private WireConnection Events()
    {
        lock (_lock)
        {
            return _connections.LastOrDefault(c => c.CarriesEvents) ?? throw new InvalidOperationException("The Server has no connection of events.");
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ConnectAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The wire is taken down.
        }
    }

    private async Task ConnectAsync(TcpClient server)
    {
        using var asterisk = new TcpClient();
        using (server)
        {
            var connection = new WireConnection(this, server, asterisk);
            lock (_lock) _connections.Add(connection);
            try
            {
                (server.NoDelay, asterisk.NoDelay) = (true, true);
                await asterisk.ConnectAsync(IPAddress.Loopback, _asterisk, _stop.Token);
                await connection.CarryAsync();
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Asterisk does not listen: the Server sees a closed connection.
            }
            finally
            {
                lock (_lock) _connections.Remove(connection);
            }
        }
    }

    private bool IsAwaited(string line) =>
        line.StartsWith("POST ", StringComparison.Ordinal) && _awaited switch
        {
            WireRequest.Originate => line.StartsWith("POST /ari/channels?", StringComparison.Ordinal),
            WireRequest.AddChannel => line.Contains("/addChannel", StringComparison.Ordinal),
            WireRequest.Play => line.Contains("/play", StringComparison.Ordinal),
            WireRequest.Variable => line.Contains("/variable", StringComparison.Ordinal),
        };

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
