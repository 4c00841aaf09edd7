using System.Net;
using System.Net.Http.Json;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Communities;

public sealed class CommunitiesOnSqlite(ServerHost host) : CommunitiesTests(host), IClassFixture<ServerHost>;

public sealed class CommunitiesOnPostgres(PostgresHost host) : CommunitiesTests(host), IClassFixture<PostgresHost>;

public abstract class CommunitiesTests(ServerHost host)
{
    private static Task<HttpResponseMessage> PutAsync(HttpClient admin, Guid id, PutCommunity wish) => admin.PutAsJsonAsync($"/api/admin/communities/{id}", wish);

    private async Task<HttpClient> AdminAsync()
    {
        var admin = await host.SignedInAsync("admin01");
        admin.DefaultRequestHeaders.Add("X-CallCenter", "1");
        return admin;
    }

    private static async Task<CommunityEntry?> FindAsync(HttpClient admin, string name) => (await admin.GetAsync<List<CommunityEntry>>("/api/admin/communities")).SingleOrDefault(c => c.Name == name);

    [Fact]
    public async Task A_community_is_made_renamed_and_taken_away_with_everything_above_it()
    {
        using var admin = await AdminAsync();
        var id = Guid.CreateVersion7();
        var made = await (await PutAsync(admin, id, new PutCommunity(null, "滨河区", "望江街道", "桃花里社区", "桃花里服务站", "022-27110099"))).ReadAsync<CommunityEntry>();
        Assert.Equal(("滨河区", "望江街道", "桃花里社区", "桃花里服务站", "02227110099"), (made.District, made.Office, made.Name, made.Station, made.Number));
        using var agent = await host.SignedInAsync("agent01");
        Assert.Contains(await agent.GetAsync<List<CommunityLine>>("/api/communities"), c => c.Id == id && c.Station == "桃花里服务站");

        var renamed = await (await PutAsync(admin, id, new PutCommunity(made.Version, "滨河区", "望江路街道", "桃花里社区", "桃花里服务站", "", WholeOffice: true))).ReadAsync<CommunityEntry>();
        Assert.Equal(("望江路街道", null), (renamed.Office, renamed.Number));
        var stale = await PutAsync(admin, id, new PutCommunity(made.Version, "滨河区", "望江街道", "别名社区"));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal("望江路街道", (await stale.Content.ReadFromJsonAsync<CommunityEntry>(ServerHost.Json))!.Office);
        Assert.Equal(ProblemCode.WrongState, await (await PutAsync(admin, Guid.CreateVersion7(), new PutCommunity(null, "滨河区", "望江路街道", "桃花里社区"))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(admin, Guid.CreateVersion7(), new PutCommunity(null, "滨河区", "", "x", "", "12"))).CodeAsync());

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/admin/communities/{id}?version={renamed.Version}")).StatusCode);
        await using var db = host.Db();
        Assert.False(await db.Districts.AnyAsync(d => d.Name == "滨河区"), "a district without communities is gone");
        var changes = await db.SettingChanges.Where(c => c.Section == SettingSection.Communities && c.SettingId == id.ToString()).OrderBy(c => c.Version).ToListAsync();
        Assert.Equal([1L, 2L, 3L], changes.Select(c => c.Version));
        await host.AuditedAsync(AuditAction.SettingChanged, $"communities/{id}@3 {CallCenter.Server.Settings.SiteSettings.Digest(changes[2].Before, changes[2].After)}");
    }

    [Fact]
    public async Task One_with_households_stays_and_their_addresses_follow_a_new_name_into_the_search()
    {
        using var admin = await AdminAsync();
        var entry = (await FindAsync(admin, "柳荫里社区"))!;
        Assert.True(entry.Households > 0);
        Assert.Equal(ProblemCode.WrongState, await (await admin.DeleteAsync($"/api/admin/communities/{entry.Id}?version={entry.Version}")).CodeAsync());
        await (await PutAsync(admin, entry.Id, new PutCommunity(entry.Version, entry.District, entry.Office, "新柳社区", entry.Station, entry.Number))).ReadAsync<CommunityEntry>();
        await using var db = host.Db();
        Assert.All(await db.Households.Where(h => h.CommunityId == entry.Id).ToListAsync(), h => Assert.StartsWith($"{entry.District}{entry.Office}新柳社区", h.Address, StringComparison.Ordinal));
        using var agent = await host.SignedInAsync("agent02");
        Assert.NotEmpty(await agent.GetAsync<List<ResidentLine>>("/api/residents?q=新柳社区"));
        await (await PutAsync(admin, entry.Id, new PutCommunity((await FindAsync(admin, "新柳社区"))!.Version, entry.District, entry.Office, entry.Name, entry.Station, entry.Number))).ReadAsync<CommunityEntry>();
    }

    [Fact]
    public async Task A_table_is_read_whole_or_not_at_all_and_brings_what_is_there_up_to_date()
    {
        using var admin = await AdminAsync();
        async Task<ImportReport> SendAsync(string csv, bool apply) => await (await admin.PostAsync($"/api/admin/communities/import?apply={apply}", new ByteArrayContent(Encoding.UTF8.GetBytes(csv)))).ReadAsync<ImportReport>();
        var bad = await SendAsync("区,街道,社区,服务站,电话\n云山区,东风街道,甲社区,甲站,022-27110001\n云山区,东风街道,甲社区\n云山区,,乙社区\n云山区,东风街道,丙社区,丙站,12\n", apply: true);
        Assert.Equal((4, 3, false), (bad.Lines.Count, bad.Faults, bad.Applied));
        Assert.Null(await FindAsync(admin, "甲社区"));
        Assert.True((await SendAsync("区,街道,社区,服务站,电话\n云山区,东风街道,甲社区,甲站,022-27110001\n云山区,西风街道,乙社区\n", apply: true)).Applied);
        Assert.True((await SendAsync("云山区,东风街道,甲社区,甲新站,13800000009\n云山区,西风街道,乙社区,,\n", apply: true)).Applied);
        Assert.Equal(("甲新站", "13800000009"), await FindAsync(admin, "甲社区") is { } first ? (first.Station, first.Number) : default);
        Assert.Null((await FindAsync(admin, "乙社区"))!.Station);
        // What stayed as it was is no change.
        await using var db = host.Db();
        var second = (await FindAsync(admin, "乙社区"))!.Id.ToString();
        Assert.Equal(1, await db.SettingChanges.CountAsync(c => c.SettingId == second));
    }
}
