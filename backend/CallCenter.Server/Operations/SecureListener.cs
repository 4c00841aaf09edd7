using System.Buffers;
using System.Net.Security;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CallCenter.Server.Operations;

/// <summary>HTTPS on the one port, and a redirect for whoever asks there in plain HTTP.</summary>
internal static partial class SecureListener
{
    private const byte TlsHandshake = 0x16;
    private const int LongestRequest = 8192;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void UseCertificate(this ListenOptions listen, SiteCertificate certificate)
    {
        var logger = listen.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger<SiteCertificate>();
        listen.Use(next => connection => SortAsync(connection, next));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current(logger) }),
            HandshakeTimeout = TimeSpan.FromSeconds(10),
        });
    }

    /// <summary>The first byte tells TLS from a plain request.</summary>
    private static async Task SortAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var input = connection.Transport.Input;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(Patience);
        try
        {
            var first = await input.ReadAsync(patience.Token);
            if (first.Buffer.IsEmpty) return;
            var secure = first.Buffer.FirstSpan[0] == TlsHandshake;
            input.AdvanceTo(first.Buffer.Start);
            if (!secure)
            {
                await RedirectAsync(connection, patience.Token);
                return;
            }
        }
        catch (Exception ex) when (ex is OperationCanceledException or ConnectionAbortedException or ConnectionResetException)
        {
            return; // said nothing, or left
        }
        await next(connection);
    }

    private static async Task RedirectAsync(ConnectionContext connection, CancellationToken ct)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(ct);
            var text = Encoding.ASCII.GetString(read.Buffer.Slice(0, Math.Min(read.Buffer.Length, LongestRequest)));
            if (!text.Contains("\r\n\r\n", StringComparison.Ordinal) && text.Length < LongestRequest && !read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            input.AdvanceTo(read.Buffer.End);
            await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(Answer(text)), ct);
            return;
        }
    }

    private static string Answer(string request)
    {
        const string body = "This port speaks HTTPS.\n";
        var path = RequestLine().Match(request);
        var host = HostHeader().Match(request);
        var head = path.Success && host.Success ? $"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://{host.Groups[1].Value}{path.Groups[1].Value}" : "HTTP/1.1 400 Bad Request";
        return $"{head}\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n{body}";
    }

    [GeneratedRegex(@"\A[A-Z]{1,10} (/[\x21-\x7e]{0,4000}) HTTP/1\.[01]\r\n", RegexOptions.CultureInvariant)]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\r\nHost: *([A-Za-z0-9.\-\[\]:]{1,260})\r\n", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HostHeader();
}
