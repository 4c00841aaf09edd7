using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Server.Routing;

namespace CallCenter.Server.Statistics;

/// <summary>A day that is over.</summary>
/// <param name="Version">Of the fold: a file of another one is made anew.</param>
/// <param name="Spells">What each agent was doing when it ended: where the next day begins.</param>
internal sealed record DayFile(int Version, string Zone, DayFigures Figures, IReadOnlyDictionary<string, AgentSpell> Spells);

/// <summary>
/// Figures of days that are over, one file each, so that nobody reads the journal of months for a table. The journal stays the truth: a file that is missing, damaged or of
/// another fold is made again from it, to the same bits.
/// </summary>
internal sealed class FigureDays(string directory, string journal, TimeProvider time, ILogger<FigureDays> logger)
{
    /// <summary>Raised with every change of what the fold counts.</summary>
    private const int Version = 1;

    /// <summary>Asterisk's own log is read some seconds after a call; until then a day is not final.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>How often something became known of a day that was over.</summary>
    private int _told;

    private TimeZoneInfo Zone => time.LocalTimeZone;

    /// <summary>Days in order, all before today.</summary>
    public async Task<IReadOnlyList<DayFigures>> ReadAsync(DateOnly from, DateOnly to, CancellationToken ct)
    {
        // One pass over the journal makes what is missing; whoever asks meanwhile waits for it.
        await _one.WaitAsync(ct);
        try
        {
            var made = new Dictionary<DateOnly, DayFile>();
            var days = new List<DayFigures>();
            for (var day = from; day <= to; day = day.AddDays(1))
            {
                if (made.Count == 0 && Load(day) is null) made = await Task.Run(() => Make(day, to, ct), ct);
                days.Add(made.GetValueOrDefault(day)?.Figures ?? Load(day)?.Figures ?? Nothing(day));
            }

            return days;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What agents were doing when a day began: as the file of the day before says, which is made where it is missing.</summary>
    public IReadOnlyDictionary<string, AgentSpell> SpellsAt(DateOnly day)
    {
        var before = day.AddDays(-1);
        return (Load(before) ?? Make(before, before, CancellationToken.None)[before]).Spells;
    }

    /// <summary>Something became known of this day: the next who asks has it made again.</summary>
    public void Forget(DateOnly day)
    {
        Interlocked.Increment(ref _told);
        try
        {
            File.Delete(PathOf(day));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            FiguresLog.NotForgotten(logger, fault, day);
        }
    }

    private IReadOnlyList<JournalSegment> Segments => Directory.Exists(journal) ? JournalSegment.In(journal) : [];

    /// <summary>Before this day nobody was at work. A segment's name has its UTC day.</summary>
    private DateOnly First => Segments is [var first, ..] ? first.Day.AddDays(-1) : DateOnly.MaxValue;

    /// <summary>Reads the journal from the last day known before the first wanted.</summary>
    private Dictionary<DateOnly, DayFile> Make(DateOnly from, DateOnly to, CancellationToken ct)
    {
        var (day, told, fold) = (from, Volatile.Read(ref _told), new FiguresFold(Zone));
        DayFile? before = null;
        while (day > First && (before = Load(day.AddDays(-1))) is null) day = day.AddDays(-1);
        if (before is not null) fold.Begin(before.Spells);
        var (begin, current, spells) = (LocalDay.Start(day, Zone), day, new Dictionary<DateOnly, IReadOnlyDictionary<string, AgentSpell>>());
        foreach (var entry in Entries(DateOnly.FromDateTime(begin.UtcDateTime)))
        {
            ct.ThrowIfCancellationRequested();
            if (entry.At < begin) continue;
            for (; entry.At >= LocalDay.End(current, Zone); current = current.AddDays(1)) spells[current] = fold.Spells.ToDictionary();
            fold.Add(entry);
        }

        for (; current <= to; current = current.AddDays(1)) spells[current] = fold.Spells.ToDictionary();
        var made = new Dictionary<DateOnly, DayFile>();
        for (; day <= to; day = day.AddDays(1))
        {
            var end = LocalDay.End(day, Zone);
            made[day] = new DayFile(Version, Zone.Id, fold.Day(day, end), spells[day]);
            if (!fold.IsOpen(day) && time.GetUtcNow() - end > Settling && told == Volatile.Read(ref _told)) Save(made[day]);
        }

        return made;
    }

    private IEnumerable<JournalEntry> Entries(DateOnly since) =>
        Segments.FirstOrDefault(s => s.Day >= since) is { } first ? new JournalReader(journal, first.First, logger).Read(long.MaxValue) : [];

    private DayFile? Load(DateOnly day)
    {
        try
        {
            return File.Exists(PathOf(day)) && JsonSerializer.Deserialize<DayFile>(File.ReadAllBytes(PathOf(day)), Json) is { Version: Version } file && file.Zone == Zone.Id ? file : null;
        }
        catch (Exception fault) when (fault is JsonException or IOException)
        {
            FiguresLog.Damaged(logger, fault, day);
            return null;
        }
    }

    private void Save(DayFile file)
    {
        try
        {
            Directory.CreateDirectory(directory);
            // A command may make the same day at the same time.
            var temporary = $"{PathOf(file.Figures.Day)}.{Guid.CreateVersion7():N}.tmp";
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(file, Json));
            File.Move(temporary, PathOf(file.Figures.Day), overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It costs the next one time.
            FiguresLog.NotKept(logger, fault, file.Figures.Day);
        }
    }

    private string PathOf(DateOnly day) => Path.Combine(directory, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".json");

    private static DayFigures Nothing(DateOnly day) => new(day, [], new Dictionary<string, FigureRow>(), new Dictionary<string, AgentTime>());
}

internal static partial class FiguresLog
{
    [LoggerMessage(1, LogLevel.Warning, "The figures of {Day} cannot be read and are made again from the journal")]
    public static partial void Damaged(ILogger logger, Exception fault, DateOnly day);

    [LoggerMessage(2, LogLevel.Warning, "The figures of {Day} could not be kept; they are made again when somebody asks")]
    public static partial void NotKept(ILogger logger, Exception fault, DateOnly day);

    [LoggerMessage(3, LogLevel.Error, "The figures of {Day} lack a call that became known only now, and their file cannot be deleted")]
    public static partial void NotForgotten(ILogger logger, Exception fault, DateOnly day);
}
