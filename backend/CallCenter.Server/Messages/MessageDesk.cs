using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Messages;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

/// <summary>Whom a message is for.</summary>
internal sealed record Addressee(string Number, Guid? ResidentId, string? CallId);

/// <summary>Puts messages into the outbox: approved templates only, arguments checked, the same text to the same number once a minute.</summary>
internal sealed class MessageDesk(MessageOutbox outbox, SendWindow window, MessageOptions options, TimeProvider time)
{
    private const int LongestText = 1000;
    private static readonly TimeSpan SameAgain = TimeSpan.FromMinutes(1);
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // One at a time: two clicks at once must not both find that nothing was sent yet.
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<(Message? Message, bool Duplicate, ProblemHttpResult? Problem)> QueueAsync(CenterDb db, SendMessage wish, Addressee to, string sender, CancellationToken ct)
    {
        if (options.Kind == GatewayKind.Off) return (null, false, Problems.Of(ProblemCode.MessagesOff, StatusCodes.Status503ServiceUnavailable, "Messages are off: no gateway is set up."));
        if (await db.MessageTemplates.FirstOrDefaultAsync(t => t.Id == wish.TemplateId, ct) is not { } template) return (null, false, Problems.NotFound());
        if (template.State != TemplateState.Approved) return (null, false, Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Only an approved template can be sent."));
        var pattern = wish.Language == "en" ? template.TextEn : template.TextZh;
        var text = MessageText.Fill(pattern, wish.Arguments);
        var faults = Check(wish, pattern, text);
        if (faults.Any) return (null, false, faults.Problem());
        await _turn.WaitAsync(ct);
        try
        {
            return await QueueAsync(db, Draft(wish, template, text, to, sender), template, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<(Message?, bool, ProblemHttpResult?)> QueueAsync(CenterDb db, Message message, MessageTemplate template, CancellationToken ct)
    {
        var since = message.QueuedAt - SameAgain;
        var earlier = await db.Messages.Include(m => m.Template).Where(m => m.To == message.To && m.QueuedAt > since && m.Text == message.Text && m.State != MessageState.Failed)
            .OrderByDescending(m => m.QueuedAt).FirstOrDefaultAsync(ct);
        if (earlier is not null) return (earlier, true, null);
        if (!SendWindow.IsAlert(message) && await window.DayIsFullAsync(db, message.To, ct))
            return (null, false, Problems.Of(ProblemCode.TooMany, StatusCodes.Status429TooManyRequests, $"This number has had its {options.PerDay} messages of today."));
        if (window.Quiet(message.Urgent) is { } quiet) (message.Reason, message.NextAttemptAt) = (quiet.Reason, quiet.Until);
        message.Template = template;
        db.Add(message);
        await db.SaveChangesAsync(ct);
        outbox.Wake();
        return (message, false, null);
    }

    private Message Draft(SendMessage wish, MessageTemplate template, string text, Addressee to, string sender)
    {
        var now = time.GetUtcNow();
        return new Message
        {
            Id = Guid.CreateVersion7(now), To = to.Number, TemplateId = template.Id, Language = wish.Language, Arguments = JsonSerializer.Serialize(wish.Arguments, Readable), Text = text,
            Segments = MessageText.Length(text).Segments, Urgent = template.Urgent, NextAttemptAt = now, CallId = to.CallId, ResidentId = to.ResidentId, Sender = sender, QueuedAt = now,
            ExpiresAt = now + options.Expiry,
        };
    }

    private static Faults Check(SendMessage wish, string pattern, string text)
    {
        var faults = new Faults().When(wish.Language is not ("zh" or "en"), "Language is zh or en.").When(text.Length > LongestText, $"The text has more than {LongestText} characters.");
        var names = MessageText.Arguments(pattern);
        foreach (var name in names) faults.Length(name, wish.Arguments.GetValueOrDefault(name), MessageText.ArgumentLength, 1);
        return faults.When(wish.Arguments.Keys.Except(names).Any(), "Arguments has a name the template does not have.")
            .When(wish.Arguments.Values.Any(value => value is null || value.Any(char.IsControl)), "Arguments are single lines of text.");
    }
}
