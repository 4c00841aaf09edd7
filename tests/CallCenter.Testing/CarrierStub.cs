using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallCenter.Testing;

/// <summary>
/// A carrier's switch that misbehaves at will, on an address of its own: answers OPTIONS or not, refuses calls with any status, and sends as many
/// calls at once as a test likes. SIP over UDP, no media.
/// </summary>
public sealed class CarrierStub : IAsyncDisposable
{
    private readonly UdpClient _socket;
    private readonly IPEndPoint _center;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _statuses = new();
    private readonly Task _reading;
    private int _calls;

    public CarrierStub(string address, int centerPort)
    {
        _socket = new UdpClient(new IPEndPoint(IPAddress.Parse(address), 0));
        _center = new IPEndPoint(IPAddress.Loopback, centerPort);
        Address = address;
        _reading = ReadAsync();
    }

    public string Address { get; }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    /// <summary>What a call of the centre is answered with; 0 answers nothing at all, OPTIONS neither.</summary>
    public int Status { get; set; } = 503;

    /// <summary>Numbers the centre tried to call.</summary>
    public ConcurrentQueue<string> Tried { get; } = new();

    /// <summary>Calls the centre; <see cref="StatusOf"/> tells how it went.</summary>
    public string Call(string number, string from = "13800000001")
    {
        var id = $"{Interlocked.Increment(ref _calls)}-{Guid.CreateVersion7():N}";
        var port = Port.ToString(CultureInfo.InvariantCulture);
        var sdp = $"v=0\r\no=- 1 1 IN IP4 {Address}\r\ns=-\r\nc=IN IP4 {Address}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
        _ = AskedUntilHeardAsync(id, $"INVITE sip:{number}@127.0.0.1:{_center.Port} SIP/2.0\r\nVia: SIP/2.0/UDP {Address}:{port};branch=z9hG4bK{id}\r\nMax-Forwards: 70\r\nFrom: <sip:{from}@{Address}>;tag={id}\r\n"
            + $"To: <sip:{number}@127.0.0.1>\r\nCall-ID: {id}\r\nCSeq: 1 INVITE\r\nContact: <sip:{from}@{Address}:{port}>\r\nContent-Type: application/sdp\r\nContent-Length: {sdp.Length}\r\n\r\n{sdp}");
        return id;
    }

    /// <summary>Datagrams get lost: asked again after 0.5, 1, 2, 4, 8 and 16 s, as RFC 3261 17.1.1.2 says.</summary>
    private async Task AskedUntilHeardAsync(string call, string invite)
    {
        try
        {
            for (var wait = TimeSpan.FromMilliseconds(500); wait < TimeSpan.FromSeconds(32) && StatusOf(call) == 0; wait *= 2)
            {
                await SendAsync(invite);
                await Task.Delay(wait, _stop.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>The highest status that came for this call; 0 when none has.</summary>
    public int StatusOf(string call) => _statuses.GetValueOrDefault(call);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var packet = await _socket.ReceiveAsync(_stop.Token);
                var lines = Encoding.UTF8.GetString(packet.Buffer).Split("\r\n");
                if (lines[0].StartsWith("SIP/2.0 ", StringComparison.Ordinal)) await AnsweredAsync(lines);
                else await AskedAsync(lines);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private Task AskedAsync(string[] lines)
    {
        var invites = lines[0].StartsWith("INVITE ", StringComparison.Ordinal);
        if (invites) Tried.Enqueue(lines[0][(lines[0].IndexOf(':') + 1)..lines[0].IndexOf('@')]);
        if (Status == 0 || lines[0].StartsWith("ACK ", StringComparison.Ordinal)) return Task.CompletedTask;
        var kept = lines.Where(l => l.StartsWith("Via:", StringComparison.OrdinalIgnoreCase) || l.StartsWith("From:", StringComparison.OrdinalIgnoreCase) || l.StartsWith("Call-ID:", StringComparison.OrdinalIgnoreCase)
            || l.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase)).Append(Header(lines, "To") is { } to && to.Contains(";tag=", StringComparison.Ordinal) ? $"To: {to}" : $"To: {Header(lines, "To")};tag=stub");
        return SendAsync($"SIP/2.0 {(invites ? Status : 200)} Stub\r\n{string.Join("\r\n", kept)}\r\nContent-Length: 0\r\n\r\n");
    }

    private async Task AnsweredAsync(string[] lines)
    {
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        if (Header(lines, "Call-ID") is not { } id || Header(lines, "CSeq")?.EndsWith("INVITE", StringComparison.Ordinal) != true) return;
        _statuses.AddOrUpdate(id, status, (_, before) => Math.Max(before, status));
        if (status < 200) return;
        await InDialogAsync("ACK", 1, status < 300 ? "a" : "", lines, id);
        if (status < 300) await InDialogAsync("BYE", 2, "b", lines, id);
    }

    private Task InDialogAsync(string method, int number, string branch, string[] lines, string id) =>
        SendAsync($"{method} sip:127.0.0.1:{_center.Port} SIP/2.0\r\nVia: SIP/2.0/UDP {Address}:{Port};branch=z9hG4bK{id}{branch}\r\nMax-Forwards: 70\r\nFrom: {Header(lines, "From")}\r\nTo: {Header(lines, "To")}\r\n"
            + $"Call-ID: {id}\r\nCSeq: {number} {method}\r\nContent-Length: 0\r\n\r\n");

    private static string? Header(string[] lines, string name) => lines.FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    private Task SendAsync(string message) => _socket.SendAsync(Encoding.UTF8.GetBytes(message), _center, _stop.Token).AsTask();
}
