using System.IO.Hashing;
using System.Runtime.InteropServices;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>
/// Reads a table from its beginning, in batches: the check counts what the lines would do, applying does it. Each batch is one transaction that also says how far it got, so
/// whatever ends a run, the next one goes on behind the last batch stored. What is kept of all lines is a hash of who they are about.
/// </summary>
internal sealed class ImportRun(IDbContextFactory<CenterDb> databases, CallerNumbers numbers, Pinyin pinyin, TimeProvider time)
{
    private const int Batch = 500;

    private sealed record Pending(int Line, string? Name, PersonLine? Person, List<Fault> Faults)
    {
        public LineOutcome Outcome { get; set; } = LineOutcome.Faulty;
        public Guid? Resident { get; set; }
    }

    /// <summary>Whom earlier lines were about.</summary>
    private sealed class Seen
    {
        private readonly HashSet<ulong> _identities = [];
        public HashSet<Guid> Residents { get; } = [];

        public bool Before(PersonLine person)
        {
            var hashes = person.Identities().Select(identity => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(identity.AsSpan()))).ToList();
            var before = hashes.Any(_identities.Contains);
            _identities.UnionWith(hashes);
            return before;
        }
    }

    /// <exception cref="TableException"/>
    public Task CheckAsync(Guid import, Stream file, CancellationToken ct) => RunAsync(import, file, apply: false, ct);

    /// <exception cref="TableException"/>
    public Task ApplyAsync(Guid import, Stream file, CancellationToken ct) => RunAsync(import, file, apply: true, ct);

    private async Task RunAsync(Guid id, Stream file, bool apply, CancellationToken ct)
    {
        var format = ResidentTable.FormatOf(file);
        using var lines = ResidentTable.Read(file, format).GetEnumerator();
        if (!lines.MoveNext()) throw new TableException(ImportProblem.Empty);
        var (reader, import, seen) = await BeginAsync(id, format, lines.Current, apply, ct);
        var (behind, count) = (apply ? import.Done : 0, 0);
        var pending = new List<Pending>(Batch);
        while (lines.MoveNext())
        {
            ct.ThrowIfCancellationRequested();
            var line = lines.Current;
            var (person, faults) = reader.Read(line);
            var told = faults.ToList();
            if (person is not null && seen.Before(person)) (person, told) = (null, [new Fault(LineFault.Duplicate, "")]);
            if (++count <= behind) continue;
            pending.Add(new Pending(line.Number, reader.Label(line), person, told));
            if (pending.Count < Batch) continue;
            await StoreAsync(import, pending, count, seen, apply, ct);
            pending.Clear();
        }
        if (count == 0) throw new TableException(ImportProblem.Empty);
        await StoreAsync(import, pending, count, seen, apply, ct);
        await using var db = await databases.CreateDbContextAsync(ct);
        if (!apply) await db.ResidentImports.Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Total, count), ct);
    }

    private async Task<(LineReader Reader, ResidentImport Import, Seen Seen)> BeginAsync(Guid id, string format, TableLine headings, bool apply, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var reader = new LineReader(headings.Cells, await CommunityNames.LoadAsync(db, ct), numbers, time);
        var import = await db.ResidentImports.AsNoTracking().FirstAsync(i => i.Id == id, ct);
        var seen = new Seen();
        if (apply && import.Done > 0)
        {
            await foreach (var resident in db.ImportedLines.AsNoTracking().Where(l => l.ImportId == id && l.ResidentId != null).Select(l => l.ResidentId!.Value).AsAsyncEnumerable().WithCancellation(ct))
                seen.Residents.Add(resident);
            return (reader, import, seen);
        }
        // From the beginning: what an earlier look told of the lines is told anew.
        var ignored = string.Join('\n', reader.Ignored);
        ignored = ignored.Length <= 512 ? ignored : ignored[..512];
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.ImportedLines.Where(l => l.ImportId == id).ExecuteDeleteAsync(ct);
        await db.ResidentImports.Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Format, format).SetProperty(i => i.Ignored, ignored).SetProperty(i => i.Done, 0)
            .SetProperty(i => i.New, 0).SetProperty(i => i.Changed, 0).SetProperty(i => i.Unchanged, 0).SetProperty(i => i.Faulty, 0), ct);
        await transaction.CommitAsync(ct);
        return (reader, import, seen);
    }

    private async Task StoreAsync(ResidentImport import, List<Pending> pending, int count, Seen seen, bool apply, CancellationToken ct)
    {
        if (pending.Count == 0) return;
        var started = time.GetTimestamp();
        await using var db = await databases.CreateDbContextAsync(ct);
        if (apply)
        {
            // Half a batch is worse than a moment's wait: once begun it is stored.
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await LookAsync(db, import, pending, seen, apply, CancellationToken.None);
            await NoteAsync(db, import, pending, count, apply, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        else
        {
            await LookAsync(db, import, pending, seen, apply, ct);
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await NoteAsync(db, import, pending, count, apply, ct);
            await transaction.CommitAsync(ct);
        }
        // Calls write too: one writer after the other must not leave them waiting.
        await Task.Delay(time.GetElapsedTime(started) / 5, ct);
    }

    /// <summary>Finds out what each line does, and when applying does it.</summary>
    private async Task LookAsync(CenterDb db, ResidentImport import, List<Pending> pending, Seen seen, bool apply, CancellationToken ct)
    {
        var people = pending.Select(p => p.Person).OfType<PersonLine>().ToList();
        var matching = await Matching.LoadAsync(db, people, ct);
        var now = time.GetUtcNow();
        var changes = new BatchChanges(matching, pinyin, import.By, now);
        foreach (var line in pending.Where(p => p.Person is not null))
        {
            var (known, fault) = matching.Of(line.Person!);
            if (known is not null && !seen.Residents.Add(known.Id)) fault = new Fault(LineFault.Duplicate, "");
            if (fault is { } told)
            {
                line.Faults.Add(told);
                continue;
            }
            line.Resident = known?.Id;
            if (known is not null) line.Outcome = changes.Change(db, known, line.Person!) ? LineOutcome.Changed : LineOutcome.Unchanged;
            else if (apply) (line.Outcome, line.Resident) = (LineOutcome.New, changes.Add(line.Person!).Id);
            else line.Outcome = LineOutcome.New;
        }
        if (apply) await changes.StoreAsync(db, new ChangeCause(import.By, now, ChangeReason.Imported, import.Id), ct);
    }

    private static async Task NoteAsync(CenterDb db, ResidentImport import, List<Pending> pending, int count, bool apply, CancellationToken ct)
    {
        var rows = pending.Where(p => apply || p.Outcome == LineOutcome.Faulty).Select(p => new ImportedLine
        {
            ImportId = import.Id, Line = p.Line, Outcome = p.Outcome, ResidentId = p.Resident, Name = p.Name, Faults = p.Faults.Count == 0 ? null : Fault.Text(p.Faults),
        }).ToList();
        await db.CopyAsync(rows, ct);
        int Of(LineOutcome outcome) => pending.Count(p => p.Outcome == outcome);
        var (added, changed, unchanged, faulty) = (Of(LineOutcome.New), Of(LineOutcome.Changed), Of(LineOutcome.Unchanged), Of(LineOutcome.Faulty));
        await db.ResidentImports.Where(i => i.Id == import.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Done, count).SetProperty(i => i.New, i => i.New + added)
            .SetProperty(i => i.Changed, i => i.Changed + changed).SetProperty(i => i.Unchanged, i => i.Unchanged + unchanged).SetProperty(i => i.Faulty, i => i.Faulty + faulty), ct);
    }
}
