using System.Globalization;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Server.Registry;
using MiniExcelLibs;

namespace CallCenter.Server.Statistics;

/// <summary>The figures to take away: one sheet or file for each table. Counts and seconds as numbers, shares as numbers from 0 to 1; nothing in it calculates.</summary>
internal static class FigureTables
{
    private const string Queue = "queue", Agent = "agent", HalfHour = "half-hour", Day = "day";
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    public static IReadOnlyList<string> Kinds { get; } = [Queue, Agent, HalfHour, Day];

    public static async Task<byte[]> WorkbookAsync(FiguresPage page, bool chinese, CancellationToken ct)
    {
        using var workbook = new MemoryStream();
        var sheets = Kinds.ToDictionary(kind => Heading(kind, chinese), kind => (object)Rows(page, kind, chinese));
        await workbook.SaveAsAsync(sheets, cancellationToken: ct);
        return workbook.ToArray();
    }

    public static byte[] Csv(FiguresPage page, string kind, bool chinese)
    {
        var rows = Rows(page, kind, chinese);
        var lines = new List<string> { string.Join(',', Headings(kind, chinese).Select(SpreadsheetCell.Csv)) };
        lines.AddRange(rows.Select(row => string.Join(',', row.Values.Select(cell => SpreadsheetCell.Csv(Convert.ToString(cell, CultureInfo.InvariantCulture))))));
        return [.. Utf8.GetPreamble(), .. Utf8.GetBytes(string.Join("\r\n", lines) + "\r\n")];
    }

    /// <summary>A table without lines still has its headings.</summary>
    private static List<Dictionary<string, object?>> Rows(FiguresPage page, string kind, bool chinese)
    {
        var headings = Headings(kind, chinese);
        var rows = kind switch
        {
            Queue => page.Queues.Select(Cells),
            Agent => page.Agents.Select(line => Cells(line.Calls).Concat([Seconds(line.ReadyMs), Seconds(line.BusyMs), Seconds(line.BreakMs), Share(line.Occupancy)])),
            HalfHour => page.HalfHours.Select(Cells),
            _ => page.Days.Select(Cells),
        };
        return [.. rows.Select(cells => cells.Zip(headings).ToDictionary(pair => pair.Second, pair => pair.First))];
    }

    private static IEnumerable<object?> Cells(FigureLine line) =>
    [
        line.Key, line.Offered, line.Answered, line.AnsweredInTime, line.Abandoned, line.AbandonedShort, Share(line.ConnectRate), Share(line.InTimeRate), Share(line.AbandonRate),
        Share(line.AbandonRateWithoutShort), Share(line.ServiceLevel), Seconds(line.WaitMs), Seconds(line.MaxWaitMs), Seconds(line.RingMs), Seconds(line.TalkMs), Seconds(line.HoldMs), Seconds(line.WrapUpMs),
    ];

    private static IReadOnlyList<string> Headings(string kind, bool chinese)
    {
        string[] calls = chinese
            ? [Heading(kind, true), "呼入", "接通", $"{FigureRules.InTimeSeconds}秒内接通", "放弃", $"其中{FigureRules.ShortSeconds}秒内放弃", "接通率", $"{FigureRules.InTimeSeconds}秒接通率", "放弃率", "放弃率(不含短时放弃)",
                "服务水平", "接通者等待(秒)", "最长等待(秒)", "振铃(秒)", "通话(秒)", "其中保持(秒)", "整理(秒)"]
            : [Heading(kind, false), "Offered", "Answered", $"Answered within {FigureRules.InTimeSeconds} s", "Abandoned", $"Of these within {FigureRules.ShortSeconds} s", "Connect rate",
                $"Answered within {FigureRules.InTimeSeconds} s (share)", "Abandon rate", "Abandon rate without short ones", "Service level", "Wait of the answered (s)", "Longest wait (s)", "Ring (s)", "Talk (s)", "Of it hold (s)", "Wrap-up (s)"];
        if (kind != Agent) return calls;
        return chinese ? [.. calls, "就绪(秒)", "忙碌(秒)", "小休(秒)", "占用率"] : [.. calls, "Ready (s)", "Busy (s)", "Break (s)", "Occupancy"];
    }

    private static string Heading(string kind, bool chinese) => kind switch
    {
        Queue => chinese ? "队列" : "Queue",
        Agent => chinese ? "坐席" : "Agent",
        HalfHour => chinese ? "半小时" : "Half hour",
        _ => chinese ? "日期" : "Day",
    };

    private static object Seconds(long milliseconds) => milliseconds / 1000m;

    private static object? Share(double? share) => share is { } known ? Math.Round(known, 4) : null;
}
