using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallCenter.Data.Residents;

/// <summary>What a name has behind its first character: 秀英 and 英 of 王秀英. The whole name has an index of its own.</summary>
public sealed class ResidentTerm
{
    public required string Term { get; set; }
    public Guid ResidentId { get; set; }
}

/// <summary>The address, and the grid, from one of the places where people begin to say it: 东园3号楼2单元501, 3号楼2单元501, 501.</summary>
public sealed class HouseholdTerm
{
    public required string Term { get; set; }
    public Guid HouseholdId { get; set; }
}

/// <summary>
/// Makes "contains" a range over an index with every provider: a text contains a word when one of its ends begins with it. <see cref="CenterDb"/> keeps the
/// terms right on every save; only what bypasses the change tracker (ExecuteUpdate on a name or address, bulk copies) has to write them itself.
/// </summary>
public static class SearchTerms
{
    /// <summary>Characters of a term; what a longer word has beyond them is compared with the text itself.</summary>
    public const int Longest = 24;
    private const int Most = 60;

    // Where one part of an address ends and the next begins.
    private static readonly string[] PartEnds = ["区", "县", "市", "街道", "镇", "乡", "村", "路"];

    public static IReadOnlyCollection<string> OfName(string name) => Terms(name, Anywhere(name, 0, name.Length).Where(at => at > 0));

    public static IReadOnlyCollection<string> OfHousehold(Household household)
    {
        var terms = new HashSet<string>(Terms(household.Address, Starts(household)), StringComparer.Ordinal);
        if (household.Grid is { } grid) terms.UnionWith(Terms(grid, [0, .. Numbers(grid, 0, grid.Length)]));
        return terms;
    }

    /// <summary>The part of a word that is looked up among the terms.</summary>
    public static string Key(string word) => Clip(word.Trim());

    /// <summary>The first text after all that begin with this one.</summary>
    public static string Above(string prefix)
    {
        if (!Rune.TryGetRuneAt(prefix, prefix.Length - (prefix.Length > 1 && char.IsLowSurrogate(prefix[^1]) ? 2 : 1), out var last)) return prefix + "\uFFFF";
        var next = last.Value + 1;
        if (next is >= 0xD800 and <= 0xDFFF) next = 0xE000;
        return Rune.IsValid(next) ? prefix[..^last.Utf16SequenceLength] + new Rune(next) : prefix + "\uFFFF";
    }

    internal static async Task FollowAsync(ChangeTracker tracker, CancellationToken ct)
    {
        foreach (var resident in Renamed(tracker))
        {
            if (resident.State == EntityState.Modified) await resident.Collection(r => r.Terms).LoadAsync(ct);
            Follow(resident);
        }
        foreach (var household in Moved(tracker))
        {
            if (household.State == EntityState.Modified) await household.Collection(h => h.Terms).LoadAsync(ct);
            Follow(household);
        }
    }

    internal static void Follow(ChangeTracker tracker)
    {
        foreach (var resident in Renamed(tracker))
        {
            if (resident.State == EntityState.Modified) resident.Collection(r => r.Terms).Load();
            Follow(resident);
        }
        foreach (var household in Moved(tracker))
        {
            if (household.State == EntityState.Modified) household.Collection(h => h.Terms).Load();
            Follow(household);
        }
    }

    private static List<EntityEntry<Resident>> Renamed(ChangeTracker tracker) =>
        [.. tracker.Entries<Resident>().Where(e => e.State == EntityState.Added || (e.State == EntityState.Modified && e.Property(r => r.Name).IsModified))];

    private static List<EntityEntry<Household>> Moved(ChangeTracker tracker) =>
        [.. tracker.Entries<Household>().Where(e => e.State == EntityState.Added || (e.State == EntityState.Modified && (e.Property(h => h.Address).IsModified
            || e.Property(h => h.Estate).IsModified || e.Property(h => h.Building).IsModified || e.Property(h => h.Door).IsModified || e.Property(h => h.Grid).IsModified)))];

    private static void Follow(EntityEntry<Resident> entry)
    {
        var resident = entry.Entity;
        var wanted = OfName(resident.Name);
        entry.Context.RemoveRange(resident.Terms.Where(t => !wanted.Contains(t.Term)).ToList());
        entry.Context.AddRange(wanted.Except(resident.Terms.Select(t => t.Term)).Select(term => new ResidentTerm { Term = term, ResidentId = resident.Id }).ToList());
    }

    private static void Follow(EntityEntry<Household> entry)
    {
        var household = entry.Entity;
        var wanted = OfHousehold(household);
        entry.Context.RemoveRange(household.Terms.Where(t => !wanted.Contains(t.Term)).ToList());
        entry.Context.AddRange(wanted.Except(household.Terms.Select(t => t.Term)).Select(term => new HouseholdTerm { Term = term, HouseholdId = household.Id }).ToList());
    }

    private static HashSet<string> Terms(string text, IEnumerable<int> starts) =>
        new(starts.Take(Most).Select(at => Clip(text[at..].Trim())).Where(term => term.Length > 0), StringComparer.Ordinal);

    private static IEnumerable<int> Starts(Household household)
    {
        var address = household.Address;
        var door = $"{household.Building}{household.Door}";
        var own = household.Estate + door;
        // An address that is not put together from its parts is looked into everywhere.
        if (own.Length == 0 || !address.EndsWith(own, StringComparison.Ordinal)) return Anywhere(address, 0, address.Length);
        var (estateAt, doorAt) = (address.Length - own.Length, address.Length - door.Length);
        return Parts(address[..estateAt]).Concat(Anywhere(address, estateAt, doorAt)).Concat(Numbers(address, doorAt, address.Length)).Append(doorAt).Append(address.Length - (household.Door?.Length ?? 0));
    }

    private static IEnumerable<int> Parts(string text)
    {
        if (text.Length == 0) yield break;
        yield return 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (PartEnds.Any(end => text.AsSpan(0, i).EndsWith(end))) yield return i;
        }
    }

    /// <summary>Every character that is not in the middle of a number or of a Latin word.</summary>
    private static IEnumerable<int> Anywhere(string text, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var inside = i > from && (char.IsLowSurrogate(text[i]) || (char.IsAsciiLetterOrDigit(text[i]) && char.IsAsciiLetterOrDigit(text[i - 1])));
            if (!inside) yield return i;
        }
    }

    private static IEnumerable<int> Numbers(string text, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (char.IsAsciiDigit(text[i]) && (i == from || !char.IsAsciiDigit(text[i - 1]))) yield return i;
        }
    }

    private static string Clip(string text) => text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)].TrimEnd();
}

internal sealed class SearchTermsConfiguration : IEntityTypeConfiguration<ResidentTerm>, IEntityTypeConfiguration<HouseholdTerm>
{
    public void Configure(EntityTypeBuilder<ResidentTerm> term)
    {
        term.HasKey(t => new { t.Term, t.ResidentId });
        term.Property(t => t.Term).HasMaxLength(SearchTerms.Longest);
        term.HasOne<Resident>().WithMany(r => r.Terms).HasForeignKey(t => t.ResidentId).OnDelete(DeleteBehavior.Cascade);
        term.HasIndex(t => t.ResidentId).HasDatabaseName("IX_ResidentTerms_Resident");
    }

    public void Configure(EntityTypeBuilder<HouseholdTerm> term)
    {
        term.HasKey(t => new { t.Term, t.HouseholdId });
        term.Property(t => t.Term).HasMaxLength(SearchTerms.Longest);
        term.HasOne<Household>().WithMany(h => h.Terms).HasForeignKey(t => t.HouseholdId).OnDelete(DeleteBehavior.Cascade);
        term.HasIndex(t => t.HouseholdId).HasDatabaseName("IX_HouseholdTerms_Household");
    }
}
