using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Messages;
using CallCenter.Server.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Messages;

/// <summary>Templates: written by one, approved by another, never changed after that.</summary>
internal static class TemplatesApi
{
    private const int MostRows = 500;

    public static async Task<Ok<List<MessageTemplateLine>>> ApprovedAsync(CenterDb db, CancellationToken ct)
    {
        var rows = await db.MessageTemplates.AsNoTracking().Where(t => t.State == TemplateState.Approved).OrderBy(t => t.Name).Take(MostRows).ToListAsync(ct);
        return TypedResults.Ok(rows.Select(Line).ToList());
    }

    public static async Task<Ok<List<MessageTemplateLine>>> AllAsync(CenterDb db, CancellationToken ct)
    {
        var rows = await db.MessageTemplates.AsNoTracking().OrderBy(t => t.Name).ThenByDescending(t => t.Version).Take(MostRows).ToListAsync(ct);
        return TypedResults.Ok(rows.Select(Line).ToList());
    }

    public static async Task<Results<Created<MessageTemplateLine>, ProblemHttpResult>> WriteAsync(WriteTemplate body, HttpContext http, CenterDb db, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        var faults = Check(body);
        if (faults.Any) return faults.Problem();
        var name = body.Name.Trim();
        var last = await db.MessageTemplates.AsNoTracking().Where(t => t.Name == name).OrderByDescending(t => t.Version).FirstOrDefaultAsync(ct);
        if (last is { State: TemplateState.Draft }) return WrongState("There is a draft under this name: change that one.");
        var now = time.GetUtcNow();
        var template = new MessageTemplate
        {
            Id = Guid.CreateVersion7(now), Name = name, Version = (last?.Version ?? 0) + 1, TextZh = body.TextZh.Trim(), TextEn = body.TextEn.Trim(), Urgent = body.Urgent,
            WrittenBy = http.UserName(), WrittenAt = now,
        };
        db.Add(template);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException) when (db.MessageTemplates.AsNoTracking().Any(t => t.Name == name && t.Version == template.Version))
        {
            return WrongState("Somebody else wrote this template at the same time.");
        }
        await audit.RecordAsync(http, AuditAction.TemplateWritten, Subject(template));
        return TypedResults.Created($"/api/messages/templates/{template.Id}", Line(template));
    }

    public static Task<Results<Ok<MessageTemplateLine>, ProblemHttpResult>> ChangeAsync(
        Guid id, WriteTemplate body, HttpContext http, CenterDb db, IAudit audit, TimeProvider time, CancellationToken ct) => MoveAsync(id, http, db, audit, AuditAction.TemplateWritten, template =>
    {
        var faults = Check(body).When(body.Name?.Trim() != template.Name, "Name stays as it is: write a new template instead.");
        if (faults.Any) return Task.FromResult<ProblemHttpResult?>(faults.Problem());
        if (template.State != TemplateState.Draft) return Task.FromResult<ProblemHttpResult?>(WrongState("Only a draft can be changed: write the next version."));
        (template.TextZh, template.TextEn, template.Urgent) = (body.TextZh.Trim(), body.TextEn.Trim(), body.Urgent);
        (template.WrittenBy, template.WrittenAt) = (http.UserName(), time.GetUtcNow());
        return Task.FromResult<ProblemHttpResult?>(null);
    }, ct);

    public static Task<Results<Ok<MessageTemplateLine>, ProblemHttpResult>> ApproveAsync(Guid id, HttpContext http, CenterDb db, IAudit audit, TimeProvider time, CancellationToken ct) =>
        MoveAsync(id, http, db, audit, AuditAction.TemplateApproved, async template =>
        {
            var user = http.UserName();
            if (template.State != TemplateState.Draft) return WrongState("Only a draft can be approved.");
            if (template.WrittenBy == user) return Problems.Of(ProblemCode.SamePerson, StatusCodes.Status403Forbidden, "Somebody else has to approve it.");
            var now = time.GetUtcNow();
            foreach (var older in await db.MessageTemplates.Where(t => t.Name == template.Name && t.State == TemplateState.Approved).ToListAsync(ct)) Retire(older, user, now);
            (template.State, template.ApprovedBy, template.ApprovedAt) = (TemplateState.Approved, user, now);
            return null;
        }, ct);

    public static Task<Results<Ok<MessageTemplateLine>, ProblemHttpResult>> RetireAsync(Guid id, HttpContext http, CenterDb db, IAudit audit, TimeProvider time, CancellationToken ct) =>
        MoveAsync(id, http, db, audit, AuditAction.TemplateRetired, template =>
        {
            if (template.State == TemplateState.Retired) return Task.FromResult<ProblemHttpResult?>(WrongState("It is retired already."));
            Retire(template, http.UserName(), time.GetUtcNow());
            return Task.FromResult<ProblemHttpResult?>(null);
        }, ct);

    private static async Task<Results<Ok<MessageTemplateLine>, ProblemHttpResult>> MoveAsync(
        Guid id, HttpContext http, CenterDb db, IAudit audit, string action, Func<MessageTemplate, Task<ProblemHttpResult?>> move, CancellationToken ct)
    {
        if (await db.MessageTemplates.FirstOrDefaultAsync(t => t.Id == id, ct) is not { } template) return Problems.NotFound();
        if (await move(template) is { } problem) return problem;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return WrongState("Somebody else changed it at the same time.");
        }
        await audit.RecordAsync(http, action, Subject(template));
        return TypedResults.Ok(Line(template));
    }

    private static void Retire(MessageTemplate template, string user, DateTimeOffset now) => (template.State, template.RetiredBy, template.RetiredAt) = (TemplateState.Retired, user, now);

    private static Faults Check(WriteTemplate body)
    {
        var faults = new Faults().Length("Name", body.Name, 64, 1).Length("TextZh", body.TextZh, MessageTemplate.TextLength, 1).Length("TextEn", body.TextEn, MessageTemplate.TextLength, 1);
        if (faults.Any) return faults;
        return faults.When(!MessageText.WellFormed(body.TextZh) || !MessageText.WellFormed(body.TextEn), "Braces are for arguments alone, such as {name}.")
            .When(!MessageText.Arguments(body.TextZh).Order().SequenceEqual(MessageText.Arguments(body.TextEn).Order()), "TextZh and TextEn need the same arguments.");
    }

    private static string Subject(MessageTemplate template) => $"template:{template.Id}";

    private static ProblemHttpResult WrongState(string detail) => Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, detail);

    private static MessageTemplateLine Line(MessageTemplate t) =>
        new(t.Id, t.Name, t.Version, t.TextZh, t.TextEn, t.Urgent, t.State.ToString().ToLowerInvariant(), t.WrittenBy, t.WrittenAt, t.ApprovedBy, t.ApprovedAt);
}
