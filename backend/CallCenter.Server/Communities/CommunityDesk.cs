using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Data.Settings;
using CallCenter.Server.Audit;
using CallCenter.Server.Registry;
using CallCenter.Server.Residents;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Communities;

/// <summary>How a change of a community ended.</summary>
internal abstract record CommunityOutcome
{
    public sealed record Stored(CommunityEntry? Entry) : CommunityOutcome;

    /// <summary>Somebody was quicker; null when it was taken away.</summary>
    public sealed record Conflict(CommunityEntry? Newer) : CommunityOutcome;

    public sealed record Refused(ProblemHttpResult Problem) : CommunityOutcome;
}

/// <summary>Changes communities, one administrator at a time. Every change is kept with before and after, and addresses follow a new name.</summary>
internal sealed class CommunityDesk(CallerNumbers numbers, IAudit audit, TimeProvider time)
{
    private sealed record Written(Guid Id, long Version, string? Before, string? After);

    private const int AddressesAtOnce = 500;
    private readonly SemaphoreSlim _turn = new(1);

    public static async Task<List<CommunityEntry>> AllAsync(CenterDb db, CancellationToken ct)
    {
        var households = await db.Households.AsNoTracking().Where(h => h.CommunityId != null).GroupBy(h => h.CommunityId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var users = await db.Users.AsNoTracking().Where(u => u.CommunityId != null).GroupBy(u => u.CommunityId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return [.. (await Whole(db).AsNoTracking().ToListAsync(ct)).Select(c => Entry(c, households.GetValueOrDefault(c.Id), users.GetValueOrDefault(c.Id)))
            .OrderBy(c => c.District, StringComparer.Ordinal).ThenBy(c => c.Office, StringComparer.Ordinal).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }

    public async Task<CommunityOutcome> PutAsync(CenterDb db, Guid id, PutCommunity wish, string user, CancellationToken ct)
    {
        var faults = CommunityTable.Faults(wish, numbers).When(id == Guid.Empty, "The id is missing.");
        if (faults.Any) return new CommunityOutcome.Refused(faults.Problem());
        await _turn.WaitAsync(ct);
        try
        {
            var community = await Whole(db).FirstOrDefaultAsync(c => c.Id == id, ct);
            if ((community is null ? null : VersionOf(community)) != wish.Version) return new CommunityOutcome.Conflict(community is null ? null : await EntryAsync(db, id, ct));
            if (await WhyNotAsync(db, community, wish, ct) is { } why) return Refused(why);
            await using var all = await db.Database.BeginTransactionAsync(ct);
            List<Written> written = [];
            await PlaceAsync(db, community, id, wish, station: true, user, written, ct);
            await all.CommitAsync(ct);
            Tell(user, written);
            return new CommunityOutcome.Stored(await EntryAsync(db, id, ct));
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<CommunityOutcome> DeleteAsync(CenterDb db, Guid id, string version, string user, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (await Whole(db).FirstOrDefaultAsync(c => c.Id == id, ct) is not { } community) return new CommunityOutcome.Conflict(null);
            if (VersionOf(community) != version) return new CommunityOutcome.Conflict(await EntryAsync(db, id, ct));
            if (await EntryAsync(db, id, ct) is { } used && used.Households + used.Users > 0) return Refused($"{used.Households} households and {used.Users} users belong to it.");
            await using var all = await db.Database.BeginTransactionAsync(ct);
            var written = await WriteAsync(db, id, Facts(community), null, user, ct);
            db.Remove(community);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException)
            {
                return Refused("A household or user came to it meanwhile.");
            }
            await RemoveEmptyAsync(db, ct);
            await all.CommitAsync(ct);
            Tell(user, [written]);
            return new CommunityOutcome.Stored(null);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>All lines or none.</summary>
    public async Task<ImportReport> ImportAsync(CenterDb db, IReadOnlyList<(int Line, IReadOnlyList<string> Cells)> rows, bool apply, string user, CancellationToken ct)
    {
        var read = CommunityTable.Read(rows, numbers);
        var lines = read.Select(r => r.Line).ToList();
        var wrong = lines.Count(line => line.Fault is not null);
        if (!apply || wrong > 0 || lines.Count == 0) return new ImportReport(lines, wrong, false);
        await _turn.WaitAsync(ct);
        try
        {
            await using var all = await db.Database.BeginTransactionAsync(ct);
            List<Written> written = [];
            foreach (var (_, wish, station) in read)
            {
                var known = await Whole(db).FirstOrDefaultAsync(c => c.Name == wish!.Name && c.StreetOffice!.Name == wish.Office && c.StreetOffice.District!.Name == wish.District, ct);
                await PlaceAsync(db, known, known?.Id ?? Guid.CreateVersion7(time.GetUtcNow()), wish!, station, user, written, ct);
            }
            await all.CommitAsync(ct);
            Tell(user, written);
            return new ImportReport(lines, 0, true);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task<string?> WhyNotAsync(CenterDb db, Community? community, PutCommunity wish, CancellationToken ct)
    {
        var (district, office, name) = (wish.District.Trim(), wish.Office.Trim(), wish.Name.Trim());
        var id = community?.Id ?? Guid.Empty;
        if (await db.Communities.AnyAsync(c => c.Id != id && c.Name == name && c.StreetOffice!.Name == office && c.StreetOffice.District!.Name == district, ct)) return "There is such a community already.";
        if (community is null || !wish.WholeOffice) return null;
        return await db.StreetOffices.AnyAsync(o => o.Id != community.StreetOfficeId && o.Name == office && o.District!.Name == district, ct) ? "There is such a street office already: move the communities one by one." : null;
    }

    /// <summary>Makes the community or changes it, whatever it needs above it included.</summary>
    private async Task PlaceAsync(CenterDb db, Community? community, Guid id, PutCommunity wish, bool station, string user, List<Written> written, CancellationToken ct)
    {
        var touched = community is null ? [] : wish.WholeOffice ? await Whole(db).Where(c => c.StreetOfficeId == community.StreetOfficeId || c.StreetOffice!.DistrictId == community.StreetOffice!.DistrictId).ToListAsync(ct) : new List<Community> { community };
        var before = touched.ToDictionary(c => c.Id, c => (Facts: Facts(c), Address: LineReader.AddressText(c, null, null, null)));
        if (community is null) db.Add(community = new Community { Id = id, Name = wish.Name.Trim() });
        await SetAboveAsync(db, community, wish, ct);
        community.Name = wish.Name.Trim();
        if (station) SetStation(db, community, wish);
        await db.SaveChangesAsync(ct);
        if (before.Count == 0) touched = [community];
        var moved = new List<(Guid Id, string From, string To)>();
        foreach (var one in touched)
        {
            var known = before.TryGetValue(one.Id, out var was);
            if (known && was.Facts == Facts(one)) continue;
            written.Add(await WriteAsync(db, one.Id, known ? was.Facts : null, Facts(one), user, ct));
            if (known && LineReader.AddressText(one, null, null, null) is var to && to != was.Address) moved.Add((one.Id, was.Address, to));
        }
        await db.SaveChangesAsync(ct);
        await RemoveEmptyAsync(db, ct);
        db.ChangeTracker.Clear();
        foreach (var (place, from, to) in moved) await MoveAddressesAsync(db, place, from, to, user, ct);
    }

    private async Task SetAboveAsync(CenterDb db, Community community, PutCommunity wish, CancellationToken ct)
    {
        var (districtName, officeName) = (wish.District.Trim(), wish.Office.Trim());
        var district = await db.Districts.FirstOrDefaultAsync(d => d.Name == districtName, ct);
        if (wish.WholeOffice && community.StreetOffice is { } own)
        {
            if (district is null) own.District!.Name = districtName;
            else (own.District, own.DistrictId) = (district, district.Id);
            own.Name = officeName;
            return;
        }
        if (district is null) db.Add(district = new District { Id = Guid.CreateVersion7(time.GetUtcNow()), Name = districtName });
        var office = await db.StreetOffices.FirstOrDefaultAsync(o => o.DistrictId == district.Id && o.Name == officeName, ct);
        if (office is null) db.Add(office = new StreetOffice { Id = Guid.CreateVersion7(time.GetUtcNow()), DistrictId = district.Id, District = district, Name = officeName });
        office.District = district;
        (community.StreetOffice, community.StreetOfficeId) = (office, office.Id);
    }

    private void SetStation(CenterDb db, Community community, PutCommunity wish)
    {
        var name = wish.Station?.Trim() ?? "";
        if (name.Length == 0)
        {
            if (community.Station is { } gone) db.Remove(gone);
            community.Station = null;
            return;
        }
        if (community.Station is null)
        {
            community.Station = new Station { Id = Guid.CreateVersion7(time.GetUtcNow()), CommunityId = community.Id, Name = name };
            db.Add(community.Station);
        }
        (community.Station.Name, community.Station.Number) = (name, string.IsNullOrWhiteSpace(wish.Number) ? null : numbers.Parse(wish.Number));
    }

    /// <summary>Street offices and districts nobody is in.</summary>
    private static async Task RemoveEmptyAsync(CenterDb db, CancellationToken ct)
    {
        await db.StreetOffices.Where(o => !db.Communities.Any(c => c.StreetOfficeId == o.Id)).ExecuteDeleteAsync(ct);
        await db.Districts.Where(d => !db.StreetOffices.Any(o => o.DistrictId == d.Id)).ExecuteDeleteAsync(ct);
    }

    /// <summary>An address begins with district, office and community: imports find a household by it, and people search for it.</summary>
    private async Task MoveAddressesAsync(CenterDb db, Guid community, string from, string to, string user, CancellationToken ct)
    {
        var ids = await db.Households.Where(h => h.CommunityId == community).Select(h => h.Id).ToListAsync(ct);
        foreach (var some in ids.Chunk(AddressesAtOnce))
        {
            foreach (var household in await db.Households.Include(h => h.Terms).AsSplitQuery().Where(h => some.Contains(h.Id)).ToListAsync(ct))
            {
                if (household.Address == from + household.Estate + household.Building + household.Door) household.Address = (to + household.Address[from.Length..]) is { Length: > 256 } longer ? longer[..256] : to + household.Address[from.Length..];
            }
            await db.SaveChangesAsync(new ChangeCause(user, time.GetUtcNow(), ChangeReason.Edited), ct);
            db.ChangeTracker.Clear();
        }
    }

    private async Task<Written> WriteAsync(CenterDb db, Guid id, string? before, string? after, string user, CancellationToken ct)
    {
        var (now, name) = (time.GetUtcNow(), id.ToString());
        var version = 1 + await db.SettingChanges.LongCountAsync(c => c.Section == SettingSection.Communities && c.SettingId == name, ct);
        db.SettingChanges.Add(new SettingChange { Id = Guid.CreateVersion7(now), At = now, User = user, Section = SettingSection.Communities, SettingId = name, Version = version, Before = before, After = after });
        return new Written(id, version, before, after);
    }

    private void Tell(string user, IEnumerable<Written> written)
    {
        foreach (var change in written) _ = audit.Record(user, AuditAction.SettingChanged, $"{SettingSection.Communities}/{change.Id}@{change.Version} {SiteSettings.Digest(change.Before, change.After)}");
    }

    private static CommunityOutcome.Refused Refused(string why) => new(Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, why));

    private static async Task<CommunityEntry?> EntryAsync(CenterDb db, Guid id, CancellationToken ct) =>
        await Whole(db).AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is { } community
            ? Entry(community, await db.Households.CountAsync(h => h.CommunityId == id, ct), await db.Users.CountAsync(u => u.CommunityId == id, ct)) : null;

    private static IQueryable<Community> Whole(CenterDb db) => db.Communities.Include(c => c.Station).Include(c => c.StreetOffice).ThenInclude(o => o!.District);

    private static CommunityEntry Entry(Community c, int households, int users) => new(c.Id, c.StreetOffice!.District!.Name, c.StreetOffice.Name, c.Name, c.Station?.Name,
        c.Station?.Number is { } number ? Mask.National(number) : null, households, users, VersionOf(c));

    private static string VersionOf(Community c) => SiteSettings.Digest(null, Facts(c));

    private static string Facts(Community c) => JsonSerializer.Serialize(
        new { district = c.StreetOffice?.District?.Name, office = c.StreetOffice?.Name, name = c.Name, station = c.Station?.Name, number = c.Station?.Number }, SiteSnapshot.Json);
}
