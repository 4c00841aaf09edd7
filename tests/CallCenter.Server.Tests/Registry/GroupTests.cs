using System.Net;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Demo;
using CallCenter.Server.Registry;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Registry;

public sealed class GroupsOnSqlite(ServerHost host) : GroupTests(host), IClassFixture<ServerHost>;

public sealed class GroupsOnPostgres(PostgresHost host) : GroupTests(host), IClassFixture<PostgresHost>;

/// <summary>Special groups: counts, lists, the table to take away.</summary>
public abstract class GroupTests(ServerHost host)
{
    private const string Api = "/api/registry/groups";
    private static readonly Guid Chaoyangli = DemoTown.Id(3, 1), Chunheli = DemoTown.Id(3, 2);

    [Fact]
    public async Task Every_group_is_counted_in_all_and_in_one_community()
    {
        using var agent = await host.SignedInAsync("agent01");
        await using var db = host.Db();
        var all = await agent.GetAsync<List<GroupCount>>(Api);
        var one = await agent.GetAsync<List<GroupCount>>($"{Api}?community={Chaoyangli}");
        Assert.Equal(["livesAlone", "elderly", "lowIncome", "disabled", "dialect", "emptyNest", "chronicIllness"], all.Select(g => g.Flag));
        foreach (var group in all)
        {
            Assert.Equal(await db.ResidentFlags.CountAsync(f => f.Flag == group.Flag), group.People);
            Assert.Equal(await db.Residents.CountAsync(r => r.Household!.CommunityId == Chaoyangli && r.Flags.Any(f => f.Flag == group.Flag)), one.Single(g => g.Flag == group.Flag).People);
        }
        Assert.True(all.Single(g => g.Flag == "elderly").People > one.Single(g => g.Flag == "elderly").People);
        Assert.All(await agent.GetAsync<List<GroupCount>>($"{Api}?community={Guid.CreateVersion7()}"), group => Assert.Equal(0, group.People));
    }

    [Fact]
    public async Task Pages_of_a_group_follow_without_gap_and_numbers_are_masked()
    {
        using var agent = await host.SignedInAsync("agent01");
        foreach (var of in new[] { "", $"&community={Chaoyangli}" })
        {
            var total = (await agent.GetAsync<List<GroupCount>>($"{Api}?{of.TrimStart('&')}")).Single(g => g.Flag == "elderly").People;
            var pages = new List<ResidentLine>();
            for (var skip = 0; skip < total + 20; skip += 20) pages.AddRange(await agent.GetAsync<List<ResidentLine>>($"{Api}/elderly?skip={skip}&take=20{of}"));
            Assert.Equal((total, total), (pages.Count, pages.Select(p => p.Id).Distinct().Count()));
            Assert.All(pages, p => Assert.Contains("elderly", p.Flags));
            Assert.All(pages.Where(p => p.MaskedNumber is not null), p => Assert.Contains("****", p.MaskedNumber!, StringComparison.Ordinal));
            Assert.All(pages, p => Assert.Contains("网格", p.Grid!, StringComparison.Ordinal));
            if (of.Length > 0) Assert.All(pages, p => Assert.Equal("朝阳里社区", p.Community));
        }
        Assert.Contains(await agent.GetAsync<List<ResidentLine>>($"{Api}/livesAlone?take=100"), p => p is { Name: "王秀英", Age: 78, MaskedNumber: "138****0001" });
        await host.AuditedAsync(AuditAction.GroupListed, "group:elderly 20 records");
        Assert.Equal(ProblemCode.NotFound, await (await agent.GetAsync($"{Api}/superman")).CodeAsync());
    }

    [Fact]
    public async Task The_mark_of_nuisance_is_for_supervisors()
    {
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal(ProblemCode.NotFound, await (await agent.GetAsync($"{Api}/nuisance")).CodeAsync());
        using var supervisor = await host.SignedInAsync("supervisor01");
        var count = (await supervisor.GetAsync<List<GroupCount>>(Api)).Single(g => g.Flag == "nuisance").People;
        Assert.True(count > 0);
        Assert.Equal(Math.Min(100, count), (await supervisor.GetAsync<List<ResidentLine>>($"{Api}/nuisance?take=100")).Count);
    }

    [Fact]
    public async Task A_station_sees_the_groups_of_its_community()
    {
        using var station = await host.SignedInAsync("station01");
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal(await agent.GetAsync<List<GroupCount>>($"{Api}?community={Chaoyangli}"), await station.GetAsync<List<GroupCount>>(Api));
        Assert.Equal(await station.GetAsync<List<GroupCount>>(Api), await station.GetAsync<List<GroupCount>>($"{Api}?community={Chaoyangli}"));
        Assert.All(await station.GetAsync<List<ResidentLine>>($"{Api}/elderly?take=100"), p => Assert.Equal("朝阳里社区", p.Community));
        Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync($"{Api}?community={Chunheli}")).CodeAsync());
        Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync($"{Api}/elderly?community={Chunheli}")).CodeAsync());
    }

    [Fact]
    public async Task A_supervisor_takes_a_table_of_masked_numbers_away_and_the_audit_says_so()
    {
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal(ProblemCode.NotAllowed, await (await agent.GetAsync($"{Api}/elderly/table")).CodeAsync());
        using var supervisor = await host.SignedInAsync("supervisor01");
        var answer = await supervisor.GetAsync($"{Api}/elderly/table?community={Chaoyangli}");
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var table = await answer.Content.ReadAsStringAsync();
        var lines = table.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var people = (await supervisor.GetAsync<List<GroupCount>>($"{Api}?community={Chaoyangli}")).Single(g => g.Flag == "elderly").People;
        Assert.Equal(("姓名,年龄,电话,地址,社区,网格", people), (lines[0], lines.Length - 1));
        Assert.Contains(lines, line => line.StartsWith("王秀英,78,138****0001,", StringComparison.Ordinal));
        Assert.DoesNotMatch("[0-9]{8}", table);
        Assert.Equal("supervisor01", (await host.AuditedAsync(AuditAction.GroupExported, $"group:elderly {people} records of community:{Chaoyangli}")).User);
        Assert.StartsWith("Name,Age", (await supervisor.GetStringAsync($"{Api}/disabled/table?language=en")).TrimStart('\uFEFF'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_read_in_the_order_of_its_index()
    {
        await using var db = host.Db();
        await db.Database.OpenConnectionAsync();
        // Two thousand rows are read through most quickly; whether an index can be used at all is seen when that is forbidden.
        if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"SET enable_seqscan = off; SET enable_bitmapscan = off");
        await using var command = Groups.Of(db, "elderly", null).Skip(40).Take(20).CreateDbCommand();
        command.CommandText = (db.Database.IsNpgsql() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync()) plan += reader.GetString(db.Database.IsNpgsql() ? 0 : 3) + "\n";
        Assert.Contains("IX_ResidentFlags_Flag", plan, StringComparison.Ordinal);
        Assert.DoesNotMatch("TEMP B-TREE|Sort", plan);
    }
}
