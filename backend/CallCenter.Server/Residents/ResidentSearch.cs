using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Session;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Residents;

/// <summary>One box for name, pinyin, initials, number or address. Every word must match; the better the match the earlier.</summary>
internal sealed class ResidentSearch(CallerNumbers numbers, TimeProvider time)
{
    private const int ShortestNumber = 4;
    private const int MostWords = 4;

    public async Task<IReadOnlyList<ResidentLine>> FindAsync(CenterDb db, string text, int skip, int take, CancellationToken ct, Guid? area = null)
    {
        text = text.Trim();
        var found = db.Residents.AsNoTracking().In(area);
        if (AsNumber(text) is { } digits)
        {
            found = ByNumber(db, found, text, digits);
        }
        else
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords).ToList();
            // "wang xiu ying" is one name, "wang 和平里" are two things.
            if (words.Count > 1 && words.All(IsLatin)) words = [string.Concat(words)];
            found = words.Aggregate(found, ByWord);
            found = words.Count == 0 ? found.OrderBy(r => r.Name).ThenBy(r => r.Id) : Ranked(found, words[0]);
        }
        var rows = await found.Skip(skip).Take(take).AsSplitQuery().Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Household).ThenInclude(h => h!.Community).ToListAsync(ct);
        return [.. rows.Select(Line)];
    }

    private static string? AsNumber(string text)
    {
        if (!text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')')) return null;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length >= ShortestNumber ? digits : null;
    }

    /// <summary>The whole number in any form, or its last digits; after those, doors such as 1001.</summary>
    private IQueryable<Resident> ByNumber(CenterDb db, IQueryable<Resident> residents, string text, string digits)
    {
        var whole = numbers.Parse(text) ?? "";
        var low = ResidentNumber.Reverse(digits);
        var high = Above(low);
        var known = db.ResidentNumbers.Where(n => n.Number == whole || (string.Compare(n.Reversed, low) >= 0 && string.Compare(n.Reversed, high) < 0)).Select(n => n.ResidentId);
        return residents.Where(r => known.Contains(r.Id) || r.Household!.Address.Contains(text))
            .OrderBy(r => r.Numbers.Any(n => n.Number == whole) ? 0 : known.Contains(r.Id) ? 1 : 2).ThenBy(r => r.Name).ThenBy(r => r.Id);
    }

    private static IQueryable<Resident> ByWord(IQueryable<Resident> residents, string word)
    {
        if (!IsLatin(word)) return residents.Where(r => r.Name.Contains(word) || r.Household!.Address.Contains(word));
        var low = word.Replace("'", "", StringComparison.Ordinal).ToLowerInvariant();
        var high = Above(low);
        return residents.Where(r => (string.Compare(r.Pinyin, low) >= 0 && string.Compare(r.Pinyin, high) < 0)
            || (string.Compare(r.Initials, low) >= 0 && string.Compare(r.Initials, high) < 0));
    }

    private static IQueryable<Resident> Ranked(IQueryable<Resident> residents, string word)
    {
        if (IsLatin(word))
        {
            var low = word.Replace("'", "", StringComparison.Ordinal).ToLowerInvariant();
            return residents.OrderBy(r => r.Pinyin == low ? 0 : r.Initials == low ? 1 : 2).ThenBy(r => r.Pinyin).ThenBy(r => r.Name).ThenBy(r => r.Id);
        }
        return residents.OrderBy(r => r.Name == word ? 0 : r.Name.StartsWith(word) ? 1 : r.Name.Contains(word) ? 2 : 3).ThenBy(r => r.Name).ThenBy(r => r.Id);
    }

    private static bool IsLatin(string word) => word.All(c => char.IsAsciiLetter(c) || c == '\'') && word.Any(char.IsAsciiLetter);

    /// <summary>The first text after all that begin with this one: a prefix becomes a range over an index with every provider.</summary>
    private static string Above(string prefix) => prefix.Length == 0 ? "\uFFFF" : prefix[..^1] + (char)(prefix[^1] + 1);

    private ResidentLine Line(Resident r) => new(r.Id, r.Name, Age.Of(r.BirthDate, time), r.Gender,
        Mask.Number(r.Numbers.OrderBy(n => n.Position).ThenBy(n => n.Number).FirstOrDefault()?.Number), r.Household!.Address, r.Household.Community?.Name ?? "",
        [.. r.Flags.Select(f => f.Flag).Order(StringComparer.Ordinal)]);
}
