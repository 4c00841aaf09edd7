using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Callers;

/// <summary>Agents mark callers, supervisors decide about them. What keeps somebody from us takes two people; letting him in again takes one.</summary>
internal static class NuisancesApi
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    public static void MapNuisances(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/nuisances", MarkAsync).RequireAuthorization(Policy.Desk).WithTags("Callers").WithSummary("The caller of this call is a nuisance: agents are warned from now on");
        var nuisances = routes.MapGroup("/api/nuisances").RequireAuthorization(Policy.Supervisor).WithTags("Callers");
        nuisances.MapGet("", ListAsync);
        nuisances.MapPost("/{id:guid}/decide", DecideAsync).WithSummary("Marked and dismissed count at once; restricted and blocked are asked for");
        nuisances.MapPost("/{id:guid}/approve", ApproveAsync).WithSummary("By another supervisor than the one who asked");
        nuisances.MapPost("/{id:guid}/refuse", RefuseAsync);
        nuisances.MapPost("/{id:guid}/reveal-number", RevealAsync).RequireRateLimiting(Limits.Reveal).WithSummary("The whole number, for a stated purpose; audited");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MarkAsync(
        MarkNuisance body, HttpContext http, Hand hand, SiteSettings settings, CallerNumbers numbers, CenterDb db, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        var faults = new Faults().Length("Reason", body.Reason, NuisanceRules.LongestReason, NuisanceRules.ShortestReason).Length("CallId", body.CallId, 64, 1);
        if (faults.Any) return faults.Problem();
        var (user, now) = (http.UserName(), time.GetUtcNow());
        var sent = hand.EntryOf(http, body.CallId)?.Number;
        if (sent is null)
        {
            var call = await db.Calls.AsNoTracking().Where(c => c.Id == body.CallId).Select(c => new { c.Number, c.RawNumber }).FirstOrDefaultAsync(ct);
            if (call is null) return Problems.NotFound();
            sent = call.Number ?? call.RawNumber ?? "";
        }
        if (numbers.Dialable(sent) is not { Length: > 0 } number) return Problems.Of(ProblemCode.NumberWithheld, StatusCodes.Status409Conflict, "The caller's number is withheld: there is nothing to mark or block.");
        var outcome = await settings.EditAsync(user, site =>
        {
            var known = site.Nuisances.GetValueOrDefault(number);
            if (known.Value?.Marks.Any(m => m.CallId == body.CallId && m.By == user) == true) return Refused("You have marked this call already.");
            var marked = Nuisances.Mark(known.Value, number, new NuisanceMark(now, user, body.CallId, body.Reason.Trim()));
            return Put(site, known.Id ?? Guid.CreateVersion7(now).ToString(), marked);
        }, ct);
        if (outcome is not SettingOutcome.Stored { Settings: [var stored] }) return Problem(outcome);
        _ = audit.Record(user, AuditAction.NuisanceMarked, $"nuisance:{stored.Id}", body.CallId);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<NuisanceList>> ListAsync(SiteSettings settings, CenterDb db, TimeProvider time, CancellationToken ct)
    {
        var (site, now) = (settings.Current, time.GetUtcNow());
        var since = now - Lately;
        var numbers = site.Nuisances.Keys.ToList();
        var calls = await db.Calls.AsNoTracking().Where(c => c.ArrivedAt > since && numbers.Contains(c.Number!) && c.CallbackOf == null).GroupBy(c => c.Number!).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var lines = site.Nuisances.Values.Select(known =>
        {
            var (stored, value) = (site.Find(SettingSection.Nuisances, known.Id)!, known.Value);
            var standing = Nuisances.StandingOf(site, value.Number, now)!;
            return new NuisanceLine(Guid.Parse(known.Id), stored.Version, Mask.Number(value.Number), standing, standing == value.Standing ? value.Until : null, value.Times, value.Marks, value.Wish,
                value.By, value.ApprovedBy, value.Reason, stored.ChangedAt, calls.GetValueOrDefault(value.Number), site.AlarmNumbers.ContainsKey(value.Number));
        });
        return TypedResults.Ok(new NuisanceList([.. lines.OrderBy(l => l.Wish is null).ThenByDescending(l => l.ChangedAt)]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(Guid id, DecideNuisance body, HttpContext http, SiteSettings settings, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        var held = body.Standing is NuisanceStanding.Restricted or NuisanceStanding.Blocked;
        var faults = new Faults().OneOf("Standing", body.Standing, NuisanceStanding.All).Length("Standing", body.Standing, 32, 1).Length("Reason", body.Reason, NuisanceRules.LongestReason, NuisanceRules.ShortestReason)
            .When(held && body.Days is < 1 or > NuisanceRules.MostDays, $"Days is 1 to {NuisanceRules.MostDays}.");
        if (faults.Any) return faults.Problem();
        var (user, now, reason) = (http.UserName(), time.GetUtcNow(), body.Reason.Trim());
        var outcome = await EditAsync(settings, user, id, body.Version, (site, known) =>
            held && site.AlarmNumbers.ContainsKey(known.Number) ? (null, AlarmNumber)
            : held ? (Nuisances.Ask(known, new NuisanceWish(body.Standing, now.AddDays(body.Days), user, now, reason)), null)
            : (Nuisances.Lift(known, body.Standing, user, reason), null), ct);
        if (outcome is not SettingOutcome.Stored) return Problem(outcome);
        _ = audit.Record(user, held ? AuditAction.NuisanceAsked : AuditAction.NuisanceLifted, $"nuisance:{id} {body.Standing}{(held ? $" {body.Days} days" : "")}");
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ApproveAsync(Guid id, AnswerNuisance body, HttpContext http, SiteSettings settings, RoutingLoop routing, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        var (user, now) = (http.UserName(), time.GetUtcNow());
        NuisanceSetting? after = null;
        var outcome = await EditAsync(settings, user, id, body.Version, (site, known) => known.Wish switch
        {
            null => (null, Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Nothing is asked for.")),
            { By: var by } when by == user => (null, Problems.Of(ProblemCode.SamePerson, StatusCodes.Status403Forbidden, "Whoever asked for it does not approve it.")),
            { Until: var until } when until <= now => (null, Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Its date is past: ask for it again.")),
            _ when site.AlarmNumbers.ContainsKey(known.Number) => (null, AlarmNumber),
            var wish => (after = Nuisances.Approve(known, wish, user), null),
        }, ct);
        if (outcome is not SettingOutcome.Stored) return Problem(outcome);
        _ = audit.Record(user, AuditAction.NuisanceApproved, $"nuisance:{id} {after!.Standing} until {after.Until:yyyy-MM-dd}");
        // Who is kept out is not called back for what he was not answered before.
        if (after.Standing == NuisanceStanding.Blocked && routing.State.CallbackOf(after.Number) is { IsTask: true } task && !routing.State.IsLife(task.Call)) routing.Post(new CallbackSettled(task.Call, user, "blocked"));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RefuseAsync(Guid id, AnswerNuisance body, HttpContext http, SiteSettings settings, IAudit audit, CancellationToken ct)
    {
        var outcome = await EditAsync(settings, http.UserName(), id, body.Version, (_, known) => known.Wish is null ? (null, Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Nothing is asked for.")) : (known with { Wish = null }, null), ct);
        if (outcome is not SettingOutcome.Stored) return Problem(outcome);
        _ = audit.Record(http.UserName(), AuditAction.NuisanceRefused, $"nuisance:{id}");
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RevealedNumber>, ProblemHttpResult>> RevealAsync(Guid id, StatedPurpose purpose, HttpContext http, Hand hand, SiteSettings settings, IAudit audit)
    {
        if (purpose.Fault(http, hand, _ => false) is { } fault) return fault;
        if (settings.Current.Nuisances.Values.FirstOrDefault(n => n.Id == id.ToString()).Value is not { } known) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.NumberRevealed, $"nuisance:{id}", purpose: purpose.Text);
        return TypedResults.Ok(new RevealedNumber(Mask.National(known.Number)));
    }

    /// <summary>One number's standing changes, by the rules as they are while nobody else changes anything.</summary>
    private static Task<SettingOutcome> EditAsync(SiteSettings settings, string user, Guid id, long version, Func<SiteSnapshot, NuisanceSetting, (NuisanceSetting? After, ProblemHttpResult? Problem)> change, CancellationToken ct) =>
        settings.EditAsync(user, site =>
        {
            if (site.Nuisances.Values.FirstOrDefault(n => n.Id == id.ToString()).Value is not { } known) return new SettingPlan([], Problems.NotFound());
            var (after, problem) = change(site, known);
            return after is null ? new SettingPlan([], problem) : new SettingPlan([new SettingEdit(SettingSection.Nuisances, id.ToString(), version, SettingKind.Write(after))]);
        }, ct);

    /// <summary>Follows whatever stands there: nothing is lost by it.</summary>
    internal static SettingPlan Put(SiteSnapshot site, string id, NuisanceSetting value) =>
        new([new SettingEdit(SettingSection.Nuisances, id, site.Find(SettingSection.Nuisances, id)?.Version ?? 0, SettingKind.Write(value))]);

    private static SettingPlan Refused(string why) => new([], Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, why));

    private static ProblemHttpResult AlarmNumber => Problems.Of(ProblemCode.AlarmNumber, StatusCodes.Status409Conflict, "This number is registered for alarms: it is neither restricted nor blocked.");

    internal static ProblemHttpResult Problem(SettingOutcome outcome) =>
        outcome is SettingOutcome.Refused refused ? refused.Problem : Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Somebody else changed it meanwhile: look again.");
}
