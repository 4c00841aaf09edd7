using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Audit;
using CallCenter.Data.Databases;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Audit;

/// <param name="Rows">Rows that agree with the chain, up to the first that does not.</param>
/// <param name="Fault">What is wrong first; null when nothing is.</param>
internal sealed record AuditVerdict(long Rows, AuditFault? Fault)
{
    public string? Sentence => Fault is null ? null : Fault.Kind switch
    {
        AuditFaultKind.Missing => $"Row {Fault.Row} is missing: it was deleted or moved. The next row there is says: {Fault.Says}",
        AuditFaultKind.Changed => $"Row {Fault.Row} was changed, inserted or moved: it does not fit the row before. It says: {Fault.Says}",
        AuditFaultKind.Rewritten => $"Row {Fault.Row} was written anew: it is not the one the file audit.head knows. It says: {Fault.Says}",
        AuditFaultKind.CutOff => $"Row {Fault.Row} is missing: the log was cut off at its end; it had {Fault.Had} rows.",
        AuditFaultKind.HeadLost => "The file audit.head, which knows where the log ends, is missing.",
        _ => $"A row stands outside the chain: it was inserted. It says: {Fault.Says}",
    };
}

/// <summary>Walks the audit chain from its first row and tells the first thing wrong with it.</summary>
internal static class AuditCheck
{
    private const int Page = 5000;

    /// <summary>The command verify-audit: 0 when the log is whole, 1 when not or when it cannot be read.</summary>
    public static async Task<int> RunAsync(DatabaseChoice database, HomePaths paths, TextWriter output)
    {
        try
        {
            if (database.Kind == DatabaseKind.Sqlite && !File.Exists(paths.Database)) throw new FileNotFoundException($"{paths.Database} does not exist: set CALLCENTER_HOME to the instance's home.");
            await using var db = database.Open();
            var verdict = await VerifyAsync(db, new AuditHeads(paths.AuditHead), CancellationToken.None);
            await output.WriteLineAsync(verdict.Sentence ?? $"The audit log is whole: {verdict.Rows} rows.");
            return verdict.Fault is null ? 0 : 1;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync($"The audit log cannot be read: {fault.Message}");
            return 1;
        }
    }

    public static async Task<AuditVerdict> VerifyAsync(CenterDb db, AuditHeads file, CancellationToken ct)
    {
        // The file first: rows written meanwhile are beyond it, not missing.
        var heads = file.Read();
        var known = heads.GroupBy(head => head.Seq).ToDictionary(group => group.Key, group => group.Select(head => head.Hash).Distinct().ToList());
        var last = AuditHead.Start;
        while (true)
        {
            var from = last.Seq;
            var rows = await db.AuditEntries.AsNoTracking().Where(e => e.Seq > from).OrderBy(e => e.Seq).Take(Page).ToListAsync(ct);
            foreach (var row in rows)
            {
                if (FaultOf(row, last, known) is { } fault) return new AuditVerdict(last.Seq, fault);
                last = new AuditHead(row.Seq!.Value, row.Hash!);
            }
            if (rows.Count < Page) break;
        }
        return new AuditVerdict(last.Seq, await FaultOutsideAsync(db, last, heads, ct));
    }

    private static AuditFault? FaultOf(AuditEntry row, AuditHead before, Dictionary<long, List<string>> known)
    {
        if (row.Seq != before.Seq + 1) return new AuditFault(AuditFaultKind.Missing, before.Seq + 1, Says: Words(row));
        if (AuditChain.HashOf(row, before.Hash) != row.Hash) return new AuditFault(AuditFaultKind.Changed, row.Seq, Says: Words(row));
        return known.TryGetValue(row.Seq.Value, out var hashes) && hashes.Any(hash => hash != row.Hash) ? new AuditFault(AuditFaultKind.Rewritten, row.Seq, Says: Words(row)) : null;
    }

    private static async Task<AuditFault?> FaultOutsideAsync(CenterDb db, AuditHead last, IReadOnlyList<AuditHead> heads, CancellationToken ct)
    {
        if (heads.Count > 0 && heads.Max(head => head.Seq) is var newest && newest > last.Seq) return new AuditFault(AuditFaultKind.CutOff, last.Seq + 1, newest);
        if (heads.Count == 0 && last.Seq > 0) return new AuditFault(AuditFaultKind.HeadLost);
        var outside = await db.AuditEntries.AsNoTracking().Where(e => e.Seq == null).OrderBy(e => e.At).FirstOrDefaultAsync(ct);
        return outside is null || last.Seq == 0 ? null : new AuditFault(AuditFaultKind.Outside, Says: Words(outside));
    }

    private static string Words(AuditEntry row) => $"{row.At:yyyy-MM-dd HH:mm:ss}Z {row.User} {row.Action} {row.Subject}";
}
