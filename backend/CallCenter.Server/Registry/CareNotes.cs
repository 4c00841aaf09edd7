using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Sealing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Health and care notes: sealed, and told only while the resident's consent stands.</summary>
internal sealed class CareNotes(KeyVault vault, TimeProvider time)
{
    /// <summary>Sealed and in Base64 it still fits its column.</summary>
    public const int Longest = 900;
    public static readonly IReadOnlyList<string> Kinds = ["health", "medicine", "care", "access"];
    private const int Batch = 200, MostNotes = 100;

    /// <exception cref="KeyLostException"/>
    /// <exception cref="SealBrokenException"/>
    public async Task<List<CareNoteLine>> OfAsync(CenterDb db, Guid resident, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var notes = await db.CareNotes.AsNoTracking().Include(n => n.Consent).Where(n => n.Consent!.ResidentId == resident && n.Consent.WithdrawnAt == null && n.Consent.ExpiresAt > now)
            .OrderByDescending(n => n.WrittenAt).Take(MostNotes).ToListAsync(ct);
        return [.. notes.Where(n => n.Consent!.Stands(now)).Select(n => new CareNoteLine(n.Id, n.ConsentId, n.Kind, SealedText.Open(n.Text, vault.Ring, Subject(n.Id)), n.WrittenAt, n.WrittenBy))];
    }

    /// <returns>Null when there is no such consent, or it does not stand.</returns>
    /// <exception cref="KeyRingException">There is no key to seal with.</exception>
    public async Task<CareNoteLine?> WriteAsync(CenterDb db, Guid resident, WriteCareNote body, string user, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await db.Consents.AsNoTracking().FirstOrDefaultAsync(c => c.Id == body.ConsentId && c.ResidentId == resident, ct) is not { } consent || !consent.Stands(now)) return null;
        var (id, text) = (Guid.CreateVersion7(now), body.Text.Trim());
        db.Add(new CareNote { Id = id, ConsentId = consent.Id, Kind = body.Kind, Text = SealedText.Seal(text, vault.Active, Subject(id)), WrittenAt = now, WrittenBy = user });
        await db.SaveChangesAsync(ct);
        return new CareNoteLine(id, consent.Id, body.Kind, text, now, user);
    }

    /// <summary>Seals notes with the newest key that are sealed with another.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> ResealAsync(CenterDb db, KeyRing ring, Func<Guid, bool> givenUp, CancellationToken ct)
    {
        var count = 0;
        for (var after = Guid.Empty; ;)
        {
            var notes = await db.CareNotes.Where(n => n.Id > after).OrderBy(n => n.Id).Take(Batch).ToListAsync(ct);
            if (notes.Count == 0) return count;
            foreach (var note in notes.Where(n => SealedText.KeyOf(n.Text) is var key && key != ring.Active.Id && !givenUp(key)))
            {
                note.Text = SealedText.Seal(SealedText.Open(note.Text, ring, Subject(note.Id)), ring.Active, Subject(note.Id));
                count++;
            }
            after = notes[^1].Id;
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }
    }

    private static string Subject(Guid note) => $"care-note:{note}";
}
