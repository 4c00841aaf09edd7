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
        var (done, failed) = await ResealSecretsAsync(ring, ct);
        foreach (var path in Files(options.Paths))
        {
            try
            {
                if (await SealedAnewAsync(path, ring, ct)) done++;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or KeyLostException or SealBrokenException)
            {
                failed++;
                SealingLog.NotResealed(logger, fault, Path.GetFileName(path));
            }
        }
        if (done > 0) SealingLog.Resealed(logger, done, ring.Active.Id);
        // A recording that was being written with the key before is met by the next look: only one that finds nothing ends it.
        if (failed > 0) _notBefore = time.GetUtcNow() + AgainAfter;
        else if (done == 0) await File.WriteAllTextAsync(options.Paths.SealedWith, ring.Active.Id.ToString(), ct);
    }

    private async Task<(int Done, int Failed)> ResealSecretsAsync(KeyRing ring, CancellationToken ct)
    {
        await database.ReadyAsync(ct);
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var users = await db.Users.Where(user => user.SecondFactor != null).ToListAsync(ct);
            var count = users.Count(user => SecondFactors.Reseal(user, ring));
            await db.SaveChangesAsync(ct);
            return (count + await secrets.ResealAsync(settings, ring, ct) + await CareNotes.ResealAsync(db, ring, ct), 0);
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
        if (!Directory.Exists(paths.Recordings)) return [];
        return Directory.EnumerateDirectories(paths.Recordings).Where(folder => folder != paths.RawRecordings).SelectMany(folder => Directory.EnumerateFiles(folder))
            .Where(path => path.EndsWith(SealedFile.Ending, StringComparison.Ordinal) || path.EndsWith(RecordingStore.Plain, StringComparison.Ordinal));
    }

    private async Task<bool> SealedAnewAsync(string path, KeyRing ring, CancellationToken ct)
    {
        var plain = path.EndsWith(RecordingStore.Plain, StringComparison.Ordinal);
        if (!plain && SealedFile.KeyOf(path) == ring.Active.Id) return false;
        var target = plain ? path + SealedFile.Ending : path;
        var (unfinished, subject) = (target + RecordingStore.Unfinished, RecordingStore.SubjectOf(target));
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
