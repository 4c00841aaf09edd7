using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallCenter.Server.Messages;

/// <summary>A carrier's or provider's gateway over HTTP; docs/messages.md is the contract.</summary>
internal sealed class HttpGateway : IMessageGateway, IDisposable
{
    private const int LongestAnswer = 16 * 1024, LongestReference = 128, LongestCode = 64;
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(1);
    private readonly HttpClient _http;
    private readonly MessageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HttpGateway> _logger;

    public HttpGateway(MessageOptions options, TimeProvider time, ILogger<HttpGateway> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        // A redirect would carry a number to an address nobody set.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = options.Timeout })
        {
            Timeout = options.Timeout, MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    public async Task<GatewayAnswer> SendAsync(OutgoingMessage message, CancellationToken ct)
    {
        try
        {
            using var request = Request(message);
            using var answer = await _http.SendAsync(request, ct);
            return await ReadAsync(answer, ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new GatewayAnswer.Unclear("timeout");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            MessagesLog.GatewayAway(_logger, fault);
            return new GatewayAnswer.Unclear("unreachable");
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(OutgoingMessage message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["id"] = message.Id, ["to"] = message.To, ["text"] = message.Text, ["template"] = message.Template, ["version"] = message.Version, ["language"] = message.Language,
            ["arguments"] = JsonNode.Parse(message.Arguments), ["expires"] = message.ExpiresAt,
        });
        var timestamp = Signature.Timestamp(_time.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.Add("Idempotency-Key", message.Id.ToString());
        request.Headers.Add(Signature.TimestampHeader, timestamp);
        request.Headers.Add(Signature.SignatureHeader, Signature.Of(_options.Key, timestamp, body));
        return request;
    }

    private async Task<GatewayAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var status = answer.StatusCode;
        if (answer.IsSuccessStatusCode)
            return await WordAsync(answer, "reference", ct) is { Length: > 0 and <= LongestReference } reference ? new GatewayAnswer.Accepted(reference) : new GatewayAnswer.Unclear("no-reference");
        // These say that we are set up wrongly, or too fast, not that the message is bad.
        if (status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.Gone)
            return new GatewayAnswer.Refused(Clip(await WordAsync(answer, "code", ct)) ?? $"http-{(int)status}");
        if ((int)status is >= 300 and < 500 && status is not (HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)) MessagesLog.GatewayRefusesUs(_logger, (int)status);
        return new GatewayAnswer.Unclear($"http-{(int)status}", Wish(answer.Headers.RetryAfter));
    }

    private TimeSpan? Wish(RetryConditionHeaderValue? wish)
    {
        var after = wish?.Delta ?? wish?.Date - _time.GetUtcNow();
        return after is { } span && span > TimeSpan.Zero ? (span < LongestWish ? span : LongestWish) : null;
    }

    private static async Task<string?> WordAsync(HttpResponseMessage answer, string name, CancellationToken ct)
    {
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;
        }
        catch (JsonException)
        {
            // Some proxy's own page.
            return null;
        }
    }

    private static string? Clip(string? code) => string.IsNullOrEmpty(code) ? null : code.Length <= LongestCode ? code : code[..LongestCode];
}
