using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CallCenter.Bench.Load;

/// <summary>What only the kernel knows.</summary>
internal static class Kernel
{
    private const nuint TimeOfLastPacket = 0x8907;
    private const int ReceiveBufferForced = 33, SendBufferForced = 32, SocketLevel = 1, Thread = 0, Ahead = -10, DoNotWait = 0x40;
    private static readonly double TicksPerSecond = SysConf(2);

    /// <summary>Microseconds since 1970.</summary>
    public static long Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>When the packet read last reached this socket, however late it was read; the same clock as <see cref="Now"/>.</summary>
    public static long ArrivalOfLast(Socket socket)
    {
        var at = default(TimeSpec);
        return Control((int)socket.Handle, TimeOfLastPacket, ref at) == 0 ? at.Seconds * 1_000_000 + at.Nanoseconds / 1000 : Now();
    }

    /// <summary>Telephones have processors of their own: the thread that stands for them goes first.</summary>
    public static void GoFirst() => _ = SetPriority(Thread, 0, Ahead);

    /// <summary>Room for what comes while this process is not running.</summary>
    public static void Widen(Socket socket)
    {
        var size = BitConverter.GetBytes(8 << 20);
        foreach (var buffer in new[] { ReceiveBufferForced, SendBufferForced }) _ = SetOption((int)socket.Handle, SocketLevel, buffer, size, size.Length);
    }

    /// <summary>The next packet, if there is one, and the port it came from; 0 bytes when there is none.</summary>
    public static int TryReceive(Socket socket, byte[] buffer, byte[] address, out int port)
    {
        var length = address.Length;
        var read = (int)Receive((int)socket.Handle, buffer, buffer.Length, DoNotWait, address, ref length);
        port = (address[2] << 8) | address[3];
        return Math.Max(0, read);
    }

    /// <summary>Processor seconds used so far: by the process, and by its children that have ended.</summary>
    public static (double Own, double Children) ProcessorSeconds(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        // The name may have blanks; it ends with the last bracket.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        double Field(int n) => long.Parse(fields[n], CultureInfo.InvariantCulture) / TicksPerSecond;
        return (Field(11) + Field(12), Field(13) + Field(14));
    }

    /// <summary>Resident memory in MB.</summary>
    public static double ResidentMegabytes(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    private static extern int Control(int file, nuint request, ref TimeSpec at);

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);

    [DllImport("libc", EntryPoint = "setsockopt")]
    private static extern int SetOption(int file, int level, int option, byte[] value, int length);

    [DllImport("libc", EntryPoint = "recvfrom")]
    private static extern nint Receive(int file, byte[] buffer, nint size, int flags, byte[] address, ref int length);

    [DllImport("libc", EntryPoint = "sysconf")]
    private static extern long SysConf(int name);
}
