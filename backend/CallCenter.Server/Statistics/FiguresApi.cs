using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Session;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallCenter.Server.Statistics;

/// <summary>Figures (统计报表) of days in the site's own time zone.</summary>
internal static class FiguresApi
{
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapFigures(this IEndpointRouteBuilder routes)
    {
        var figures = routes.MapGroup("/api/figures").RequireAuthorization(Policy.Supervisor).WithTags("Figures");
        figures.MapGet("", PageAsync).WithSummary("Figures of a range of days, of one queue or of all; today's are live");
        figures.MapGet("/table", TableAsync).WithSummary("The same as Excel workbook or CSV; audited");
        routes.MapGet("/api/figures/mine", MineAsync).RequireAuthorization(Policy.Agent).WithTags("Figures").WithSummary("An agent's own figures of a day");
    }

    private static async Task<Results<Ok<FiguresPage>, ProblemHttpResult>> PageAsync(DateOnly? from, DateOnly? to, string? queue, Figures figures, TimeProvider time, CancellationToken ct)
    {
        var (first, last) = Days(from, to, time);
        if (Wrong(first, last, time) is { } wrong) return wrong;
        return TypedResults.Ok(await CollectAsync(first, last, queue, figures, time, ct));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TableAsync(
        DateOnly? from, DateOnly? to, string? queue, string? by, string? format, string? language, HttpContext http, Figures figures, TimeProvider time, IAudit audit, CancellationToken ct)
    {
        var (first, last) = Days(from, to, time);
        if (Wrong(first, last, time) is { } wrong) return wrong;
        var excel = format != "csv";
        if (!excel && !FigureTables.Kinds.Contains(by)) return Problems.Invalid($"by is one of {string.Join(", ", FigureTables.Kinds)}.");
        var page = await CollectAsync(first, last, queue, figures, time, ct);
        await audit.RecordAsync(http, AuditAction.FiguresExported, $"figures:{first:yyyy-MM-dd}..{last:yyyy-MM-dd} {(excel ? "xlsx" : $"{by} csv")}");
        var name = $"figures-{first:yyyyMMdd}-{last:yyyyMMdd}";
        return excel ? TypedResults.File(await FigureTables.WorkbookAsync(page, language != "en", ct), Workbook, $"{name}.xlsx")
            : TypedResults.File(FigureTables.Csv(page, by!, language != "en"), "text/csv; charset=utf-8", $"{name}-{by}.csv");
    }

    private static async Task<Results<Ok<AgentFigureLine>, ProblemHttpResult>> MineAsync(DateOnly? day, HttpContext http, Figures figures, TimeProvider time, CancellationToken ct)
    {
        var (first, last) = Days(day, day, time);
        if (Wrong(first, last, time) is { } wrong) return wrong;
        var page = await CollectAsync(first, last, null, figures, time, ct);
        var user = http.UserName();
        return TypedResults.Ok(page.Agents.FirstOrDefault(line => line.Calls.Key == user) ?? new AgentFigureLine(FigureRow.Zero.Line(user), 0, 0, 0));
    }

    private static (DateOnly From, DateOnly To) Days(DateOnly? from, DateOnly? to, TimeProvider time)
    {
        var today = Today(time);
        return (from ?? to ?? today, to ?? from ?? today);
    }

    private static ProblemHttpResult? Wrong(DateOnly from, DateOnly to, TimeProvider time)
    {
        var sentence = from > to ? "The first day comes after the last."
            : to > Today(time) ? "The last day has not come yet."
            : to.DayNumber - from.DayNumber >= FigureRules.MostDays ? $"At most {FigureRules.MostDays} days make one table."
            : null;
        return sentence is null ? null : Problems.Of(ProblemCode.WrongDays, StatusCodes.Status400BadRequest, sentence);
    }

    private static DateOnly Today(TimeProvider time) => LocalDay.Of(time.GetUtcNow(), time.LocalTimeZone);

    private static async Task<FiguresPage> CollectAsync(DateOnly from, DateOnly to, string? queue, Figures figures, TimeProvider time, CancellationToken ct)
    {
        var days = await figures.OfAsync(from, to, ct);
        var cells = days.SelectMany(day => day.Cells.Select(cell => (day.Day, Cell: cell))).ToList();
        var shown = string.IsNullOrEmpty(queue) ? cells : [.. cells.Where(c => c.Cell.Queue == queue)];
        return new FiguresPage(from, to, to == Today(time) ? time.GetUtcNow() : null, string.IsNullOrEmpty(queue) ? null : queue, Sum(shown.Select(c => c.Cell.Row)).Line(""),
            Lines(cells, c => c.Cell.Queue), Agents(days), Lines(shown, c => $"{c.Cell.HalfHour / 2:00}:{c.Cell.HalfHour % 2 * 30:00}"), Lines(shown, c => $"{c.Day:yyyy-MM-dd}"));
    }

    private static List<AgentFigureLine> Agents(IReadOnlyList<DayFigures> days) =>
    [
        .. from agent in days.SelectMany(day => day.Agents.Keys.Concat(day.Times.Keys)).Distinct().Order(StringComparer.Ordinal)
           let time = days.Aggregate(AgentTime.Zero, (sum, day) => sum + day.Times.GetValueOrDefault(agent, AgentTime.Zero))
           select new AgentFigureLine(Sum(days.Select(day => day.Agent(agent))).Line(agent), time.ReadyMs, time.BusyMs, time.BreakMs),
    ];

    private static List<FigureLine> Lines(IReadOnlyList<(DateOnly Day, FigureCell Cell)> cells, Func<(DateOnly Day, FigureCell Cell), string> key) =>
        [.. cells.GroupBy(key).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Sum(group.Select(c => c.Cell.Row)).Line(group.Key))];

    private static FigureRow Sum(IEnumerable<FigureRow> rows) => rows.Aggregate(FigureRow.Zero, (sum, row) => sum + row);
}
