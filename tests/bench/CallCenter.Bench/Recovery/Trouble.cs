using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace CallCenter.Bench.Recovery;

/// <summary>What goes wrong around the Server while it runs: its disk is slow or full, its clock is wrong. Made of a library the Server is started with (<c>trouble.c</c>).</summary>
internal sealed class Trouble : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("callcenter-trouble-").FullName;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <exception cref="InvalidOperationException">There is no C compiler, or it refuses.</exception>
    public Trouble()
    {
        var (source, library, state) = (Path.Combine(_folder, "trouble.c"), Path.Combine(_folder, "trouble.so"), Path.Combine(_folder, "state"));
        using (var text = typeof(Trouble).Assembly.GetManifestResourceStream("trouble.c")!)
        using (var copy = File.Create(source))
        {
            text.CopyTo(copy);
        }
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, source, "-ldl"]) { RedirectStandardError = true })!;
        var said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new InvalidOperationException(said);
        File.WriteAllBytes(state, new byte[6 * sizeof(long)]);
        _file = MemoryMappedFile.CreateFromFile(state, FileMode.Open);
        _view = _file.CreateViewAccessor();
        Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["CALLCENTER_TROUBLE"] = state };
    }

    /// <summary>What the Server has to be started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How much longer than the disk's own time it takes until written data is on it.</summary>
    public TimeSpan SyncTakes { set => _view.Write(0, (long)value.TotalMilliseconds); }

    /// <summary>By how much the wall clock is ahead; negative: behind. To whole seconds.</summary>
    public TimeSpan ClockAhead { set => _view.Write(sizeof(long), (long)value.TotalSeconds); }

    /// <summary>Nothing can be written to files any more.</summary>
    public bool DiskFull { set => _view.Write(2 * sizeof(long), value ? 1L : 0L); }

    /// <summary>How often the Server has met any of it so far.</summary>
    public long Met => _view.ReadInt64(3 * sizeof(long)) + _view.ReadInt64(4 * sizeof(long)) + _view.ReadInt64(5 * sizeof(long));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
