using CallCenter.Routing;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Statistics;

/// <summary>The figures: of today, kept up to date with every entry, and of the days before, kept as files.</summary>
internal sealed class Figures(RoutingLoop loop, Journal journal, FigureDays days, TimeProvider time) : IHostedService
{
    private readonly Lock _gate = new();
    private readonly FiguresFold _fold = new(time.LocalTimeZone);
    private DayFigures? _today;
    private DateOnly _day;

    /// <summary>What happens while the journal of the day is still being read.</summary>
    private List<JournalEntry>? _meanwhile = [];

    /// <summary>The day is complete up to now: after a restart the calls come first, the figures a moment later.</summary>
    public Task CaughtUp { get; private set; } = Task.CompletedTask;

    /// <summary>The local day so far, as of the last entry.</summary>
    public DayFigures Today
    {
        get
        {
            var day = LocalDay.Of(time.GetUtcNow(), time.LocalTimeZone);
            lock (_gate)
            {
                if (_today?.Day == day) return _today;
                // Nobody asks for the days before yesterday here; their files know them.
                if (_day != day) _fold.Forget(time.GetUtcNow().AddDays(-1));
                _day = day;
                return _today = _fold.Day(day, _fold.At);
            }
        }
    }

    /// <summary>Days in order; today's up to now.</summary>
    public async Task<IReadOnlyList<DayFigures>> OfAsync(DateOnly from, DateOnly to, CancellationToken ct)
    {
        await CaughtUp.WaitAsync(ct);
        var today = LocalDay.Of(time.GetUtcNow(), time.LocalTimeZone);
        var past = await days.ReadAsync(from, to < today ? to : today.AddDays(-1), ct);
        if (to < today) return past;
        lock (_gate) return [.. past, _fold.Day(today, time.GetUtcNow())];
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
        // A call of an earlier day that Asterisk tells of only now.
        if (entry.Input is CallImported imported) days.Forget(LocalDay.Of(imported.ArrivedAt, time.LocalTimeZone));
        lock (_gate)
        {
            if (_meanwhile is not null) _meanwhile.Add(entry);
            else Fold(entry);
        }
    }

    private async Task CatchUpAsync()
    {
        try
        {
            await journal.WhenDurable(journal.LastSeq);
        }
        catch (IOException)
        {
            // The disk refused some of them; the rest can be read.
        }

        var today = LocalDay.Of(time.GetUtcNow(), time.LocalTimeZone);
        var start = LocalDay.Start(today, time.LocalTimeZone);
        var (spells, read) = (days.SpellsAt(today), 0L);
        lock (_gate) _fold.Begin(spells);
        foreach (var entry in journal.ReadSince(DateOnly.FromDateTime(start.UtcDateTime)))
        {
            read = entry.Seq;
            if (entry.At < start) continue;
            lock (_gate) Fold(entry);
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
