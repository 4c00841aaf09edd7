using CallCenter.Data.Databases;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CallCenter.Data.Tests;

/// <summary>What has to hold for every provider, without a server.</summary>
public sealed class ProviderTests
{
    private const string LiveSqlServer = "CALLCENTER_TEST_SQLSERVER";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres:Host=nowhere;Database=x")]
    [InlineData("sqlserver:Server=nowhere;Database=x")]
    public void The_migrations_of_every_provider_are_as_new_as_the_model(string setting)
    {
        using var db = DatabaseChoice.Parse(setting, "unused.db").OpenForMigration();
        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: docs/running.md (Changing the model) tells how to add a migration for each provider");
        Assert.NotEmpty(db.Database.GetMigrations());
    }

    [Fact]
    public async Task The_script_for_SQL_Server_is_Transact_SQL()
    {
        await using var db = DatabaseChoice.Parse("sqlserver:Server=nowhere;Database=x", "").OpenForMigration();
        var migrator = db.GetService<IMigrator>();
        foreach (var script in new[] { db.Database.GenerateCreateScript(), migrator.GenerateScript(), migrator.GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent) })
        {
            Assert.Contains("CREATE TABLE [Residents]", script, StringComparison.Ordinal);
            Assert.Empty(Errors(script));
        }
        Assert.NotEmpty(Errors("CREATE TABEL x (y int);"));
        if (Environment.GetEnvironmentVariable(LiveSqlServer) is { Length: > 0 } connection) await LiveAsync(DatabaseChoice.Parse("sqlserver:" + connection, ""));
    }

    [Theory]
    [InlineData("", DatabaseKind.Sqlite, "SQLite file.db")]
    [InlineData(" sqlite ", DatabaseKind.Sqlite, "SQLite file.db")]
    [InlineData("postgres:Host=db1;Database=center;Username=u;Password=secret", DatabaseKind.Postgres, "PostgreSQL db1 center")]
    [InlineData("sqlserver:Server=db2;Database=center;User Id=u;Password=secret", DatabaseKind.SqlServer, "SQL Server db2 center")]
    public void A_setting_chooses_the_database(string text, DatabaseKind kind, string shown)
    {
        var choice = DatabaseChoice.Parse(text, "file.db");
        Assert.Equal((kind, shown), (choice.Kind, $"{choice}"));
    }

    [Theory]
    [InlineData("mysql:Host=x;Password=secret")]
    [InlineData("postgres")]
    [InlineData("postgres:Database=x;Password=secret")]
    [InlineData("postgres:Host=x;Password=secret")]
    [InlineData("postgres:Host=x;Database=y;Password=a;secret=b")]
    [InlineData("postgres:Host=x;Database=y;Port=secret")]
    [InlineData("sqlserver:Server=x;Password=secret")]
    [InlineData("sqlserver:Server=x;Database=y;secret=1")]
    [InlineData("Host=x;Password=secret")]
    public void A_wrong_setting_is_told_without_its_secrets(string text)
    {
        var fault = Assert.Throws<FormatException>(() => DatabaseChoice.Parse(text, "file.db"));
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.Message.Length > 20);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_missed_within_seconds()
    {
        Assert.Contains("Timeout=3;Command Timeout=10", DatabaseChoice.Parse("postgres:Host=x;Database=y", "").Connection, StringComparison.Ordinal);
        Assert.Contains("Timeout=30", DatabaseChoice.Parse("postgres:Host=x;Database=y;Timeout=30", "").Connection, StringComparison.Ordinal);
        // PgBouncer takes no options, and a pool of transactions no prepared statements.
        Assert.Contains("Max Auto Prepare=200;Auto Prepare Min Usages=3;Options=\"-c jit=off -c random_page_cost=1.1\"", DatabaseChoice.Parse("postgres:Host=x;Database=y", "").Connection, StringComparison.Ordinal);
        Assert.DoesNotContain("Options=", DatabaseChoice.Parse("postgres:Host=x;Database=y;Max Auto Prepare=0;Options=", "").Connection, StringComparison.Ordinal);
        Assert.Contains("Max Auto Prepare=0", DatabaseChoice.Parse("postgres:Host=x;Database=y;Max Auto Prepare=0;Options=", "").Connection, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_found_by_what_it_ends_with()
    {
        Assert.Equal(["秀英", "英"], SearchTerms.OfName("王秀英"));
        Assert.Equal(["Smith"], SearchTerms.OfName("John Smith"));
        Assert.Empty(SearchTerms.OfName("王"));
    }

    [Fact]
    public void An_address_is_found_from_wherever_people_begin_to_say_it()
    {
        var household = new Household { Address = "和平区海河湾街道朝阳里社区朝阳里东园13号楼2单元501", Estate = "朝阳里东园", Building = "13号楼", Door = "2单元501", Grid = "第12网格" };
        string[] begins = ["和平区海河", "海河湾街道", "朝阳里社区", "朝阳里东园", "阳里东园13号", "里东园", "东园13号楼2单元501", "园13号楼", "13号楼2单元501", "2单元501", "501", "第12网格", "12网格"];
        var terms = SearchTerms.OfHousehold(household);
        Assert.All(begins, begin => Assert.Contains(terms, term => term.StartsWith(begin, StringComparison.Ordinal)));
        Assert.Equal(begins.Length, terms.Count);
        Assert.All(terms, term => Assert.InRange(term.Length, 1, SearchTerms.Longest));
    }

    [Fact]
    public void An_address_in_one_piece_is_found_from_every_character() =>
        Assert.Equal(["8号", "号", "幸福路8号", "福路8号", "路8号"], SearchTerms.OfHousehold(new Household { Address = "幸福路8号" }).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("wang", "wanh")]
    [InlineData("王", "玌")]
    [InlineData("𠮷", "𠮸")]
    [InlineData("\uD7FF", "\uE000")]
    public void What_begins_with_a_text_lies_below_the_next(string text, string next) => Assert.Equal(next, SearchTerms.Above(text));

    private static IList<ParseError> Errors(string script)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        return errors;
    }

    /// <summary>Makes a database of its own on the server given, uses it and drops it.</summary>
    private static async Task LiveAsync(DatabaseChoice choice)
    {
        await using (var db = choice.OpenForMigration())
        {
            await db.Database.EnsureDeletedAsync();
            await db.Database.MigrateAsync();
        }
        await using (var db = choice.Open())
        {
            var household = new Household { Id = Guid.CreateVersion7(), Address = "朝阳里1号" };
            household.Residents.Add(new Resident { Id = Guid.CreateVersion7(), Name = "王秀英", Pinyin = "wangxiuying", Initials = "wxy", RegisteredBy = "test", Numbers = { ResidentNumber.Of("+8613800000001") } });
            db.Add(household);
            await db.SaveChangesAsync();
            Assert.Equal(0, await db.Residents.CountAsync(r => r.Pinyin == "WANGXIUYING"));
            Assert.Equal(1, await db.Residents.CountAsync(r => string.Compare(r.Pinyin, "wang") >= 0 && string.Compare(r.Pinyin, "wanh") < 0));
        }
        await using (var db = choice.Open()) await db.Database.EnsureDeletedAsync();
    }
}
