using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallCenter.Bench.Recovery;

/// <summary>Kinds of requests between which and their answers the Server may die.</summary>
internal enum WireRequest { Originate, AddChannel, Answer, Variable }

/// <summary>
/// The wire between the Server and Asterisk's ARI port. It can stop right after a chosen request went out: Asterisk acts on it, but the Server
/// hears neither the answer nor any event.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly int _asterisk;
    private readonly Task _accepting;
    private TaskCompletionSource _open = Done();
    private TaskCompletionSource? _sent;
    private WireRequest _awaited;
    private int _left;

    public Wire(int asteriskPort)
    {
        _asterisk = asteriskPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

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

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Release();
        await _accepting;
        _stop.Dispose();
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
            try
            {
                (server.NoDelay, asterisk.NoDelay) = (true, true);
                await asterisk.ConnectAsync(IPAddress.Loopback, _asterisk, _stop.Token);
                // Either end that closes closes both.
                await Task.WhenAny(SendAsync(server.GetStream(), asterisk.GetStream()), ReturnAsync(asterisk.GetStream(), server.GetStream()));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Asterisk does not listen: the Server sees a closed connection.
            }
        }
    }

    private async Task SendAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        var request = new StringBuilder();
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, _stop.Token)) > 0)
            {
                request.Append(Encoding.Latin1.GetString(buffer, 0, read));
                var whole = IsWhole(request.ToString());
                var hit = whole ? Hit(request.ToString()) : null;
                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
                hit?.TrySetResult();
                if (whole || request.Length > 1_000_000)
                {
                    request.Clear();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One end is gone; the other is closed for it.
        }
    }

    private async Task ReturnAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, _stop.Token)) > 0)
            {
                await _open.Task.WaitAsync(_stop.Token);
                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One end is gone; the other is closed for it.
        }
    }

    /// <summary>The one that was waited for: the way back is closed before it goes out.</summary>
    private TaskCompletionSource? Hit(string request)
    {
        lock (_lock)
        {
            if (_sent is null || !IsAwaited(request) || --_left > 0)
            {
                return null;
            }
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var sent = _sent;
            _sent = null;
            return sent;
        }
    }

    private bool IsAwaited(string request)
    {
        var line = request[..Math.Max(0, request.IndexOf('\r', StringComparison.Ordinal))];
        return line.StartsWith("POST ", StringComparison.Ordinal) && _awaited switch
        {
            WireRequest.Originate => line.StartsWith("POST /ari/channels?", StringComparison.Ordinal),
            WireRequest.AddChannel => line.Contains("/addChannel", StringComparison.Ordinal),
            WireRequest.Answer => line.Contains("/answer", StringComparison.Ordinal),
            WireRequest.Variable => line.Contains("/variable", StringComparison.Ordinal),
        };
    }

    /// <summary>Requests are not pipelined, so one is whole when its head says that its body is here.</summary>
    private static bool IsWhole(string request)
    {
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
        {
            return false;
        }
        var length = request.IndexOf("Content-Length: ", 0, head, StringComparison.OrdinalIgnoreCase);
        return length >= 0
            ? request.Length - head - 4 >= int.Parse(request.AsSpan(length + 16, request.IndexOf('\r', length) - length - 16), System.Globalization.CultureInfo.InvariantCulture)
            : request.IndexOf("Transfer-Encoding: chunked", 0, head, StringComparison.OrdinalIgnoreCase) < 0 || request.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
