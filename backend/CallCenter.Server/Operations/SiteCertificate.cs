using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallCenter.Server.Operations;

/// <summary>Where the certificate lies that CALLCENTER_TLS asks for.</summary>
/// <param name="Given">Brought by the site, rather than made by the home's own authority.</param>
internal sealed record CertificateFiles(string Certificate, string Key, bool Given)
{
    /// <summary>CALLCENTER_TLS: nothing, "local", or /path/certificate.pem[:/path/key.pem].</summary>
    public static CertificateFiles? Of(string setting, string home)
    {
        if (setting.Length == 0) return null;
        if (setting == "local") return new CertificateFiles(Path.Combine(home, "tls", "server.crt"), Path.Combine(home, "tls", "server.key"), Given: false);
        var parts = setting.Split(':', 2);
        return new CertificateFiles(parts[0], parts[^1], Given: true);
    }
}

/// <summary>
/// The site's certificate with its chain. Its files are looked at now and then, because they are renewed while we run; what cannot be
/// used (half written, a key that came first) leaves the one before in use. Where there is none before, at the start, a stand-in nobody trusts is served:
/// desk phones, alarms and the journal need the Server, whatever browsers say.
/// </summary>
internal sealed partial class SiteCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private readonly CertificateFiles _files;
    private readonly TimeProvider _time;
    private readonly Lock _looking = new();
    private volatile Loaded _loaded;
    private long _looked;

    private SiteCertificate(CertificateFiles files, TimeProvider time)
    {
        (_files, _time) = (files, time);
        try
        {
            _loaded = Load(files, time);
        }
        catch (SettingsException ex)
        {
            _loaded = StandIn(files, time, ex.Message);
        }
        _looked = time.GetTimestamp();
    }

    /// <summary>Why a stand-in is served: the certificate cannot be read, has run out or not begun, or its key is another's; null with a good one.</summary>
    public string? Fault => _loaded.Fault;

    public static SiteCertificate? Open(CertificateFiles? files, TimeProvider time) => files is null ? null : new SiteCertificate(files, time);

    /// <summary>Says in the log that a stand-in is served, if one is.</summary>
    public void TellFault(ILogger logger)
    {
        if (Fault is { } why) Log.StandsIn(logger, why);
    }

    /// <summary>The present one, for one more connection.</summary>
    public SslStreamCertificateContext Current(ILogger logger)
    {
        if (_time.GetElapsedTime(Interlocked.Read(ref _looked)) >= LookEvery && _looking.TryEnter())
        {
            try
            {
                Look(logger);
            }
            finally
            {
                _looking.Exit();
            }
        }
        return _loaded.Context;
    }

    private void Look(ILogger logger)
    {
        Interlocked.Exchange(ref _looked, _time.GetTimestamp());
        // A stand-in is looked at again even so: the fault may have been the clock's.
        if (Stamp(_files) == _loaded.Stamp && _loaded.Fault is null) return;
        try
        {
            _loaded = Load(_files, _time);
            Log.Renewed(logger, _files.Certificate, _loaded.Until);
        }
        catch (SettingsException ex)
        {
            if (_loaded.Fault is null) Log.Refused(logger, ex.Message);
        }
    }

    private static Loaded StandIn(CertificateFiles files, TimeProvider time, string fault)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = time.GetUtcNow();
        using var made = new CertificateRequest("CN=CallCenter stand-in", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        return new Loaded(SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null), [], offline: true), Stamp(files), now, fault);
    }

    private static Loaded Load(CertificateFiles files, TimeProvider time)
    {
        try
        {
            var stamp = Stamp(files);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(files.Certificate);
            var own = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
            var now = time.GetUtcNow();
            if (own.NotAfter.ToUniversalTime() < now) throw new SettingsException($"The certificate {files.Certificate} (CALLCENTER_TLS) ran out on {own.NotAfter.ToUniversalTime():u}.");
            if (own.NotBefore.ToUniversalTime() > now) throw new SettingsException($"The certificate {files.Certificate} (CALLCENTER_TLS) is not good before {own.NotBefore.ToUniversalTime():u}: is this machine's clock right?");
            chain.RemoveAt(0);
            return new Loaded(SslStreamCertificateContext.Create(own, chain, offline: true), stamp, own.NotAfter, Fault: null);
        }
        catch (Exception ex) when (ex is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"The certificate {files.Certificate} with the key {files.Key} (CALLCENTER_TLS) cannot be used: {ex.Message}");
        }
    }

    private static (long Certificate, long Key) Stamp(CertificateFiles files) => (File.GetLastWriteTimeUtc(files.Certificate).Ticks, File.GetLastWriteTimeUtc(files.Key).Ticks);

    private sealed record Loaded(SslStreamCertificateContext Context, (long, long) Stamp, DateTimeOffset Until, string? Fault);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The certificate {File} changed and is in use, until {Until}")]
        public static partial void Renewed(ILogger logger, string file, DateTimeOffset until);

        [LoggerMessage(LogLevel.Error, "{Why} Browsers are shown a stand-in they do not trust until it is mended")]
        public static partial void StandsIn(ILogger logger, string why);

        [LoggerMessage(LogLevel.Error, "A changed certificate is not used, the one before stays: {Why}")]
        public static partial void Refused(ILogger logger, string why);
    }
}
