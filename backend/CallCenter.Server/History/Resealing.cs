using System.Security.Cryptography;
using CallCenter.Data;
using CallCenter.Server.Operations;
using CallCenter.Server.Registry;
using CallCenter.Server.Sealing;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.History;

/// <summary>Seals with the newest key whatever is not: recordings of an earlier version that lie plain, and after a key was added everything. One file at a time.</summary>
internal sealed class Resealing(CenterOptions options, KeyVault vault, SettingSecrets secrets, SiteSettings settings, IDbContextFactory<CenterDb> databases, Database database, TimeProvider time, ILogger<Resealing> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10), AgainAfter = TimeSpan.FromMinutes(10);
    private DateTimeOffset _notBefore;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        await Task.Yield();
        RemoveUnfinished();
        while (true)
        {
            vault.Refresh();
            if (vault.Ring is { } ring && time.GetUtcNow() >= _notBefore && KeptMark() != ring.Active.Id.ToString()) await WalkAsync(ring, stop);
            await Task.Delay(LookEvery, time, stop);
        }
    }

    private async Task WalkAsync(KeyRing ring, CancellationToken ct)
    {
        var givenUp = KeyVault.GivenUp(options.Paths, ring);
        var (done, failed) = await ResealSecretsAsync(ring, givenUp, ct);
        var lost = 0;
        foreach (var path in Files(options.Paths))
        {
            try
            {
                if (IsSealed(path) && SealedFile.KeyOf(path) is var key && ring.Find(key) is null)
                {
                    if (!givenUp(key)) lost++;
                    continue;
                }
                if (await SealedAnewAsync(path, ring, ct)) done++;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or KeyLostException or SealBrokenException)
            {
                failed++;
                SealingLog.NotResealed(logger, fault, Path.GetFileName(path));
            }
        }
        // One line for all of them: a lost key may have sealed a million.
        if (lost > 0) SealingLog.Unreachable(logger, lost);
        failed += lost;
        if (done > 0) SealingLog.Resealed(logger, done, ring.Active.Id);
        // A recording that was being written with the key before is met by the next look: only one that finds nothing ends it.
        if (failed > 0) _notBefore = time.GetUtcNow() + AgainAfter;
        else if (done == 0) await File.WriteAllTextAsync(options.Paths.SealedWith, ring.Active.Id.ToString(), ct);
    }

    private async Task<(int Done, int Failed)> ResealSecretsAsync(KeyRing ring, Func<Guid, bool> givenUp, CancellationToken ct)
    {
        await database.ReadyAsync(ct);
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var users = await db.Users.Where(user => user.SecondFactor != null).ToListAsync(ct);
            var count = users.Count(user => SecondFactors.Reseal(user, ring, givenUp));
            await db.SaveChangesAsync(ct);
            return (count + await secrets.ResealAsync(settings, ring, givenUp, ct) + await CareNotes.ResealAsync(db, ring, givenUp, ct), 0);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is KeyLostException or SealBrokenException)
        {
            SealingLog.NotResealed(logger, fault, "A secret");
            return (0, 1);
        }
    }

    /// <summary>Sealed files, and plain ones that should be.</summary>
    public static IEnumerable<string> Files(HomePaths paths)
    {
        var recordings = !Directory.Exists(paths.Recordings) ? [] : Directory.EnumerateDirectories(paths.Recordings).Where(folder => folder != paths.RawRecordings).SelectMany(folder => Directory.EnumerateFiles(folder))
            .Where(path => IsSealed(path) || path.EndsWith(RecordingStore.Plain, StringComparison.Ordinal));
        return recordings.Concat(Directory.Exists(paths.Imports) ? Directory.EnumerateFiles(paths.Imports).Where(IsSealed) : []);
    }

    private static bool IsSealed(string path) => path.EndsWith(SealedFile.Ending, StringComparison.Ordinal);

    private string SubjectOf(string path) => Path.GetDirectoryName(path) == options.Paths.Imports ? ImportFiles.SubjectOf(path) : RecordingStore.SubjectOf(path);

    private async Task<bool> SealedAnewAsync(string path, KeyRing ring, CancellationToken ct)
    {
        var plain = path.EndsWith(RecordingStore.Plain, StringComparison.Ordinal);
        if (!plain && SealedFile.KeyOf(path) == ring.Active.Id) return false;
        var target = plain ? path + SealedFile.Ending : path;
        var (unfinished, subject) = (target + RecordingStore.Unfinished, SubjectOf(target));
        byte[] written;
        await using (var source = plain ? File.OpenRead(path) : SealedFile.Open(path, ring, subject)) written = (await SealedFile.WriteAsync(source, unfinished, ring.Active, subject, ct)).Hash;
        await using (var check = SealedFile.Open(unfinished, ring, subject))
        {
            var read = await SHA256.HashDataAsync(check, ct);
            if (!read.AsSpan().SequenceEqual(written)) throw new SealBrokenException($"{Path.GetFileName(target)} was not written as it should be.");
        }
        File.Move(unfinished, target, overwrite: true);
        if (plain) DeletePlain(path);
        return true;
    }

    private static void DeletePlain(string path)
    {
        File.Delete(path);
        File.Delete(Path.ChangeExtension(path, RecordingStore.PlainPeaks));
    }

    private string? KeptMark() => File.Exists(options.Paths.SealedWith) ? File.ReadAllText(options.Paths.SealedWith) : null;

    /// <summary>What an ended Server left half-written.</summary>
    private void RemoveUnfinished()
    {
        if (!Directory.Exists(options.Paths.Recordings)) return;
        foreach (var folder in Directory.EnumerateDirectories(options.Paths.Recordings).Where(folder => folder != options.Paths.RawRecordings))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*" + RecordingStore.Unfinished)) File.Delete(path);
        }
    }
}
