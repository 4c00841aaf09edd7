using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Data.Databases;
using CallCenter.Server.Operations;
using CallCenter.Server.Residents;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Operations;

/// <summary>A database server that comes late, goes away and comes back; and the way there from SQLite.</summary>
public sealed class PostgresTests
{
    [Fact]
    public async Task The_Server_starts_without_PostgreSQL_takes_it_when_it_comes_and_misses_it_when_it_falls()
    {
        await using var postgres = new PostgresServer();
        await using var own = new ServerHost();
        own.Launch(("CALLCENTER_DATABASE", postgres.Database("center")));
        using var anybody = own.Browser();
        Assert.Equal(["database"], (await (await anybody.GetAsync("/healthz")).Content.ReadFromJsonAsync<HealthReport>())!.Down);
        Assert.Equal(ProblemCode.Unavailable, await (await anybody.PostAsJsonAsync("/api/session", new SignIn("agent01", ServerHost.Password))).CodeAsync());

        await postgres.StartAsync();
        await Eventually.TrueAsync(async () => (await anybody.GetAsync("/healthz")).IsSuccessStatusCode, TimeSpan.FromSeconds(90), "healthy");
        using var agent = await own.SignedInAsync("agent01");

        await postgres.StopAsync();
        var answer = await agent.GetAsync("/api/residents?q=王");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(ProblemCode.Unavailable, await answer.CodeAsync());
        Assert.True((await agent.GetAsync("/api/session")).IsSuccessStatusCode);
        var caller = await own.Services.GetRequiredService<ICallerNumbers>().IdentifyAsync("13800000001", CancellationToken.None);
        Assert.Equal(("+8613800000001", 0), (caller.Number, caller.People.Count));

        await postgres.StartAsync();
        await Eventually.TrueAsync(async () => (await agent.GetAsync("/api/residents?q=王")).IsSuccessStatusCode, TimeSpan.FromSeconds(60), "found again");
    }

    [Fact]
    public async Task Everything_moves_from_SQLite_to_PostgreSQL_once()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        var paths = own.Paths;
        await own.TalkedAsync("moved.1", "agent01", "+8613800000001");
        await own.StopAsync();
        SqliteConnection.ClearAllPools();
        var setting = await (await PostgresServer.SharedAsync()).NewDatabaseAsync();

        Assert.Equal((0, ""), await MoveAsync(paths, "--to", setting));
        await using (var source = new DatabaseChoice(DatabaseKind.Sqlite, Path.Combine(own.Home, "callcenter.db")).Open())
        await using (var target = DatabaseChoice.Parse(setting, "").Open())
        {
            Assert.True(await target.EnterpriseNumbers.AnyAsync() && await target.EnterpriseContacts.AnyAsync());
            foreach (var table in TableShape.All(source)) Assert.Equal(await Rows(source, table), await Rows(target, table));
        }

        var (code, said) = await MoveAsync(paths, "--to", setting);
        Assert.Equal(1, code);
        Assert.Contains("not empty", said, StringComparison.Ordinal);

        await own.StartAsync(("CALLCENTER_DATABASE", setting));
        using var agent = await own.SignedInAsync("agent01");
        Assert.Contains(await agent.GetAsync<List<ResidentLine>>("/api/residents?q=秀英"), resident => resident.Name == "王秀英");
        Assert.Contains((await agent.GetAsync<CallPage>("/api/calls?mine=true")).Calls, call => call.CallId == "moved.1");
    }

    [Theory]
    [InlineData(2, "Use: move-database")]
    [InlineData(2, "Use: move-database", "--to", "sqlite")]
    [InlineData(2, "names no database we know", "--to", "mysql:Host=x")]
    [InlineData(1, "There is no file /nowhere", "--to-file", "/nowhere")]
    [InlineData(1, "callcenter.db", "--to", "postgres:Host=/nowhere;Database=x")]
    public async Task A_move_that_cannot_be_says_why(int code, string said, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("callcenter-move-");
        var (ended, complaint) = await MoveAsync(new HomePaths(folder.FullName, folder.FullName, folder.FullName), arguments);
        Assert.Equal(code, ended);
        Assert.Contains(said, complaint, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static async Task<(int Code, string Complaint)> MoveAsync(HomePaths paths, params string[] arguments)
    {
        using var said = new StringWriter();
        using var complained = new StringWriter();
        var code = await MoveDatabase.RunAsync(arguments, paths, said, complained, CancellationToken.None);
        return (code, complained.ToString());
    }

    private static async Task<List<string>> Rows(CallCenter.Data.CenterDb db, TableShape table)
    {
        var rows = new List<string>();
        await foreach (var row in db.ReadAsync(table, CancellationToken.None)) rows.Add(string.Join('|', row.Select(value => $"{value}")));
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
