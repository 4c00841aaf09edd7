using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallCenter.Server.Settings;

/// <summary>Two people exchange their shifts: both changes or none, so that no hour is without the one who has it or told to two.</summary>
internal static class DutySwap
{
    public static async Task<Results<Ok<DutyPair>, Conflict<DutyPair>, ProblemHttpResult>> PostAsync(SwapDuties body, HttpContext http, SiteSettings settings, CancellationToken ct)
    {
        return await settings.EditAsync(http.UserName(), site => Plan(body, site), ct) switch
        {
            SettingOutcome.Refused refused => refused.Problem,
            // With both, since either may be the one that somebody changed.
            SettingOutcome.Conflict when Pair(body, settings.Current) is { } now => TypedResults.Conflict(now),
            SettingOutcome.Stored when Pair(body, settings.Current) is { } now => TypedResults.Ok(now),
            _ => Problems.NotFound(),
        };
    }

    private static SettingPlan Plan(SwapDuties body, SiteSnapshot site)
    {
        if (body.One == body.Other) return new SettingPlan([], Problems.Invalid("Two different shifts are swapped."));
        if (site.Find(SettingSection.Duty, body.One) is not { } one || site.Find(SettingSection.Duty, body.Other) is not { } other) return new SettingPlan([], Problems.NotFound());
        if (site.Given(SettingSection.Duty, body.One).Count > 0) return new SettingPlan([], Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, SettingsApi.GivenSentence(SettingSection.Duty)));
        var (first, second) = (Read(one), Read(other));
        return new SettingPlan(
        [
            new SettingEdit(SettingSection.Duty, body.One, body.OneVersion, SettingKind.Write(first with { Name = second.Name, Number = second.Number })),
            new SettingEdit(SettingSection.Duty, body.Other, body.OtherVersion, SettingKind.Write(second with { Name = first.Name, Number = first.Number })),
        ]);
    }

    private static DutyPair? Pair(SwapDuties body, SiteSnapshot site) =>
        site.Find(SettingSection.Duty, body.One) is { } one && site.Find(SettingSection.Duty, body.Other) is { } other ? new DutyPair(SettingsApi.Item(site, one), SettingsApi.Item(site, other)) : null;

    private static DutySetting Read(StoredSetting stored) => stored.Value.Deserialize<DutySetting>(SiteSnapshot.Json)!;
}
