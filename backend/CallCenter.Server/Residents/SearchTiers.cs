using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Session;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Residents;

/// <summary>
/// The queries of a search, best matches first. Each is a range of one index in that index's order. With several words each of them leads once and the others
/// are looked for in the records of its first <see cref="Most"/> matches: a rare word finds all there is, two common ones more than anybody reads.
/// </summary>
/// <param name="wanted">Residents up to the end of the page.</param>
/// <param name="area">The community looked into; null for all. Every query is kept to it before it counts its rows.</param>
internal sealed class SearchTiers(CenterDb db, int wanted, Guid? area = null)
{
    private const int Most = 2000;

    // Nobody is registered any more behind some doors; so many more are looked at.
    private const int EmptyDoors = 100;

    private IQueryable<Resident> Residents => db.Residents.AsNoTracking().In(area);
    private IQueryable<ResidentNumber> Numbers => area is { } community
        ? db.ResidentNumbers.AsNoTracking().Where(n => n.Resident!.Household!.CommunityId == community) : db.ResidentNumbers.AsNoTracking();
    private IQueryable<ResidentTerm> NameEnds => area is { } community
        ? db.ResidentTerms.AsNoTracking().Where(t => db.Residents.Any(r => r.Id == t.ResidentId && r.Household!.CommunityId == community)) : db.ResidentTerms.AsNoTracking();
    private IQueryable<HouseholdTerm> Doors => area is { } community
        ? db.HouseholdTerms.AsNoTracking().Where(t => db.Households.Any(h => h.Id == t.HouseholdId && h.CommunityId == community)) : db.HouseholdTerms.AsNoTracking();

    public static bool IsLatin(string word) => word.All(c => char.IsAsciiLetter(c) || c == '\'') && word.Any(char.IsAsciiLetter);

    public IEnumerable<IQueryable<Guid>> Everybody()
    {
        yield return Residents.OrderBy(r => r.Name).ThenBy(r => r.Id).Select(r => r.Id);
    }

    /// <summary>The whole number in any form, then its last digits, then doors such as 1001.</summary>
    public IEnumerable<IQueryable<Guid>> Number(string whole, string digits, string text)
    {
        var low = ResidentNumber.Reverse(digits);
        var high = SearchTerms.Above(low);
        yield return Numbers.Where(n => n.Number == whole).OrderBy(n => n.ResidentId).Select(n => n.ResidentId);
        yield return Numbers.Where(n => string.Compare(n.Reversed, low) >= 0 && string.Compare(n.Reversed, high) < 0)
            .OrderBy(n => n.Reversed).ThenBy(n => n.ResidentId).Select(n => n.ResidentId);
        yield return AtAddress(text, []);
    }

    public IEnumerable<IQueryable<Guid>> Word(string word, IReadOnlyList<string> others) => IsLatin(word) ? Sound(Letters(word), others) : Text(word, others);

    /// <summary>王秀英, 王秀英某, some 秀英, then the address and the grid.</summary>
    private IEnumerable<IQueryable<Guid>> Text(string word, IReadOnlyList<string> others)
    {
        var (key, high) = (SearchTerms.Key(word), SearchTerms.Above(word));
        yield return With(others, Residents.Where(r => r.Name == word), r => r.OrderBy(p => p.Id));
        yield return With(others, Residents.Where(r => string.Compare(r.Name, word) > 0 && string.Compare(r.Name, high) < 0), r => r.OrderBy(p => p.Name).ThenBy(p => p.Id));
        yield return InName(word, key, others);
        yield return AtAddress(word, others);
    }

    /// <summary>wangxiuying, wxy, then what begins so.</summary>
    private IEnumerable<IQueryable<Guid>> Sound(string low, IReadOnlyList<string> others)
    {
        var high = SearchTerms.Above(low);
        yield return With(others, Residents.Where(r => r.Pinyin == low), r => r.OrderBy(p => p.Name).ThenBy(p => p.Id));
        yield return With(others, Residents.Where(r => r.Initials == low), r => r.OrderBy(p => p.Pinyin).ThenBy(p => p.Name).ThenBy(p => p.Id));
        yield return With(others, Residents.Where(r => string.Compare(r.Pinyin, low) > 0 && string.Compare(r.Pinyin, high) < 0),
            r => r.OrderBy(p => p.Pinyin).ThenBy(p => p.Name).ThenBy(p => p.Id));
        yield return With(others, Residents.Where(r => string.Compare(r.Initials, low) > 0 && string.Compare(r.Initials, high) < 0),
            r => r.OrderBy(p => p.Initials).ThenBy(p => p.Pinyin).ThenBy(p => p.Name).ThenBy(p => p.Id));
    }

    private IQueryable<Guid> InName(string word, string key, IReadOnlyList<string> others)
    {
        var high = SearchTerms.Above(key);
        var ends = NameEnds.Where(t => string.Compare(t.Term, key) >= 0 && string.Compare(t.Term, high) < 0).OrderBy(t => t.Term).ThenBy(t => t.ResidentId);
        if (others.Count == 0 && key == word) return ends.Select(t => t.ResidentId);
        return ends.Take(Most).Join(Having(others, Residents.Where(r => key == word || r.Name.Contains(word))), t => t.ResidentId, r => r.Id, (t, r) => new { t.Term, r.Id })
            .OrderBy(hit => hit.Term).ThenBy(hit => hit.Id).Select(hit => hit.Id);
    }

    private IQueryable<Guid> AtAddress(string word, IReadOnlyList<string> others)
    {
        var key = SearchTerms.Key(word);
        var high = SearchTerms.Above(key);
        var doors = Doors.Where(t => string.Compare(t.Term, key) >= 0 && string.Compare(t.Term, high) < 0).OrderBy(t => t.Term).ThenBy(t => t.HouseholdId)
            .Take(others.Count == 0 && key == word ? wanted + EmptyDoors : Most);
        return doors.Join(Having(others, Residents.Where(r => key == word || r.Household!.Address.Contains(word))), t => t.HouseholdId, r => r.HouseholdId, (t, r) => new { t.Term, r.HouseholdId, r.Name, r.Id })
            .OrderBy(hit => hit.Term).ThenBy(hit => hit.HouseholdId).ThenBy(hit => hit.Name).ThenBy(hit => hit.Id).Select(hit => hit.Id);
    }

    /// <summary>The matches of the leading word in their order, those only that have the other words too.</summary>
    private static IQueryable<Guid> With(IReadOnlyList<string> others, IQueryable<Resident> matches, Func<IQueryable<Resident>, IOrderedQueryable<Resident>> order)
    {
        matches = order(matches.AsNoTracking());
        return others.Count == 0 ? matches.Select(r => r.Id) : order(Having(others, matches.Take(Most))).Select(r => r.Id);
    }

    private static IQueryable<Resident> Having(IReadOnlyList<string> words, IQueryable<Resident> residents) => words.Aggregate(residents, (rest, word) => Letters(word) is var low && IsLatin(word)
        ? rest.Where(r => r.Pinyin.StartsWith(low) || r.Initials.StartsWith(low))
        : rest.Where(r => r.Name.Contains(word) || r.Household!.Address.Contains(word) || r.Household.Grid!.Contains(word)));

    /// <summary>As pinyin and initials are stored.</summary>
    private static string Letters(string word) => word.Replace("'", "", StringComparison.Ordinal).ToLowerInvariant();
}
