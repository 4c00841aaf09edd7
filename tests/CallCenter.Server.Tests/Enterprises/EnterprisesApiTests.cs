using System.Net;
using System.Net.Http.Json;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Data.WorkOrders;
using CallCenter.Server.Audit;
using CallCenter.Server.Demo;
using CallCenter.Server.Enterprises;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Enterprises;

public sealed class EnterprisesApiOnSqlite(ServerHost host) : EnterprisesApiTests(host), IClassFixture<ServerHost>;

public sealed class EnterprisesApiOnPostgres(PostgresHost host) : EnterprisesApiTests(host), IClassFixture<PostgresHost>;

public abstract class EnterprisesApiTests(ServerHost host)
{
    private const string Api = "/api/enterprises";
    private static int _codes;

    [Theory]
    [InlineData("望海楼鲜花铺")]
    [InlineData("望海楼")]
    [InlineData("鲜花铺")]
    [InlineData("wanghailouxianhuapu")]
    [InlineData("wang hai lou")]
    [InlineData("whlxhp")]
    [InlineData("022-27441234")]
    [InlineData("27441234")]
    [InlineData("1234")]
    [InlineData("92120101MAXHP0001")]
    [InlineData("92120101maxhp")]
    [InlineData("狮子林大街9号")]
    [InlineData("鲜花 狮子林")]
    [InlineData("鲜花 朝阳里社区")]
    public async Task An_enterprise_is_found_by(string text)
    {
        using var agent = await host.SignedInAsync("agent01");
        await FlowersAsync(agent);
        var found = await agent.GetAsync<List<EnterpriseLine>>($"{Api}?q={Uri.EscapeDataString(text)}&take=50");
        Assert.Contains(found, e => e is { Name: "望海楼鲜花铺", Kind: EnterpriseKind.Shop, MaskedNumber: "022****1234", Community: "朝阳里社区" });
        Assert.Empty(await agent.GetAsync<List<EnterpriseLine>>($"{Api}?q={Uri.EscapeDataString(text + "没有")}"));
    }

    [Fact]
    public async Task The_best_match_comes_first_and_pages_follow_without_gap()
    {
        using var agent = await host.SignedInAsync("agent01");
        foreach (var name in new[] { "分号面馆甲", "面馆", "面馆分号", "甲面馆" }) await RegisteredAsync(agent, new WriteEnterprise(name));
        Assert.Equal(["面馆", "面馆分号", "分号面馆甲", "甲面馆"], (await agent.GetAsync<List<EnterpriseLine>>($"{Api}?q=面馆")).Select(e => e.Name));
        var all = await agent.GetAsync<List<EnterpriseLine>>($"{Api}?take=40");
        Assert.Equal(40, all.Count);
        var pages = new List<EnterpriseLine>();
        foreach (var skip in new[] { 0, 15, 30 }) pages.AddRange(await agent.GetAsync<List<EnterpriseLine>>($"{Api}?take=15&skip={skip}"));
        Assert.Equal(all.Select(e => e.Id), pages.Take(40).Select(e => e.Id));
        await host.AuditedAsync(AuditAction.EnterprisesSearched, "40 records");
    }

    [Fact]
    public async Task A_card_has_masked_numbers_and_a_whole_one_is_told_only_with_audit()
    {
        using var agent = await host.SignedInAsync("agent02");
        var id = (await RegisteredAsync(agent, new WriteEnterprise("遮号五金店", AddNumbers: ["13700440001", "022-2744 0002"], AddContacts: [new("马店长", "店长", "13700440003")]))).Id;
        var text = await agent.GetStringAsync($"{Api}/{id}?callId=ent.1");
        foreach (var whole in new[] { "13700440001", "27440002", "13700440003" }) Assert.DoesNotContain(whole, text, StringComparison.Ordinal);
        var card = await agent.GetAsync<EnterpriseCard>($"{Api}/{id}");
        Assert.Equal(["137****0001", "022****0002"], card.MaskedNumbers);
        var contact = Assert.Single(card.Contacts);
        Assert.Equal(("马店长", "店长", "137****0003"), (contact.Name, contact.Relation, contact.MaskedNumber));
        Assert.Equal("agent02", (await host.AuditedAsync(AuditAction.EnterpriseOpened, $"enterprise:{id}")).User);

        foreach (var address in (string[])[$"{Api}/{id}/reveal-number", $"{Api}/{id}/contacts/{contact.Id}/reveal-number"])
        {
            Assert.Equal(ProblemCode.NoPurpose, await (await agent.PostEmptyAsync(address)).CodeAsync());
            Assert.Equal(ProblemCode.Invalid, await (await agent.RevealAsync(address, callId: "none.1")).CodeAsync());
        }
        Assert.Equal("13700440001", (await (await agent.RevealAsync($"{Api}/{id}/reveal-number")).ReadAsync<RevealedNumber>()).Number);
        Assert.Equal("02227440002", (await (await agent.RevealAsync($"{Api}/{id}/reveal-number?place=1", "回电")).ReadAsync<RevealedNumber>()).Number);
        var revealed = await host.AuditedAsync(AuditAction.NumberRevealed, $"enterprise:{id}");
        Assert.Equal(("agent02", "回电"), (revealed.User, revealed.Purpose));
        Assert.Equal("13700440003", (await (await agent.RevealAsync($"{Api}/{id}/contacts/{contact.Id}/reveal-number")).ReadAsync<RevealedNumber>()).Number);
        await host.AuditedAsync(AuditAction.NumberRevealed, $"enterprise-contact:{contact.Id}");
        foreach (var place in new[] { "2", "-1" }) Assert.Equal(ProblemCode.NotFound, await (await agent.RevealAsync($"{Api}/{id}/reveal-number?place={place}")).CodeAsync());
    }

    [Fact]
    public async Task What_an_edit_leaves_out_stays_and_every_change_is_in_the_history()
    {
        using var agent = await host.SignedInAsync("agent03");
        var card = await RegisteredAsync(agent, new WriteEnterprise("旧名印刷厂", Kind: EnterpriseKind.Factory, CommunityId: DemoTown.Id(3, 1), Address: "厂前路1号", Grid: "第1网格", Notes: "夜间有人值守",
            AddNumbers: ["13700450001", "13700450002"], AddContacts: [new("吴 · 师傅", null, "13700450003")]));
        Assert.Equal((1, "朝阳里社区服务站"), (card.Contacts.Count, card.Station));
        Assert.Equal(card, await EditedAsync(agent, card.Id, new WriteEnterprise()) with { MaskedNumbers = card.MaskedNumbers, Contacts = card.Contacts, OpenOrders = card.OpenOrders, LastCalls = card.LastCalls });
        var edited = await EditedAsync(agent, card.Id, new WriteEnterprise("新名印刷厂", Code(), EnterpriseKind.Other, DemoTown.Id(3, 2), "厂后路2号", "", "", ["13700450004"], [0], [new("郑经理", "安全员", "13700450005")], [card.Contacts[0].Id]));
        Assert.Equal(("新名印刷厂", EnterpriseKind.Other, "厂后路2号", null, null, "春和里社区"), (edited.Name, edited.Kind, edited.Address, edited.Grid, edited.Notes, edited.Community));
        Assert.Equal(["137****0002", "137****0004"], edited.MaskedNumbers);
        Assert.Equal(["郑经理"], edited.Contacts.Select(c => c.Name));
        Assert.Equal("", (await EditedAsync(agent, card.Id, new WriteEnterprise(CommunityId: Guid.Empty))).Community);

        var history = await agent.GetAsync<List<ResidentChangeLine>>($"{Api}/{card.Id}/history");
        string[] expected =
        [
            "name 旧名印刷厂→新名印刷厂", $"code →{edited.Code}", "kind factory→other", "community 朝阳里社区→春和里社区", "community 春和里社区→", "address 厂前路1号→厂后路2号", "grid 第1网格→", "notes 夜间有人值守→",
            "number 137****0001→", "number →137****0004", "contact 吴 · 师傅 ·  · 137****0003→", "contact →郑经理 · 安全员 · 137****0005",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), history.Where(c => c is { User: "agent03", Why: "edited" }).Select(c => $"{c.Field} {c.Before}→{c.After}").Order(StringComparer.Ordinal));
        Assert.Contains(history, c => c is { User: "agent03", Why: "registered", Field: "created" });
        Assert.Single(await agent.GetAsync<List<EnterpriseLine>>($"{Api}?q=xinmingyin"));
        foreach (var action in new[] { AuditAction.EnterpriseRegistered, AuditAction.EnterpriseEdited, AuditAction.EnterpriseHistoryRead }) Assert.Equal("agent03", (await host.AuditedAsync(action, $"enterprise:{card.Id}")).User);
    }

    [Theory]
    [InlineData("""{}""", "Name is missing")]
    [InlineData("""{"name":"  "}""", "Name is missing")]
    [InlineData("""{"name":"x","kind":"castle"}""", "Kind")]
    [InlineData("""{"name":"x","code":"91350100M000100Y44"}""", "Code")]
    [InlineData("""{"name":"x","code":"91350100M000100Y4"}""", "Code")]
    [InlineData("""{"name":"x","addNumbers":["12"]}""", "AddNumbers")]
    [InlineData("""{"name":"x","addNumbers":[null]}""", "AddNumbers")]
    [InlineData("""{"name":"x","addContacts":[{"name":"","number":"13700460001"}]}""", "AddContacts")]
    [InlineData("""{"name":"x","addContacts":[{"name":"某人","number":"x"}]}""", "AddContacts")]
    [InlineData("""{"name":"x","addContacts":[null]}""", "AddContacts")]
    [InlineData("""{"name":"x","communityId":"00000000-0000-7000-8000-00000000dead"}""", "CommunityId")]
    public async Task A_wrong_body_says_what_is_wrong_and_nothing_is_kept(string body, string said)
    {
        using var agent = await host.SignedInAsync("agent04");
        await RefusedAsync(await agent.PostAsync(Api, new StringContent(body, Encoding.UTF8, "application/json")), said);
        await using var db = host.Db();
        Assert.False(await db.Enterprises.AnyAsync(e => e.Name == "x" || e.Name == ""));
    }

    [Fact]
    public async Task Every_field_has_a_length()
    {
        using var agent = await host.SignedInAsync("agent04");
        var id = (await RegisteredAsync(agent, new WriteEnterprise("量长度的单位"))).Id;
        var longText = new string('长', 10_000);
        foreach (var body in new WriteEnterprise[] { new(longText), new(Code: longText), new(Kind: longText), new(Address: longText), new(Grid: longText), new(Notes: longText), new(AddNumbers: [longText]),
            new(AddContacts: [new(longText, null, "13700470001")]), new(AddContacts: [new("x", longText, "13700470001")]), new(AddContacts: [new("x", null, longText)]) })
        {
            await RefusedAsync(await agent.PutAsJsonAsync($"{Api}/{id}", body), "");
            await RefusedAsync(await agent.PostAsJsonAsync(Api, body with { Name = body.Name ?? "x" }), "");
        }
        Assert.Equal(ProblemCode.Invalid, await (await agent.GetAsync($"{Api}?q={longText[..200]}")).CodeAsync());
        await RefusedAsync(await agent.PutAsJsonAsync($"{Api}/{id}", new WriteEnterprise(AddNumbers: [.. Enumerable.Range(0, 21).Select(n => $"137004800{n:00}")])), "At most 20");
    }

    [Fact]
    public async Task No_two_have_one_code_even_when_they_come_at_once()
    {
        using var agent = await host.SignedInAsync("agent05");
        var code = Code();
        await RegisteredAsync(agent, new WriteEnterprise("先来的单位", code));
        var second = await agent.PostAsJsonAsync(Api, new WriteEnterprise("后到的单位", code.ToLowerInvariant()));
        Assert.Equal((HttpStatusCode.Conflict, ProblemCode.CodeTaken), (second.StatusCode, await second.CodeAsync()));
        var third = await RegisteredAsync(agent, new WriteEnterprise("无码的单位"));
        Assert.Equal(ProblemCode.CodeTaken, await (await agent.PutAsJsonAsync($"{Api}/{third.Id}", new WriteEnterprise(Code: code))).CodeAsync());
        await RegisteredAsync(agent, new WriteEnterprise("另一无码的单位"));

        var raced = Code();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => agent.PostAsJsonAsync(Api, new WriteEnterprise($"争先单位{n}", raced))));
        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        await using var db = host.Db();
        Assert.Equal(1, await db.Enterprises.CountAsync(e => e.Code == raced));
    }

    [Fact]
    public async Task A_station_sees_the_enterprises_of_its_community_and_changes_none()
    {
        using var agent = await host.SignedInAsync("agent06");
        var own = await RegisteredAsync(agent, new WriteEnterprise("站内单位", CommunityId: DemoTown.Id(3, 1), AddNumbers: ["13700490001"]));
        var foreign = await RegisteredAsync(agent, new WriteEnterprise("站外单位", CommunityId: DemoTown.Id(3, 2), AddNumbers: ["13700490002"], AddContacts: [new("站外的人", null, "13700490003")]));
        var nowhere = await RegisteredAsync(agent, new WriteEnterprise("无社区单位"));
        using var station = await host.SignedInAsync("station01");
        var all = await station.GetAsync<List<EnterpriseLine>>($"{Api}?take=50");
        Assert.Contains(all, e => e.Id == own.Id);
        Assert.All(all, e => Assert.Equal("朝阳里社区", e.Community));
        Assert.Empty(await station.GetAsync<List<EnterpriseLine>>($"{Api}?q=13700490002"));
        Assert.Equal("站内单位", (await station.GetAsync<EnterpriseCard>($"{Api}/{own.Id}")).Name);
        Assert.True((await station.RevealAsync($"{Api}/{own.Id}/reveal-number")).IsSuccessStatusCode);
        foreach (var other in new[] { foreign.Id, nowhere.Id }) Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync($"{Api}/{other}")).CodeAsync());
        Assert.Equal(ProblemCode.NotFound, await (await station.RevealAsync($"{Api}/{foreign.Id}/reveal-number")).CodeAsync());
        Assert.Equal(ProblemCode.NotFound, await (await station.RevealAsync($"{Api}/{foreign.Id}/contacts/{foreign.Contacts[0].Id}/reveal-number")).CodeAsync());
        Assert.Equal(ProblemCode.NotAllowed, await (await station.PutAsJsonAsync($"{Api}/{own.Id}", new WriteEnterprise("改名"))).CodeAsync());
    }

    [Fact]
    public async Task The_calls_and_orders_of_an_enterprise_are_on_its_card_and_its_name_in_the_history()
    {
        using var agent = await host.SignedInAsync("agent06");
        var own = await RegisteredAsync(agent, new WriteEnterprise("来电茶馆", CommunityId: DemoTown.Id(3, 1), AddNumbers: ["13700490011"]));
        var foreign = await RegisteredAsync(agent, new WriteEnterprise("来电书店", CommunityId: DemoTown.Id(3, 2), AddNumbers: ["13700490012"]));
        await CalledAsync("firm.1", "+8613700490011", own.Id);
        await CalledAsync("firm.2", "+8613700490011", own.Id);
        await CalledAsync("firm.3", "+8613700490012", foreign.Id);
        // A number several have is nobody's in particular.
        await CalledAsync("firm.4", "+8613700490013", own.Id, foreign.Id);
        await using (var db = host.Db())
        {
            db.AddRange(Order("firm.1", confidential: false), Order("firm.2", confidential: true));
            await db.SaveChangesAsync();
        }
        var card = await agent.GetAsync<EnterpriseCard>($"{Api}/{own.Id}");
        Assert.Equal(["firm.2", "firm.1"], card.LastCalls.Select(c => c.CallId));
        Assert.Equal(["F-firm.1", "F-firm.2"], card.OpenOrders.Select(o => o.Number).Order());
        Assert.Equal(["firm.2", "firm.1"], (await agent.GetAsync<CallPage>($"/api/calls?enterpriseId={own.Id}")).Calls.Select(c => c.CallId));
        var found = await agent.GetAsync<CallPage>("/api/calls?q=" + Uri.EscapeDataString("来电茶"));
        Assert.Equal(["firm.2", "firm.1"], found.Calls.Select(c => c.CallId));
        Assert.All(found.Calls, c => Assert.Equal(("来电茶馆", own.Id, null), (c.EnterpriseName, c.EnterpriseId, c.ResidentName)));
        Assert.Null((await agent.GetAsync<CallDetail>("/api/calls/firm.4")).Call.EnterpriseName);

        // Whoever called from there may be anybody: a station sees the enterprise, and its residents' calls without the enterprise's name.
        using var station = await host.SignedInAsync("station01");
        var seen = await station.GetAsync<EnterpriseCard>($"{Api}/{own.Id}");
        Assert.Equal((0, 0), (seen.LastCalls.Count, seen.OpenOrders.Count));
        foreach (var other in new[] { "firm.1", "firm.2", "firm.3", "firm.4" }) Assert.Equal(ProblemCode.NotFound, await (await station.GetAsync($"/api/calls/{other}")).CodeAsync());
        Assert.DoesNotContain(await station.GetAsync<List<WorkOrderLine>>("/api/workorders?take=200"), o => o.Number.StartsWith("F-firm", StringComparison.Ordinal));
        Assert.Empty((await station.GetAsync<CallPage>($"/api/calls?enterpriseId={own.Id}")).Calls);
        var wang = DemoTown.Id(6, 1);
        await host.ToldAsync(new CallCenter.Routing.CallArrived("firm.5", "hotline", host.Time.GetUtcNow(), "12345"), new CallCenter.Routing.CallIdentified("firm.5", "13800000001", "+8613800000001", [wang], [foreign.Id]), new CallCenter.Routing.CallGone("firm.5"));
        Assert.Equal("来电书店", (await agent.GetAsync<CallDetail>("/api/calls/firm.5")).Call.EnterpriseName);
        Assert.Null((await station.GetAsync<CallDetail>("/api/calls/firm.5")).Call.EnterpriseName);
        Assert.All((await station.GetAsync<CallPage>("/api/calls?take=200")).Calls, c => Assert.Null(c.EnterpriseName));
        Assert.Empty((await station.GetAsync<CallPage>("/api/calls?q=" + Uri.EscapeDataString("来电书店"))).Calls);
        Assert.All((await station.GetAsync<ResidentCard>($"/api/residents/{wang}")).LastCalls, c => Assert.Null(c.EnterpriseName));
    }

    private Task CalledAsync(string call, string number, params Guid[] enterprises) => host.ToldAsync(
        new CallCenter.Routing.CallArrived(call, "hotline", host.Time.GetUtcNow(), "12345"), new CallCenter.Routing.CallIdentified(call, number, number, [], enterprises), new CallCenter.Routing.CallGone(call));

    private WorkOrder Order(string call, bool confidential) => new()
    {
        Id = Guid.CreateVersion7(), Number = "F-" + call, CallId = call, Title = call, Content = call, Category = "repair", Urgency = "normal", OpenedAt = host.Time.GetUtcNow(), OpenedBy = "agent06", Confidential = confidential,
    };

    /// <summary>The same shop whoever asks first.</summary>
    private static async Task FlowersAsync(HttpClient agent)
    {
        const string begin = "92120101MAXHP0001";
        var answer = await agent.PostAsJsonAsync(Api, new WriteEnterprise("望海楼鲜花铺", begin + CreditCode.Check(begin), EnterpriseKind.Shop, DemoTown.Id(3, 1), "狮子林大街9号", AddNumbers: ["02227441234"]));
        Assert.True(answer.IsSuccessStatusCode || await answer.CodeAsync() == ProblemCode.CodeTaken);
    }

    private static string Code()
    {
        var begin = $"91120101MATXT{Interlocked.Increment(ref _codes):0000}";
        return begin + CreditCode.Check(begin);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string said)
    {
        Assert.Equal((HttpStatusCode.BadRequest, ProblemCode.Invalid), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<EnterpriseCard> RegisteredAsync(HttpClient agent, WriteEnterprise body)
    {
        var answer = await agent.PostAsJsonAsync(Api, body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.ReadAsync<EnterpriseCard>();
    }

    private static async Task<EnterpriseCard> EditedAsync(HttpClient agent, Guid id, WriteEnterprise body) => await (await agent.PutAsJsonAsync($"{Api}/{id}", body)).ReadAsync<EnterpriseCard>();
}

public sealed class CreditCodeTests
{
    [Theory]
    [InlineData("91350100M000100Y43", "91350100M000100Y43")]
    [InlineData(" 91350100-m000100y43 ", "91350100M000100Y43")]
    [InlineData("9144030071526726XG", "9144030071526726XG")]
    [InlineData("91350100M000100Y44", null)]
    [InlineData("91350100M000100X43", null)]
    [InlineData("91350100M000100Y4", null)]
    [InlineData("91350100M000100Y433", null)]
    [InlineData("9135010OM000100Y43", null)]
    [InlineData("91350100I000100Y43", null)]
    [InlineData("９1350100M000100Y43", null)]
    [InlineData("", null)]
    public void A_credit_code_is_judged_by_its_check_character(string text, string? parsed) => Assert.Equal(parsed, CreditCode.Parse(text));

    [Fact]
    public void One_wrong_character_is_always_noticed()
    {
        const string right = "91350100M000100Y43", characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        for (var at = 0; at < right.Length; at++)
        {
            foreach (var other in characters.Where(c => c != right[at])) Assert.Null(CreditCode.Parse(right[..at] + other + right[(at + 1)..]));
        }
    }
}
