using System.Net;
using System.Net.Http.Json;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using CallCenter.Server.Demo;
using CallCenter.Server.Enterprises;
using CallCenter.Server.Residents;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Enterprises;

public sealed class CallingEnterpriseOnSqlite(ServerHost host) : CallingEnterpriseTests(host), IClassFixture<ServerHost>;

public sealed class CallingEnterpriseOnPostgres(PostgresHost host) : CallingEnterpriseTests(host), IClassFixture<PostgresHost>;

/// <summary>Who calls from an enterprise's number.</summary>
public abstract class CallingEnterpriseTests(ServerHost host)
{
    private readonly ICallerNumbers _numbers = host.Services.GetRequiredService<ICallerNumbers>();

    [Theory]
    [InlineData("022-27330001")]
    [InlineData("sip:+862227330001@10.0.0.1")]
    public async Task The_enterprise_comes_with_its_number(string raw)
    {
        var identity = await _numbers.IdentifyAsync(raw, CancellationToken.None);
        Assert.Empty(identity.People);
        var shop = Assert.Single(identity.Enterprises);
        Assert.Equal(("朝阳里便民超市", EnterpriseKind.Shop, "朝阳里社区", "朝阳里社区服务站"), (shop.Name, shop.Kind, shop.Community, shop.Station));
        Assert.Contains("022****0001", shop.MaskedNumbers);
        Assert.All(shop.MaskedNumbers.Concat(shop.Contacts.Select(c => c.MaskedNumber)), number => Assert.Contains("****", number, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shopkeepers_mobile_is_the_persons_and_the_shops()
    {
        await using var db = host.Db();
        var shared = await db.EnterpriseNumbers.Where(n => db.ResidentNumbers.Any(r => r.Number == n.Number)).Select(n => n.Number).FirstAsync();
        var identity = await _numbers.IdentifyAsync(shared, CancellationToken.None);
        Assert.Equal((1, "朝阳里便民超市"), (identity.People.Count, Assert.Single(identity.Enterprises).Name));
    }

    [Fact]
    public async Task Demo_enterprises_are_the_same_every_time()
    {
        await using var db = host.Db();
        var demo = await db.Enterprises.Include(e => e.Numbers).Where(e => e.RegisteredBy == "demo").OrderBy(e => e.Id).ToListAsync();
        Assert.Equal((40, "朝阳里便民超市", "92120101MADEM0001"), (demo.Count, demo[0].Name, demo[0].Code![..17]));
        Assert.Equal(40, demo.Select(e => e.Name).Distinct().Count());
        Assert.All(demo, e => Assert.Equal(e.Code, CreditCode.Parse(e.Code!)));
        // A shopkeeper's own mobile is the shop's too.
        var numbers = demo[0].Numbers.Select(n => n.Number).ToList();
        Assert.Equal(1, await db.ResidentNumbers.CountAsync(n => numbers.Contains(n.Number)));
    }

    [Fact]
    public async Task Whose_first_number_it_is_comes_first_and_a_house_full_is_cut_short()
    {
        await using var db = host.Db();
        for (var n = 0; n < 15; n++)
        {
            var enterprise = new Enterprise { Id = DemoTown.Id(99, n + 1), Name = $"同号单位{n:00}", Kind = EnterpriseKind.Other, Pinyin = "", Initials = "", RegisteredBy = "test" };
            enterprise.Numbers.Add(EnterpriseNumber.Of("+862227350001", n == 3 ? 0 : 1));
            db.Add(enterprise);
        }
        await db.SaveChangesAsync();
        var found = (await _numbers.IdentifyAsync("02227350001", CancellationToken.None)).Enterprises;
        Assert.Equal((10, "同号单位03", "同号单位00"), (found.Count, found[0].Name, found[1].Name));
    }

    [Fact]
    public async Task Somebody_in_no_record_is_no_enterprise()
    {
        Assert.Empty((await _numbers.IdentifyAsync("13800000003", CancellationToken.None)).Enterprises);
        Assert.Empty((await _numbers.IdentifyAsync("anonymous", CancellationToken.None)).Enterprises);
        Assert.Empty((await _numbers.IdentifyAsync("13800000001", CancellationToken.None)).Enterprises);
    }

    [Fact]
    public async Task The_call_in_the_book_has_the_enterprise_and_showing_it_is_audited()
    {
        var (cards, book) = (host.Services.GetRequiredService<CallerCards>(), host.Services.GetRequiredService<CallBook>());
        cards.Open(new CallFacts("caller", "ent.call", "12345", "hotline", "arriving", "", "", host.Time.GetUtcNow(), TimeSpan.FromSeconds(28), "02227330002"), "02227330002", "02227330002");
        await Eventually.TrueAsync(() => book.Find("ent.call") is { RecordPending: false }, TimeSpan.FromSeconds(10), "the caller is looked up");
        var shown = Assert.Single(book.Find("ent.call")!.Enterprises);
        book.Change("ent.call", e => e with { Agent = "agent01" });
        cards.RecordShown(book.Find("ent.call"), "agent01");
        var row = await host.AuditedAsync(AuditAction.EnterpriseShown, $"enterprise:{shown.Id}");
        Assert.Equal(("agent01", "ent.call"), (row.User, row.CallId));
        await Eventually.TrueAsync(() =>
        {
            using var db = host.Db();
            return db.Calls.Any(c => c.Id == "ent.call" && c.EnterpriseId == shown.Id);
        }, TimeSpan.FromSeconds(10), "the history has the enterprise, by way of the journal");
    }

    [Fact]
    public async Task A_call_seen_only_in_Asterisks_log_has_the_enterprise_too()
    {
        var start = host.Time.GetUtcNow();
        await host.ToldAsync(new CallCenter.Routing.CallImported("ent.unseen", "12345", "hotline", "02227330002", start, start.AddSeconds(6), start.AddSeconds(36), "agent01", 16));
        await using var db = host.Db();
        var (known, stored) = (await db.EnterpriseNumbers.SingleAsync(n => n.Number == "+862227330002"), await db.Calls.SingleAsync(c => c.Id == "ent.unseen"));
        Assert.Equal(known.EnterpriseId, stored.EnterpriseId);
    }

    [Fact]
    public async Task An_enterprise_registered_or_chosen_in_a_call_is_the_calls()
    {
        using var agent = await host.SignedInAsync("agent08");
        await host.TalkedAsync("chosen.1", "agent08", "+8613700490031");
        var book = host.Services.GetRequiredService<CallBook>();
        book.Open("chosen.1", () => new CallEntry("chosen.1", "hotline", "12345", host.Time.GetUtcNow()) { Number = "+8613700490031", Agent = "agent08", Stage = CallStage.Talking, RecordPending = false });
        var made = await RegisteredAsync(agent, new WriteEnterprise("通话中登记的店", CallId: "chosen.1"));
        Assert.Equal(["137****0031"], made.MaskedNumbers);
        Assert.Equal("chosen.1", (await host.AuditedAsync(AuditAction.EnterpriseRegistered, $"enterprise:{made.Id}")).CallId);
        Assert.Equal(ProblemCode.Invalid, await (await agent.PostAsJsonAsync("/api/enterprises", new WriteEnterprise("没有的通话", CallId: "none.1"))).CodeAsync());

        Assert.Equal(HttpStatusCode.NoContent, (await agent.PostAsJsonAsync("/api/calls/chosen.1/enterprise", new ChooseEnterprise(made.Id))).StatusCode);
        var entry = book.Find("chosen.1")!;
        Assert.Equal((made.Id, made.Id), (entry.ChosenEnterprise, Assert.Single(entry.Enterprises).Id));
        await IsOfAsync("chosen.1", made.Id);
        Assert.Equal("通话中登记的店", (await agent.GetAsync<CallDetail>("/api/calls/chosen.1")).Call.EnterpriseName);
        await host.ToldAsync(new CallCenter.Routing.CallGone("chosen.1"));
        Assert.Equal("chosen.1", Assert.Single((await agent.GetAsync<EnterpriseCard>($"/api/enterprises/{made.Id}")).LastCalls).CallId);

        // Of two under one number the agent's choice is kept, and a look-up made again does not undo it.
        var (one, two) = (await RegisteredAsync(agent, new WriteEnterprise("同号甲", AddNumbers: ["13700490032"])), await RegisteredAsync(agent, new WriteEnterprise("同号乙", AddNumbers: ["13700490032"])));
        await host.TalkedAsync("chosen.2", "agent08", "+8613700490032");
        book.Open("chosen.2", () => new CallEntry("chosen.2", "hotline", "12345", host.Time.GetUtcNow()) { Agent = "agent08", Enterprises = [one, two], Stage = CallStage.Talking });
        (await agent.PostAsJsonAsync("/api/calls/chosen.2/enterprise", new ChooseEnterprise(two.Id))).EnsureSuccessStatusCode();
        await IsOfAsync("chosen.2", two.Id);
        await host.ToldAsync(new CallCenter.Routing.CallIdentified("chosen.2", "13700490032", "+8613700490032", [], [one.Id]));
        await IsOfAsync("chosen.2", two.Id);

        Assert.Equal(ProblemCode.NotFound, await (await agent.PostAsJsonAsync("/api/calls/chosen.2/enterprise", new ChooseEnterprise(Guid.Empty))).CodeAsync());
        using var other = await host.SignedInAsync("agent09");
        Assert.Equal(ProblemCode.NotFound, await (await other.PostAsJsonAsync("/api/calls/chosen.2/enterprise", new ChooseEnterprise(one.Id))).CodeAsync());
    }

    private Task IsOfAsync(string call, Guid enterprise) => Eventually.TrueAsync(async () =>
    {
        await using var db = host.Db();
        return await db.Calls.AnyAsync(c => c.Id == call && c.EnterpriseId == enterprise);
    }, TimeSpan.FromSeconds(10), $"{call} is of {enterprise}");

    private static async Task<EnterpriseCard> RegisteredAsync(HttpClient agent, WriteEnterprise body)
    {
        var answer = await agent.PostAsJsonAsync("/api/enterprises", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.ReadAsync<EnterpriseCard>();
    }
}
