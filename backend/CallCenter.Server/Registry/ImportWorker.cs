using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Operations;
using CallCenter.Server.Sealing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Works at imports in the background, one after the other. What the database says is under way is the queue; a Server that died in the middle of one finds it there.</summary>
internal sealed class ImportWorker(
    IDbContextFactory<CenterDb> databases, Database database, ImportRun run, ImportUndo undo, ImportFiles files, TimeProvider time, ILogger<ImportWorker> logger) : BackgroundService
{
    private const int Tries = 30;
    private const string Broken = "fault";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), LookEvery = TimeSpan.FromSeconds(30);
    private static readonly ImportState[] Work = [ImportState.Checking, ImportState.Applying, ImportState.Undoing];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _turn = new();
    private Guid _at;
    private CancellationTokenSource? _cancel;

    /// <summary>Something is asked for: look now.</summary>
    public void Wake()
    {
        lock (_turn)
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }
    }

    /// <returns>False when this import is not being worked at.</returns>
    public bool Cancel(Guid import)
    {
        lock (_turn)
        {
            if (_at != import || _cancel is null) return false;
            _cancel.Cancel();
            return true;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await database.ReadyAsync(stop);
        while (!await TakenOverAsync(stop)) await Task.Delay(Pause, time, stop);
        var failures = 0;
        while (true)
        {
            try
            {
                if (await NextAsync(stop) is not { } import) await _wake.WaitAsync(LookEvery, stop);
                else await WorkAsync(import, stop);
                failures = 0;
            }
            catch (Exception fault) when (DatabaseFault.Is(fault))
            {
                // The next try goes on behind the last batch stored.
                RegistryLog.DatabaseAway(logger, fault);
                if (++failures >= Tries) failures = await GivenUpAsync(stop) ? 0 : failures;
                await Task.Delay(Pause, time, stop);
            }
        }
    }

    /// <summary>What a Server that ended left in the middle is said to be interrupted; whether it goes on or back is for a person to say. A check changes nothing and begins anew.</summary>
    private async Task<bool> TakenOverAsync(CancellationToken ct)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            foreach (var import in await db.ResidentImports.Where(i => i.State == ImportState.Applying || i.State == ImportState.Undoing).ToListAsync(ct))
            {
                import.Become(import.State == ImportState.Applying ? ImportState.Interrupted : ImportState.UndoInterrupted);
                RegistryLog.Interrupted(logger, import.Id, import.Done);
            }
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            RegistryLog.DatabaseAway(logger, fault);
            return false;
        }
    }

    private async Task<ResidentImport?> NextAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.ResidentImports.AsNoTracking().Where(i => Work.Contains(i.State)).OrderBy(i => i.UploadedAt).FirstOrDefaultAsync(ct);
    }

    private async Task WorkAsync(ResidentImport import, CancellationToken stop)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (_turn) (_at, _cancel) = (import.Id, cancel);
        try
        {
            await StepAsync(import, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            await MoveAsync(import.Id, ImportState.Cancelled, stop);
        }
        catch (TableException refused)
        {
            await FailAsync(import, refused.Code, refused.Detail, stop);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            await FailAsync(import, ImportProblem.FileGone, null, stop);
        }
        catch (Exception fault) when (fault is KeyLostException or SealBrokenException)
        {
            await FailAsync(import, ImportProblem.KeyLost, null, stop);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !DatabaseFault.Is(fault))
        {
            // A table that trips us must not stop the Server, nor the next import.
            RegistryLog.Faulty(logger, fault, import.Id);
            await FailAsync(import, Broken, fault.GetType().Name, stop);
        }
        finally
        {
            lock (_turn) (_at, _cancel) = (Guid.Empty, null);
        }
    }

    private async Task StepAsync(ResidentImport import, CancellationToken ct)
    {
        switch (import.State)
        {
            case ImportState.Checking:
                await using (var file = files.Open(import.Id)) await run.CheckAsync(import.Id, file, ct);
                await MoveAsync(import.Id, ImportState.Checked, ct);
                break;
            case ImportState.Applying:
                await using (var file = files.Open(import.Id)) await run.ApplyAsync(import.Id, file, ct);
                await MoveAsync(import.Id, ImportState.Applied, CancellationToken.None);
                files.Delete(import.Id);
                break;
            default:
                await undo.RunAsync(import.Id, ct);
                await MoveAsync(import.Id, ImportState.Undone, CancellationToken.None);
                files.Delete(import.Id);
                break;
        }
    }

    private Task FailAsync(ResidentImport import, string problem, string? detail, CancellationToken ct) => MoveAsync(import.Id, import.State switch
    {
        ImportState.Checking => ImportState.Refused,
        ImportState.Applying => ImportState.Interrupted,
        _ => ImportState.UndoInterrupted,
    }, ct, problem, detail);

    /// <summary>The database takes everything but this.</summary>
    private async Task<bool> GivenUpAsync(CancellationToken ct)
    {
        try
        {
            if (await NextAsync(ct) is { } import) await FailAsync(import, Broken, null, ct);
            return true;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault))
        {
            return false;
        }
    }

    private async Task MoveAsync(Guid id, ImportState next, CancellationToken ct, string? problem = null, string? detail = null)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var import = await db.ResidentImports.FirstAsync(i => i.Id == id, ct);
        if (!import.May(next)) return;
        import.Become(next);
        (import.Problem, import.ProblemDetail, import.EndedAt) = (problem, detail is { Length: > 256 } ? detail[..256] : detail, time.GetUtcNow());
        await db.SaveChangesAsync(ct);
        if (next is ImportState.Refused || (next is ImportState.Cancelled && import.Total == 0)) files.Delete(id);
        RegistryLog.Moved(logger, id, next.ToString());
    }
}

internal static partial class RegistryLog
{
    [LoggerMessage(1, LogLevel.Warning, "The import waits: the database does not answer")]
    public static partial void DatabaseAway(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "Import {Import} was interrupted when the Server ended, after {Done} lines; the registry page offers to go on or to take it back")]
    public static partial void Interrupted(ILogger logger, Guid import, int done);

    [LoggerMessage(3, LogLevel.Error, "Import {Import} met a fault of ours")]
    public static partial void Faulty(ILogger logger, Exception fault, Guid import);

    [LoggerMessage(4, LogLevel.Information, "Import {Import} is {State}")]
    public static partial void Moved(ILogger logger, Guid import, string state);
}
