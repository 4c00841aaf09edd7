using System.Net;
using System.Net.Sockets;

namespace CallCenter.Testing;

/// <summary>
/// Ports for what a test starts, TCP and UDP alike: above the kernel's range for outgoing connections (which would take one between its
/// allotment and its use) and away from the ports of homes, and locked, since several test programs run side by side.
/// </summary>
public static class Ports
{
    private const int First = 61_000, Last = 65_500;
    private static readonly string Folder = Directory.CreateDirectory("/var/tmp/callcenter-test-ports").FullName;
    private static readonly List<FileStream> Held = [];

    /// <summary>A port nobody uses; this program's own until it ends.</summary>
    public static int Free()
    {
        lock (Held)
        {
            for (var tries = 0; tries < 1000; tries++)
            {
                var port = Random.Shared.Next(First, Last);
                if (Lock(port) is not { } held) continue;
                if (IsFree(port))
                {
                    Held.Add(held);
                    return port;
                }
                held.Dispose();
            }
        }
        throw new InvalidOperationException($"No free port between {First} and {Last}.");
    }

    private static FileStream? Lock(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Folder, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            stream.Bind(new IPEndPoint(IPAddress.Any, port));
            datagrams.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
