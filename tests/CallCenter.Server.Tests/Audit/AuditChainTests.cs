using System.Globalization;
using System.Text.RegularExpressions;
using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Server.Audit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Audit;

public sealed class AuditChainTests(AuditChainTests.Written written) : IClassFixture<AuditChainTests.Written>
{
    private const int Rows = 30;

    /// <summary>A log as a Server left it when it stopped; every test works on a copy.</summary>
    public sealed class Written : IAsyncLifetime
    {
        private readonly ServerHost _host = new();
        private int _copies;

        public async ValueTask InitializeAsync()
        {
            await _host.StartAsync();
            await FillAsync(_host, "resident");
            Paths = _host.Paths;
            await _host.StopAsync();
            SqliteConnection.ClearAllPools();
        }

        private HomePaths Paths { get; set; } = null!;

        internal HomePaths Copy()
        {
            var home = Directory.CreateDirectory(Path.Combine(_host.Home, $"copy{Interlocked.Increment(ref _copies)}")).FullName;
            foreach (var file in Directory.EnumerateFiles(_host.Home, "callcenter.db*").Append(Paths.AuditHead)) File.Copy(file, Path.Combine(home, Path.GetFileName(file)));
            return new HomePaths(home, home, home);
        }

        public ValueTask DisposeAsync() => _host.DisposeAsync();
    }

    private static async Task FillAsync(ServerHost host, string what)
    {
        var audit = host.Services.GetRequiredService<IAudit>();
        // Several batches, so that the file knows heads on the way too.
        for (var n = 0; n < Rows; n++) await audit.Record("agent01", AuditAction.ResidentOpened, $"{what}:{n}", n % 2 == 0 ? null : "", "127.0.0.1").WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<(int Code, string Text)> CheckAsync(HomePaths paths)
    {
        using var output = new StringWriter();
        return (await AuditCheck.RunAsync(new DatabaseChoice(DatabaseKind.Sqlite, paths.Database), paths, output), output.ToString().Trim());
    }

    /// <summary>How many rows there are: ours, and those of the Server's first start.</summary>
    private static async Task<long> LastAsync(HomePaths paths)
    {
        await using var connection = new SqliteConnection($"Data Source={paths.Database};Pooling=False;Default Timeout=20");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM AuditEntries";
        var count = (long)(await command.ExecuteScalarAsync())!;
        Assert.InRange(count, Rows, Rows + 100);
        return count;
    }

    private static async Task SqlAsync(HomePaths paths, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={paths.Database};Pooling=False;Default Timeout=20");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task A_log_nobody_touched_is_whole()
    {
        var paths = written.Copy();
        Assert.Equal((0, $"The audit log is whole: {await LastAsync(paths)} rows."), await CheckAsync(paths));
    }

    [Theory]
    [InlineData("UPDATE AuditEntries SET User='somebody' WHERE Seq=12", "Row 12 was changed")]
    [InlineData("UPDATE AuditEntries SET At=At+1 WHERE Seq=12", "Row 12 was changed")]
    [InlineData("UPDATE AuditEntries SET CallId='' WHERE Seq=13", "Row 13 was changed")]
    [InlineData("UPDATE AuditEntries SET Hash=(SELECT Hash FROM AuditEntries WHERE Seq=3) WHERE Seq=30", "Row 30 was changed")]
    [InlineData("DELETE FROM AuditEntries WHERE Seq=12", "Row 12 is missing")]
    [InlineData("DELETE FROM AuditEntries WHERE Seq=1", "Row 1 is missing")]
    [InlineData("DELETE FROM AuditEntries WHERE Seq=12; UPDATE AuditEntries SET Seq=-Seq WHERE Seq>12; UPDATE AuditEntries SET Seq=-Seq-1 WHERE Seq<0", "Row 12 was changed, inserted or moved")]
    [InlineData("DELETE FROM AuditEntries WHERE Seq>25", "Row 26 is missing: the log was cut off at its end; it had LAST rows")]
    [InlineData("DELETE FROM AuditEntries", "Row 1 is missing: the log was cut off")]
    [InlineData("UPDATE AuditEntries SET Seq=-1 WHERE Seq=5; UPDATE AuditEntries SET Seq=5 WHERE Seq=6; UPDATE AuditEntries SET Seq=6 WHERE Seq=-1", "Row 5 was changed, inserted or moved")]
    [InlineData("INSERT INTO AuditEntries SELECT '00000000-0000-0000-0000-000000000001',Action,Address,At,CallId,Hash,Purpose,NULL,Subject,User FROM AuditEntries WHERE Seq=5", "outside the chain")]
    [InlineData("INSERT INTO AuditEntries SELECT '00000000-0000-0000-0000-000000000001',Action,Address,At,CallId,Hash,Purpose,NEXT,Subject,User FROM AuditEntries WHERE Seq=LAST", "Row NEXT was changed, inserted")]
    public async Task What_was_done_to_the_table_by_hand_is_found(string sql, string found)
    {
        var paths = written.Copy();
        var last = await LastAsync(paths);
        string Filled(string text) => text.Replace("NEXT", $"{last + 1}", StringComparison.Ordinal).Replace("LAST", $"{last}", StringComparison.Ordinal);
        // Columns by name: their order in the table is the migrations'.
        sql = sql.Replace("INTO AuditEntries SELECT", "INTO AuditEntries(Id,Action,Address,At,CallId,Hash,Purpose,Seq,Subject,User) SELECT", StringComparison.Ordinal);
        await SqlAsync(paths, Filled(sql));
        var (code, text) = await CheckAsync(paths);
        Assert.Contains(Filled(found), text, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_chain_written_anew_with_right_hashes_is_not_the_one_the_file_knows()
    {
        var paths = written.Copy();
        var options = new DbContextOptionsBuilder<CenterDb>();
        options.UseCenterSqlite(paths.Database);
        await using (var db = new CenterDb(options.Options))
        {
            var rows = await db.AuditEntries.OrderBy(e => e.Seq).ToListAsync();
            rows[9].Subject = "resident:nobody";
            var head = AuditHead.Start;
            foreach (var row in rows) head = AuditChain.Append(row, head);
            await db.SaveChangesAsync();
        }
        var (code, text) = await CheckAsync(paths);
        Assert.Equal(1, code);
        Assert.InRange(WrittenAnew(text), 10, 10 + Rows);
    }

    /// <summary>The file knows the head of every batch: the first of them from the changed row on does not fit.</summary>
    private static int WrittenAnew(string text) => int.Parse(Regex.Match(text, @"^Row (\d+) was written anew").Groups[1].Value, CultureInfo.InvariantCulture);

    [Fact]
    public async Task An_older_log_is_chained_at_the_upgrade_goes_on_over_restarts_and_a_cut_stays_visible()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        await FillAsync(host, "resident");
        var paths = host.Paths;
        await host.StopAsync();
        await SqlAsync(paths, "UPDATE AuditEntries SET Seq=NULL, Hash=NULL");
        File.Delete(paths.AuditHead);
        await host.StartAsync();
        await FillAsync(host, "call");
        Assert.Equal((0, $"The audit log is whole: {await LastAsync(paths)} rows."), await CheckAsync(paths));
        await host.StopAsync();
        await SqlAsync(paths, "DELETE FROM AuditEntries WHERE Seq>40");
        await host.StartAsync();
        await FillAsync(host, "call");
        Assert.InRange(WrittenAnew((await CheckAsync(paths)).Text), 41, 40 + Rows);
    }

    [Fact]
    public async Task The_file_of_heads_stays_small_and_keeps_the_newest()
    {
        var file = Path.GetTempFileName();
        try
        {
            var heads = new AuditHeads(file);
            var head = AuditHead.Start;
            await File.WriteAllLinesAsync(file, Enumerable.Range(1, 15_000).Select(n => $"{n} {head.Hash}"));
            heads.Append(new AuditHead(15_001, head.Hash));
            Assert.InRange(new FileInfo(file).Length, 1, 200_000);
            var kept = heads.Read();
            Assert.Equal((1, 15_001), (kept[0].Seq, kept[^1].Seq));
            await File.AppendAllTextAsync(file, "half a li");
            Assert.Equal(kept.Count, heads.Read().Count);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
