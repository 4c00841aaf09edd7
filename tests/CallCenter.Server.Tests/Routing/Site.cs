using CallCenter.Routing;
using CallCenter.Server.Routing;
using CallCenter.Server.Statistics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CallCenter.Server.Tests.Routing;

/// <summary>One routing of one home: opened, used, stopped or killed, opened again.</summary>
internal sealed class Site : IAsyncDisposable
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 23, 0, 10, 0, TimeSpan.Zero);

    private Journal? _journal;
    private RoutingLoop? _loop;

    public string Home { get; init; } = Directory.CreateTempSubdirectory("callcenter-journal-").FullName;
    public FakeTimeProvider Time { get; init; } = new(Morning);
    public CollectedLog Log { get; } = new();
    public List<RoutingStep> Steps { get; } = [];
    public int SnapshotEvery { get; init; } = 5000;
    public Func<JournalOptions, JournalOptions> Options { get; init; } = o => o;
    public Figures? Figures { get; private set; }
    public FigureDays? Days { get; private set; }

    public Journal Journal => _journal!;
    public RoutingLoop Loop => _loop!;
    public RoutingState State => Loop.State;

    public async Task<Site> OpenAsync()
    {
        var snapshots = new Snapshots(Home, Log.For<Snapshots>());
        _journal = Journal.Open(Options(new JournalOptions { Directory = Home }), snapshots.Load()?.Seq ?? 0, TimeProvider.System, Log.For<Journal>());
        var settings = new RoutingSettings
        {
            Queues = [new("alarm", 1, 20, 120), new("hotline", 3, 20, 60)],
            SnapshotEvery = SnapshotEvery,
        };
        _loop = new RoutingLoop(_journal, snapshots, settings, Time, Log.For<RoutingLoop>());
        Days = new FigureDays(Path.Combine(Home, "figures"), Home, Time, Log.For<FigureDays>());
        Figures = new Figures(_loop, _journal, Days, Time);
        await Figures.StartAsync(default);
        await Figures.CaughtUp;
        _loop.Subscribe(Steps.Add);
        await _loop.StartAsync(default);
        return this;
    }

    public async Task<Site> AdoptAsync()
    {
        await DoAsync(new AdoptionFinished());
        return this;
    }

    public async Task<IReadOnlyList<Decision>> DoAsync(params IEnumerable<Input> inputs)
    {
        IReadOnlyList<Decision> last = [];
        foreach (var input in inputs) last = await Loop.AskAsync(input, default).WaitAsync(TimeSpan.FromSeconds(20));
        return last;
    }

    public Task DurableAsync() => Journal.WhenDurable(Journal.LastSeq).WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Ends in good order.</summary>
    public async Task CloseAsync()
    {
        await Loop.StopAsync(default);
        await Journal.DisposeAsync();
    }

    /// <summary>The home as a killed Server leaves it: what is on disk now, and nothing that comes later.</summary>
    public string CopyHome()
    {
        var copy = Directory.CreateTempSubdirectory("callcenter-journal-").FullName;
        foreach (var file in Directory.EnumerateFiles(Home)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_loop is not null) await CloseAsync();
        Directory.Delete(Home, recursive: true);
    }
}

/// <summary>Keeps what was logged.</summary>
internal sealed class CollectedLog
{
    private readonly List<(LogLevel Level, string Text)> _lines = [];

    public bool Has(LogLevel level, string text)
    {
        lock (_lines) return _lines.Any(l => l.Level == level && l.Text.Contains(text, StringComparison.Ordinal));
    }

    public ILogger<T> For<T>() => new Logger<T>(new Factory(this));

    private sealed class Factory(CollectedLog log) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public void AddProvider(ILoggerProvider provider) { }
        public void Dispose() { }
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log._lines) log._lines.Add((logLevel, formatter(state, exception)));
        }
    }
}
