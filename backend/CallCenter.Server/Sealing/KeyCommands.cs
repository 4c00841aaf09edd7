using System.Globalization;
using CallCenter.Server.History;

namespace CallCenter.Server.Sealing;

/// <summary>keys list, keys add, keys drop: the key ring by hand. A running Server notices within seconds.</summary>
internal static class KeyCommands
{
    public const string Usage = "keys list | keys add | keys drop ID";

    public static async Task<int> RunAsync(string[] words, HomePaths paths, TextWriter output, TimeProvider time)
    {
        try
        {
            return words switch
            {
                ["list"] => await ListAsync(paths, output),
                ["add"] => await AddAsync(paths, output, time),
                ["drop", var id] when Guid.TryParse(id, CultureInfo.InvariantCulture, out var key) => await DropAsync(paths, key, output),
                _ => await TellAsync(output, $"Usage: {Usage}", 2),
            };
        }
        catch (KeyRingException fault)
        {
            return await TellAsync(output, fault.Message, 1);
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
