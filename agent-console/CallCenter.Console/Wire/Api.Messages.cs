using System.Net.Http.Json;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>Short messages.</summary>
internal sealed partial class Api
{
    private const string Messages = "api/messages", Templates = Messages + "/templates";

    public Task<Reply<MessageChannel>> MessageChannelAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, $"{Messages}/channel", null, WireJson.Default.MessageChannel, ct: ct);

    public Task<Reply<IReadOnlyList<MessageTemplateLine>>> TemplatesAsync(bool all, CancellationToken ct)
        => SendAsync(HttpMethod.Get, all ? $"{Templates}/all" : Templates, null, WireJson.Default.IReadOnlyListMessageTemplateLine, ct: ct);

    public Task<Reply<SentMessage>> SendMessageAsync(SendMessage message)
        => SendAsync(HttpMethod.Post, Messages, JsonContent.Create(message, WireJson.Default.SendMessage), WireJson.Default.SentMessage);

    /// <param name="call">Null: everybody's, for supervisors.</param>
    public Task<Reply<MessagePage>> MessagesAsync(string? call, CancellationToken ct)
        => SendAsync(HttpMethod.Get, Messages + (call is null ? "" : $"?callId={Uri.EscapeDataString(call)}"), null, WireJson.Default.MessagePage, ct: ct);

    /// <param name="draft">The draft to change; null writes a new template or the next version of one.</param>
    public Task<Reply<MessageTemplateLine>> WriteTemplateAsync(Guid? draft, WriteTemplate template)
        => SendAsync(draft is null ? HttpMethod.Post : HttpMethod.Put, draft is null ? Templates : $"{Templates}/{draft}", JsonContent.Create(template, WireJson.Default.WriteTemplate),
            WireJson.Default.MessageTemplateLine);

    /// <param name="what">approve, retire</param>
    public Task<Reply<MessageTemplateLine>> TemplateAsync(Guid id, string what) => SendAsync(HttpMethod.Post, $"{Templates}/{id}/{what}", Empty(), WireJson.Default.MessageTemplateLine);
}
