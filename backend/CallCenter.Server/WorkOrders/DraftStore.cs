using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.Registry;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.WorkOrders;

internal enum DraftVerdict { Saved, Older, Finished }

/// <summary>Keeps the form of a call while it is typed. The page counts revisions; an older one never overwrites a newer.</summary>
internal sealed class DraftStore(TimeProvider time)
{
    private const int Tries = 5;

    public async Task<(DraftVerdict Verdict, Draft Stored)> SaveAsync(CenterDb db, string callId, string user, WorkOrderDraft typed, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = await db.Drafts.FirstOrDefaultAsync(d => d.CallId == callId, ct);
            if (stored is { FinishedAt: not null }) return (DraftVerdict.Finished, stored);
            // The same revision again is the page repeating a request whose answer got lost.
            if (stored is not null && typed.Revision <= stored.Revision) return (OrderLines.Draft(stored) == typed ? DraftVerdict.Saved : DraftVerdict.Older, stored);
            if (stored is null) db.Add(stored = new Draft { CallId = callId, User = user });
            Fill(stored, typed, user);
            try
            {
                await db.SaveChangesAsync(ct);
                return (DraftVerdict.Saved, stored);
            }
            catch (DbUpdateException) when (attempt < Tries)
            {
                // Another request of the page was quicker: judge anew against what it stored.
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Keeps who of those under the number the agent says is calling; the history names that person.</summary>
    public async Task ChooseResidentAsync(CenterDb db, string callId, string user, Guid resident, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        resident = await MergedRecords.CurrentAsync(db, resident, ct);
        if (await db.Drafts.Where(d => d.CallId == callId && d.FinishedAt == null).ExecuteUpdateAsync(set => set.SetProperty(d => d.ResidentId, resident).SetProperty(d => d.SavedAt, now), ct) > 0)
            return;
        db.Add(new Draft { CallId = callId, User = user, ResidentId = resident, SavedAt = now });
        await db.SaveChangesAsync(ct);
    }

    public void Fill(Draft stored, WorkOrderDraft typed, string user)
    {
        stored.User = user;
        stored.Revision = typed.Revision;
        stored.Content = typed.Content;
        stored.Category = typed.Category;
        stored.Urgency = typed.Urgency;
        stored.Address = typed.Address;
        stored.Confidential = typed.Confidential;
        // The choice may have come before, by its own way.
        stored.ResidentId = typed.ResidentId ?? stored.ResidentId;
        stored.CallbackNumber = typed.CallbackNumber;
        stored.SavedAt = time.GetUtcNow();
    }
}
