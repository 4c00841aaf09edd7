using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using CallCenter.Routing;

namespace CallCenter.Server.Routing;

/// <summary>A line on disk: CRC-32 of the JSON in eight hex digits, a blank, the JSON, a line feed.</summary>
internal static class JournalLine
{
    private const int Prefix = 9;

    public static byte[] Encode<T>(T value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, RoutingJson.Options);
        var line = new byte[Prefix + json.Length + 1];
        Encoding.ASCII.GetBytes(Crc32.HashToUInt32(json).ToString("x8", CultureInfo.InvariantCulture), line);
        line[Prefix - 1] = (byte)' ';
        json.CopyTo(line, Prefix);
        line[^1] = (byte)'\n';
        return line;
    }

    /// <returns>Null when the line is damaged.</returns>
    public static T? Decode<T>(ReadOnlySpan<byte> line) where T : class => IsWhole(line) ? Parse<T>(line) : null;

    /// <summary>Whether the line is as it was written; by its checksum alone, so that a long journal is walked over in no time.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> line) =>
        line.Length >= Prefix && line[Prefix - 1] == ' ' && uint.TryParse(line[..(Prefix - 1)], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var crc)
        && crc == Crc32.HashToUInt32(line[Prefix..]);

    /// <summary>The number of the entry in a whole line; null when it holds something else. Reads as far as the number, not the entry.</summary>
    public static long? SeqOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line[Prefix..]);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1) continue;
                var wanted = json.ValueTextEquals("seq"u8);
                json.Read();
                if (wanted) return json.TryGetInt64(out var seq) ? seq : null;
                json.Skip();
            }
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            // Whole, and no entry.
        }

        return null;
    }

    /// <returns>Null when a whole line was written by a version that knows a type we do not.</returns>
    public static T? Parse<T>(ReadOnlySpan<byte> line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line[Prefix..], RoutingJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
