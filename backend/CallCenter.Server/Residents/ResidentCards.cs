using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.History;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Residents;

/// <summary>Reads what an agent sees of a resident: a handful of indexed look-ups, whatever the number of residents.</summary>
internal sealed class ResidentCards(CallLines lines, TimeProvider time)
{
    /// <summary>More people than this under one number (a dormitory) are searched by name.</summary>
    private const int MostPeople = 20;
    private const int MostOrders = 10;
    private const int MostCalls = 3;

    /// <summary>Of a household; a dormitory has more.</summary>
    private const int MostTogether = 12;

    /// <summary>Most callers of a day are nobody we know: one look into the index tells, without the question for all of a person.</summary>
    private readonly Func<CenterDb, string, CancellationToken, Task<bool>> _isKnownAsync =
        EF.CompileAsyncQuery((CenterDb db, string number, CancellationToken ct) => db.ResidentNumbers.Any(n => n.Number == number));

    public async Task<IReadOnlyList<ResidentCard>> ByNumberAsync(CenterDb db, string number, CancellationToken ct)
    {
        if (!await _isKnownAsync(db, number, ct)) return [];
        var ids = db.ResidentNumbers.Where(n => n.Number == number).OrderBy(n => n.ResidentId).Select(n => n.ResidentId).Take(MostPeople);
        return await ReadAsync(db, db.Residents.Where(r => ids.Contains(r.Id)), number, ct);
    }

    public async Task<ResidentCard?> ByIdAsync(CenterDb db, Guid id, CancellationToken ct) => (await ReadAsync(db, db.Residents.Where(r => r.Id == id), null, ct)).FirstOrDefault();

    private async Task<IReadOnlyList<ResidentCard>> ReadAsync(CenterDb db, IQueryable<Resident> who, string? calling, CancellationToken ct)
    {
        // One query: a person has few numbers, flags and contacts, and a caller waits for every journey to the database.
        var people = await who.AsNoTracking().AsSingleQuery()
            .Include(r => r.Numbers).Include(r => r.Flags).Include(r => r.Contacts)
            .Include(r => r.Household).ThenInclude(h => h!.Community).ThenInclude(c => c!.Station)
            .ToListAsync(ct);
        if (people.Count == 0) return [];
        var ids = people.Select(p => p.Id).ToList();
        var orders = await db.WorkOrders.AsNoTracking().Where(o => o.ResidentId != null && ids.Contains(o.ResidentId.Value) && o.Status == OrderStatus.Open)
            .OrderByDescending(o => o.OpenedAt).Take(ids.Count * MostOrders).ToListAsync(ct);
        var homes = people.Select(p => p.HouseholdId).Distinct().ToList();
        var together = (await db.Residents.AsNoTracking().Where(r => homes.Contains(r.HouseholdId)).OrderBy(r => r.BirthDate).ThenBy(r => r.Id).Take(homes.Count * (MostTogether + 1))
            .Select(r => new { r.HouseholdId, r.Id, r.Name, r.BirthDate }).ToListAsync(ct)).ToLookup(r => r.HouseholdId, r => new HouseholdMember(r.Id, r.Name, Age.Of(r.BirthDate, time)));
        var last = await lines.OfResidentsAsync(db, ids, MostCalls, ct);
        var cards = new List<ResidentCard>();
        // Whoever the number mainly belongs to comes first, then the eldest.
        foreach (var person in people.OrderBy(p => p.Numbers.FirstOrDefault(n => n.Number == calling)?.Position ?? 0).ThenBy(p => p.BirthDate ?? DateOnly.MaxValue).ThenBy(p => p.Id))
        {
            var number = calling ?? First(person);
            var sharedBy = number is null ? 0 : calling is not null && people.Count < MostPeople ? people.Count : await db.ResidentNumbers.CountAsync(n => n.Number == number, ct);
            var open = orders.Where(o => o.ResidentId == person.Id).Take(MostOrders).Select(order => WorkOrders.OrderLines.Line(order)).ToList();
            cards.Add(Card(person, number, sharedBy, open, [.. last[person.Id]]) with { Together = [.. together[person.HouseholdId].Where(other => other.Id != person.Id).Take(MostTogether)] });
        }
        return cards;
    }

    private ResidentCard Card(Resident person, string? number, int sharedBy, IReadOnlyList<WorkOrderLine> orders, IReadOnlyList<CallLine> calls)
    {
        var household = person.Household!;
        return new ResidentCard(person.Id, person.Name, Age.Of(person.BirthDate, time), person.Gender, [.. person.Flags.Select(f => f.Flag).Order(StringComparer.Ordinal)],
            Mask.Number(number), sharedBy, household.Id, household.Address, household.Community?.Name ?? "", household.Grid, household.Community?.Station?.Name,
            [.. person.Contacts.OrderBy(c => c.Position).Select(c => new ContactCard(c.Id, c.Name, c.Relation, Mask.Number(c.Number)))], orders, calls, person.Notes);
    }

    private static string? First(Resident person) => person.Numbers.OrderBy(n => n.Position).ThenBy(n => n.Number).FirstOrDefault()?.Number;
}

internal static class Age
{
    public static int? Of(DateOnly? birth, TimeProvider time)
    {
        if (birth is not { } born) return null;
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        var years = today.Year - born.Year;
        return born.AddYears(years) > today ? years - 1 : years;
    }
}
