using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallCenter.Testing;

/// <summary>Makes certificates in PEM files as a site might bring them, right and wrong ones.</summary>
public static class Pem
{
    /// <summary>Writes <c>name.pem</c> and <c>name.key</c> and returns their paths.</summary>
    /// <param name="from">Days from now on which it begins to be good.</param>
    /// <param name="until">Days from now on which it runs out.</param>
    public static (string Certificate, string Key) Write(string folder, string name, int from = -1, int until = 90, params string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.DefaultIfEmpty("127.0.0.1"))
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(from), TimeProvider.System.GetUtcNow().AddDays(until));
        var paths = (Certificate: Path.Combine(folder, name + ".pem"), Key: Path.Combine(folder, name + ".key"));
        File.WriteAllText(paths.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(paths.Key, key.ExportPkcs8PrivateKeyPem());
        return paths;
    }
}
