using CallCenter.Contracts;
using CallCenter.Server.Operations;
using CallCenter.Server.Operations.Watch;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Projection;

/// <summary>An entry of the journal is left out of the database only when the database will never take it.</summary>
public sealed class SkippedEntryTests
{
    [Theory]
    [InlineData(5, false)]
    [InlineData(6, false)]
    [InlineData(10, false)]
    [InlineData(13, false)]
    [InlineData(14, false)]
    [InlineData(19, true)]
    [InlineData(18, true)]
    public void A_database_that_is_away_locked_or_full_refuses_nothing_for_good(int code, bool refused)
    {
        var fault = new SqliteException("as SQLite says", code);
        Assert.Equal(refused, DatabaseFault.RefusesIt(fault));
        Assert.Equal(refused, DatabaseFault.RefusesIt(new DbUpdateException("saving", fault)));
    }

    [Fact]
    public void A_fault_of_ours_is_no_database_that_comes_back()
    {
        Assert.True(DatabaseFault.RefusesIt(new FormatException()));
        Assert.True(DatabaseFault.RefusesIt(new InvalidOperationException("a wrong state")));
        Assert.False(DatabaseFault.RefusesIt(new TimeoutException()));
        Assert.False(DatabaseFault.RefusesIt(new InvalidOperationException("a cause that passes", new TimeoutException())));
    }

    [Fact]
    public async Task What_was_left_out_is_a_matter_of_the_watch()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        var probe = host.Services.GetServices<IProbe>().OfType<JournalProbe>().Single();
        Assert.Equal(WatchLevel.Ok, (await probe.ReadAsync(WatchLevel.Ok, default)).Level);
        OperationsMetrics.EntriesSkipped.Inc();
        var told = await probe.ReadAsync(WatchLevel.Ok, default);
        Assert.Equal((WatchLevel.Warning, "entries-skipped"), (told.Level, told.Code));
    }
}
