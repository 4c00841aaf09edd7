using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>
/// Whom the lines of a batch are about: by external key, else by identity document, else by number and name, else (a line without any of them) by name and address.
/// A handful of queries for the whole batch; what is found is tracked.
/// </summary>
internal sealed class Matching
{
    private readonly Dictionary<string, Resident> _byKey;
    private readonly ILookup<string, Resident> _byDocument;
    private readonly ILookup<(string Number, string Name), Resident> _byNumber;
    private readonly ILookup<(string Address, string Name), Resident> _byAddress;
    private readonly Dictionary<string, Household> _doors;

    private Matching(List<Resident> residents, List<Household> households, Dictionary<string, Guid> merged)
    {
        _byKey = residents.Where(r => r.ExternalKey is not null).ToDictionary(r => r.ExternalKey!);
        // The key of a record that was merged means the one that stayed.
        foreach (var (key, id) in merged)
        {
            if (residents.FirstOrDefault(r => r.Id == id) is { } stayed) _byKey.TryAdd(key, stayed);
        }
        _byDocument = residents.Where(r => r.Document is not null).ToLookup(r => r.Document!);
        _byNumber = residents.SelectMany(r => r.Numbers.Select(n => (n.Number, Resident: r))).ToLookup(pair => (pair.Number, pair.Resident.Name), pair => pair.Resident);
        _byAddress = residents.Where(r => r.Household is not null).ToLookup(r => (r.Household!.Address, r.Name));
        // Several were registered behind one door, each by itself: the first of them.
        _doors = households.Where(h => h.Address.Length > 0).OrderBy(h => h.Id).GroupBy(h => h.Address).ToDictionary(group => group.Key, group => group.First());
    }

    public static async Task<Matching> LoadAsync(CenterDb db, IReadOnlyList<PersonLine> people, CancellationToken ct)
    {
        var keys = people.Select(p => p.Key).OfType<string>().ToList();
        var documents = people.Select(p => p.Document).OfType<string>().ToList();
        var numbers = people.SelectMany(p => p.Numbers).Distinct().ToList();
        var addresses = people.Select(p => p.Address?.Text).OfType<string>().Where(text => text.Length > 0).Distinct().ToList();
        var names = people.Select(p => p.Name).ToHashSet();
        var bare = people.Where(p => p.Key is null && p.Document is null && p.Numbers.Count == 0 && p.Address is not null).Select(p => p.Name).Distinct().ToList();

        var merged = keys.Count == 0 ? [] : await MergedRecords.ByKeyAsync(db, keys, ct);
        var ids = new HashSet<Guid>(merged.Values);
        if (keys.Count > 0) ids.UnionWith(await db.Residents.AsNoTracking().Where(r => keys.Contains(r.ExternalKey!)).Select(r => r.Id).ToListAsync(ct));
        if (documents.Count > 0) ids.UnionWith(await db.Residents.AsNoTracking().Where(r => documents.Contains(r.Document!)).Select(r => r.Id).ToListAsync(ct));
        if (numbers.Count > 0)
        {
            var known = await db.ResidentNumbers.AsNoTracking().Where(n => numbers.Contains(n.Number)).Select(n => new { n.ResidentId, n.Resident!.Name }).ToListAsync(ct);
            ids.UnionWith(known.Where(n => names.Contains(n.Name)).Select(n => n.ResidentId));
        }
        var households = addresses.Count == 0 ? [] : await db.Households.Where(h => addresses.Contains(h.Address)).ToListAsync(ct);
        if (bare.Count > 0)
        {
            var doors = households.Select(h => h.Id).ToList();
            ids.UnionWith(await db.Residents.AsNoTracking().Where(r => doors.Contains(r.HouseholdId) && bare.Contains(r.Name)).Select(r => r.Id).ToListAsync(ct));
        }
        var residents = ids.Count == 0 ? [] : await db.Residents.AsSplitQuery().Where(r => ids.Contains(r.Id))
            .Include(r => r.Household).Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Contacts).ToListAsync(ct);
        return new Matching(residents, households, merged);
    }

    /// <returns>Nobody for somebody new.</returns>
    public (Resident? Known, Fault? Fault) Of(PersonLine person)
    {
        if (person.Key is { } key && _byKey.TryGetValue(key, out var keyed)) return (keyed, null);
        var (known, column) = person.Document is { } document && _byDocument[document].Any() ? (_byDocument[document].ToList(), RegistryColumn.Document)
            : person.Numbers.Count > 0 ? (person.Numbers.SelectMany(number => _byNumber[(number, person.Name)]).Distinct().ToList(), RegistryColumn.Number1)
            : person is { Key: null, Document: null, Address: { } address } ? (_byAddress[(address.Text, person.Name)].ToList(), RegistryColumn.Name) : ([], "");
        if (known.Count == 0) return (null, null);
        if (known.Count > 1) return (null, new Fault(LineFault.Ambiguous, column));
        // Found by something weaker while something stronger speaks against it: somebody has to look.
        if (Differ(person.Key, known[0].ExternalKey)) return (null, new Fault(LineFault.Conflict, RegistryColumn.Key));
        if (Differ(person.Document, known[0].Document)) return (null, new Fault(LineFault.Conflict, RegistryColumn.Document));
        return (known[0], null);
    }

    /// <summary>The household behind a door that is known.</summary>
    public Household? Behind(string address) => _doors.GetValueOrDefault(address);

    private static bool Differ(string? given, string? known) => given is not null && known is not null && given != known;
}
