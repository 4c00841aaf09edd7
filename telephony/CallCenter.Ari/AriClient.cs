using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CallCenter.Ari;

/// <summary>ARI's REST calls, typed, grouped as in the schema: <c>client.Channels.AnswerAsync(id, ct)</c>. One instance serves any number of callers.</summary>
public sealed partial class AriClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <summary>Connects on the first request.</summary>
    /// <exception cref="ArgumentException">The options are not usable; the message tells what to set.</exception>
    public AriClient(AriOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _timeout = options.RequestTimeout;
        _time = time ?? TimeProvider.System;
        _http = new HttpClient(Handler(options)) { BaseAddress = options.Root, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Credentials(options));
    }

    internal static string Credentials(AriOptions options) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}"));

    private static SocketsHttpHandler Handler(AriOptions options) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = options.MaxConnections,
        ConnectTimeout = options.RequestTimeout,
        // Asterisk closes a connection that was idle for session_keep_alive (15 s by default). Let go first, or a request meets the closing.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    };

    internal async Task SendAsync(AriRequest request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token, ct).ConfigureAwait(false);
    }

    internal async Task<T> ReadAsync<T>(AriRequest request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token, ct).ConfigureAwait(false);
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return JsonSerializer.Deserialize(body, AriJson.For<T>()) ?? throw new JsonException("The answer is empty.");
        }
        catch (JsonException e)
        {
            throw new AriRejectedException(request.Name, (int)response.StatusCode, "the answer is not what the schema says: " + e.Message, e);
        }
    }

    /// <summary>The time-out bounds the wait for the headers; the caller reads the body at its own pace and disposes the stream.</summary>
    internal async Task<Stream> ReadStreamAsync(AriRequest request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token, ct).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(AriRequest request, HttpCompletionOption completion, CancellationToken bounded, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(request.Method, request.Address);
        if (request.Json is { } json)
        {
            message.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        try
        {
            var response = await _http.SendAsync(message, completion, bounded).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw Refusal(request, (int)response.StatusCode, await ReasonAsync(response, bounded).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new AriUnavailableException(request.Name, null, $"no answer within {_timeout.TotalSeconds:0.###} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AriUnavailableException(request.Name, null, e.Message, e);
        }
    }

    private static AriException Refusal(AriRequest request, int status, string reason) => status switch
    {
        _ when request.MeansGone(status, reason) => new AriGoneException(request.Name, status, reason),
        502 or 503 or 504 => new AriUnavailableException(request.Name, status, reason),
        _ => new AriRejectedException(request.Name, status, reason),
    };

    /// <summary>Asterisk explains itself as <c>{"message": "..."}</c>, except where its HTTP server answers before ARI does.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        var body = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return status;
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message)
                ? $"{status}: {message}"
                : status;
        }
        catch (JsonException)
        {
            // The status says enough; a broken explanation must not hide it.
            return status;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
