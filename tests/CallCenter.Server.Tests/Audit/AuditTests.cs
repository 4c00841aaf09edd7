using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Audit;

public abstract class AuditTests(ServerHost host)
{
    [Fact]
    public async Task Only_the_audit_administrator_reads_the_log_and_that_is_in_it()
    {
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal(ProblemCode.NotAllowed, await (await agent.GetAsync("/api/audit")).CodeAsync());
        using var admin = await host.SignedInAsync("admin01");
        var rows = await admin.GetAsync<List<AuditLine>>("/api/audit?take=10");
        Assert.Equal((AuditAction.AuditRead, "admin01"), (rows[0].Action, rows[0].User));
        Assert.Contains(rows, row => row is { Action: AuditAction.SignedIn, User: "agent01" });
    }

    [Fact]
    public async Task The_auditor_narrows_the_log_pages_on_and_checks_the_chain()
    {
        using var agent = await host.SignedInAsync("agent02");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=13800000001"))[0];
        await agent.GetAsync<ResidentCard>($"/api/residents/{wang.Id}");
        using var admin = await host.SignedInAsync("admin01");
        var opened = await admin.GetAsync<List<AuditLine>>($"/api/audit?user=agent02&action=resident.&take=200");
        Assert.All(opened, row => Assert.StartsWith("resident.", row.Action, StringComparison.Ordinal));
        Assert.All(opened, row => Assert.Equal("agent02", row.User));
        var look = Assert.Single(opened, row => row.Action == AuditAction.ResidentOpened);
        Assert.Contains(await admin.GetAsync<List<AuditLine>>($"/api/audit?subject={Uri.EscapeDataString(look.Subject)}"), row => row.Seq == look.Seq);
        var first = await admin.GetAsync<List<AuditLine>>("/api/audit?take=2");
        var next = await admin.GetAsync<List<AuditLine>>($"/api/audit?take=2&below={first[^1].Seq}");
        Assert.Equal(first[^1].Seq - 1, next[0].Seq);
        Assert.Empty(await admin.GetAsync<List<AuditLine>>("/api/audit?user=nobody%27%20OR%201=1--"));
        Assert.Equal(ProblemCode.Invalid, await (await admin.GetAsync($"/api/audit?user={new string('x', 10_000)}")).CodeAsync());

        var whole = await (await admin.PostEmptyAsync("/api/audit/check")).ReadAsync<AuditState>();
        Assert.Null(whole.Fault);
        Assert.True(whole.Rows >= first[0].Seq);
    }

    [Fact]
    public async Task While_the_database_is_busy_nobody_waits_and_no_row_is_lost()
    {
        var audit = host.Services.GetRequiredService<IAudit>();
        List<Task> stored;
        await using (await host.HoldWritesAsync())
        {
            stored = [.. Enumerable.Range(0, 50).Select(n => audit.Record("agent01", AuditAction.ResidentShown, $"resident:{n}", "a.1"))];
            Assert.All(stored, task => Assert.False(task.IsCompleted));
        }
        await Task.WhenAll(stored).WaitAsync(TimeSpan.FromSeconds(20));
        using var db = host.Db();
        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"resident:{n}"), db.AuditEntries.Where(e => e.CallId == "a.1").OrderBy(e => e.Id).Select(e => e.Subject).AsEnumerable()
            .OrderBy(subject => int.Parse(subject[9..], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task What_is_wrong_with_the_chain_is_told_for_a_page_to_word()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        using var auditor = await own.SignedInAsync("audit01");
        await own.AuditedAsync(AuditAction.SignedIn, "audit01");
        long row;
        await using (var db = own.Db())
        {
            row = (await db.AuditEntries.SingleAsync(e => e.Action == AuditAction.SignedIn && e.User == "audit01")).Seq!.Value;
            await db.AuditEntries.Where(e => e.Seq == row).ExecuteUpdateAsync(set => set.SetProperty(e => e.Address, "10.0.0.9"));
        }
        var state = await (await auditor.PostEmptyAsync("/api/audit/check")).ReadAsync<AuditState>();
        Assert.Equal((row - 1, AuditFaultKind.Changed, row), (state.Rows, state.What?.Kind, state.What?.Row));
        Assert.EndsWith($"audit01 {AuditAction.SignedIn} audit01", state.What!.Says, StringComparison.Ordinal);
        Assert.StartsWith($"Row {row} was changed", state.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_shown()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        using var agent = await own.SignedInAsync("agent01");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=13800000001"))[0];
        await using var holder = new SqliteConnection($"Data Source={own.Paths.Database};Pooling=False");
        await holder.OpenAsync();
        await using var begin = holder.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();
        Assert.Equal(ProblemCode.Unavailable, await (await agent.RevealAsync($"/api/residents/{wang.Id}/reveal-number")).CodeAsync());
    }
}
