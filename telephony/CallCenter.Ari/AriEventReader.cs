using System.Text.Json;
using CallCenter.Ari.Events;

namespace CallCenter.Ari;

/// <summary>From the bytes of one socket message to the event's record.</summary>
internal static class AriEventReader
{
    /// <exception cref="JsonException">Not JSON, not an event, or an event without a part it cannot be without.</exception>
    public static AriEvent Read(ReadOnlySpan<byte> json)
    {
        var type = TypeOf(json) ?? throw new JsonException("An event without a type.");
        return AriEventTypes.Read(type, json) ?? Unknown(json);
    }

    private static UnknownEvent Unknown(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var raw = JsonElement.ParseValue(ref reader);
        var common = raw.Deserialize(AriJson.Default.UnknownEvent) ?? new UnknownEvent();
        return common with { Raw = raw };
    }

    /// <summary>Asterisk writes the type first, so this normally reads two tokens.</summary>
    private static string? TypeOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }
}
