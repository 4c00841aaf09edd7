using System.Globalization;
using CallCenter.Server.Operations;

namespace CallCenter.Server.Sealing;

/// <summary>
/// The keys at hand. A key ring is made at the first start and never again: where the home says that keys were used which the ring does not
/// have, they are lost, and a new key that nobody has a copy of would only hide it.
/// </summary>
internal sealed class KeyVault
{
    private readonly CenterOptions _options;
    private readonly ILogger<KeyVault> _logger;
    private readonly Lock _turn = new();
    private volatile KeyRing? _ring;
    private DateTime _readAt;

    public KeyVault(CenterOptions options, TimeProvider time, ILogger<KeyVault> logger)
    {
        (_options, _logger) = (options, logger);
        Refresh();
        if (_ring is null && Problem is null) Begin(time);
    }

    /// <summary>Null while there is no key: nothing can be sealed or unsealed.</summary>
    public KeyRing? Ring => _ring;

    /// <summary>What is wrong with the keys, in words; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <exception cref="KeyRingException">There is none.</exception>
    public SealingKey Active => (_ring ?? throw new KeyRingException(Problem ?? "There is no key.")).Active;

    /// <summary>Looks whether the file has changed: a key added, or brought back.</summary>
    public void Refresh()
    {
        lock (_turn)
        {
            var changed = File.GetLastWriteTimeUtc(_options.Paths.KeyFile);
            if (changed == _readAt && Problem is null) return;
            try
            {
                var ring = KeyRing.Read(_options.Paths.KeyFile);
                if (ring is not null) Note(ring);
                (_ring, _readAt) = (ring, changed);
                Tell(Lost(ring));
            }
            catch (Exception fault) when (fault is KeyRingException or IOException or UnauthorizedAccessException)
            {
                _ring = null;
                Tell(fault.Message);
            }
        }
    }

    /// <summary>Ids of keys that sealed something in this home.</summary>
    public static IReadOnlyList<Guid> Used(HomePaths paths) =>
        File.Exists(paths.UsedKeys) ? [.. File.ReadLines(paths.UsedKeys).Select(line => Guid.TryParse(line, CultureInfo.InvariantCulture, out var id) ? id : default).Where(id => id != default)] : [];

    /// <summary>Neither at hand nor waited for.</summary>
    public static Func<Guid, bool> GivenUp(HomePaths paths, KeyRing ring)
    {
        var used = Used(paths);
        return key => ring.Find(key) is null && !used.Contains(key);
    }

    public static void Forget(HomePaths paths, Guid key) => File.WriteAllLines(paths.UsedKeys, Used(paths).Where(id => id != key).Select(id => id.ToString()));

    private void Begin(TimeProvider time)
    {
        lock (_turn)
        {
            try
            {
                var ring = new KeyRing([SealingKey.Make(time)]);
                ring.Write(_options.Paths.KeyFile);
                Note(ring);
                (_ring, _readAt) = (ring, File.GetLastWriteTimeUtc(_options.Paths.KeyFile));
                SealingLog.Made(_logger, _options.Paths.KeyFile);
                Tell(null);
            }
            catch (Exception fault) when (fault is KeyRingException or IOException or UnauthorizedAccessException)
            {
                Tell(fault.Message);
            }
        }
    }

    private void Note(KeyRing ring)
    {
        // Only the active key will be used from now on; the others are here because they were.
        if (!Used(_options.Paths).Contains(ring.Active.Id)) File.AppendAllLines(_options.Paths.UsedKeys, [ring.Active.Id.ToString()]);
    }

    private string? Lost(KeyRing? ring)
    {
        var lost = Used(_options.Paths).Where(id => ring?.Find(id) is null).ToList();
        return lost.Count == 0 ? null
            : $"{_options.Paths.KeyFile} {(ring is null ? "is missing" : "lacks keys")} that recordings of this home are sealed with ({string.Join(", ", lost)}): bring the file back from its backup, or give up what is lost with keys forget.";
    }

    private void Tell(string? problem)
    {
        OperationsMetrics.KeysUsable.Set(problem is null ? 1 : 0);
        if (problem == Problem) return;
        Problem = problem;
        if (problem is not null) SealingLog.NotUsable(_logger, problem);
        else SealingLog.Usable(_logger);
    }
}

internal static partial class SealingLog
{
    [LoggerMessage(1, LogLevel.Warning, "A key for recordings and secrets was made: keep a copy of {File} apart from the backups of the data")]
    public static partial void Made(ILogger logger, string file);

    [LoggerMessage(2, LogLevel.Critical, "The keys cannot be used: {Problem}")]
    public static partial void NotUsable(ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Information, "The keys can be used")]
    public static partial void Usable(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "{Count} files are sealed with key {Key} now")]
    public static partial void Resealed(ILogger logger, int count, Guid key);

    [LoggerMessage(6, LogLevel.Error, "{Count} files are sealed with keys that are lost: bring the ring back, or give the keys up with keys forget")]
    public static partial void Unreachable(ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Error, "{File} cannot be sealed with the newest key; it stays as it is")]
    public static partial void NotResealed(ILogger logger, Exception fault, string file);
}
