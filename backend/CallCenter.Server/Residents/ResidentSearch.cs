using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Residents;

/// <summary>
/// One box for name, pinyin, initials, number, address or grid. Every word must match; the better the match the earlier. Each tier of <see cref="SearchTiers"/>
/// is read in the order of an index and only as far as the page needs, so a search costs the same among a thousand and half a million.
/// </summary>
internal sealed class ResidentSearch(CallerNumbers numbers, TimeProvider time)
{
    private const int ShortestNumber = 4;
    private const int MostWords = 4;

    /// <param name="area">The community searched; null for all.</param>
    public async Task<IReadOnlyList<ResidentLine>> FindAsync(CenterDb db, string text, int skip, int take, CancellationToken ct, Guid? area = null)
    {
        var wanted = skip + take;
        var found = new List<Guid>();
        var seen = new HashSet<Guid>();
        foreach (var tier in Tiers(new SearchTiers(db, wanted, area), text.Trim()))
        {
            // Whoever was found better already comes again at worst once for each earlier hit.
            foreach (var id in await tier.Take(wanted + seen.Count).ToListAsync(ct))
            {
                if (seen.Add(id)) found.Add(id);
            }
            if (found.Count >= wanted) break;
        }
        return await LinesAsync(db, [.. found.Skip(skip).Take(take)], ct);
    }

    /// <summary>These residents in this order, those that are still there.</summary>
    public async Task<IReadOnlyList<ResidentLine>> LinesAsync(CenterDb db, IReadOnlyList<Guid> page, CancellationToken ct)
    {
        var rows = await db.Residents.AsNoTracking().AsSplitQuery().Where(r => page.Contains(r.Id))
            .Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Household).ThenInclude(h => h!.Community).ToDictionaryAsync(r => r.Id, ct);
        return [.. page.Where(rows.ContainsKey).Select(id => Line(rows[id]))];
    }

    internal IEnumerable<IQueryable<Guid>> Tiers(SearchTiers tiers, string text)
    {
        if (AsNumber(text) is { } digits) return tiers.Number(numbers.Parse(text) ?? "", digits, text);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords).ToList();
        // "wang xiu ying" is one name, "wang 和平里" are two things.
        if (words.Count > 1 && words.All(SearchTiers.IsLatin)) words = [string.Concat(words)];
        return words.Count == 0 ? tiers.Everybody() : words.SelectMany((word, n) => tiers.Word(word, [.. words.Where((_, other) => other != n)]));
    }

    private static string? AsNumber(string text)
    {
        if (!text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')')) return null;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length >= ShortestNumber ? digits : null;
    }

    private ResidentLine Line(Resident r) => new(r.Id, r.Name, Age.Of(r.BirthDate, time), r.Gender,
        Mask.Number(r.Numbers.OrderBy(n => n.Position).ThenBy(n => n.Number).FirstOrDefault()?.Number), r.Household!.Address, r.Household.Community?.Name ?? "", r.Household.Grid,
        [.. r.Flags.Select(f => f.Flag).Order(StringComparer.Ordinal)]);
}
