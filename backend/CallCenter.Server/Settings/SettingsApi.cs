using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Routing;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Settings;

internal static class SettingsApi
{
    private const int MostChanges = 100;

    public static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.AddSingleton<SiteFiles>();
        services.AddSingleton<SiteSettings>();
        services.AddSingleton<SettingSecrets>();
        services.AddSingleton<DeskPhones>();
        services.AddHostedService(provider => provider.GetRequiredService<SiteSettings>());
        return services.AddHostedService<SiteRouting>();
    }

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/site", (SiteSettings settings) => TypedResults.Ok(settings.Current.ToWords())).RequireAuthorization(Policy.SignedIn).WithTags("Settings");
        var admin = routes.MapGroup("/api/admin").RequireAuthorization(Policy.Administer).WithTags("Settings");
        admin.MapGet("/settings", Get).WithSummary("All settings of the site, what is live, and who a change would reach");
        admin.MapGet("/open", Open).WithSummary("Which numbers are open at an instant, and why");
        var setting = admin.MapGroup("/settings/{section:maxlength(32)}/{id:maxlength(64)}");
        setting.MapPut("", PutAsync).WithSummary("Stores one setting; 409 with the stored one when another administrator was quicker");
        setting.MapDelete("", DeleteAsync).WithSummary("Takes a setting away; a queue is closed, a reason or category switched off");
        routes.MapGet("/api/admin/settings/{section:maxlength(32)}/{id:maxlength(64)}/changes", ChangesAsync).RequireAuthorization(Policy.SettingChanges).WithTags("Settings")
            .WithSummary("Who changed it, with before and after: a setting, a user, a community or a prompt; version asks for one change");
        admin.MapPost("/phones/{id:maxlength(10)}/password", PhonePasswordAsync).WithSummary("A new SIP password for a desk phone, shown once");
        admin.MapPost("/duty/swap", DutySwap.PostAsync).WithSummary("Two people of the duty roster exchange their shifts; 409 with both shifts when another administrator was quicker");
        admin.MapPost("/settings/{section:maxlength(32)}/import", SettingsImport.PostAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(SettingsImport.MostBytes))
            .WithSummary("Reads a calendar or duty roster from CSV or Excel; stores it with apply=true when no line has a fault");
    }

    private static Ok<SettingsPage> Get(SiteSettings settings, RoutingLoop routing)
    {
        var site = settings.Current;
        var state = routing.State;
        return TypedResults.Ok(new SettingsPage([.. site.Stored.Where(s => SettingKind.Of(s.Section) is not null).Select(s => Item(site, s))], settings.Applied, [.. site.Queues.Select(q => Load(state, q.Options.Id))]));
    }

    private static Ok<List<OpenLine>> Open(DateTimeOffset? at, SiteSettings settings, TimeProvider time) => TypedResults.Ok(settings.Current.Numbers.Select(number =>
    {
        var state = OpeningHours.At(settings.Current, number.Number, number.Queue, at ?? time.GetUtcNow(), time.LocalTimeZone);
        return new OpenLine(number.Number, number.Queue, state.Open, state.Reason, state.Day?.NameZh, state.ChangesAt);
    }).ToList());

    private static async Task<Results<Ok<SettingItem>, Conflict<SettingItem>, ProblemHttpResult>> PutAsync(
        string section, string id, PutSetting body, HttpContext http, SiteSettings settings, DeskPhones phones, SettingSecrets secrets, CancellationToken ct)
    {
        if (SettingKind.Of(section) is not { } kind) return Problems.NotFound();
        return await settings.EditAsync(http.UserName(), site => Plan(kind, id, body, site, phones, secrets, ct), ct) switch
        {
            SettingOutcome.Conflict { Newer: { } newer } => TypedResults.Conflict(Item(settings.Current, newer)),
            SettingOutcome.Refused refused => refused.Problem,
            SettingOutcome.Stored { Settings: [var stored, ..] } => TypedResults.Ok(Item(settings.Current, stored)),
            _ => Problems.NotFound(),
        };
    }

    private static SettingPlan Plan(SettingKind kind, string id, PutSetting body, SiteSnapshot site, DeskPhones phones, SettingSecrets secrets, CancellationToken ct)
    {
        var (value, faults) = kind.Check(id, body.Value, site);
        if (faults.Any) return new SettingPlan([], faults.Problem());
        if (Touches(site, kind.Section, id, value) is { } given) return new SettingPlan([], Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, given));
        if (kind.Secrets.Count > 0 && !secrets.TrySeal(kind.Section, id, ref value, site.Find(kind.Section, id)?.Value))
            return new SettingPlan([], Problems.Of(ProblemCode.KeyLost, StatusCodes.Status503ServiceUnavailable, "There is no key to seal the password with."));
        // The phone before its row, which would promise one that does not exist; but never over one that is there, whose password it would take away.
        async Task<ProblemHttpResult?> MakePhoneAsync() => await phones.MadeAsync(id, ct) ? null : Problems.Unavailable("Asterisk cannot be reached at the moment.");
        return new SettingPlan([new SettingEdit(kind.Section, id, body.Version, value)], First: kind.Section == SettingSection.Phones && body.Version == 0 ? MakePhoneAsync : null);
    }

    private static async Task<Results<NoContent, Conflict<SettingItem>, ProblemHttpResult>> DeleteAsync(
        string section, string id, long version, HttpContext http, SiteSettings settings, DeskPhones phones, CancellationToken ct)
    {
        if (SettingKind.Of(section) is not { } kind) return Problems.NotFound();
        var outcome = await settings.EditAsync(http.UserName(), site => Plan(kind, id, version, site, phones), ct);
        if (outcome is SettingOutcome.Refused refused) return refused.Problem;
        if (outcome is SettingOutcome.Conflict conflict) return conflict.Newer is { } newer ? TypedResults.Conflict(Item(settings.Current, newer)) : Problems.NotFound();
        if (section == SettingSection.Phones) await phones.RemoveAsync(id);
        return TypedResults.NoContent();
    }

    private static SettingPlan Plan(SettingKind kind, string id, long version, SiteSnapshot site, DeskPhones phones)
    {
        if (site.Find(kind.Section, id) is not { } present) return new SettingPlan([], Problems.NotFound());
        if (site.Given(kind.Section, id).Count > 0 && kind.Marked is null) return new SettingPlan([], Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, GivenSentence(kind.Section)));
        if (kind.Kept(id, site) is { } why) return new SettingPlan([], Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, why));
        if (kind.Section == SettingSection.Phones && phones.InUse(id)) return new SettingPlan([], Problems.Of(ProblemCode.PhoneTaken, StatusCodes.Status409Conflict, "Somebody is signed in with this phone."));
        return new SettingPlan([new SettingEdit(kind.Section, id, version, kind.Marked?.Invoke(present.Value))]);
    }

    private static async Task<Ok<List<SettingChangeLine>>> ChangesAsync(string section, string id, long? version, HttpContext http, CenterDb db, IAudit audit, CancellationToken ct)
    {
        // An auditor's looks are in the log themselves.
        if (http.User.IsInRole(Role.AuditAdmin)) await audit.RecordAsync(http, AuditAction.AuditRead, $"{section}/{id}");
        var rows = await db.SettingChanges.AsNoTracking().Where(c => c.Section == section && c.SettingId == id && (version == null || c.Version == version)).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(MostChanges).ToListAsync(ct);
        return TypedResults.Ok(rows.Select(c =>
        {
            var (before, after) = SettingSecrets.Masked(section, Parse(c.Before), Parse(c.After));
            return new SettingChangeLine(c.At, c.User, c.Section, c.SettingId, c.Version, before, after, SiteSettings.Digest(c.Before, c.After));
        }).ToList());
    }

    private static async Task<Results<Ok<NewPassword>, ProblemHttpResult>> PhonePasswordAsync(string id, HttpContext http, SiteSettings settings, DeskPhones phones, IAudit audit, CancellationToken ct)
    {
        if (settings.Current.Find(SettingSection.Phones, id) is null) return Problems.NotFound();
        if (await phones.NewPasswordAsync(id, ct) is not { } password) return Problems.Unavailable("Asterisk cannot be reached at the moment.");
        _ = audit.Record(http.UserName(), AuditAction.PasswordReset, $"phones/{id}");
        return TypedResults.Ok(new NewPassword(id, password));
    }

    private static JsonElement? Parse(string? json) => json is null ? null : JsonDocument.Parse(json).RootElement;

    /// <summary>What the environment gives cannot be changed here: it would come back with the next start.</summary>
    private static string? Touches(SiteSnapshot site, string section, string id, JsonElement value)
    {
        var given = site.Given(section, id);
        if (given.Count == 0) return null;
        var before = site.Find(section, id)?.Value;
        return given.Any(field => before is null || before.Value.GetProperty(field).GetRawText() != value.GetProperty(field).GetRawText()) ? GivenSentence(section) : null;
    }

    internal static string GivenSentence(string section) => $"The environment sets this ({section switch
    {
        SettingSection.Numbers => "CALLCENTER_NUMBERS", SettingSection.Duty => "CALLCENTER_DUTY_NUMBER", _ => "CALLCENTER_Queues__…",
    }}): change it there.";

    internal static SettingItem Item(SiteSnapshot site, StoredSetting s) => new(s.Section, s.Id, s.Version, SettingSecrets.Masked(s.Section, s.Value), s.ChangedAt, s.ChangedBy, site.Given(s.Section, s.Id));

    private static QueueLoad Load(RoutingState state, string queue) => new(queue, state.Calls.Values.Count(c => c.Queue == queue && c.Mode != CallMode.Talking),
        state.Calls.Values.Count(c => c.Queue == queue && c.Mode == CallMode.Talking), state.Agents.Values.Count(a => a.Queues.Contains(queue)));
}
