using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallCenter.Bench.Load;

/// <summary>A SIP port over UDP with a thread that reads it.</summary>
internal sealed class SipSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Action<SipText, int, long> _take;
    private readonly Thread _thread;
    private volatile bool _closed;

    /// <param name="take">Given what came, the port it came from and when it arrived.</param>
    public SipSocket(string name, Action<SipText, int, long> take)
    {
        _take = take;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Kernel.Widen(_socket);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public byte[] Send(string message, int to)
    {
        var bytes = Encoding.ASCII.GetBytes(message);
        Send(bytes, to);
        return bytes;
    }

    public void Send(byte[] message, int to) => _socket.SendTo(message, new IPEndPoint(IPAddress.Loopback, to));

    public void Dispose()
    {
        _closed = true;
        // Wakes the reader.
        Send([0], Port);
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        Kernel.GoFirst();
        var buffer = new byte[65536];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (!_closed)
        {
            var length = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
            var arrived = Kernel.ArrivalOfLast(_socket);
            if (length < 12) continue;
            _take(new SipText(Encoding.UTF8.GetString(buffer, 0, length)), (from[2] << 8) | from[3], arrived);
        }
    }
}
