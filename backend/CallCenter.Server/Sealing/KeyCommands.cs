using System.Globalization;
using CallCenter.Data.Databases;
using CallCenter.Server.Audit;
using CallCenter.Server.History;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Sealing;

/// <summary>keys list, keys add, keys drop, keys forget: the key ring by hand. A running Server notices within seconds.</summary>
internal static class KeyCommands
{
    public const string Usage = "keys list | keys add | keys drop ID | keys forget ID";

    public static async Task<int> RunAsync(string[] words, HomePaths paths, TextWriter output, TimeProvider time, DatabaseChoice? database = null)
    {
        try
        {
            return words switch
            {
                ["list"] => await ListAsync(paths, output),
                ["add"] => await AddAsync(paths, output, time),
                ["drop", var id] when Guid.TryParse(id, CultureInfo.InvariantCulture, out var key) => await DropAsync(paths, key, output),
                ["forget", var id] when database is not null && Guid.TryParse(id, CultureInfo.InvariantCulture, out var key) => await ForgetAsync(paths, key, database, output, time),
                _ => await TellAsync(output, $"Usage: {Usage}", 2),
            };
        }
        catch (KeyRingException fault)
        {
            return await TellAsync(output, fault.Message, 1);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is IOException or UnauthorizedAccessException)
        {
            return await TellAsync(output, $"Nothing was changed: {fault.Message}", 1);
        }
    }

    private static async Task<int> ListAsync(HomePaths paths, TextWriter output)
    {
        if (KeyRing.Read(paths.KeyFile) is not { } ring) return await TellAsync(output, $"{paths.KeyFile} does not exist.", 1);
        var files = FilesOf(paths);
        foreach (var key in ring.Keys)
            await output.WriteLineAsync($"{key.Id}  {key.MadeAt:yyyy-MM-dd HH:mm}Z  {files.GetValueOrDefault(key.Id)} files{(key == ring.Active ? "  seals" : "")}");
        foreach (var lost in files.Keys.Where(id => id != Guid.Empty && ring.Find(id) is null)) await output.WriteLineAsync($"{lost}  LOST  {files[lost]} files");
        if (files.TryGetValue(Guid.Empty, out var plain)) await output.WriteLineAsync($"plain, not sealed yet: {plain} files");
        return 0;
    }

    private static async Task<int> AddAsync(HomePaths paths, TextWriter output, TimeProvider time)
    {
        var key = SealingKey.Make(time);
        new KeyRing([.. KeyRing.Read(paths.KeyFile)?.Keys ?? [], key]).Write(paths.KeyFile);
        return await TellAsync(output, $"Key {key.Id} was added to {paths.KeyFile}: copy the file to its safe place. The Server seals with it from now on, and what is there already in the background.", 0);
    }

    private static async Task<int> DropAsync(HomePaths paths, Guid id, TextWriter output)
    {
        var ring = KeyRing.Read(paths.KeyFile);
        if (ring?.Find(id) is not { } key) return await TellAsync(output, $"{paths.KeyFile} has no key {id}.", 1);
        if (key == ring.Active) return await TellAsync(output, "This key seals: add another one first.", 1);
        if (FilesOf(paths).TryGetValue(id, out var count)) return await TellAsync(output, $"{count} files are still sealed with this key.", 1);
        if (!SecretsMoved(paths, ring)) return await TellAsync(output, "The Server has not finished sealing everything with the newest key.", 1);
        new KeyRing([.. ring.Keys.Where(other => other != key)]).Write(paths.KeyFile);
        KeyVault.Forget(paths, id);
        return await TellAsync(output, $"Key {id} was dropped.", 0);
    }

    /// <summary>For a key that will not come back: what it sealed stays where it is, and nobody is told of it any more.</summary>
    private static async Task<int> ForgetAsync(HomePaths paths, Guid id, DatabaseChoice database, TextWriter output, TimeProvider time)
    {
        if (KeyRing.Read(paths.KeyFile) is not { } ring) return await TellAsync(output, $"{paths.KeyFile} does not exist: bring it back, or make a new one with keys add.", 1);
        if (ring.Find(id) is not null) return await TellAsync(output, "This key is not lost: keys drop takes it out.", 1);
        if (!KeyVault.Used(paths).Contains(id)) return await TellAsync(output, $"Nobody waits for a key {id}: keys list names those that are lost.", 1);
        await using var db = database.Open();
        var files = FilesOf(paths).GetValueOrDefault(id);
        var factors = (await db.Users.AsNoTracking().Where(user => user.SecondFactor != null).Select(user => user.SecondFactor!).ToListAsync()).Count(text => SealedText.KeyOf(text) == id);
        var notes = 0;
        await foreach (var text in db.CareNotes.AsNoTracking().Select(note => note.Text).AsAsyncEnumerable())
        {
            if (SealedText.KeyOf(text) == id) notes++;
        }
        // Said before it is done: the log must not lack it.
        await CommandAudit.SaveAsync(db, paths, AuditAction.KeyForgotten, $"key:{id} {files} files, {factors} second factors, {notes} notes", time, CancellationToken.None);
        KeyVault.Forget(paths, id);
        return await TellAsync(output, $"Key {id} is given up. Lost with it: {files} files (recordings, waveforms, uploaded tables), {factors} second factors, {notes} care notes, and trunk passwords it had sealed: type those in anew.", 0);
    }

    private static bool SecretsMoved(HomePaths paths, KeyRing ring) => File.Exists(paths.SealedWith) && File.ReadAllText(paths.SealedWith) == ring.Active.Id.ToString();

    /// <summary>Files by the key they are sealed with; the empty id stands for plain ones.</summary>
    private static Dictionary<Guid, int> FilesOf(HomePaths paths) =>
        Resealing.Files(paths).GroupBy(path => path.EndsWith(SealedFile.Ending, StringComparison.Ordinal) ? SealedFile.KeyOf(path) : Guid.Empty).ToDictionary(group => group.Key, group => group.Count());

    private static async Task<int> TellAsync(TextWriter output, string sentence, int code)
    {
        await output.WriteLineAsync(sentence);
        return code;
    }
}
