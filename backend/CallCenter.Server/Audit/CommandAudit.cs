using CallCenter.Data;
using CallCenter.Data.Audit;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Audit;

/// <summary>Puts what a command did into the audit chain, in the transaction that did it; a Server that runs at the same time goes on behind the row.</summary>
internal static class CommandAudit
{
    /// <summary>Who the audit log says did it.</summary>
    public const string User = "command";
    private const int MostTries = 10;

    /// <summary>Saves what the context has pending together with the row.</summary>
    public static async Task SaveAsync(CenterDb db, HomePaths paths, string action, string subject, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var row = new AuditEntry { Id = Guid.CreateVersion7(now), At = now, User = User, Action = action, Subject = subject };
        db.AuditEntries.Add(row);
        for (var attempt = 1; ; attempt++)
        {
            var last = await db.AuditEntries.AsNoTracking().Where(e => e.Seq != null).OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Hash }).FirstOrDefaultAsync(ct);
            // Rows of a version without a chain come first: the Server's next start gives this one its place among them.
            var chained = last is not null || !await db.AuditEntries.AnyAsync(ct);
            var head = chained ? AuditChain.Append(row, last is null ? AuditHead.Start : new AuditHead(last.Seq!.Value, last.Hash!)) : AuditHead.Start;
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException) when (attempt < MostTries)
            {
                // The Server took the place meanwhile.
                continue;
            }
            if (chained) new AuditHeads(paths.AuditHead).Append(head);
            return;
        }
    }
}
