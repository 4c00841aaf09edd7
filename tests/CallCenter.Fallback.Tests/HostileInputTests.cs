using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>What arrives on a SIP port: broken, absurd and hostile messages. Nothing of it stops the next call.</summary>
public sealed class HostileInputTests(Exchange exchange) : IClassFixture<Exchange>
{
    public static TheoryData<string> Broken =>
    [
        "",
        "\0\0\0\0",
        "INVITE",
        "INVITE sip:12345@127.0.0.1 SIP/2.0\r\n\r\n",
        "INVITE sip:12345@127.0.0.1 SIP/2.0\r\nVia: nonsense\r\nFrom: <<<>>>\r\nTo: \r\nCSeq: x\r\n\r\n",
        "SIP/2.0 200 OK\r\nCSeq: 99999999999 INVITE\r\nContent-Length: -1\r\n\r\n",
        "REGISTER sip:127.0.0.1 SIP/2.0\r\nContact: *\r\nExpires: -5\r\n\r\n",
        "INVITE sip:" + "x" + "@127.0.0.1 SIP/2.0\r\nContent-Length: 999999\r\n\r\nv=0",
    ];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_message_does_no_harm(string message)
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await socket.SendAsync(Encoding.Latin1.GetBytes(message), new IPEndPoint(IPAddress.Loopback, exchange.Center.SipPort));
        await CallWorksAsync();
    }

    public static TheoryData<string> Names =>
    [
        new string('x', 5000),
        string.Concat(Enumerable.Repeat("王", 1600)),
        "'; DROP TABLE cel; --",
        "${SHELL(touch /tmp/callcenter-owned)}",
        "<script>alert(1)</script>",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_caller_with_an_absurd_name_is_answered(string name)
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        using var caller = await DialAsync(name, "13800000001");
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(7));
        Assert.Equal("13800000001", agent.CallerNumber);
        await agent.HangUpAsync("busy");
        await HangUpAllAsync();
        Assert.False(File.Exists("/tmp/callcenter-owned"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_reach_ARI_as_text()
    {
        await using var server = await App.ConnectAsync(exchange.Center);
        using var caller = await DialAsync("\xC4\xE3\xBA\xC3", "1380000\xFF0001");
        var call = await server.EntersAsync("incoming");
        var raw = await exchange.Center.Ari.GetStringAsync($"channels/{call}/variable?variable=CC_RAW");
        Assert.Contains("1380000", JsonDocument.Parse(raw).RootElement.GetProperty("value").GetString());
        await HangUpAllAsync();
    }

    [Fact]
    public async Task P_Asserted_Identity_is_the_caller_and_From_where_there_is_none()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var asserted = await exchange.Town.CallAsync("anonymous", "12349", toneHz: 440, assertedIdentity: "<sip:+8613800000001@127.0.0.1>");
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(7));
        Assert.Equal("+8613800000001", agent.CallerNumber);
        await asserted.HangUpAsync();
        await agent.EndedAsync();
    }

    [Fact]
    public async Task Whoever_takes_the_number_of_a_desk_phone_without_its_password_is_refused()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var impostor = await exchange.Town.CallAsync("8001", "12349", toneHz: 440);
        await impostor.EndedAsync();
        Assert.False(phone.HasRung);
        await Assert.ThrowsAsync<TimeoutException>(() => exchange.Town.RegisterAsync("8002", "wrong"));
    }

    [Fact]
    public async Task Nothing_listens_on_a_wildcard_not_even_during_a_call()
    {
        var caller = await exchange.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        using var ss = Process.Start(new ProcessStartInfo("ss", ["-Hltunp"]) { RedirectStandardOutput = true })!;
        var sockets = (await ss.StandardOutput.ReadToEndAsync()).Split('\n').Where(line => line.Contains($"pid={exchange.Center.ProcessId},")).ToList();
        Assert.Contains(sockets, line => line.Contains($"127.0.0.1:{exchange.Center.SipPort} "));
        Assert.All(sockets, line => Assert.Contains(" 127.0.0.1:", line[..line.LastIndexOf(" 0.0.0.0:*", StringComparison.Ordinal)]));
        await caller.HangUpAsync();
    }

    private async Task CallWorksAsync()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var caller = await exchange.Town.CallAsync("13800000001", "12349", toneHz: 440);
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(7));
        await caller.HangUpAsync();
        await agent.EndedAsync();
    }

    /// <summary>An INVITE as no decent phone would write it.</summary>
    private async Task<UdpClient> DialAsync(string name, string user)
    {
        var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
        var id = Guid.CreateVersion7().ToString("N");
        var sdp = $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\n";
        var text = $"INVITE sip:12349@127.0.0.1:{exchange.Center.SipPort} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{id}\r\n" +
            $"From: \"{name}\" <sip:{user}@127.0.0.1>;tag={id}\r\nTo: <sip:12349@127.0.0.1>\r\nCall-ID: {id}\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n" +
            $"Contact: <sip:x@127.0.0.1:{port}>\r\nContent-Type: application/sdp\r\nContent-Length: {sdp.Length}\r\n\r\n{sdp}";
        var bytes = name.Any(c => c > 255) ? Encoding.UTF8.GetBytes(text) : Encoding.Latin1.GetBytes(text);
        await socket.SendAsync(bytes, new IPEndPoint(IPAddress.Loopback, exchange.Center.SipPort));
        return socket;
    }

    private async Task HangUpAllAsync()
    {
        foreach (var channel in JsonDocument.Parse(await exchange.Center.Ari.GetStringAsync("channels")).RootElement.EnumerateArray())
            await exchange.Center.Ari.DeleteAsync("channels/" + channel.GetProperty("id").GetString());
        await Eventually.TrueAsync(async () => await exchange.Center.Ari.GetStringAsync("channels") == "[]", TimeSpan.FromSeconds(5), "all calls are over");
    }
}
