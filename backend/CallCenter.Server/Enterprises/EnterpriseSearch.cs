using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using CallCenter.Server.Session;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Enterprises;

/// <summary>
/// One box for name, pinyin, initials, code, number or address; the better the match the earlier. What begins with the text is a range of an index; only what
/// has it somewhere inside is looked for in every enterprise, of which a district has some thousands.
/// </summary>
internal sealed class EnterpriseSearch(CallerNumbers numbers)
{
    private const int ShortestNumber = 4, MostWords = 4;

    /// <param name="area">The community searched; null for all.</param>
    public async Task<IReadOnlyList<EnterpriseLine>> FindAsync(CenterDb db, string text, int skip, int take, Guid? area, CancellationToken ct)
    {
        var (wanted, found) = (skip + take, new List<Guid>());
        foreach (var tier in Tiers(db, db.Enterprises.AsNoTracking().In(area), text.Trim()))
        {
            // Whoever was found better already comes again.
            found.AddRange((await tier.Take(wanted + found.Count).ToListAsync(ct)).Distinct().Except(found).ToList());
            if (found.Count >= wanted) break;
        }
        var page = found.Skip(skip).Take(take).ToList();
        var rows = await db.Enterprises.AsNoTracking().Where(e => page.Contains(e.Id)).Include(e => e.Numbers).Include(e => e.Community).ToDictionaryAsync(e => e.Id, ct);
        return [.. page.Where(rows.ContainsKey).Select(id => Line(rows[id]))];
    }

    private IEnumerable<IQueryable<Guid>> Tiers(CenterDb db, IQueryable<Enterprise> all, string text)
    {
        if (text.Length == 0)
        {
            yield return ByName(all);
            yield break;
        }
        if (text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')') && ResidentNumber.Reverse(text) is { Length: >= ShortestNumber } ending)
        {
            var (whole, above) = (numbers.Parse(text) ?? "", SearchTerms.Above(ending));
            yield return db.EnterpriseNumbers.Where(n => n.Number == whole).Join(all, n => n.EnterpriseId, e => e.Id, (n, e) => e.Id).OrderBy(id => id);
            yield return db.EnterpriseNumbers.Where(n => string.Compare(n.Reversed, ending) >= 0 && string.Compare(n.Reversed, above) < 0)
                .Join(all, n => n.EnterpriseId, e => e.Id, (n, e) => new { n.Reversed, e.Id }).OrderBy(hit => hit.Reversed).ThenBy(hit => hit.Id).Select(hit => hit.Id);
        }
        var code = text.ToUpperInvariant();
        var (aboveCode, aboveName) = (SearchTerms.Above(code), SearchTerms.Above(text));
        if (code.All(char.IsAsciiLetterOrDigit)) yield return all.Where(e => string.Compare(e.Code, code) >= 0 && string.Compare(e.Code, aboveCode) < 0).OrderBy(e => e.Code).Select(e => e.Id);
        yield return ByName(all.Where(e => string.Compare(e.Name, text) >= 0 && string.Compare(e.Name, aboveName) < 0));
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords).ToList();
        if (words.All(SearchTiers.IsLatin))
        {
            var sound = string.Concat(words).Replace("'", "", StringComparison.Ordinal).ToLowerInvariant();
            var aboveSound = SearchTerms.Above(sound);
            yield return all.Where(e => string.Compare(e.Pinyin, sound) >= 0 && string.Compare(e.Pinyin, aboveSound) < 0).OrderBy(e => e.Pinyin).ThenBy(e => e.Name).ThenBy(e => e.Id).Select(e => e.Id);
            yield return all.Where(e => string.Compare(e.Initials, sound) >= 0 && string.Compare(e.Initials, aboveSound) < 0).OrderBy(e => e.Initials).ThenBy(e => e.Name).ThenBy(e => e.Id).Select(e => e.Id);
        }
        yield return ByName(words.Aggregate(all, (rest, word) => rest.Where(e => e.Name.Contains(word) || e.Address!.Contains(word) || e.Grid!.Contains(word) || e.Community!.Name.Contains(word))));
    }

    private static IQueryable<Guid> ByName(IQueryable<Enterprise> enterprises) => enterprises.OrderBy(e => e.Name).ThenBy(e => e.Id).Select(e => e.Id);

    private static EnterpriseLine Line(Enterprise e) => new(e.Id, e.Name, e.Kind, Mask.Number(EnterpriseCards.InOrder(e.Numbers).FirstOrDefault()?.Number), e.Address, e.Community?.Name ?? "");
}
