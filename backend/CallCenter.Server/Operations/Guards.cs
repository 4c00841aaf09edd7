using System.Net;
using System.Text.RegularExpressions;

namespace CallCenter.Server.Operations;

/// <summary>What every request has to pass before anything looks at it.</summary>
internal static partial class Guards
{
    /// <summary>Refuses foreign names for this address (DNS rebinding), foreign pages, and anything a plain form could send.</summary>
    public static void UseGuards(this WebApplication app, CenterOptions options) => app.Use((http, next) =>
    {
        var request = http.Request;
        var allowed = KnownHost(request.Host.Host, options) && SameOrigin(request) && (IsSafe(request) || MeantForUs(request));
        if (allowed) return next(http);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static bool KnownHost(string host, CenterOptions options) =>
        IPAddress.TryParse(host.Trim('[', ']'), out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || options.HostNames.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static bool SameOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        // The scheme is left out: behind a proxy that ends TLS the page's differs from ours. Only browsers send it, and they always do with a WebSocket or an unsafe method.
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)) || (IsSafe(request) && !request.Path.StartsWithSegments("/hub"));
    }

    private static bool IsSafe(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    /// <summary>A form can neither set a header nor send JSON. The hub's own requests carry neither: for them the origin decides.</summary>
    private static bool MeantForUs(HttpRequest request) =>
        request.HasJsonContentType() || request.Headers.ContainsKey("X-CallCenter") || request.Path.StartsWithSegments("/hub");

    /// <summary>Headers that keep a page of ours from being framed, sniffed or fed foreign script.</summary>
    public static void UseSecurityHeaders(this WebApplication app, CenterOptions options)
    {
        var scripts = InlineScripts(app.Environment.WebRootFileProvider);
        // Only with a certificate from elsewhere: a browser that has once believed in ours would lock its user out when the home is made anew.
        var strict = options.Tls is { Given: true };
        app.Use((http, next) =>
        {
            // At the start of the answer: an exception on the way clears what was set before.
            http.Response.OnStarting(() => SetHeadersAsync(http, scripts.Value, strict));
            return next(http);
        });
    }

    private static Task SetHeadersAsync(HttpContext http, string scripts, bool strict)
    {
        var headers = http.Response.Headers;
        var host = http.Request.Host.Host;
        headers.ContentSecurityPolicy = $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            + $"media-src 'self' blob: data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' ws://{host}:* wss://{host}:*; "
            + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
        if (strict && http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        if (http.Request.Path.StartsWithSegments("/api")) headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    /// <summary>The start page carries its import map in the page itself: allowed by what it says, not by being inline.</summary>
    private static Lazy<string> InlineScripts(Microsoft.Extensions.FileProviders.IFileProvider files) => new(() =>
    {
        var index = files.GetFileInfo("index.html");
        if (!index.Exists) return "";
        using var reader = new StreamReader(index.CreateReadStream());
        var hashes = Inline().Matches(reader.ReadToEnd()).Select(match => match.Groups["text"].Value).Where(text => text.Length > 0)
            .Select(text => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")))));
        return string.Concat(hashes.Select(hash => $" 'sha256-{hash}'"));
    });

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>(?<text>.*?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Inline();
}
