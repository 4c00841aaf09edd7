using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallCenter.Contracts;

namespace CallCenter.Server.Operations.Watch;

/// <summary>Whether the certificate of CALLCENTER_TLS is in use, and how long it is still good.</summary>
internal sealed class CertificateProbe(CenterOptions options, TimeProvider time) : IProbe
{
    private static readonly Threshold Days = new(14, 3);

    public string Matter => Contracts.Matter.Certificate;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        if (options.Tls is not { } tls)
        {
            WatchMetrics.CertificateDays.Set(-1);
            return new(Reading.Ok);
        }
        // Asterisk could not take it: browsers are no telephones.
        if (File.Exists(options.Paths.CertificateFault)) return new(new Reading(WatchLevel.Critical, "certificate-broken"));
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(tls.Certificate));
            var days = (certificate.NotAfter.ToUniversalTime() - time.GetUtcNow()).TotalDays;
            WatchMetrics.CertificateDays.Set(Math.Round(days, 2));
            var level = Days.Of(days, now);
            return new(level == WatchLevel.Ok ? Reading.Ok : new Reading(level, "certificate-ends", ("days", Reading.Text(days))));
        }
        catch (CryptographicException)
        {
            return new(new Reading(WatchLevel.Critical, "certificate-broken"));
        }
    }
}
