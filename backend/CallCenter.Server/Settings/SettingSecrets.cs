using System.Text.Json;
using System.Text.Json.Nodes;
using CallCenter.Contracts;
using CallCenter.Server.Residents;
using CallCenter.Server.Sealing;

namespace CallCenter.Server.Settings;

/// <summary>
/// Passwords among the site settings. Rows, history and the copy on disk have them sealed; what leaves the Server has stars in their place, and stars
/// that come back leave the password as it is.
/// </summary>
internal sealed class SettingSecrets(KeyVault vault)
{
    public const string Stars = "********";

    /// <summary>Appended in the history where the password was changed.</summary>
    private const string Another = " *";

    /// <summary>Seals what was typed.</summary>
    /// <returns>False: there is no key.</returns>
    public bool TrySeal(string section, string id, ref JsonElement value, JsonElement? before)
    {
        var json = JsonObject.Create(value)!;
        foreach (var field in Fields(section))
        {
            var typed = json[field]?.GetValue<string>() ?? "";
            if (typed == Stars) json[field] = before is { } known ? known.GetProperty(field).GetString() : "";
            else if (typed.Length > 0 && vault.Ring is not { } ) return false;
            else if (typed.Length > 0) json[field] = SealedText.Seal(typed, vault.Active, Subject(section, id, field));
        }
        value = SettingKind.Write(json);
        return true;
    }

    /// <exception cref="KeyLostException"/>
    /// <exception cref="SealBrokenException"/>
    public string Open(string section, string id, string field, string text) => text.Length == 0 ? "" : SealedText.Open(text, vault.Ring, Subject(section, id, field));

    public static JsonElement Masked(string section, JsonElement value) => Masked(section, null, value).After!.Value;

    /// <summary>Before and after a change, as they may be shown.</summary>
    public static (JsonElement? Before, JsonElement? After) Masked(string section, JsonElement? before, JsonElement? after)
    {
        if (section is SettingSection.AlarmNumbers or SettingSection.Nuisances) return (WithMaskedNumber(before), WithMaskedNumber(after));
        var fields = Fields(section);
        if (fields.Count == 0) return (before, after);
        var (old, now) = (before is { } b ? JsonObject.Create(b) : null, after is { } a ? JsonObject.Create(a) : null);
        foreach (var field in fields)
        {
            var changed = old is not null && now is not null && old[field]?.ToString() != now[field]?.ToString();
            foreach (var (side, mark) in new[] { (old, ""), (now, changed ? Another : "") })
            {
                if (side?[field]?.ToString() is { Length: > 0 }) side[field] = Stars + mark;
            }
        }
        return (old is null ? null : SettingKind.Write(old), now is null ? null : SettingKind.Write(now));
    }

    /// <summary>Whose number it is, an administrator or auditor need not know.</summary>
    private static JsonElement? WithMaskedNumber(JsonElement? value)
    {
        if (value is not { } known || JsonObject.Create(known) is not { } json) return value;
        json["number"] = Mask.Number(json["number"]?.GetValue<string>());
        return SettingKind.Write(json);
    }

    /// <summary>Seals with the newest key whatever is not.</summary>
    /// <returns>How many settings were.</returns>
    public async Task<int> ResealAsync(SiteSettings settings, KeyRing ring, Func<Guid, bool> givenUp, CancellationToken ct)
    {
        var count = 0;
        foreach (var stored in settings.Current.Stored.ToList())
        {
            var json = JsonObject.Create(stored.Value)!;
            var old = Fields(stored.Section).Where(field => json[field]?.GetValue<string>() is { Length: > 0 } text && SealedText.KeyOf(text) is var key && key != ring.Active.Id && !givenUp(key)).ToList();
            if (old.Count == 0) continue;
            foreach (var field in old)
            {
                var subject = Subject(stored.Section, stored.Id, field);
                json[field] = SealedText.Seal(SealedText.Open(json[field]!.GetValue<string>(), ring, subject), ring.Active, subject);
            }
            if (await settings.EditAsync(SettingSeeds.By, [new SettingEdit(stored.Section, stored.Id, stored.Version, SettingKind.Write(json))], ct) is SettingOutcome.Stored) count++;
        }
        return count;
    }

    private static IReadOnlyList<string> Fields(string section) => SettingKind.Of(section)?.Secrets ?? [];

    private static string Subject(string section, string id, string field) => $"setting:{section}/{id}/{field}";
}
