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
        cards.Open(new CallFacts("caller", "ent.call", "12345", "hotline", "arriving", "", "", host.Time.GetUtcNow(), TimeSpan.FromSeconds(28)), "02227330002", _ => Task.FromResult("02227330002"));
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
}
