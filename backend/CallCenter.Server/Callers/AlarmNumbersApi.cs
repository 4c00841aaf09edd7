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
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Callers;

/// <summary>Telephones and units whose calls are alarms. Supervisors register them: it is residents' data, which the system administrator does not see.</summary>
internal static class AlarmNumbersApi
{
    private const int MostRows = 500, ShortestPlace = 2, LongestPlace = 200, LongestQuery = 100;

    public static IServiceCollection AddCallers(this IServiceCollection services) => services.AddSingleton<IWarnings, AlarmWarnings>();

    public static void MapAlarmNumbers(this IEndpointRouteBuilder routes)
    {
        var numbers = routes.MapGroup("/api/alarm-numbers").RequireAuthorization(Policy.Supervisor).WithTags("Callers");
        numbers.MapGet("", ListAsync).WithSummary("By place; q is a part of the place or the last digits of the number; audited");
        numbers.MapPut("/{id:guid}", PutAsync).WithSummary("Registers or changes; lifts what kept this number from us");
        numbers.MapDelete("/{id:guid}", DeleteAsync);
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
        var typed = string.IsNullOrWhiteSpace(body.Number) ? null : numbers.Dialable(body.Number.Trim());
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
            List<SettingEdit> edits = [new SettingEdit(SettingSection.AlarmNumbers, id.ToString(), body.Version, SettingKind.Write(new AlarmNumberSetting(number, body.Unit, body.ResidentId, body.Place.Trim(), body.From)))];
            // Nobody is kept from us whose call is an alarm.
            if (site.Nuisances.TryGetValue(number, out var nuisance) && (Nuisances.IsHeld(nuisance.Value) || nuisance.Value.Wish is not null))
                edits.AddRange(NuisancesApi.Put(site, nuisance.Id, Nuisances.Lift(nuisance.Value, NuisanceStanding.Marked, user, "alarm")).Edits);
            return new SettingPlan(edits);
        }, ct);
        return outcome is SettingOutcome.Stored ? TypedResults.NoContent() : NuisancesApi.Problem(outcome);
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
