using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CallCenter.Testing;

/// <summary>One request the fake received.</summary>
/// <param name="Path">Decoded, without <c>/ari</c>.</param>
/// <param name="Route">What the placeholders of the matching rule stand for.</param>
public sealed record FakeAriRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, JsonElement? Body, IReadOnlyDictionary<string, string> Route)
{
    internal static async Task<FakeAriRequest> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var path = http.Request.Path.Value ?? "";
        return new(
            http.Request.Method,
            path.StartsWith("/ari", StringComparison.Ordinal) ? path[4..] : path,
            http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()),
            body.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(body.ToArray()) : null,
            new Dictionary<string, string>());
    }
}

/// <summary>What the fake answers.</summary>
/// <param name="Status">0 drops the connection without a word.</param>
/// <param name="Body">Bytes as they are, text as plain text, anything else as JSON.</param>
public sealed record FakeAriAnswer(int Status, object? Body = null)
{
    public static FakeAriAnswer Drop { get; } = new(0);

    internal static FakeAriAnswer Plausible(FakeAriRequest request)
    {
        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return request.Method switch
        {
            "GET" when segments.Length == 1 => new(200, new JsonArray()),
            "GET" when segments[^1] == "variable" => new(404, new { message = "Provided variable was not found" }),
            "GET" => new(404, new { message = "Not found" }),
            "DELETE" => new(204),
            _ => new(200, new JsonObject { ["id"] = Id(request, segments), ["name"] = request.Query.GetValueOrDefault("name", segments[^1]) }),
        };
    }

    private static string Id(FakeAriRequest request, string[] segments) =>
        new[] { "playbackId", "snoopId", "bridgeId", "channelId" }.Select(request.Query.GetValueOrDefault).FirstOrDefault(v => v is not null)
        ?? segments.ElementAtOrDefault(1) ?? Guid.CreateVersion7().ToString();

    internal async Task WriteAsync(HttpContext http)
    {
        if (Status == 0)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = Status;
        switch (Body)
        {
            case null:
                break;
            case byte[] bytes:
                http.Response.ContentType = "audio/wav";
                await http.Response.Body.WriteAsync(bytes);
                break;
            case string text:
                http.Response.ContentType = "text/plain";
                await http.Response.WriteAsync(text);
                break;
            default:
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(JsonSerializer.Serialize(Body));
                break;
        }
    }
}

/// <summary>Which requests to answer how. Without an answer set it answers 204.</summary>
public sealed class FakeAriRule
{
    private readonly string _method;
    private readonly string[] _path;
    private Func<FakeAriRequest, FakeAriAnswer> _answer = _ => new FakeAriAnswer(204);
    private Task _gate = Task.CompletedTask;
    private TimeSpan _delay;
    private int _left = int.MaxValue;

    internal FakeAriRule(string method, string path)
    {
        _method = method;
        _path = path.Trim('/').Split('/');
    }

    public FakeAriRule Respond(int status, object? body = null) => Respond(_ => new FakeAriAnswer(status, body));

    public FakeAriRule Respond(Func<FakeAriRequest, FakeAriAnswer> answer)
    {
        _answer = answer;
        return this;
    }

    /// <summary>Fails as Asterisk does, with a message.</summary>
    public FakeAriRule Fail(int status, string message) => Respond(status, new { message });

    /// <summary>Breaks the connection instead of an answer.</summary>
    public FakeAriRule Drop() => Respond(_ => FakeAriAnswer.Drop);

    /// <summary>Holds the answer back for a while.</summary>
    public FakeAriRule Delay(TimeSpan delay)
    {
        _delay = delay;
        return this;
    }

    /// <summary>Holds the answer back until the test lets go.</summary>
    public FakeAriRule After(Task gate)
    {
        _gate = gate;
        return this;
    }

    /// <summary>Answers so many requests, then the next matching rule takes over.</summary>
    public FakeAriRule Times(int count)
    {
        _left = count;
        return this;
    }

    public FakeAriRule Once() => Times(1);

    internal bool Matches(FakeAriRequest request)
    {
        var actual = request.Path.Trim('/').Split('/');
        return request.Method == _method && actual.Length == _path.Length
            && _path.Zip(actual).All(p => p.First.StartsWith('{') || p.First == p.Second);
    }

    internal bool Take(FakeAriRequest request)
    {
        if (!Matches(request) || _left == 0)
        {
            return false;
        }

        _left -= _left == int.MaxValue ? 0 : 1;
        return true;
    }

    internal Dictionary<string, string> RouteOf(string path) =>
        _path.Zip(path.Trim('/').Split('/')).Where(p => p.First.StartsWith('{')).ToDictionary(p => p.First.Trim('{', '}'), p => p.Second);

    internal async Task<FakeAriAnswer> AnswerAsync(FakeAriRequest request)
    {
        await _gate;
        if (_delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, TimeProvider.System);
        }

        return _answer(request);
    }
}
