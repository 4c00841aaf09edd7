using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using CallCenter.Server.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallCenter.Server.Tests.Messages;

internal enum Trouble { None, Error, ClosesBefore, ClosesAfter, SlowBefore, SlowAfter, Garbled, Busy, Refuses }

/// <summary>A provider's gateway on the wire: keeps the contract of docs/messages.md (an id is sent once), and has the troubles a test asks for.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    public static readonly byte[] Key = Encoding.UTF8.GetBytes("a key shared with the gateway");
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _sent = new();

    private readonly TimeProvider _time;

    private FakeGateway(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public Uri Url { get; private set; } = null!;

    /// <summary>What the next request meets.</summary>
    public Func<Trouble> Next { get; set; } = () => Trouble.None;

    /// <summary>Runs after the message is on its way and before anything is answered.</summary>
    public Func<string, string, Task> Sending { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Sent to people: id and reference, each once.</summary>
    public IReadOnlyDictionary<string, string> Sent => _sent;

    /// <summary>Ids as they were asked, repetitions included.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public ConcurrentDictionary<string, bool> Refused { get; } = new();

    public ConcurrentDictionary<Trouble, int> Met { get; } = new();

    public int BadSignatures;

    /// <param name="time">Where the sender's clock is moved on: signatures are judged by it.</param>
    public static async Task<FakeGateway> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gateway = new FakeGateway(builder.Build(), time ?? TimeProvider.System);
        gateway._app.MapPost("/send", gateway.TakeAsync);
        await gateway._app.StartAsync();
        gateway.Url = new Uri(gateway._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/send");
        return gateway;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        if (!Signature.Fits(Key, http.Request.Headers[Signature.TimestampHeader].ToString(), http.Request.Headers[Signature.SignatureHeader].ToString(), body, _time.GetUtcNow()))
        {
            Interlocked.Increment(ref BadSignatures);
            http.Response.StatusCode = 401;
            return;
        }
        var id = http.Request.Headers["Idempotency-Key"].ToString();
        Asked.Enqueue(id);
        var (trouble, first) = Decide(id);
        Met.AddOrUpdate(trouble, 1, (_, count) => count + 1);
        await (trouble switch
        {
            Trouble.Error => AnswerAsync(http, 500, "down"),
            Trouble.Busy => AnswerAsync(http, 429, "{}"),
            Trouble.Refuses => AnswerAsync(http, 422, """{"code":"blocked-number"}"""),
            Trouble.ClosesBefore => CloseAsync(http),
            Trouble.SlowBefore => HangAsync(http),
            _ => SendAsync(http, id, trouble, first),
        });
    }

    /// <summary>What it has it has, and what it refused it refuses again.</summary>
    private (Trouble Trouble, bool First) Decide(string id)
    {
        lock (Refused)
        {
            var trouble = Next();
            if (trouble == Trouble.Refuses && _sent.ContainsKey(id)) trouble = Trouble.None;
            if (trouble == Trouble.Refuses || Refused.ContainsKey(id))
            {
                Refused[id] = true;
                return (Trouble.Refuses, false);
            }
            return (trouble, (trouble is Trouble.None or Trouble.ClosesAfter or Trouble.SlowAfter or Trouble.Garbled) && _sent.TryAdd(id, $"ref-{id}"));
        }
    }

    private async Task SendAsync(HttpContext http, string id, Trouble trouble, bool first)
    {
        if (first) await Sending(id, _sent[id]);
        await (trouble switch
        {
            Trouble.ClosesAfter => CloseAsync(http),
            Trouble.SlowAfter => HangAsync(http),
            Trouble.Garbled => AnswerAsync(http, 200, "<html>OK</html>"),
            _ => AnswerAsync(http, 202, JsonSerializer.Serialize(new { reference = _sent[id] })),
        });
    }

    private static Task AnswerAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(body);
    }

    private static Task CloseAsync(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Longer than anybody waits, until the caller hangs up.</summary>
    private static async Task HangAsync(HttpContext http)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = http.RequestAborted.Register(() => gone.TrySetResult());
        await gone.Task;
    }
}
