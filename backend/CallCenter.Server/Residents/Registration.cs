using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Residents;

/// <summary>Takes an unknown caller into the records. What is typed is kept as text, whatever it looks like.</summary>
internal sealed class Registration(CallerNumbers numbers, Pinyin pinyin, TimeProvider time)
{
    private const int EldestYears = 130;
    public static readonly IReadOnlyList<string> Flags = ["livesAlone", "elderly", "lowIncome", "disabled", "dialect", "nuisance", "emptyNest", "chronicIllness"];

    public async Task<(Guid Id, ProblemHttpResult? Problem)> RegisterAsync(CenterDb db, RegisterResident body, string user, CancellationToken ct)
    {
        var thisYear = time.GetLocalNow().Year;
        var faults = new Faults().Length("Name", body.Name, 64, 1).OneOf("Gender", body.Gender, ["male", "female"]).Length("Number", body.Number, 64).Length("CallId", body.CallId, 64)
            .Length("Estate", body.Estate, 64).Length("Building", body.Building, 32).Length("Door", body.Door, 32).Length("Notes", body.Notes, 2000)
            .When(body.BirthYear is { } year && (year > thisYear || year < thisYear - EldestYears), "BirthYear is not the year of birth of anybody living.")
            .When(body.Flags?.Any(flag => !Flags.Contains(flag)) == true, "Flags has a value that is none of the known ones.");
        if (faults.Any) return (default, faults.Problem());

        var (number, problem) = await NumberAsync(db, body, ct);
        if (problem is not null) return (default, problem);
        var community = body.CommunityId is { } id ? await db.Communities.AsNoTracking().Include(c => c.StreetOffice).ThenInclude(o => o!.District).FirstOrDefaultAsync(c => c.Id == id, ct) : null;
        if (body.CommunityId is not null && community is null) return (default, Problems.Invalid("CommunityId is no community of ours."));

        var resident = Resident(body, user, number);
        resident.Household = Household(body, community);
        db.Add(resident);
        await db.SaveChangesAsync(new ChangeCause(user, resident.RegisteredAt, ChangeReason.Registered), ct);
        return (resident.Id, null);
    }

    /// <summary>The number given, or the caller's own.</summary>
    private async Task<(string? Number, ProblemHttpResult? Problem)> NumberAsync(CenterDb db, RegisterResident body, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(body.Number))
            return numbers.Parse(body.Number) is { } typed ? (typed, null) : (null, Problems.Invalid("Number is no telephone number."));
        if (string.IsNullOrEmpty(body.CallId)) return (null, null);
        var call = await db.Calls.AsNoTracking().Where(c => c.Id == body.CallId).Select(c => new { c.Number }).FirstOrDefaultAsync(ct);
        return call is null ? (null, Problems.Invalid("CallId is no call of ours.")) : (call.Number, null);
    }

    private Resident Resident(RegisterResident body, string user, string? number)
    {
        var name = body.Name.Trim();
        var reading = pinyin.Of(name);
        var now = time.GetUtcNow();
        var resident = new Resident
        {
            Id = Guid.CreateVersion7(now), Name = name, Gender = Text(body.Gender), BirthDate = body.BirthYear is { } year ? new DateOnly(year, 1, 1) : null, Notes = Text(body.Notes),
            Pinyin = Clip(reading.Full, 256), Initials = Clip(reading.Initials, 64), RegisteredAt = now, RegisteredBy = user,
        };
        if (number is not null) resident.Numbers.Add(ResidentNumber.Of(number));
        resident.Flags.AddRange((body.Flags ?? []).Distinct().Select(flag => new ResidentFlag { Flag = flag }));
        return resident;
    }

    private Household Household(RegisterResident body, Community? community)
    {
        var office = community?.StreetOffice;
        var address = $"{office?.District?.Name}{office?.Name}{community?.Name}{Text(body.Estate)}{Text(body.Building)}{Text(body.Door)}";
        return new Household
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), CommunityId = community?.Id, Estate = Text(body.Estate), Building = Text(body.Building), Door = Text(body.Door), Address = Clip(address, 256),
        };
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
