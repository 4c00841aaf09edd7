using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using CallCenter.Server.Operations;
using CallCenter.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CallCenter.Server.Tests.Operations;

public sealed class SecureListenerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("callcenter-tls-").FullName;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private CertificateFiles _files = null!;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var (certificate, key) = Pem.Write(_folder, "first");
        _files = new CertificateFiles(certificate, key, Given: true);
        await ServeAsync();
    }

    private async Task ServeAsync()
    {
        var site = SiteCertificate.Open(_files, _time)!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseCertificate(site)));
        _app = builder.Build();
        _app.MapGet("/", (HttpContext http) => http.Request.Scheme);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private int Port => new Uri(_app.Urls.First()).Port;

    [Theory]
    [InlineData("GET /seat-check?a=b HTTP/1.1\r\nHost: center.example:8080\r\n\r\n", "HTTP/1.1 308", "Location: https://center.example:8080/seat-check?a=b\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: evil\r\nX: \r\n y\r\n\r\n", "HTTP/1.1 308", "Location: https://evil/\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "HTTP/1.1 400", "HTTPS")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400", "HTTPS")]
    [InlineData("hello\r\n\r\n", "HTTP/1.1 400", "HTTPS")]
    public async Task Plain_HTTP_on_the_port_is_sent_to_HTTPS_or_told(string request, string status, string said)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream());
        var answer = await reader.ReadToEndAsync();
        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Contains(said, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_certificate_is_served_and_a_broken_one_is_not()
    {
        Assert.Equal("CN=first", await SubjectAsync());
        Replace("second");
        Assert.Equal("CN=first", await SubjectAsync()); // not looked at for every connection
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("CN=second", await SubjectAsync());

        await File.WriteAllTextAsync(_files.Certificate, "-----BEGIN CERTIFICATE-----\nhalf");
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("CN=second", await SubjectAsync());
        Replace("third");
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("CN=third", await SubjectAsync());
    }

    [Fact]
    public void A_certificate_that_is_no_good_says_why()
    {
        var (certificate, key) = Pem.Write(_folder, "good");
        var (old, oldKey) = Pem.Write(_folder, "old", -20, -10);
        var (early, earlyKey) = Pem.Write(_folder, "early", 10, 20);
        foreach (var (files, said) in new[]
                 {
                     (new CertificateFiles(old, oldKey, true), "ran out on"), (new CertificateFiles(early, earlyKey, true), "clock"), (new CertificateFiles(certificate, oldKey, true), "cannot be used"),
                     (new CertificateFiles(certificate + "x", key, true), "cannot be used"), (new CertificateFiles(key, key, true), "cannot be used"),
                 })
        {
            Assert.Contains(said, SiteCertificate.Open(files, _time)!.Fault, StringComparison.Ordinal);
        }
        Assert.Null(SiteCertificate.Open(new CertificateFiles(certificate, key, true), _time)!.Fault);
    }

    [Fact]
    public async Task With_a_certificate_that_ran_out_a_stand_in_is_served_until_it_is_mended()
    {
        await _app.DisposeAsync();
        var (old, oldKey) = Pem.Write(_folder, "old", -20, -10);
        File.Move(old, _files.Certificate, overwrite: true);
        File.Move(oldKey, _files.Key, overwrite: true);
        await ServeAsync();
        Assert.Equal("CN=CallCenter stand-in", await SubjectAsync());
        Replace("mended");
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("CN=mended", await SubjectAsync());
    }

    [Fact]
    public async Task With_a_clock_behind_a_stand_in_is_served_until_the_clock_is_right()
    {
        await _app.DisposeAsync();
        var (early, earlyKey) = Pem.Write(_folder, "early", 1, 20);
        File.Move(early, _files.Certificate, overwrite: true);
        File.Move(earlyKey, _files.Key, overwrite: true);
        await ServeAsync();
        Assert.Equal("CN=CallCenter stand-in", await SubjectAsync());
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Equal("CN=early", await SubjectAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Browsers_are_bound_to_HTTPS_only_by_a_certificate_from_elsewhere(bool given)
    {
        await using var host = new ServerHost();
        var folder = Directory.CreateDirectory(Path.Combine(host.Home, "tls")).FullName;
        var (certificate, key) = Pem.Write(folder, "server");
        File.Move(certificate, Path.Combine(folder, "server.crt"));
        await host.StartAsync(("CALLCENTER_TLS", given ? $"{folder}/server.crt:{key}" : "local"));
        using var browser = host.Browser(address: "https://localhost");
        using var answer = await browser.GetAsync("/healthz");
        Assert.Equal(given, answer.Headers.Contains("Strict-Transport-Security"));
    }

    private void Replace(string name)
    {
        var (certificate, key) = Pem.Write(_folder, name);
        File.Move(key, _files.Key, overwrite: true);
        File.Move(certificate, _files.Certificate, overwrite: true);
    }

    private async Task<string> SubjectAsync()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await using var tls = new SslStream(socket.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        return tls.RemoteCertificate!.Subject;
    }
}
