using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Data.WorkOrders;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Registry;

public sealed class MergeOnSqlite(ServerHost host) : MergeTests(host), IClassFixture<ServerHost>;

public sealed class MergeOnPostgres(PostgresHost host) : MergeTests(host), IClassFixture<PostgresHost>;

public abstract class MergeTests(ServerHost host)
{
    [Fact]
    public async Task Two_records_of_one_person_become_one_and_two_again()
    {
        using var supervisor = await host.SupervisorAsync();
        await supervisor.ImportedAsync("M1,褚双全,男,1940-01-02,,13720100001,枫林里,东园,1号楼,101,,独居,甲,,,\n,褚双泉,,,,13720100001、13720100002,枫林里,西园,2号楼,202,,高龄,乙,褚小,儿子,13620100001\n");
        var (keep, gone) = ((await supervisor.FindAsync("褚双全")).Id, (await supervisor.FindAsync("褚双泉")).Id);
        await host.ToldAsync(new CallCenter.Routing.CallArrived("mrg.1", "hotline", host.Time.GetUtcNow(), "12345"), new CallCenter.Routing.CallIdentified("mrg.1", "13720100002", "+8613720100002", [gone]),
            new CallCenter.Routing.CallEnded("mrg.1", 16, "caller"));
        await using (var db = host.Db())
        {
            db.Add(new WorkOrder { Id = Guid.CreateVersion7(), Number = "t-mrg.1", CallId = "mrg.1", ResidentId = gone, Title = "灯坏了", Content = "灯坏了", Category = "repair", Urgency = "ordinary", OpenedAt = host.Time.GetUtcNow(), OpenedBy = "agent04" });
            await db.SaveChangesAsync();
        }
        var before = await CardAsync(supervisor, gone);

        var pair = Assert.Single(await supervisor.GetAsync<List<DuplicatePair>>("/api/registry/duplicates"), p => new[] { p.Left.Id, p.Right.Id }.Contains(gone));
        Assert.Equal(("number", 1, 1), (pair.Reason, pair.Left.Id == gone ? pair.Left.Calls : pair.Right.Calls, pair.Left.Id == gone ? pair.Left.Orders : pair.Right.Orders));
        var merge = await (await supervisor.PostAsJsonAsync("/api/registry/merges", new MergeResidents(keep, gone))).ReadAsync<MergeLine>();
        Assert.Equal("褚双泉", merge.GoneName);
        var card = await CardAsync(supervisor, keep);
        Assert.Equal(("甲\n乙", "t-mrg.1", "mrg.1", "褚小"), (card.Notes, Assert.Single(card.OpenOrders).Number, Assert.Single(card.LastCalls).CallId, Assert.Single(card.Contacts).Name));
        Assert.Equal(["elderly", "livesAlone"], card.Flags);
        Assert.Equal(keep, (await CardAsync(supervisor, gone)).Id);
        Assert.Empty(await supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=褚双泉"));
        Assert.Contains(await supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=13720100002"), r => r.Id == keep);
        var history = await supervisor.GetAsync<List<ResidentChangeLine>>($"/api/residents/{keep}/history");
        Assert.Contains(history, c => c is { Why: "merged", Field: "removed", Before: "褚双泉" });
        Assert.Contains(history, c => c is { Why: "merged", Field: "number", After: "137****0002" });
        Assert.Equal(2, history.Count(c => c is { Why: "imported", Field: "created" } ));
        await host.AuditedAsync("resident.merged", $"resident:{gone}>{keep}");

        // What came since stays where it is.
        await ImportTests.EditAsync(supervisor, keep, new EditResident(Notes: "之后的话"));
        (await supervisor.PostEmptyAsync($"/api/registry/merges/{merge.Id}/undo")).EnsureSuccessStatusCode();
        Assert.Equivalent(before, await CardAsync(supervisor, gone), strict: true);
        card = await CardAsync(supervisor, keep);
        Assert.Equal(("之后的话", 0, 0, 0, "livesAlone"), (card.Notes, card.OpenOrders.Count, card.LastCalls.Count, card.Contacts.Count, Assert.Single(card.Flags)));
        Assert.Equal(ProblemCode.WrongState, await (await supervisor.PostEmptyAsync($"/api/registry/merges/{merge.Id}/undo")).CodeAsync());
    }

    [Fact]
    public async Task An_import_knows_a_merged_record_by_its_old_key()
    {
        using var supervisor = await host.SupervisorAsync();
        await supervisor.ImportedAsync("N1,卫一人,,,,13720200001,,,,,,,,,,\nN2,卫二人,,,,13720200002,,,,,,,,,,\n");
        var (keep, gone) = ((await supervisor.FindAsync("卫一人")).Id, (await supervisor.FindAsync("卫二人")).Id);
        await (await supervisor.PostAsJsonAsync("/api/registry/merges", new MergeResidents(keep, gone))).ReadAsync<MergeLine>();
        var import = await supervisor.CheckedAsync("N2,卫一人,,,,13720200002,,,,,,,,,,\n");
        Assert.Equal((0, 0, 1, 0), (import.New, import.Changed, import.Unchanged, import.Faulty));
        Assert.Equal("N1", (await supervisor.GetAsync<ResidentRecord>($"/api/residents/{keep}/record")).ExternalKey);
    }

    [Fact]
    public async Task A_merge_keeps_an_import_from_being_undone_until_it_is_taken_apart()
    {
        using var supervisor = await host.SupervisorAsync();
        var first = await supervisor.ImportedAsync("O1,沈一人,,,,13720400001,,,,,,,,,,\n");
        var second = await supervisor.ImportedAsync("O2,沈二人,,,,13720400002,,,,,,,,,,\n");
        var merge = await (await supervisor.PostAsJsonAsync("/api/registry/merges", new MergeResidents((await supervisor.FindAsync("沈一人")).Id, (await supervisor.FindAsync("沈二人")).Id))).ReadAsync<MergeLine>();
        first = await supervisor.UndoneAsync(first.Id);
        Assert.Equal((0, 1), (first.Reverted, first.Kept));
        (await supervisor.PostEmptyAsync($"/api/registry/merges/{merge.Id}/undo")).EnsureSuccessStatusCode();
        second = await supervisor.UndoneAsync(second.Id);
        Assert.Equal((1, 0), (second.Reverted, second.Kept));
        Assert.Empty(await supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=沈二人"));
    }

    [Fact]
    public async Task A_family_that_shares_a_number_is_no_duplicate_and_nobody_is_merged_with_himself()
    {
        using var supervisor = await host.SupervisorAsync();
        await supervisor.ImportedAsync(",蒋大明,,1940,,13720300001,,,,,,,,,,\n,蒋大海,,1970,,13720300001,,,,,,,,,,\n,蒋秀兰,,,,13720300001,,,,,,,,,,\n");
        Assert.DoesNotContain(await supervisor.GetAsync<List<DuplicatePair>>("/api/registry/duplicates"), p => p.Left.Name.StartsWith('蒋'));
        var id = (await supervisor.FindAsync("蒋大明")).Id;
        Assert.Equal(ProblemCode.Invalid, await (await supervisor.PostAsJsonAsync("/api/registry/merges", new MergeResidents(id, id))).CodeAsync());
        Assert.Equal(ProblemCode.NotFound, await (await supervisor.PostAsJsonAsync("/api/registry/merges", new MergeResidents(id, Guid.CreateVersion7()))).CodeAsync());
    }

    private static Task<ResidentCard> CardAsync(HttpClient browser, Guid id) => browser.GetAsync<ResidentCard>($"/api/residents/{id}");
}
