namespace CallCenter.Server.Routing;

/// <summary>The figures of the day, kept up to date with every entry.</summary>
internal sealed class Figures(RoutingLoop loop, Journal journal, TimeProvider time) : IHostedService
{
    private readonly Lock _gate = new();
    private readonly FiguresFold _fold = new(time.LocalTimeZone);
    private DayFigures? _today;
    private DateOnly _day;

    /// <summary>What happens while the journal of the day is still being read.</summary>
    private List<JournalEntry>? _meanwhile = [];

    /// <summary>The day is complete up to now: after a restart the calls come first, the figures a moment later.</summary>
    public Task CaughtUp { get; private set; } = Task.CompletedTask;

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
        loop.Subscribe(step => Add(step.Entry));
        CaughtUp = Task.Run(CatchUpAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Add(JournalEntry entry)
    {
        lock (_gate)
        {
            if (_meanwhile is not null) _meanwhile.Add(entry);
            else Fold(entry);
        }
    }

    private async Task CatchUpAsync()
    {
        var last = journal.LastSeq;
        try
        {
            await journal.WhenDurable(last);
        }
        catch (IOException)
        {
            // The disk refused some of them; the rest can be read.
        }

        var local = time.GetLocalNow();
        var start = new DateTimeOffset(local.Date, local.Offset);
        var read = 0L;
        foreach (var entry in journal.ReadSince(DateOnly.FromDateTime(start.UtcDateTime)))
        {
            lock (_gate) Fold(entry);
            read = entry.Seq;
        }

        lock (_gate)
        {
            foreach (var entry in _meanwhile!.Where(entry => entry.Seq > read)) Fold(entry);
            _meanwhile = null;
        }
    }

    private void Fold(JournalEntry entry)
    {
        _fold.Add(entry);
        _today = null;
    }
}
