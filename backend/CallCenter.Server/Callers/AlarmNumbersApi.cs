using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using CallCenter.Server.Operations;
using CallCenter.Server.Registry;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Callers;

/// <summary>Telephones and units whose calls are alarms. Supervisors register them: it is residents' data, which the system administrator does not see.</summary>
internal static class AlarmNumbersApi
{
    public const int ShortestPlace = 2, LongestPlace = 200;
    private const int MostRows = 500, LongestQuery = 100;

    public static IServiceCollection AddCallers(this IServiceCollection services) => services.AddSingleton<IWarnings, AlarmWarnings>();

    public static void MapAlarmNumbers(this IEndpointRouteBuilder routes)
    {
        var numbers = routes.MapGroup("/api/alarm-numbers").RequireAuthorization(Policy.Supervisor).WithTags("Callers");
        numbers.MapGet("", ListAsync).WithSummary("By place; q is a part of the place or the last digits of the number; audited");
        numbers.MapPut("/{id:guid}", PutAsync).WithSummary("Registers or changes; lifts what kept this number from us");
        numbers.MapDelete("/{id:guid}", DeleteAsync);
        numbers.MapPost("/import", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(SettingsImport.MostBytes)).WithSummary("CSV (UTF-8, GB18030) or Excel: number, place, kind, first day. Without apply only the report; with it all lines or, where one is wrong, none");
        numbers.MapPost("/{id:guid}/reveal-number", RevealAsync).RequireRateLimiting(Limits.Reveal).WithSummary("The whole number, for a stated purpose; audited");
    }

    private static async Task<Results<Ok<AlarmNumberList>, ProblemHttpResult>> ListAsync(string? q, HttpContext http, SiteSettings settings, CenterDb db, IAudit audit, TimeProvider time, CancellationToken ct)
    {
        if (q?.Length > LongestQuery) return Problems.Invalid($"The search text may have {LongestQuery} characters.");
        var (site, text, today) = (settings.Current, q?.Trim() ?? "", Admission.DayOf(time.GetUtcNow(), time.LocalTimeZone));
        var found = site.AlarmNumbers.Values.Where(n => text.Length == 0 || n.Value.Place.Contains(text, StringComparison.OrdinalIgnoreCase) || (text.Length >= 4 && n.Value.Number.EndsWith(text, StringComparison.Ordinal)))
            .OrderBy(n => n.Value.Place, StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal).ToList();
        var shown = found.Take(MostRows).ToList();
        var residents = await ResidentsAsync(db, [.. shown.Select(n => n.Value.Resident).OfType<Guid>()], ct);
        if (residents.Count > 0) await audit.RecordAsync(http, AuditAction.AlarmNumbersListed, $"{shown.Count} alarm numbers");
        return TypedResults.Ok(new AlarmNumberList([.. shown.Select(n =>
        {
            var stored = site.Find(SettingSection.AlarmNumbers, n.Id)!;
            var resident = n.Value.Resident is { } of ? residents.GetValueOrDefault(of) : default;
            return new AlarmNumberLine(Guid.Parse(n.Id), stored.Version, Mask.Number(n.Value.Number), n.Value.Unit, resident.Name is null ? null : resident.Id, resident.Name, n.Value.Place, n.Value.From,
                n.Value.From <= today, stored.ChangedAt, stored.ChangedBy);
        })], found.Count, site.LifeLine?.Queue, today));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(Guid id, PutAlarmNumber body, HttpContext http, SiteSettings settings, CallerNumbers numbers, CenterDb db, CancellationToken ct)
    {
        var typed = string.IsNullOrWhiteSpace(body.Number) ? null : AlarmNumberTable.NumberOf(body.Number.Trim(), numbers);
        var faults = new Faults().Length("Place", body.Place, LongestPlace, ShortestPlace).When(id == Guid.Empty, "The id is missing.").When(typed is "", "Number is no telephone number.");
        if (faults.Any) return faults.Problem();
        if (body.ResidentId is { } resident && !await db.Residents.AnyAsync(r => r.Id == resident, ct)) return Problems.Invalid("ResidentId is nobody in the records.");
        var user = http.UserName();
        var outcome = await settings.EditAsync(user, site =>
        {
            var number = typed ?? site.AlarmNumbers.Values.FirstOrDefault(n => n.Id == id.ToString()).Value?.Number;
            if (number is null) return new SettingPlan([], Problems.Invalid("Number is missing."));
            if (site.Numbers.Any(n => n.Number == number)) return new SettingPlan([], Problems.Invalid("This is a number people call."));
            if (site.AlarmNumbers.TryGetValue(number, out var known) && known.Id != id.ToString()) return new SettingPlan([], Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "This number is registered already."));
            return new SettingPlan([.. AlarmNumberTable.Edits(site, id.ToString(), body.Version, new AlarmNumberSetting(number, body.Unit, body.ResidentId, body.Place.Trim(), body.From), user)]);
        }, ct);
        return outcome is SettingOutcome.Stored ? TypedResults.NoContent() : NuisancesApi.Problem(outcome);
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ImportAsync(bool? apply, HttpContext http, SiteSettings settings, CallerNumbers numbers, TimeProvider time, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        if (SettingsImport.Rows(body.ToArray(), AlarmNumberTable.IsHeading) is not { } rows) return Problems.Invalid("The file is neither CSV (UTF-8 or GB18030) nor Excel (.xlsx).");
        if (rows.Count > SettingsImport.MostLines) return Problems.Invalid($"The file has {rows.Count} lines; at most {SettingsImport.MostLines} are taken at once.");
        var (user, today) = (http.UserName(), Admission.DayOf(time.GetUtcNow(), time.LocalTimeZone));
        var (lines, _) = AlarmNumberTable.Judged(rows, settings.Current, numbers, today, user);
        var wrong = lines.Count(line => line.Fault is not null);
        if (apply != true || wrong > 0 || lines.Count == 0) return TypedResults.Ok(new ImportReport(lines, wrong, false));
        var outcome = await settings.EditAsync(user, site =>
        {
            (lines, var edits) = AlarmNumberTable.Judged(rows, site, numbers, today, user);
            return lines.Any(line => line.Fault is not null) ? new SettingPlan([], Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Another supervisor changed these at the same time: import again.")) : new SettingPlan(edits);
        }, ct);
        return outcome is SettingOutcome.Stored ? TypedResults.Ok(new ImportReport(lines, 0, true)) : NuisancesApi.Problem(outcome);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, long version, HttpContext http, SiteSettings settings, CancellationToken ct)
    {
        var outcome = await settings.EditAsync(http.UserName(), site => site.Find(SettingSection.AlarmNumbers, id.ToString()) is null ? new SettingPlan([], Problems.NotFound())
            : new SettingPlan([new SettingEdit(SettingSection.AlarmNumbers, id.ToString(), version, null)]), ct);
        return outcome is SettingOutcome.Stored ? TypedResults.NoContent() : NuisancesApi.Problem(outcome);
    }

    private static async Task<Results<Ok<RevealedNumber>, ProblemHttpResult>> RevealAsync(Guid id, StatedPurpose purpose, HttpContext http, Hand hand, SiteSettings settings, IAudit audit)
    {
        if (purpose.Fault(http, hand, _ => false) is { } fault) return fault;
        if (settings.Current.AlarmNumbers.Values.FirstOrDefault(n => n.Id == id.ToString()).Value is not { } known) return Problems.NotFound();
        await audit.RecordAsync(http, AuditAction.NumberRevealed, $"alarm-number:{id}", purpose: purpose.Text);
        return TypedResults.Ok(new RevealedNumber(Mask.National(known.Number)));
    }

    /// <summary>By the id that was registered; a record may have been merged since.</summary>
    private static async Task<Dictionary<Guid, (Guid Id, string Name)>> ResidentsAsync(CenterDb db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var names = await db.Residents.AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Name }).ToDictionaryAsync(r => r.Id, r => (r.Id, r.Name), ct);
        foreach (var gone in ids.Where(id => !names.ContainsKey(id)).Distinct().ToList())
        {
            var kept = await MergedRecords.CurrentAsync(db, gone, ct);
            if (await db.Residents.AsNoTracking().Where(r => r.Id == kept).Select(r => r.Name).FirstOrDefaultAsync(ct) is { } name) names[gone] = (kept, name);
        }
        return names;
    }
}
