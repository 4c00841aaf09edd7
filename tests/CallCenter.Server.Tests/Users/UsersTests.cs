using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Routing;
using CallCenter.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Users;

public sealed class UsersTests(ServerHost host) : IClassFixture<ServerHost>
{
    private static Task<HttpResponseMessage> PutAsync(HttpClient admin, string name, PutUser user) => admin.PutAsJsonAsync($"/api/admin/users/{name}", user, ServerHost.Json);

    private static async Task<UserLine> LineAsync(HttpClient admin, string name) => (await admin.GetAsync<List<UserLine>>("/api/admin/users")).Single(u => u.User == name);

    [Fact]
    public async Task A_new_user_signs_in_with_the_password_shown_once()
    {
        using var admin = await host.SignedInAsync("admin01");
        await (await PutAsync(admin, "wang.fang", new PutUser(0, "王芳", [Role.Agent], false))).ReadAsync<UserLine>();
        var password = await (await admin.PostEmptyAsync("/api/admin/users/wang.fang/password")).ReadAsync<NewPassword>();
        using var browser = host.Browser();
        var info = await (await browser.PostAsJsonAsync("/api/session", new SignIn("wang.fang", password.Password))).ReadAsync<SessionInfo>();
        Assert.Equal(("王芳", "wang.fang"), (info.Name, info.User));
        await using var db = host.Db();
        Assert.DoesNotContain(db.SettingChanges.ToList(), c => c.After!.Contains(password.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disabling_somebody_ends_the_sessions_and_keeps_the_name_out()
    {
        using var admin = await host.SignedInAsync("admin01");
        using var agent = await host.SignedInAsync("agent11", "8001");
        var line = await LineAsync(admin, "agent11");
        Assert.True(line.SignedIn);
        host.Time.Advance(TimeSpan.FromMilliseconds(5));
        await (await PutAsync(admin, "agent11", new PutUser(line.Version, line.Name, line.Roles, true))).ReadAsync<UserLine>();
        Assert.Equal(HttpStatusCode.Unauthorized, (await agent.GetAsync("/api/session")).StatusCode);
        Assert.False((await LineAsync(admin, "agent11")).SignedIn);
        using var again = host.Browser();
        Assert.Equal(ProblemCode.WrongPassword, await (await again.PostAsJsonAsync("/api/session", new SignIn("agent11", ServerHost.Password))).CodeAsync());
        Assert.StartsWith("users/agent11@", host.Db().AuditEntries.Where(e => e.Action == AuditAction.UserChanged).AsEnumerable().Select(e => e.Subject).First(s => s.Contains("agent11")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_disabled_in_a_talk_keeps_the_caller_to_the_end()
    {
        using var admin = await host.SignedInAsync("admin01");
        using var agent = await host.SignedInAsync("agent12", "8002");
        var routing = host.Services.GetRequiredService<RoutingLoop>();
        await routing.AskAsync(new AdoptionFinished(), default);
        await routing.AskAsync(new AgentSignedIn("agent12", "8002", ["hotline"]), default);
        await routing.AskAsync(new CallSeized("u1", "agent12"), default);
        Assert.Equal(AgentMode.Talking, routing.State.Agents["agent12"].Mode);
        host.Time.Advance(TimeSpan.FromMilliseconds(5));
        var line = await LineAsync(admin, "agent12");
        await (await PutAsync(admin, "agent12", new PutUser(line.Version, line.Name, line.Roles, true))).ReadAsync<UserLine>();
        Assert.Equal(AgentMode.Talking, routing.State.Agents["agent12"].Mode);
        await routing.AskAsync(new TalkEnded("u1", "agent12"), default);
        if (routing.State.Agents.ContainsKey("agent12")) await routing.AskAsync(new WrapUpFinished("agent12"), default);
        Assert.False(routing.State.Agents.ContainsKey("agent12"));
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<CallCenter.Server.Agents.Seats>().Find("agent12") is null, TimeSpan.FromSeconds(5), "the seat is free");
    }

    [Fact]
    public async Task The_second_administrator_is_shown_the_newer_user_and_nobody_locks_the_last_out()
    {
        using var admin = await host.SignedInAsync("admin01");
        var line = await LineAsync(admin, "agent13");
        await (await PutAsync(admin, "agent13", new PutUser(line.Version, "甲", line.Roles, false))).ReadAsync<UserLine>();
        var answer = await PutAsync(admin, "agent13", new PutUser(line.Version, "乙", line.Roles, false));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("甲", (await answer.Content.ReadFromJsonAsync<UserLine>(ServerHost.Json))!.Name);
        var own = await LineAsync(admin, "admin01");
        Assert.Equal(ProblemCode.WrongState, await (await PutAsync(admin, "admin01", new PutUser(own.Version, own.Name, own.Roles, true))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(admin, "8005", new PutUser(0, "数字", [Role.Agent], false))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(admin, "x1", new PutUser(0, "角色", ["king"], false))).CodeAsync());
    }

    [Fact]
    public async Task A_station_has_a_community_and_nobody_else_and_another_one_ends_its_sessions()
    {
        using var admin = await host.SignedInAsync("admin01");
        var communities = await admin.GetAsync<List<CommunityEntry>>("/api/admin/communities");
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(admin, "st.one", new PutUser(0, "站", [Role.Station], false))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(admin, "st.one", new PutUser(0, "站", [Role.Station], false, Guid.CreateVersion7()))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(admin, "st.one", new PutUser(0, "站", [Role.Agent], false, communities[0].Id))).CodeAsync());
        var line = await (await PutAsync(admin, "st.one", new PutUser(0, "站", [Role.Station], false, communities[0].Id))).ReadAsync<UserLine>();
        Assert.Equal(communities[0].Id, line.CommunityId);
        var password = (await (await admin.PostEmptyAsync("/api/admin/users/st.one/password")).ReadAsync<NewPassword>()).Password;
        using var station = host.Browser();
        await (await station.PostAsJsonAsync("/api/session", new SignIn("st.one", password))).ReadAsync<SessionInfo>();
        Assert.All(await station.GetAsync<List<ResidentLine>>("/api/residents?take=50"), r => Assert.Equal(communities[0].Name, r.Community));
        host.Time.Advance(TimeSpan.FromMilliseconds(5));
        await (await PutAsync(admin, "st.one", new PutUser(line.Version, "站", [Role.Station], false, communities[1].Id))).ReadAsync<UserLine>();
        Assert.Equal(HttpStatusCode.Unauthorized, (await station.GetAsync("/api/session")).StatusCode);
        await using var db = host.Db();
        Assert.Contains(db.SettingChanges.Where(c => c.SettingId == "st.one").AsEnumerable(), c => c.After!.Contains(communities[1].Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_saves_at_once_one_is_stored_and_the_others_are_shown_it()
    {
        using var admin = await host.SignedInAsync("admin01");
        var line = await (await PutAsync(admin, "at.once", new PutUser(0, "零", [Role.Agent], false))).ReadAsync<UserLine>();
        for (var round = 0; round < 8; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => PutAsync(admin, "at.once", new PutUser(line.Version, $"{round}-{n}", [Role.Agent], false)))));
            var stored = Assert.Single(answers, a => a.IsSuccessStatusCode);
            Assert.All(answers.Where(a => a != stored), a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
            line = await stored.ReadAsync<UserLine>();
            Assert.Equal(line.Name, (await LineAsync(admin, "at.once")).Name);
        }
        // The same for one nobody has made yet.
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => PutAsync(admin, "new.once", new PutUser(0, $"{n}", [Role.Agent], false)))));
        Assert.Single(made, a => a.IsSuccessStatusCode);
        Assert.All(made.Where(a => !a.IsSuccessStatusCode), a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
    }
}
