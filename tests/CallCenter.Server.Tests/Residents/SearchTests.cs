using System.Data.Common;
using System.Text.RegularExpressions;
using CallCenter.Data;
using CallCenter.Data.Residents;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Residents;

/// <summary>What a search finds, in which order, and that it never reads a table through.</summary>
public abstract partial class SearchTests(ServerHost host)
{
    private static readonly string[] Names = ["郝英", "郝英英", "郝小英", "郝英俊", "英郝", "Zoë 郝", "𠮷英"];
    private readonly ResidentSearch _search = host.Services.GetRequiredService<ResidentSearch>();

    [Fact]
    public async Task Whole_names_come_before_beginnings_before_ends_before_addresses()
    {
        await using var db = host.Db();
        await AddAsync(db, "ranked", "奚英奚", "奚英", "奚英奚奚", "某奚英");
        Assert.Equal(["奚英", "奚英奚", "奚英奚奚", "某奚英"], (await NamesAsync(db, "奚英")).Take(4));
        Assert.Equal("ranked奚英里1号", (await _search.FindAsync(db, "ranked奚英里1号", 0, 10, CancellationToken.None))[0].Address);
    }

    [Fact]
    public async Task Small_and_capital_letters_and_every_script_are_ordered_alike_on_every_database()
    {
        await using var db = host.Db();
        await AddAsync(db, "ordered", Names);
        var read = await db.Residents.Where(r => r.RegisteredBy == "ordered").OrderBy(r => r.Name).Select(r => r.Name).ToListAsync();
        Assert.Equal(Names.Order(Comparer<string>.Create((a, b) => System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)))), read);
        Assert.Equal(0, await db.Residents.CountAsync(r => r.RegisteredBy == "ordered" && r.Pinyin == "ZOE"));
        Assert.Equal(["𠮷英"], await NamesAsync(db, "𠮷"));
    }

    [Fact]
    public async Task A_grid_and_a_door_are_found()
    {
        await using var db = host.Db();
        var wang = await db.Residents.Include(r => r.Household).FirstAsync(r => r.Name == "王秀英" && r.Household!.Door == "2单元501");
        foreach (var text in new[] { wang.Household!.Grid!, $"{wang.Household.Grid} 王秀英", "王秀英 2单元501", "2单元501 王秀英", "wxy 2单元501", "501 wangxiu", wang.Household.Address, $"{wang.Household.Address} 王秀英", "社区朝阳里" })
        {
            var found = await _search.FindAsync(db, text == "社区朝阳里" ? "朝阳里东园3号楼" : text, 0, 500, CancellationToken.None);
            Assert.True(found.Any(r => r.Id == wang.Id), $"{text} found {found.Count}");
        }
        Assert.Empty(await _search.FindAsync(db, "王秀英 西园12号楼", 0, 20, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_is_renamed_or_moves_is_found_anew_and_no_longer_as_before()
    {
        Guid id;
        await using (var db = host.Db())
        {
            id = (await AddAsync(db, "mover", "覃旧名"))[0];
        }
        await using (var db = host.Db())
        {
            var mover = await db.Residents.Include(r => r.Household).SingleAsync(r => r.Id == id);
            mover.Name = "覃新名";
            mover.Household!.Address = "海滨路八号院";
            await db.SaveChangesAsync();
        }
        await using var read = host.Db();
        Assert.Empty(await NamesAsync(read, "旧名"));
        Assert.Equal(["覃新名"], await NamesAsync(read, "新名"));
        Assert.Equal(["覃新名"], await NamesAsync(read, "滨路八号"));
        Assert.Equal(0, await read.HouseholdTerms.CountAsync(t => t.Term.StartsWith("mover")));
    }

    [Fact]
    public async Task Records_older_than_the_terms_get_them()
    {
        await using var db = host.Db();
        var (people, doors) = (await db.ResidentTerms.CountAsync(), await db.HouseholdTerms.CountAsync());
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.ResidentTerms.ExecuteDeleteAsync();
        await db.HouseholdTerms.ExecuteDeleteAsync();
        await transaction.CommitAsync();
        await db.FillTermsAsync(CancellationToken.None);
        Assert.Equal((people, doors), (await db.ResidentTerms.CountAsync(), await db.HouseholdTerms.CountAsync()));
    }

    [Fact]
    public async Task What_no_text_column_takes_is_kept_readable()
    {
        await using var db = host.Db();
        var id = (await AddAsync(db, "odd", "a\0b\ud83d"))[0];
        await using var read = host.Db();
        var name = (await read.Residents.SingleAsync(r => r.Id == id)).Name;
        Assert.True(name is "a\uFFFDb\uFFFD" or "a\0b\uFFFD", string.Join(' ', name.Select(c => $"{(int)c:x4}")));
    }

    [Theory]
    [InlineData("王")]
    [InlineData("王秀英")]
    [InlineData("秀英")]
    [InlineData("朝阳里 王")]
    [InlineData("王 501 w")]
    [InlineData("wang")]
    [InlineData("wxy")]
    [InlineData("wang 朝阳里")]
    [InlineData("13800000001")]
    [InlineData("0001")]
    [InlineData("朝阳里东园3号楼2单元501")]
    [InlineData("和平区海河湾街道朝阳里社区朝阳里东园3号楼2单元501")]
    [InlineData("第3网格")]
    public async Task No_search_reads_a_table_through(string text)
    {
        await using var db = host.Db();
        await db.Database.OpenConnectionAsync();
        if (db.Database.IsNpgsql())
        {
            // Two thousand rows are read through most quickly; whether an index can be used at all is seen when that is forbidden.
            await db.Database.ExecuteSqlAsync($"SET enable_seqscan = off");
        }
        foreach (var tier in _search.Tiers(new SearchTiers(db, 20), text))
        {
            await using var command = tier.Take(20).CreateDbCommand();
            var plan = await PlanAsync(command);
            foreach (Match alias in Alias().Matches(command.CommandText))
                Assert.False(plan.Any(line => Regex.IsMatch(line, $@"^SCAN {alias.Groups[1].Value}\b|Seq Scan on")), $"{text}: {string.Join('\n', plan)}\n{command.CommandText}");
        }
    }

    private static async Task<List<string>> PlanAsync(DbCommand command)
    {
        var sqlite = command is Microsoft.Data.Sqlite.SqliteCommand;
        command.CommandText = (sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync()) plan.Add(reader.GetString(sqlite ? 3 : 0));
        return plan;
    }

    private async Task<List<string>> NamesAsync(CenterDb db, string text) => [.. (await _search.FindAsync(db, text, 0, 20, CancellationToken.None)).Select(r => r.Name)];

    private static async Task<List<Guid>> AddAsync(CenterDb db, string mark, params string[] names)
    {
        var household = new Household { Id = Guid.CreateVersion7(), Address = $"{mark}奚英里1号" };
        foreach (var name in names) household.Residents.Add(new Resident { Id = Guid.CreateVersion7(), Name = name, Pinyin = "zoe", Initials = "", RegisteredBy = mark });
        db.Add(household);
        await db.SaveChangesAsync();
        return [.. household.Residents.Select(r => r.Id)];
    }

    [GeneratedRegex("(?:FROM|JOIN) \"[A-Z][A-Za-z]+\" AS \"(\\w+)\"")]
    private static partial Regex Alias();
}
