using System.Globalization;
using System.Text.RegularExpressions;

namespace CallCenter.Server.Registry;

/// <summary>Identity documents: the resident identity card (GB 11643, with its check digit), the old one of 15 digits, passports and permits.</summary>
internal static partial class IdentityDocument
{
    private const string Check = "10X98765432";
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <returns>Capital letters and digits; null when it is none.</returns>
    public static string? Parse(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
        if (Card().IsMatch(plain)) return Weights.Select((weight, i) => weight * (plain[i] - '0')).Sum() % 11 is var rest && Check[rest] == plain[17] && BirthDate(plain) is not null ? plain : null;
        if (OldCard().IsMatch(plain)) return BirthDate(plain) is not null ? plain : null;
        return Other().IsMatch(plain) ? plain : null;
    }

    /// <summary>What a card says of its bearer's birth.</summary>
    public static DateOnly? BirthDate(string document)
    {
        var digits = document.Length switch { 18 => document[6..14], 15 when document.All(char.IsAsciiDigit) => "19" + document[6..12], _ => "" };
        return DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    public static string? Gender(string document) => document.Length switch
    {
        18 => (document[16] - '0') % 2 == 1 ? "male" : "female",
        15 when document.All(char.IsAsciiDigit) => (document[14] - '0') % 2 == 1 ? "male" : "female",
        _ => null,
    };

    /// <summary>As it may be shown: 120***********071X.</summary>
    public static string? Mask(string? document) => document is null ? null : document.Length <= 7 ? new string('*', document.Length) : $"{document[..3]}{new string('*', document.Length - 7)}{document[^4..]}";

    [GeneratedRegex("^[1-9][0-9]{16}[0-9X]$")]
    private static partial Regex Card();

    [GeneratedRegex("^[1-9][0-9]{14}$")]
    private static partial Regex OldCard();

    [GeneratedRegex("^[A-Z]{1,3}[0-9]{6,10}$")]
    private static partial Regex Other();
}
