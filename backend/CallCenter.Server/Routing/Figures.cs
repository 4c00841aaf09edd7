namespace CallCenter.Server.Routing;

/// <summary>The figures of the day, kept up to date with every entry.</summary>
internal sealed class Figures(RoutingLoop loop, Journal journal, TimeProvider time) : IHostedService
{
    private readonly Lock _gate = new();
    private readonly FiguresFold _fold = new(time.LocalTimeZone);
    private DayFigures? _today;
    private DateOnly _day;

    /// <summary>The local day so far.</summary>
    public DayFigures Today
    {
        get
        {
            var day = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
            lock (_gate)
            {
                if (_today?.Day == day) return _today;
                // Nobody asks for the days before yesterday here; the journal still knows them.
                if (_day != day) _fold.Forget(time.GetUtcNow().AddDays(-1));
                _day = day;
                return _today = _fold.Day(day);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var local = time.GetLocalNow();
        var start = new DateTimeOffset(local.Date, local.Offset);
        foreach (var entry in journal.ReadSince(DateOnly.FromDateTime(start.UtcDateTime))) _fold.Add(entry);
        loop.Subscribe(step => Add(step.Entry));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Add(JournalEntry entry)
    {
        lock (_gate)
        {
            _fold.Add(entry);
            _today = null;
        }
    }
}
