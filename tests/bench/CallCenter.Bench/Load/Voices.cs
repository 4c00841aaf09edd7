using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CallCenter.Bench.Load;

/// <summary>
/// The RTP of all telephones: one socket, one thread, every 5 ms a quarter of them sends and everything that came is read. The centre has a port of its own for every leg, so the port a
/// packet comes from says whose it is.
/// </summary>
internal sealed class Voices : IDisposable
{
    private const int Phases = 4, TickMilliseconds = 5, HeaderBytes = 12, ALaw = 8, MostBehind = 20;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly LoadLeg?[] _legs = new LoadLeg?[65536];
    private readonly List<(LoadLeg Leg, SocketAddress To)>[] _phases = [[], [], [], []];
    private readonly ConcurrentQueue<LoadLeg> _new = new();
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private readonly Action<long> _everyTick;
    private int _next;

    /// <param name="everyTick">Called every 5 ms with the time.</param>
    public Voices(Action<long> everyTick)
    {
        _everyTick = everyTick;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Kernel.Widen(_socket);
        _thread = new Thread(Run) { IsBackground = true, Name = "voices" };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>How far behind its time a tick was at worst, in milliseconds: what the telephones themselves add.</summary>
    public double WorstLag { get; set; }

    /// <summary>The centre has said where it wants this leg's RTP: from now on it speaks and listens.</summary>
    public void Add(LoadLeg leg)
    {
        Volatile.Write(ref _legs[leg.Port], leg);
        _new.Enqueue(leg);
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _socket.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        Kernel.GoFirst();
        var (incoming, from, outgoing) = (new byte[2048], new byte[16], new byte[HeaderBytes + Tone.Samples]);
        var due = Kernel.Now();
        for (var tick = 0; !_stop.WaitOne((int)Math.Max(0, (due - Kernel.Now() + 999) / 1000)); tick++)
        {
            var now = Kernel.Now();
            WorstLag = Math.Max(WorstLag, (now - due) / 1000.0);
            Read(incoming, from, now);
            while (_new.TryDequeue(out var leg)) _phases[_next++ % Phases].Add((leg, new IPEndPoint(IPAddress.Loopback, leg.Port).Serialize()));
            Speak(_phases[tick % Phases], outgoing);
            _everyTick(now);
            due += TickMilliseconds * 1000;
            // After a standstill nobody makes up for minutes of silence.
            if (now - due > MostBehind * TickMilliseconds * 1000) due = now;
        }
    }

    private void Read(byte[] packet, byte[] from, long now)
    {
        while (Kernel.TryReceive(_socket, packet, from, out var port) is > 0 and var length)
        {
            if (length > HeaderBytes && (packet[1] & 0x7f) == ALaw) Volatile.Read(ref _legs[port])?.Take(packet.AsSpan(HeaderBytes, length - HeaderBytes), now);
        }
    }

    private void Speak(List<(LoadLeg Leg, SocketAddress To)> phase, byte[] packet)
    {
        for (var i = phase.Count - 1; i >= 0; i--)
        {
            var (leg, to) = phase[i];
            if (leg.Ended)
            {
                Interlocked.CompareExchange(ref _legs[leg.Port], null, leg);
                phase[i] = phase[^1];
                phase.RemoveAt(phase.Count - 1);
                continue;
            }
            (packet[0], packet[1]) = (0x80, (byte)(leg.Sent == 0 ? 0x80 | ALaw : ALaw));
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)leg.Sent);
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(leg.Sent * Tone.Samples));
            BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(8), leg.GetHashCode());
            leg.Own.Packet(leg.Sent++).CopyTo(packet.AsSpan(HeaderBytes));
            try
            {
                _socket.SendTo(packet, SocketFlags.None, to);
            }
            catch (SocketException gone) when (gone.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // The centre has closed this leg's port; its BYE is on the way.
            }
        }
    }
}
