using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using CallCenter.Server.Session;
using CallCenter.Server.WorkOrders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

internal static class MessagesApi
{
    private const int MostRows = 200;

    public static IServiceCollection AddMessages(this IServiceCollection services, CenterOptions center)
    {
        services.AddSingleton(center.Messages);
        services.AddSingleton<SendWindow>();
        services.AddSingleton<MessageOutbox>();
        services.AddSingleton<MessageDesk>();
        services.AddSingleton<MessageViews>();
        services.AddSingleton<Addressees>();
        services.AddSingleton<FromGateway>();
        if (center.Messages.Kind == GatewayKind.Http) services.AddSingleton<IMessageGateway, HttpGateway>();
        else services.AddSingleton<IMessageGateway, FileGateway>();
        // Without a gateway what is queued stays where it is until one is set up.
        return center.Messages.Kind == GatewayKind.Off ? services : services.AddHostedService<OutboxService>();
    }

    public static void MapMessages(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<MessageOptions>();
        var logger = app.Services.GetRequiredService<ILogger<MessageOutbox>>();
        if (options.Kind == GatewayKind.Off) MessagesLog.Off(logger);
        else MessagesLog.On(logger, options.Kind);

        var messages = app.MapGroup("/api/messages").RequireAuthorization(Policy.Desk).WithTags("Messages");
        messages.MapGet("/channel", () => TypedResults.Ok(new MessageChannel(options.Kind.ToString().ToLowerInvariant())));
        messages.MapGet("/templates", TemplatesApi.ApprovedAsync).WithSummary("What may be sent");
        messages.MapGet("", ListAsync).WithSummary("Of a call, of a resident, or one's own; audited");
        messages.MapPost("", SendAsync).WithSummary("To the caller in hand or a resident; audited");

        var templates = app.MapGroup("/api/messages/templates").RequireAuthorization(Policy.MessageTemplates).WithTags("Messages");
        templates.MapGet("/all", TemplatesApi.AllAsync);
        templates.MapPost("", TemplatesApi.WriteAsync).WithSummary("A draft: a new template, or the next version of one");
        templates.MapPut("/{id:guid}", TemplatesApi.ChangeAsync);
        templates.MapPost("/{id:guid}/approve", TemplatesApi.ApproveAsync).WithSummary("By somebody else than who wrote it; retires the version before");
        templates.MapPost("/{id:guid}/retire", TemplatesApi.RetireAsync);

        // Signed instead of signed in.
        var gateway = app.MapGroup("/api/messages/gateway").AllowAnonymous().WithTags("Messages");
        gateway.MapPost("/receipts", (HttpContext http, FromGateway from) => from.ReceiptAsync(http));
        gateway.MapPost("/inbound", (HttpContext http, FromGateway from) => from.InboundAsync(http));
    }

    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> SendAsync(
        SendMessage body, HttpContext http, CenterDb db, Addressees addressees, MessageDesk desk, IAudit audit, CancellationToken ct)
    {
        if (body.Arguments is null) return Problems.Invalid("Arguments is missing.");
        if (body.CallId?.Length > 64) return Problems.NotFound();
        var (to, noNumber) = await addressees.FindAsync(db, http, body, ct);
        if (to is null) return noNumber!;
        var (message, duplicate, problem) = await desk.QueueAsync(db, body, to, http.UserName(), ct);
        if (message is null) return problem!;
        await audit.RecordAsync(http, AuditAction.MessageSent, $"message:{message.Id}", body.CallId);
        return TypedResults.Ok(new SentMessage(MessageLists.Line(message), duplicate));
    }

    private static async Task<Results<Ok<MessagePage>, ProblemHttpResult>> ListAsync(
        string? callId, Guid? residentId, DateTimeOffset? before, int? take, HttpContext http, CenterDb db, CallBook book, CallHands hands, MessageViews views, CancellationToken ct)
    {
        var (user, supervises, rows) = (http.UserName(), http.User.IsInRole(Role.Supervisor), Math.Clamp(take ?? 50, 1, MostRows));
        var (sent, received) = (db.Messages.AsQueryable(), db.InboundMessages.AsQueryable());
        var subject = "messages";
        if (callId is not null)
        {
            if (callId.Length > 64 || (!supervises && !await hands.HasAsync(db, user, callId, ct))) return Problems.NotFound();
            var number = book.Find(callId)?.Number ?? await db.Calls.Where(c => c.Id == callId).Select(c => c.Number).FirstOrDefaultAsync(ct);
            sent = sent.Where(m => m.CallId == callId);
            received = received.Where(m => m.From == number);
            subject = $"call:{callId}";
        }
        else if (residentId is { } resident)
        {
            var numbers = db.ResidentNumbers.Where(n => n.ResidentId == resident).Select(n => n.Number);
            sent = sent.Where(m => m.ResidentId == resident);
            received = received.Where(m => m.ResidentId == resident || (m.ResidentId == null && numbers.Contains(m.From)));
            subject = $"resident:{resident}";
        }
        else if (!supervises)
        {
            sent = sent.Where(m => m.Sender == user);
            received = received.Where(m => false);
        }
        if (before is { } end) (sent, received) = (sent.Where(m => m.QueuedAt < end), received.Where(m => m.At < end));
        await views.RecordAsync(http, subject, callId);
        return TypedResults.Ok(new MessagePage(await MessageLists.SentAsync(sent, rows, ct), await MessageLists.ReceivedAsync(db, received, rows, ct)));
    }
}
