using System.Net.Sockets;
using System.Text;

namespace CallCenter.Bench.Recovery;

/// <summary>One connection of the Server's: requests, one after another, or the events.</summary>
internal sealed class WireConnection(Wire wire, TcpClient server, TcpClient asterisk)
{
    private static readonly byte[] Refusal = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task _held = Task.CompletedTask;
    private volatile bool _swallows;

    /// <summary>The upgrade to a WebSocket has been asked for.</summary>
    public bool CarriesEvents { get; private set; }

    /// <summary>Until either end closes; then both are.</summary>
    public async Task CarryAsync() => await await Task.WhenAny(SendAsync(), ReturnAsync(), _cut.Task);

    /// <summary>Hurts the events. A stall is over when this completes.</summary>
    public async Task HurtAsync(WireFault kind, TimeSpan length)
    {
        if (kind == WireFault.EventsCut)
        {
            // A reset, not a farewell.
            server.Client.LingerState = new(true, 0);
            _cut.TrySetResult();
            return;
        }
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = over.Task;
        await Task.Delay(length);
        over.TrySetResult();
    }

    private async Task SendAsync()
    {
        var (from, to) = (server.GetStream(), asterisk.GetStream());
        var buffer = new byte[65536];
        var request = new List<byte>();
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, wire.Stopping)) > 0)
            {
                if (CarriesEvents)
                {
                    await _held.WaitAsync(wire.Stopping);
                    await to.WriteAsync(buffer.AsMemory(0, read), wire.Stopping);
                    continue;
                }
                request.AddRange(buffer.AsSpan(0, read));
                var text = Encoding.Latin1.GetString([.. request]);
                if (!IsWhole(text))
                {
                    continue;
                }
                CarriesEvents = text.Contains("\r\nUpgrade: websocket", StringComparison.OrdinalIgnoreCase);
                if (!await PassAsync([.. request], text, from, to))
                {
                    return;
                }
                request.Clear();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One end is gone; the other is closed for it.
        }
    }

    /// <returns>False: the connection breaks here.</returns>
    private async Task<bool> PassAsync(byte[] request, string text, NetworkStream from, NetworkStream to)
    {
        var fault = CarriesEvents ? null : wire.TakeFault();
        switch (fault?.Kind)
        {
            case WireFault.RequestLost:
                return false;
            case WireFault.Refused:
                await from.WriteAsync(Refusal, wire.Stopping);
                return true;
            case WireFault.AnswerLost:
                _swallows = true;
                break;
            case WireFault.AnswerSlow:
                _held = Task.Delay(fault.Value.Length, wire.Stopping);
                break;
        }
        var hit = wire.Hit(text[..text.IndexOf('\r', StringComparison.Ordinal)]);
        await to.WriteAsync(request, wire.Stopping);
        hit?.TrySetResult();
        return true;
    }

    private async Task ReturnAsync()
    {
        var (from, to) = (asterisk.GetStream(), server.GetStream());
        var buffer = new byte[65536];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, wire.Stopping)) > 0 && !_swallows)
            {
                await wire.Open.WaitAsync(wire.Stopping);
                await _held.WaitAsync(wire.Stopping);
                await to.WriteAsync(buffer.AsMemory(0, read), wire.Stopping);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // One end is gone; the other is closed for it.
        }
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
}
