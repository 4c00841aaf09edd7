using System.Net;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Data.Databases;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Routing;
using CallCenter.Server.Statistics;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;

namespace CallCenter.Server.Tests.Statistics;

/// <summary>A Server whose site lies in China, wherever the test runs.</summary>
public sealed class ChinaHost : ServerHost
{
    public ChinaHost() => Time.Zone = TimeZoneInfo.CreateCustomTimeZone("china", TimeSpan.FromHours(8), "china", "china");
}

/// <summary>Figures by the API: who sees them, of which days, and as files.</summary>
public sealed class FiguresApiTests(ChinaHost host) : IClassFixture<ChinaHost>, IAsyncLifetime
{
    private DateOnly Today => LocalDay.Of(host.Time.GetUtcNow(), host.Time.LocalTimeZone);

    public async ValueTask InitializeAsync()
    {
        // Whatever hour the test runs at: a quarter to midnight two days ago, half past midnight the next day, both site time.
        await CallAsync("late", Midnight(-1).AddMinutes(-15), answeredAfter: 10, talk: 60);
        await CallAsync("dawn", Midnight(-1).AddMinutes(30), answeredAfter: 20, talk: 30);
        await CallAsync("misdialled", Midnight(-1).AddMinutes(40), answeredAfter: null, talk: 3);
        await CallAsync("formula", Midnight(-1).AddMinutes(50), answeredAfter: null, talk: 30, queue: "=1+1");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Days_are_the_sites_own_and_calls_count_where_they_arrived()
    {
        using var supervisor = await host.SignedInAsync("supervisor01");
        var yesterday = await PageAsync(supervisor, -1, -1);
        Assert.Equal((3, 1, 0, 2, 1), (yesterday.Total.Offered, yesterday.Total.Answered, yesterday.Total.AnsweredInTime, yesterday.Total.Abandoned, yesterday.Total.AbandonedShort));
        Assert.Equal(["00:30"], yesterday.HalfHours.Select(h => h.Key));
        Assert.Equal((1 / 3.0, 2 / 3.0, 0.5, 0.0), (yesterday.Total.ConnectRate!.Value, yesterday.Total.AbandonRate!.Value, yesterday.Total.AbandonRateWithoutShort!.Value, yesterday.Total.ServiceLevel!.Value));
        Assert.Null(yesterday.LiveAt);

        var both = await PageAsync(supervisor, -2, -1);
        Assert.Equal((4, 90_000L), (both.Total.Offered, both.Total.TalkMs));
        Assert.Equal([$"{Today.AddDays(-2):yyyy-MM-dd}", $"{Today.AddDays(-1):yyyy-MM-dd}"], both.Days.Select(d => d.Key));
        Assert.Equal(["00:30", "23:30"], both.HalfHours.Select(h => h.Key));
        Assert.Equal((2, 1), (both.Agents.Single(a => a.Calls.Key == "agent01").Calls.Answered, both.Agents.Single(a => a.Calls.Key == "agent01").Calls.AnsweredInTime));
        var hotline = await supervisor.GetAsync<FiguresPage>(Address(-2, -1) + "&queue=hotline");
        Assert.Equal((3, 2), (hotline.Total.Offered, hotline.Queues.Count));
    }

    [Fact]
    public async Task Today_is_live()
    {
        using var supervisor = await host.SignedInAsync("supervisor01");
        var before = await supervisor.GetAsync<FiguresPage>("/api/figures");
        Assert.NotNull(before.LiveAt);
        await CallAsync($"now-{Guid.CreateVersion7():N}", host.Time.GetUtcNow().AddSeconds(-1), answeredAfter: null, talk: 0);
        Assert.Equal(before.Total.Offered + 1, (await supervisor.GetAsync<FiguresPage>("/api/figures")).Total.Offered);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 1)]
    [InlineData(-92, 0)]
    public async Task Days_that_make_no_table_are_refused_with_a_reason(int from, int to)
    {
        using var supervisor = await host.SignedInAsync("supervisor01");
        foreach (var address in new[] { Address(from, to), Address(from, to).Replace("figures?", "figures/table?", StringComparison.Ordinal) })
        {
            using var answer = await supervisor.GetAsync(address);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(ProblemCode.WrongDays, await answer.CodeAsync());
        }

        Assert.Equal(92, (await PageAsync(supervisor, -91, 0)).To.DayNumber - Today.AddDays(-92).DayNumber);
    }

    [Fact]
    public async Task An_agent_sees_the_own_line_and_nothing_else()
    {
        using var agent = await host.SignedInAsync("agent01");
        var mine = await agent.GetAsync<AgentFigureLine>($"/api/figures/mine?day={Today.AddDays(-1):yyyy-MM-dd}");
        Assert.Equal(("agent01", 1, 30_000L), (mine.Calls.Key, mine.Calls.Answered, mine.Calls.TalkMs));
        using var other = await host.SignedInAsync("agent02");
        var theirs = await other.GetAsync<AgentFigureLine>($"/api/figures/mine?day={Today.AddDays(-1):yyyy-MM-dd}");
        Assert.Equal(("agent02", 0), (theirs.Calls.Key, theirs.Calls.Answered));
        foreach (var address in new[] { Address(-1, -1), "/api/figures/table?format=xlsx" })
        {
            using var answer = await agent.GetAsync(address);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Tables_go_out_as_Excel_and_CSV_calculate_nothing_and_are_audited()
    {
        using var supervisor = await host.SignedInAsync("supervisor01");
        var table = Address(-2, -1).Replace("figures?", "figures/table?", StringComparison.Ordinal);
        var bytes = await supervisor.GetByteArrayAsync($"{table}&format=csv&by=queue");
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("队列,呼入,接通,15秒内接通,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("'=1+1,1,0,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("hotline,3,2,1,1,1,0.6667,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("Agent,Offered,", Encoding.UTF8.GetString((await supervisor.GetByteArrayAsync($"{table}&format=csv&by=agent&language=en"))[3..]), StringComparison.Ordinal);
        using (var wrong = await supervisor.GetAsync($"{table}&format=csv&by=moon")) Assert.Equal(ProblemCode.Invalid, await wrong.CodeAsync());

        using var workbook = new MemoryStream(await supervisor.GetByteArrayAsync($"{table}&format=xlsx"));
        Assert.Equal(["队列", "坐席", "半小时", "日期"], workbook.GetSheetNames());
        workbook.Position = 0;
        var rows = (await workbook.QueryAsync(useHeaderRow: true, sheetName: "队列")).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal(["=1+1", "hotline"], rows.Select(row => (string)row["队列"]));
        Assert.Equal((3.0, 90.0), (rows[1]["呼入"], rows[1]["通话(秒)"]));
        Assert.Equal("supervisor01", (await host.AuditedAsync(AuditAction.FiguresExported, $"figures:{Today.AddDays(-2):yyyy-MM-dd}..{Today.AddDays(-1):yyyy-MM-dd} xlsx")).User);
    }

    [Fact]
    public async Task The_check_names_a_figure_that_was_tampered_with_and_a_talk_that_differs_in_the_database()
    {
        using var supervisor = await host.SignedInAsync("supervisor01");
        await PageAsync(supervisor, -1, -1);
        await host.Services.GetRequiredService<Journal>().WhenDurable(host.Services.GetRequiredService<Journal>().LastSeq);
        var options = host.Services.GetRequiredService<CenterOptions>();
        var words = new[] { "--day", $"{Today.AddDays(-1):yyyy-MM-dd}" };
        await Eventually.TrueAsync(async () => (await CheckAsync()).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == 2, TimeSpan.FromSeconds(20), "nothing differs but Asterisk's log, which this home has not");

        var file = Path.Combine(options.Paths.Figures, $"{words[1]}.json");
        var kept = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, kept.Replace("\"answered\":1", "\"answered\":2", StringComparison.Ordinal));
        var (code, text) = await CheckAsync();
        Assert.Equal(1, code);
        Assert.Contains("queue hotline 00:30 answered: the page has 2, the journal gives 1", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, kept);

        await using (var db = new SqliteConnection($"Data Source={options.Paths.Database};Pooling=False"))
        {
            await db.OpenAsync();
            await using var tamper = db.CreateCommand();
            tamper.CommandText = "UPDATE Calls SET TalkMilliseconds = TalkMilliseconds + 51 WHERE Id = 'dawn'";
            Assert.Equal(1, await tamper.ExecuteNonQueryAsync());
        }

        Assert.Contains("call dawn: the database has 30051 ms of talk, the journal gives 30000 ms", (await CheckAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(2, await FiguresCheck.RunAsync(["--day", "tomorrow"], options.Database, options.Paths, TextWriter.Null, host.Time));

        async Task<(int Code, string Text)> CheckAsync()
        {
            await using var said = new StringWriter();
            return (await FiguresCheck.RunAsync(words, options.Database, options.Paths, said, host.Time), said.ToString());
        }
    }

    private Task<FiguresPage> PageAsync(HttpClient supervisor, int from, int to) => supervisor.GetAsync<FiguresPage>(Address(from, to));

    private string Address(int from, int to) => $"/api/figures?from={Today.AddDays(from):yyyy-MM-dd}&to={Today.AddDays(to):yyyy-MM-dd}";

    private DateTimeOffset Midnight(int days) => LocalDay.Start(Today.AddDays(days), host.Time.LocalTimeZone);

    /// <summary>A call Asterisk tells of afterwards: it can be of any day.</summary>
    private async Task CallAsync(string id, DateTimeOffset arrived, int? answeredAfter, int talk, string queue = "hotline")
    {
        DateTimeOffset? answered = answeredAfter is { } wait ? arrived.AddSeconds(wait) : null;
        var ended = (answered ?? arrived).AddSeconds(talk);
        await host.Services.GetRequiredService<RoutingLoop>().AskAsync(new CallImported(id, "12345", queue, "", arrived, answered, ended, answered is null ? null : "agent01", 16)
        {
            Talks = answered is { } from ? [new ImportedTalk("agent01", from, ended)] : [],
        }, CancellationToken.None);
        await host.Services.GetRequiredService<Journal>().WhenDurable(host.Services.GetRequiredService<Journal>().LastSeq);
    }
}
