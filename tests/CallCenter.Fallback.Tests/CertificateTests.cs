using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>The certificate of a home: made, renewed, refused, and given to Asterisk.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class CertificateTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("callcenter-certificate-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_local_authority_is_made_once_and_the_server_certificate_follows_the_names()
    {
        await MakeAsync(("CALLCENTER_TLS", "local"), ("CALLCENTER_BIND", "192.0.2.7"), ("CALLCENTER_HOST_NAMES", "center.example"));
        var (authority, server) = (Read("ca.crt"), Read("server.crt"));
        Assert.True(server.MatchesHostname("192.0.2.7") && server.MatchesHostname("center.example") && server.MatchesHostname("localhost"));
        Assert.False(server.MatchesHostname("other.example"));
        foreach (var key in (string[])["ca.key", "server.key"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_home, "tls", key)));
        // The clock of an agent's machine may be behind.
        Assert.True(server.NotBefore.ToUniversalTime() < TimeProvider.System.GetUtcNow().AddHours(-20) && authority.NotBefore.ToUniversalTime() < TimeProvider.System.GetUtcNow().AddHours(-20));

        await MakeAsync(("CALLCENTER_TLS", "local"), ("CALLCENTER_BIND", "192.0.2.7"), ("CALLCENTER_HOST_NAMES", "center.example"));
        Assert.Equal(server.SerialNumber, Read("server.crt").SerialNumber);
        await MakeAsync(("CALLCENTER_TLS", "local"), ("CALLCENTER_BIND", "192.0.2.7"), ("CALLCENTER_HOST_NAMES", "other.example"));
        Assert.True(Read("server.crt").MatchesHostname("other.example"));
        Assert.Equal(authority.SerialNumber, Read("ca.crt").SerialNumber); // trusted once, for good
        Assert.True(IsBy(Read("server.crt"), authority));
    }

    [Fact]
    public async Task A_server_certificate_is_renewed_in_its_last_month()
    {
        await MakeAsync(("CALLCENTER_TLS", "local"));
        var folder = Path.Combine(_home, "tls");
        using (var authority = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "ca.crt"), Path.Combine(folder, "ca.key")))
        using (var key = System.Security.Cryptography.ECDsa.Create())
        {
            key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(folder, "server.key")));
            var request = new CertificateRequest("CN=CallCenter", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
            var now = TimeProvider.System.GetUtcNow();
            await File.WriteAllTextAsync(Path.Combine(folder, "server.crt"), request.Create(authority, now.AddHours(-1), now.AddDays(29), [1]).ExportCertificatePem());
        }
        await MakeAsync(("CALLCENTER_TLS", "local"));
        Assert.True(Read("server.crt").NotAfter.ToUniversalTime() > TimeProvider.System.GetUtcNow().AddDays(300));
        Assert.True(IsBy(Read("server.crt"), Read("ca.crt")));
    }

    [Fact]
    public async Task A_wrong_certificate_or_key_is_told_in_one_sentence()
    {
        var (good, key) = Pem.Write(_home, "good", hosts: ["center.example"]);
        var (expired, expiredKey) = Pem.Write(_home, "expired", -20, -10);
        var (early, earlyKey) = Pem.Write(_home, "early", 10, 20);
        var text = Path.Combine(_home, "text");
        await File.WriteAllTextAsync(text, "no certificate");
        foreach (var (tls, said) in new[]
                 {
                     (expired + ":" + expiredKey, "ran out on"), (early + ":" + earlyKey, "clock right?"), (good + ":" + expiredKey, "does not belong to"), (text + ":" + key, "holds no certificate"),
                     (good, "holds no private key"), (good + ":" + text, "holds no private key"), (good + "x", "no such file"), (_home + ":" + key, "no such file"), ("good.pem", "is wanted"),
                     (good + ":" + key, "CALLCENTER_HOST_NAMES"),
                 })
        {
            var told = await RefusedAsync(("CALLCENTER_TLS", tls));
            Assert.Contains(said, told, StringComparison.Ordinal);
            Assert.Single(told.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        Assert.Contains("not for other.example", await RefusedAsync(("CALLCENTER_TLS", good + ":" + key), ("CALLCENTER_HOST_NAMES", "other.example")), StringComparison.Ordinal);
        await MakeAsync(("CALLCENTER_TLS", good + ":" + key), ("CALLCENTER_HOST_NAMES", "center.example"));
        Assert.False(Directory.Exists(Path.Combine(_home, "tls")));
    }

    [Fact]
    public async Task A_lost_authority_key_is_not_replaced_in_silence()
    {
        await MakeAsync(("CALLCENTER_TLS", "local"));
        File.Delete(Path.Combine(_home, "tls", "ca.key"));
        Assert.Contains("is missing", await RefusedAsync(("CALLCENTER_TLS", "local")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_wrong_certificate_the_first_start_is_refused()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => AsteriskServer.StartAsync(new Dictionary<string, string> { ["CALLCENTER_TLS"] = "/nowhere/cert.pem" }));
        Assert.Contains("/nowhere/cert.pem, and there is no such file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_ran_out_does_not_keep_Asterisk_from_starting_again()
    {
        var (good, key) = Pem.Write(_home, "site");
        await using var center = await AsteriskServer.StartAsync(new Dictionary<string, string> { ["CALLCENTER_TLS"] = $"{good}:{key}" });
        var first = await ServedAsync(center.WssPort);
        await center.StopAsync();

        Pem.Write(_home, "site", -20, -10);
        await center.StartAgainAsync();
        Assert.Equal(first.SerialNumber, (await ServedAsync(center.WssPort)).SerialNumber);
        var told = Path.Combine(center.Home, "certificate.fault");
        Assert.Contains("ran out on", await File.ReadAllTextAsync(told), StringComparison.Ordinal);
        await center.StopAsync();

        foreach (var copy in Directory.EnumerateFiles(Path.Combine(center.Folder, "lib", "keys"), "tls.*")) File.Delete(copy);
        await center.StartAgainAsync();
        await Assert.ThrowsAsync<SocketException>(() => ServedAsync(center.WssPort));

        // Mended while it runs: no restart.
        Pem.Write(_home, "site");
        var (code, said) = await RunAsync(center.Home, ("CALLCENTER_TLS", $"{good}:{key}"));
        Assert.True(code == 0, said);
        Assert.False(File.Exists(told));
        await Eventually.TrueAsync(async () => await TryServedAsync(center.WssPort) is { } mended && mended.SerialNumber != first.SerialNumber, TimeSpan.FromSeconds(10), "the mended certificate is served");
    }

    [Fact]
    public async Task A_changed_certificate_is_served_by_a_running_Asterisk_and_its_calls_go_on()
    {
        await using var center = await AsteriskServer.StartAsync(new Dictionary<string, string> { ["CALLCENTER_TLS"] = "local" });
        await using var town = await Town.StartAsync(center);
        var phone = await town.RegisterAsync("8001");
        var caller = await town.CallAsync("13800000001", "12345", toneHz: 440);
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(20));
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);

        var before = await ServedAsync(center.WssPort);
        Assert.True(before.MatchesHostname("127.0.0.1"));
        await RunAsync(center.Home, ("CALLCENTER_TLS", "local"), ("CALLCENTER_HOST_NAMES", "new.example"));
        await Eventually.TrueAsync(async () => (await ServedAsync(center.WssPort)).MatchesHostname("new.example"), TimeSpan.FromSeconds(10), "the changed certificate is served");
        await caller.HearsAsync(880);
        await agent.HearsAsync(440);
    }

    private static async Task<X509Certificate2?> TryServedAsync(int port)
    {
        try
        {
            return await ServedAsync(port);
        }
        catch (SocketException)
        {
            return null; // nobody listens yet
        }
    }

    private static async Task<X509Certificate2> ServedAsync(int port)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }

    private static bool IsBy(X509Certificate2 server, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(server);
    }

    private X509Certificate2 Read(string name) => X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_home, "tls", name));

    private async Task MakeAsync(params (string Name, string Value)[] settings)
    {
        var (code, output) = await RunAsync(_home, settings);
        Assert.True(code == 0, output);
    }

    private async Task<string> RefusedAsync(params (string Name, string Value)[] settings)
    {
        var (code, output) = await RunAsync(_home, settings);
        Assert.NotEqual(0, code);
        return output;
    }

    private static async Task<(int Code, string Output)> RunAsync(string home, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AsteriskServer.Checkout, "telephony", "asterisk", "certificate"), [home]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors + await output);
    }
}
