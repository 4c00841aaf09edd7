using System.Globalization;
using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallCenter.Server.Statistics;

/// <summary>
/// figures-check: recomputes the figures of days from the journal by other means, and holds them against what the page shows, what the database has of each call, and how long
/// Asterisk says caller and phone were joined.
/// </summary>
internal static class FiguresCheck
{
    public const string Name = "figures-check";
    public const string Usage = Name + " [--day DAY | --from DAY --to DAY]";
    private const int Agree = 0, Differ = 1, WrongUse = 2;

    /// <summary>Between two clocks that look at the same talk.</summary>
    private const int ToleranceMs = 50;

    /// <summary>Projector and import need a moment after a call.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(string[] words, DatabaseChoice database, HomePaths paths, TextWriter output, TimeProvider time)
    {
        var today = LocalDay.Of(time.GetUtcNow(), time.LocalTimeZone);
        if (Days(words, today) is not { } days || days.From > days.To || days.To > today)
        {
            await output.WriteLineAsync($"Usage: {Usage}; days such as {today:yyyy-MM-dd}, none of them to come. Without any: today.");
            return WrongUse;
        }

        try
        {
            if (!Directory.Exists(paths.Journal)) throw new FileNotFoundException($"{paths.Journal} does not exist: set CALLCENTER_HOME to the instance's home.");
            if (database.Kind == DatabaseKind.Sqlite && !File.Exists(paths.Database)) throw new FileNotFoundException($"{paths.Database} does not exist.");
            return await CheckAsync(days, database, paths, output, time);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) || fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync($"The figures cannot be checked: {fault.Message}");
            return Differ;
        }
    }

    private static async Task<int> CheckAsync((DateOnly From, DateOnly To) days, DatabaseChoice database, HomePaths paths, TextWriter output, TimeProvider time)
    {
        var (zone, now) = (time.LocalTimeZone, time.GetUtcNow());
        var entries = new JournalReader(paths.Journal, 1, NullLogger.Instance).Read(long.MaxValue).ToList();
        var plain = new PlainFigures(entries, zone);
        var differences = new List<string>();
        var shown = await ShownAsync(days, entries, paths, time);
        foreach (var figures in shown) differences.AddRange(Compare(figures, plain.Day(figures.Day, figures.Day < LocalDay.Of(now, zone))));
        var calls = shown.SelectMany(figures => plain.Calls(figures.Day)).Where(call => call.EndedAt < now - Settling).ToList();
        await using (var db = database.Open()) differences.AddRange(await CompareAsync(calls, db));
        var cel = File.Exists(paths.Cel) ? await CelTalks.ReadAsync(paths.Cel, LocalDay.Start(days.From, zone).AddHours(-1), CancellationToken.None) : new CelTalks();
        if (!File.Exists(paths.Cel)) differences.Add($"Asterisk's log {paths.Cel} is not there: talks cannot be compared.");
        else differences.AddRange(Compare(calls, plain, cel, days, zone, now));
        foreach (var difference in differences) await output.WriteLineAsync(difference);
        var talked = calls.Count(call => call.Talks.Count > 0);
        var widest = talked == 0 ? 0 : calls.Where(call => call.Talks.Count > 0).Max(call => Math.Abs(Talked(call) - cel.Of(call.Id)));
        var summary = string.Create(CultureInfo.InvariantCulture, $"{days.From:yyyy-MM-dd} to {days.To:yyyy-MM-dd}: {calls.Count} calls, {talked} with a talk; widest apart from Asterisk's log {widest:0.0} ms");
        await output.WriteLineAsync($"{summary}; {(differences.Count == 0 ? "everything agrees" : $"{differences.Count} differences")}.");
        return differences.Count == 0 ? Agree : Differ;
    }

    /// <summary>What the page shows: days that are over as they are kept, today as the Server folds it.</summary>
    private static async Task<IReadOnlyList<DayFigures>> ShownAsync((DateOnly From, DateOnly To) days, IReadOnlyList<JournalEntry> entries, HomePaths paths, TimeProvider time)
    {
        var today = LocalDay.Of(time.GetUtcNow(), time.LocalTimeZone);
        var kept = new FigureDays(paths.Figures, paths.Journal, time, NullLogger<FigureDays>.Instance);
        var shown = await kept.ReadAsync(days.From, days.To < today ? days.To : today.AddDays(-1), CancellationToken.None);
        if (days.To < today) return shown;
        var fold = new FiguresFold(time.LocalTimeZone);
        foreach (var entry in entries) fold.Add(entry);
        return [.. shown, fold.Day(today, fold.At)];
    }

    public static IEnumerable<string> Compare(DayFigures shown, SortedDictionary<string, long> plain)
    {
        var page = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var cell in shown.Cells) Tell(page, $"queue {cell.Queue} {cell.HalfHour / 2:00}:{cell.HalfHour % 2 * 30:00}", cell.Row);
        foreach (var (agent, row) in shown.Agents) Tell(page, $"agent {agent}", row);
        foreach (var (agent, spent) in shown.Times) (page[$"agent {agent} ready-ms"], page[$"agent {agent} busy-ms"], page[$"agent {agent} break-ms"]) = (spent.ReadyMs, spent.BusyMs, spent.BreakMs);
        return from name in page.Keys.Union(plain.Keys).Order(StringComparer.Ordinal)
               let there = page.GetValueOrDefault(name)
               let here = plain.GetValueOrDefault(name)
               where there != here
               select $"{shown.Day:yyyy-MM-dd} {name}: the page has {there}, the journal gives {here}";
    }

    private static void Tell(SortedDictionary<string, long> page, string where, FigureRow row)
    {
        foreach (var (name, value) in new[]
        {
            ("offered", row.Offered), ("answered", row.Answered), ("in-time", row.AnsweredInTime), ("abandoned", row.Abandoned), ("short", row.AbandonedShort), ("wait-ms", row.WaitMs),
            ("longest-wait-ms", row.MaxWaitMs), ("talk-ms", row.TalkMs), ("wrap-up-ms", row.WrapUpMs), ("ring-ms", row.RingMs), ("hold-ms", row.HoldMs),
        }) page[$"{where} {name}"] = value;
    }

    private static async Task<List<string>> CompareAsync(List<PlainCall> calls, CenterDb db)
    {
        var differences = new List<string>();
        foreach (var some in calls.Chunk(500))
        {
            var ids = some.Select(call => call.Id).ToList();
            var rows = await db.Calls.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
            foreach (var call in some)
            {
                if (!rows.TryGetValue(call.Id, out var row)) differences.Add($"call {call.Id}: the database does not have it");
                else if (row.AnsweredAt is null != call.Human.At is null) differences.Add($"call {call.Id}: the database says {(row.AnsweredAt is null ? "not answered" : "answered")}, the journal the opposite");
                else if (Math.Abs(row.TalkMilliseconds - Talked(call)) > ToleranceMs) differences.Add($"call {call.Id}: the database has {row.TalkMilliseconds} ms of talk, the journal gives {Talked(call)} ms");
            }
        }

        return differences;
    }

    private static IEnumerable<string> Compare(List<PlainCall> calls, PlainFigures plain, CelTalks cel, (DateOnly From, DateOnly To) days, TimeZoneInfo zone, DateTimeOffset now)
    {
        var logged = cel.Callers.Where(c => !DrillCalls.IsDrill(c.Call) && LocalDay.Of(c.At, zone) is var day && day >= days.From && day <= days.To && c.At < now - Settling).Select(c => c.Call).ToHashSet();
        foreach (var call in calls)
        {
            if (!logged.Contains(call.Id)) yield return $"call {call.Id}: Asterisk's log does not have it";
            else if (Math.Abs(Talked(call) - cel.Of(call.Id)) > ToleranceMs) yield return $"call {call.Id}: {Talked(call)} ms of talk by the journal, {cel.Of(call.Id):0} ms by Asterisk's log";
        }

        foreach (var call in logged.Where(id => !plain.Knows(id))) yield return $"call {call}: Asterisk's log has it, the journal has not";
    }

    private static long Talked(PlainCall call) => call.Talks.Sum(talk => talk.Milliseconds);

    private static (DateOnly From, DateOnly To)? Days(string[] words, DateOnly today) => words switch
    {
        [] => (today, today),
        ["--day", var day] when Read(day) is { } only => (only, only),
        ["--from", var from, "--to", var to] when (Read(from), Read(to)) is ({ } first, { } last) => (first, last),
        _ => null,
    };

    private static DateOnly? Read(string day) => DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;
}
