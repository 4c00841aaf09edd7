using System.Diagnostics.CodeAnalysis;

namespace CallCenter.Server.Residents;

/// <summary>Numbers as they may be shown without audit: 138****0001, 022****4321.</summary>
internal static class Mask
{
    private const int Head = 3, Tail = 4;

    /// <param name="number">E.164, or as a carrier sent it; what is no number at all is not shown.</param>
    [return: NotNullIfNotNull(nameof(number))]
    public static string? Number(string? number)
    {
        if (number is null) return null;
        // The digits of an address (sip:sipp@127.0.0.1) are nobody's number.
        if (number.Any(c => char.IsAsciiLetter(c) || c == '@')) return "";
        var digits = National(number);
        if (digits.Length is 0 or > 20) return "";
        // Short numbers are services (10086), not people.
        return digits.Length <= Head + Tail ? digits : $"{digits[..Head]}****{digits[^Tail..]}";
    }

    /// <summary>As people dial it at home: 13800000001, 02287654321; foreign numbers with their +.</summary>
    public static string National(string number)
    {
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        if (!number.StartsWith("+86", StringComparison.Ordinal)) return number.StartsWith('+') ? "+" + digits : digits;
        var subscriber = digits[2..];
        return subscriber is ['1', _, _, _, _, _, _, _, _, _, _] or ['4', '0', '0', ..] or ['8', '0', '0', ..] ? subscriber : "0" + subscriber;
    }
}
