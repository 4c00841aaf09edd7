using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CallCenter.Ari;

/// <summary>Serialisation of everything in ARI's schema, written by the compiler. The list of types is generated.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(AriTimeConverter)],
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class AriJson
{
    public static JsonTypeInfo<T> For<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}

/// <summary>ARI's instants: <c>2026-11-23T10:00:00.000+0000</c>, with an offset without colon.</summary>
internal sealed class AriTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact)
            ? exact
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other)
                ? other
                : throw new JsonException("Not an instant.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture)
            + value.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal));
}

/// <summary>Names of an enum's members on the wire.</summary>
internal static class AriEnum<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names = typeof(TEnum)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToFrozenDictionary(f => (TEnum)f.GetValue(null)!, f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? "");

    private static readonly FrozenDictionary<string, TEnum> Values = Names
        .ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    public static string ToWire(TEnum value) => Names.GetValueOrDefault(value, "");

    /// <summary>A value of a newer Asterisk reads as the default, which every enum that is read names Unknown.</summary>
    public static TEnum FromWire(string? wire) => wire is null ? default : Values.GetValueOrDefault(wire);
}

/// <summary>Reads and writes the wire names; never throws over an unknown one.</summary>
internal sealed class AriEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AriEnum<TEnum>.FromWire(reader.GetString());

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(AriEnum<TEnum>.ToWire(value));
}
