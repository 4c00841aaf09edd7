using System.Text.Json;
using CallCenter.Console.Language;
using CallCenter.Contracts;

namespace CallCenter.Console.Admin;

/// <summary>One field of a setting, in words: what it was and what it became; "—" where there was none.</summary>
internal sealed record SettingDifference(string Field, string Before, string After)
{
    private const string None = "—";

    /// <summary>Every field that differs; of a new setting or one taken away, every field there is.</summary>
    public static IReadOnlyList<SettingDifference> Of(SettingChangeLine change, Words words)
    {
        var (before, after) = (Fields(change.Before), Fields(change.After));
        return [.. before.Keys.Union(after.Keys).Where(field => Raw(before, field) != Raw(after, field))
            .Select(field => new SettingDifference(words.Field(field), Text(before, field, words), Text(after, field, words)))];
    }

    private static Dictionary<string, JsonElement> Fields(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) : [];

    private static string? Raw(Dictionary<string, JsonElement> fields, string field) => fields.TryGetValue(field, out var value) ? value.GetRawText() : null;

    private static string Text(Dictionary<string, JsonElement> fields, string field, Words words) => fields.TryGetValue(field, out var value) ? Text(field, value, words) : None;

    private static string Text(string field, JsonElement value, Words words) => value.ValueKind switch
    {
        JsonValueKind.True => "✓",
        JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined => None,
        JsonValueKind.Array => string.Join(" / ", value.EnumerateArray().Select(part => Text(field, part, words))) is { Length: > 0 } list ? list : None,
        JsonValueKind.Object => value.GetRawText(),
        _ when value.ToString() is { Length: > 0 } text => field == "roles" ? words.RoleName(text) : words.Option(field, text),
        _ => None,
    };
}
