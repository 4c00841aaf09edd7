using System.Text.RegularExpressions;

namespace CallCenter.Server.Enterprises;

/// <summary>统一社会信用代码 (GB 32100-2015): 17 characters and the one that proves them.</summary>
internal static partial class CreditCode
{
    // Without I, O, S, V and Z, which are taken for figures.
    private const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <returns>Capital letters and digits; null when it is none, or its check character does not fit.</returns>
    public static string? Parse(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
        return Code().IsMatch(plain) && Check(plain[..^1]) == plain[^1] ? plain : null;
    }

    /// <summary>The character behind these 17: each counts with a power of 3, and all 18 together make a multiple of 31.</summary>
    public static char Check(string begin)
    {
        var (sum, weight) = (0, 1);
        foreach (var character in begin)
        {
            sum += Characters.IndexOf(character, StringComparison.Ordinal) * weight;
            weight = weight * 3 % Characters.Length;
        }
        return Characters[(Characters.Length - (sum % Characters.Length)) % Characters.Length];
    }

    /// <summary>Who registers it and what it is, the district, the organisation, the check character.</summary>
    [GeneratedRegex("^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$")]
    private static partial Regex Code();
}
