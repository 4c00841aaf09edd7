using System.Text.Json;

namespace CallCenter.Ari;

/// <summary>Which event types an application receives, by their names on the wire. A disallowed type wins over an allowed one.</summary>
/// <param name="Allowed">Empty allows all; null leaves the list as it is.</param>
/// <param name="Disallowed">Null leaves the list as it is.</param>
public sealed record EventFilter(IReadOnlyList<string>? Allowed = null, IReadOnlyList<string>? Disallowed = null)
{
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteList(json, "allowed", Allowed);
        WriteList(json, "disallowed", Disallowed);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string>? types)
    {
        if (types is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var type in types)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
