using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Enterprises;

/// <summary>Registers an enterprise and changes it by hand. What is typed is kept as text, whatever it looks like.</summary>
internal sealed class EnterpriseEditing(CallerNumbers numbers, Pinyin pinyin, TimeProvider time)
{
    private const int LongestName = 128, Most = 20;

    public async Task<(Guid Id, ProblemHttpResult? Problem)> RegisterAsync(CenterDb db, WriteEnterprise body, string user, CancellationToken ct)
    {
        var faults = Check(body).Length("Name", body.Name, LongestName, 1);
        if (faults.Any) return (default, faults.Problem());
        var now = time.GetUtcNow();
        var enterprise = new Enterprise { Id = Guid.CreateVersion7(now), Name = "", Pinyin = "", Initials = "", Kind = EnterpriseKind.Other, RegisteredAt = now, RegisteredBy = user };
        if (!string.IsNullOrEmpty(body.CallId) && body.AddNumbers is not { Count: > 0 })
        {
            var call = await db.Calls.AsNoTracking().Where(c => c.Id == body.CallId).Select(c => new { c.Number }).FirstOrDefaultAsync(ct);
            if (call is null) return (default, Problems.Invalid("CallId is no call of ours."));
            if (call.Number is { } number) body = body with { AddNumbers = [number] };
        }
        db.Add(enterprise);
        return (enterprise.Id, await StoreAsync(db, enterprise, body, new ChangeCause(user, now, ChangeReason.Registered), ct));
    }

    public async Task<ProblemHttpResult?> EditAsync(CenterDb db, Guid id, WriteEnterprise body, string user, CancellationToken ct)
    {
        var faults = Check(body);
        if (body.Name is not null) faults.Length("Name", body.Name, LongestName, 1);
        if (faults.Any) return faults.Problem();
        if (await db.Enterprises.AsSplitQuery().Include(e => e.Numbers).Include(e => e.Contacts).FirstOrDefaultAsync(e => e.Id == id, ct) is not { } enterprise) return Problems.NotFound();
        return await StoreAsync(db, enterprise, body, new ChangeCause(user, time.GetUtcNow(), ChangeReason.Edited), ct);
    }

    private Faults Check(WriteEnterprise body) => new Faults().OneOf("Kind", body.Kind, EnterpriseKind.All).Length("Address", body.Address, 256).Length("Grid", body.Grid, 32).Length("Notes", body.Notes, 2000)
        .When(!string.IsNullOrWhiteSpace(body.Code) && CreditCode.Parse(body.Code) is null, "Code is no unified social credit code: 18 characters of which the last proves the others.")
        .When(body.AddNumbers?.Any(number => numbers.Parse(number) is null) == true, "AddNumbers has something that is no telephone number.")
        .When(body.AddContacts?.Any(contact => !Fits(contact)) == true, "AddContacts has somebody without a name of at most 64 characters, a role of at most 32 or a telephone number.");

    private bool Fits(WriteContact? contact) => contact is not null && !new Faults().Length("Name", contact.Name, 64, 1).Length("Role", contact.Role, 32).Any && numbers.Parse(contact.Number) is not null;

    private async Task<ProblemHttpResult?> StoreAsync(CenterDb db, Enterprise enterprise, WriteEnterprise body, ChangeCause cause, CancellationToken ct)
    {
        if (body.CommunityId is { } community && community != Guid.Empty && !await db.Communities.AnyAsync(c => c.Id == community, ct)) return Problems.Invalid("CommunityId is no community of ours.");
        Change(enterprise, body);
        if (enterprise.Code is { } code && await TakenAsync(db, code, enterprise.Id, ct)) return CodeTaken();
        Numbers(db, enterprise, body);
        Contacts(db, enterprise, body);
        if (enterprise.Numbers.Count > Most || enterprise.Contacts.Count > Most) return Problems.Invalid($"At most {Most} numbers and {Most} contacts are kept.");
        try
        {
            await db.SaveChangesAsync(cause, ct);
            return null;
        }
        catch (DbUpdateException)
        {
            // Two who give the same code at once both find it free; the index lets one of them have it.
            db.ChangeTracker.Clear();
            if (enterprise.Code is not { } wanted || !await TakenAsync(db, wanted, enterprise.Id, ct)) throw;
            return CodeTaken();
        }
    }

    private void Change(Enterprise enterprise, WriteEnterprise body)
    {
        if (body.Name is not null)
        {
            enterprise.Name = body.Name.Trim();
            var reading = pinyin.Of(enterprise.Name);
            (enterprise.Pinyin, enterprise.Initials) = (Clip(reading.Full, 256), Clip(reading.Initials, 128));
        }
        if (!string.IsNullOrEmpty(body.Kind)) enterprise.Kind = body.Kind;
        if (body.Code is not null) enterprise.Code = string.IsNullOrWhiteSpace(body.Code) ? null : CreditCode.Parse(body.Code);
        if (body.CommunityId is { } community) enterprise.CommunityId = community == Guid.Empty ? null : community;
        if (body.Address is not null) enterprise.Address = Text(body.Address);
        if (body.Grid is not null) enterprise.Grid = Text(body.Grid);
        if (body.Notes is not null) enterprise.Notes = Text(body.Notes);
    }

    private void Numbers(CenterDb db, Enterprise enterprise, WriteEnterprise body)
    {
        var present = EnterpriseCards.InOrder(enterprise.Numbers).ToList();
        var added = (body.AddNumbers ?? []).Select(number => numbers.Parse(number)!).Distinct().ToList();
        foreach (var place in (body.RemoveNumbers ?? []).Distinct().Where(place => place >= 0 && place < present.Count && !added.Contains(present[place].Number)))
        {
            enterprise.Numbers.Remove(present[place]);
            db.Remove(present[place]);
        }
        var next = present.Count == 0 ? 0 : present[^1].Position + 1;
        foreach (var number in added.Where(number => present.All(known => known.Number != number)))
        {
            var row = EnterpriseNumber.Of(number, next++);
            row.EnterpriseId = enterprise.Id;
            db.Add(row);
        }
    }

    private void Contacts(CenterDb db, Enterprise enterprise, WriteEnterprise body)
    {
        foreach (var gone in enterprise.Contacts.Where(c => body.RemoveContacts?.Contains(c.Id) == true).ToList())
        {
            enterprise.Contacts.Remove(gone);
            db.Remove(gone);
        }
        var next = enterprise.Contacts.Count == 0 ? 0 : enterprise.Contacts.Max(c => c.Position) + 1;
        db.AddRange((body.AddContacts ?? []).Select(c => new EnterpriseContact
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), EnterpriseId = enterprise.Id, Name = c.Name.Trim(), Role = Text(c.Role) ?? "", Number = numbers.Parse(c.Number)!, Position = next++,
        }).ToList());
    }

    private static Task<bool> TakenAsync(CenterDb db, string code, Guid own, CancellationToken ct) => db.Enterprises.AnyAsync(e => e.Code == code && e.Id != own, ct);

    private static ProblemHttpResult CodeTaken() => Problems.Of(ProblemCode.CodeTaken, StatusCodes.Status409Conflict, "Another enterprise has this code.");

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
