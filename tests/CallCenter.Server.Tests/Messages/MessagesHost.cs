using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Server.Calls;
using CallCenter.Server.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Messages;

[CollectionDefinition(nameof(MessagesHost))]
public sealed class MessagesTests : ICollectionFixture<MessagesHost>;

/// <summary>A Server whose messages go to a file and whose gateway shares a key; never quiet, so that tests pass at night.</summary>
public sealed class MessagesHost : IAsyncLifetime
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("a key shared with the gateway");
    private int _calls;

    public ServerHost Server { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(Server.Home, "messages.key");
        await File.WriteAllBytesAsync(file, Key);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Server.StartAsync(("CALLCENTER_MESSAGES_KEY_FILE", file), ("CALLCENTER_MESSAGES_QUIET", "none"));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A call in this agent's hand.</summary>
    internal async Task<string> CallAsync(string agent, string? number)
    {
        var call = $"m.{Interlocked.Increment(ref _calls)}";
        await Server.TalkedAsync(call, agent, number);
        Server.Services.GetRequiredService<CallBook>().Open(call, () => new CallEntry(call, "hotline", "12345", Server.Time.GetUtcNow()) { Number = number, Agent = agent, Stage = CallStage.Talking });
        return call;
    }

    internal async Task<MessageTemplateLine> ApprovedAsync(string name, string zh = "{name}您好", string en = "Dear {name}", bool urgent = false)
    {
        using var writer = await Server.SignedInAsync("admin01");
        using var approver = await Server.SignedInAsync("supervisor01");
        var draft = await (await writer.PostAsJsonAsync("/api/messages/templates", new WriteTemplate(name, zh, en, urgent))).ReadAsync<MessageTemplateLine>();
        return await (await approver.PostEmptyAsync($"/api/messages/templates/{draft.Id}/approve")).ReadAsync<MessageTemplateLine>();
    }

    /// <summary>What the gateway sends us.</summary>
    internal Task<HttpResponseMessage> FromGatewayAsync(string what, string body, TimeSpan age = default, string? signature = null)
    {
        var raw = Encoding.UTF8.GetBytes(body);
        var timestamp = Signature.Timestamp(Server.Time.GetUtcNow() - age);
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/messages/gateway/{what}") { Content = new ByteArrayContent(raw) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(Signature.TimestampHeader, timestamp);
        request.Headers.Add(Signature.SignatureHeader, signature ?? Signature.Of(Key, timestamp, raw));
        return Server.Browser(cookies: false).SendAsync(request);
    }
}
