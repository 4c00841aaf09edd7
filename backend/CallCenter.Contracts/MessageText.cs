using System.Text.RegularExpressions;

namespace CallCenter.Contracts;

/// <summary>How long a text is on the air.</summary>
/// <param name="Units">Septets of the GSM alphabet, or UTF-16 units.</param>
/// <param name="Gsm">Every character is in the GSM 7-bit alphabet.</param>
public sealed record MessageLength(int Units, int Segments, bool Gsm);

/// <summary>Texts of messages: their arguments and their length. The page previews with the same code the Server sends with.</summary>
public static partial class MessageText
{
    public const int ArgumentLength = 100;

    // 3GPP TS 23.038, 6.2.1; the second takes an escape and counts two.
    private const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Extended = "\f^{}\\[~]|€";
    private const int GsmAlone = 160, GsmPart = 153, WideAlone = 70, WidePart = 67;

    /// <summary>Names of arguments in order of appearance.</summary>
    public static IReadOnlyList<string> Arguments(string text) => [.. Argument().Matches(text).Select(match => match.Groups["name"].Value).Distinct()];

    /// <summary>Braces are for arguments alone: {name}, a small letter, then letters and digits.</summary>
    public static bool WellFormed(string text) => !Argument().Replace(text, "").AsSpan().ContainsAny('{', '}');

    /// <summary>An argument that is missing stays as it is written in the template.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> arguments) =>
        Argument().Replace(text, match => arguments.TryGetValue(match.Groups["name"].Value, out var value) ? value : match.Value);

    public static MessageLength Length(string text)
    {
        var gsm = text.All(c => Basic.Contains(c) || Extended.Contains(c));
        var widths = gsm ? [.. text.Select(c => Extended.Contains(c) ? 2 : 1)] : Wide(text);
        var units = widths.Sum();
        return new MessageLength(units, units <= (gsm ? GsmAlone : WideAlone) ? Math.Min(units, 1) : Parts(widths, gsm ? GsmPart : WidePart), gsm);
    }

    private static List<int> Wide(string text)
    {
        var widths = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) widths.Add(rune.Utf16SequenceLength);
        return widths;
    }

    /// <summary>Neither an escaped character nor a surrogate pair is split between parts: such a part is left one short.</summary>
    private static int Parts(List<int> widths, int size)
    {
        var (parts, left) = (1, size);
        foreach (var width in widths)
        {
            if (width > left) (parts, left) = (parts + 1, size);
            left -= width;
        }
        return parts;
    }

    [GeneratedRegex(@"\{(?<name>[a-z][A-Za-z0-9]{0,31})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Argument();
}
