using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallCenter.Console.Language;
using CallCenter.Contracts;

namespace CallCenter.Console.Admin;

/// <summary>A setting as it is being typed: JSON by field, and what is wrong with it.</summary>
internal sealed class SettingDraft
{
    private readonly SettingForm _form;
    private readonly JsonObject _value;

    public SettingDraft(SettingForm form, SettingItem? item)
    {
        _form = form;
        (Id, Version, IsNew) = (item?.Id ?? "", item?.Version ?? 0, item is null);
        _value = Empty(form);
        if (item is null)
            return;
        // A setting of an earlier version lacks what came later: it begins like a new one.
        foreach (var (field, value) in JsonNode.Parse(item.Value.GetRawText())!.AsObject())
            _value[field] = value?.DeepClone();
    }

    public string Id { get; set; }

    public long Version { get; set; }

    public bool IsNew { get; }

    public string Text(string field) => _value[field] switch
    {
        null => "",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
        { } other => other.ToJsonString(),
    };

    public bool Flag(string field) => _value[field]?.GetValueKind() == JsonValueKind.True;

    public IReadOnlyList<string> List(string field) => _value[field] is JsonArray array ? [.. array.Select(v => v?.GetValue<string>() ?? "")] : [];

    public void Set(SettingField field, string text) => _value[field.Name] = field.Kind == FieldKind.Number || (field.Kind == FieldKind.Choice && field.Choices![0] == "1")
        ? int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(int.MinValue)
        : JsonValue.Create(text);

    public void Set(SettingField field, bool on) => _value[field.Name] = JsonValue.Create(on);

    public void Set(SettingField field, IEnumerable<string> list) => _value[field.Name] = new JsonArray([.. list.Select(text => (JsonNode?)JsonValue.Create(text))]);

    /// <summary>The clock of this machine, as an input of the browser wants it.</summary>
    public string Clock(string field) => DateTimeOffset.TryParse(Text(field), CultureInfo.InvariantCulture, out var at) ? at.ToLocalTime().ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture) : "";

    public void SetClock(SettingField field, string clock)
    {
        if (DateTime.TryParse(clock, CultureInfo.InvariantCulture, out var local))
            _value[field.Name] = JsonValue.Create(new DateTimeOffset(local, TimeZoneInfo.Local.GetUtcOffset(local)).ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>The first thing that is plainly wrong, in words; the Server looks again.</summary>
    public string? Fault(Words words)
    {
        if (Id.Trim().Length == 0)
            return words.FieldMissing(words.Field("id"));
        foreach (var field in _form.Fields)
        {
            if (field.Kind == FieldKind.Number && (!int.TryParse(Text(field.Name), CultureInfo.InvariantCulture, out var number) || number < field.Low || number > field.High))
                return words.RangeFault(words.Field(field.Name), field.Low, field.High);
            if ((field.Kind is FieldKind.Queue && !field.Optional) || field.Kind is FieldKind.Instant || (field.Kind == FieldKind.Text && field.Low > 0))
            {
                if (Text(field.Name).Trim().Length == 0)
                    return words.FieldMissing(words.Field(field.Name));
            }
            if (field.Kind == FieldKind.Queues && List(field.Name).Count == 0)
                return words.FieldMissing(words.Field(field.Name));
        }

        return null;
    }

    public JsonElement Value()
    {
        using var document = JsonDocument.Parse(_value.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>Whether another one's stored value differs in this field.</summary>
    public bool Differs(string field, SettingItem other) =>
        (other.Value.TryGetProperty(field, out var theirs) ? JsonNode.Parse(theirs.GetRawText())?.ToJsonString() : null) != _value[field]?.ToJsonString();

    private static JsonObject Empty(SettingForm form)
    {
        var value = new JsonObject();
        foreach (var field in form.Fields)
        {
            value[field.Name] = field.Kind switch
            {
                FieldKind.Number => JsonValue.Create(field.Name switch { "offerSeconds" => 20, "wrapUpSeconds" => 60, "leaseSeconds" => 28, "order" => 500, "port" => 5060, "callsPerSecond" => 20, "ringAtOnce" => 2, "everybodyAfter" => 7, "dutyAfter" => 15, "byNumberAtMost" => 2, "restMinutes" => 10, "holdMinutes" => 3, _ => field.Low }),
                FieldKind.Check => JsonValue.Create(field.Name is "active" or "notice" or "allowed"),
                FieldKind.Choice when field.Choices![0] == "1" => JsonValue.Create(field.Name == "priority" ? 3 : 1),
                FieldKind.Choice => JsonValue.Create(field.Choices[0]),
                FieldKind.Queues or FieldKind.Lines => new JsonArray(),
                FieldKind.Week => new JsonArray([.. Enumerable.Range(0, 7).Select(day => (JsonNode?)JsonValue.Create(day < 5 ? "08:30-12:00 13:30-17:30" : ""))]),
                _ => JsonValue.Create(""),
            };
        }

        return value;
    }
}
