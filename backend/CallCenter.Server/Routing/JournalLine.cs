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
    public static T? Decode<T>(ReadOnlySpan<byte> line) where T : class
    {
        if (line.Length < Prefix || line[Prefix - 1] != ' ') return null;
        var json = line[Prefix..];
        if (!uint.TryParse(line[..(Prefix - 1)], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var crc) || crc != Crc32.HashToUInt32(json)) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(json, RoutingJson.Options);
        }
        catch (JsonException)
        {
            // Whole, but written by a version that knows a type we do not.
            return null;
        }
    }
}
