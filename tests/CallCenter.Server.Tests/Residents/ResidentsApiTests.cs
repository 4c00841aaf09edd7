using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Residents;

public abstract class ResidentsApiTests(ServerHost host)
{
    [Theory]
    [InlineData("王秀英")]
    [InlineData("秀英")]
    [InlineData("wangxiuying")]
    [InlineData("WangXiu")]
    [InlineData("wang xiu ying")]
    [InlineData("wxy")]
    [InlineData("13800000001")]
    [InlineData("+86 138 0000 0001")]
    [InlineData("00000001")]
    [InlineData("0001")]
    [InlineData("东园3号楼2单元501")]
    [InlineData("王秀英 朝阳里")]
    public async Task Wang_Xiuying_is_found_by(string text)
    {
        using var agent = await host.SignedInAsync("agent01");
        var found = await agent.GetAsync<List<ResidentLine>>($"/api/residents?q={Uri.EscapeDataString(text)}&take=50");
        Assert.Contains(found, resident => resident is { Name: "王秀英", Age: 78, MaskedNumber: "138****0001" });
    }

    [Fact]
    public async Task The_best_match_comes_first()
    {
        using var agent = await host.SignedInAsync("agent01");
        foreach (var text in new[] { "李建国", "lijianguo", "13800000002" })
        {
            var found = await agent.GetAsync<List<ResidentLine>>($"/api/residents?q={text}");
            Assert.True(found[0] is { Name: "李建国", Age: 45 } || found[0].Name == "李建国", $"{text} found {found[0].Name} first");
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap()
    {
        using var agent = await host.SignedInAsync("agent01");
        var all = await agent.GetAsync<List<ResidentLine>>("/api/residents?q=w&take=40");
        var first = await agent.GetAsync<List<ResidentLine>>("/api/residents?q=w&take=20");
        var second = await agent.GetAsync<List<ResidentLine>>("/api/residents?q=w&take=20&skip=20");
        Assert.Equal(all.Select(r => r.Id), first.Concat(second).Select(r => r.Id));
    }

    [Theory]
    [InlineData("' OR 1=1 --")]
    [InlineData("%")]
    [InlineData("_____")]
    [InlineData("\"; DROP TABLE Residents; --")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\\")]
    public async Task What_looks_like_SQL_finds_nobody_and_harms_nothing(string text)
    {
        using var agent = await host.SignedInAsync("agent01");
        Assert.Empty(await agent.GetAsync<List<ResidentLine>>($"/api/residents?q={Uri.EscapeDataString(text)}"));
        await using var db = host.Db();
        Assert.True(await db.Residents.CountAsync() >= 2000);
    }

    [Fact]
    public async Task Opening_a_record_leaves_an_audit_row()
    {
        using var agent = await host.SignedInAsync("agent02");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        var card = await agent.GetAsync<ResidentCard>($"/api/residents/{wang.Id}?callId=17.1");
        Assert.Equal(2, card.Contacts.Count);
        var row = await host.AuditedAsync(AuditAction.ResidentOpened, $"resident:{wang.Id}");
        Assert.Equal(("agent02", "17.1"), (row.User, row.CallId));
    }

    [Fact]
    public async Task A_whole_number_is_told_only_with_audit()
    {
        using var agent = await host.SignedInAsync("agent03");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        var revealed = await (await agent.RevealAsync($"/api/residents/{wang.Id}/reveal-number")).ReadAsync<RevealedNumber>();
        Assert.Equal("13800000001", revealed.Number);
        Assert.Equal("agent03", (await host.AuditedAsync(AuditAction.NumberRevealed, $"resident:{wang.Id}")).User);

        var contact = (await agent.GetAsync<ResidentCard>($"/api/residents/{wang.Id}")).Contacts[0];
        revealed = await (await agent.RevealAsync($"/api/residents/{wang.Id}/contacts/{contact.Id}/reveal-number")).ReadAsync<RevealedNumber>();
        Assert.Equal("13900000011", revealed.Number);
        Assert.Equal("agent03", (await host.AuditedAsync(AuditAction.NumberRevealed, $"contact:{contact.Id}")).User);
    }

    [Fact]
    public async Task No_number_is_told_without_a_purpose()
    {
        using var agent = await host.SignedInAsync("agent05");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        var contact = (await agent.GetAsync<ResidentCard>($"/api/residents/{wang.Id}")).Contacts[0];
        InHand("why.0", "agent05");
        foreach (var address in (string[])[$"/api/residents/{wang.Id}/reveal-number", $"/api/residents/{wang.Id}/contacts/{contact.Id}/reveal-number", "/api/calls/why.0/reveal-number"])
        {
            foreach (var answer in (HttpResponseMessage[])[await agent.PostEmptyAsync(address), await agent.PostAsJsonAsync(address, new { }), await agent.RevealAsync(address, "  ")])
            {
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
                Assert.Contains("Purpose is missing", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                Assert.Equal(ProblemCode.NoPurpose, await answer.CodeAsync());
            }
            foreach (var purpose in (string[])["看", new string('看', 201)]) Assert.Equal(ProblemCode.Invalid, await (await agent.RevealAsync(address, purpose)).CodeAsync());
        }
        await using var db = host.Db();
        Assert.False(await db.AuditEntries.AnyAsync(e => e.User == "agent05" && e.Action == AuditAction.NumberRevealed));
    }

    [Fact]
    public async Task A_call_that_shows_the_resident_is_a_purpose_and_no_other_call_is()
    {
        using var agent = await host.SignedInAsync("agent06");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        var card = await agent.GetAsync<ResidentCard>($"/api/residents/{wang.Id}");
        InHand("why.1", "agent06", card);
        InHand("why.2", "agent06");
        InHand("why.3", "agent07", card);
        var address = $"/api/residents/{wang.Id}/contacts/{card.Contacts[1].Id}/reveal-number";
        foreach (var call in (string[])["why.2", "why.3", "none.1"]) Assert.Equal(ProblemCode.Invalid, await (await agent.RevealAsync(address, "本次通话", call)).CodeAsync());
        (await agent.RevealAsync(address, "本次通话", "why.1")).EnsureSuccessStatusCode();
        var row = await host.AuditedAsync(AuditAction.NumberRevealed, $"contact:{card.Contacts[1].Id}");
        Assert.Equal(("agent06", "why.1", "本次通话"), (row.User, row.CallId, row.Purpose));

        Assert.Equal("+8613800000001", (await (await agent.RevealAsync("/api/calls/why.1/reveal-number", "本次通话", "why.1")).ReadAsync<RevealedNumber>()).Number);
        row = await host.AuditedAsync(AuditAction.NumberRevealed, "call:why.1");
        Assert.Equal(("agent06", "why.1", "本次通话"), (row.User, row.CallId, row.Purpose));
        Assert.Equal(ProblemCode.NotFound, await (await agent.RevealAsync("/api/calls/why.3/reveal-number")).CodeAsync());
    }

    private void InHand(string call, string agent, params ResidentCard[] people) => host.Services.GetRequiredService<CallBook>()
        .Open(call, () => new CallEntry(call, "hotline", "12345", host.Time.GetUtcNow()) { Number = "+8613800000001", Agent = agent, People = people, Stage = CallStage.Talking });

    [Fact]
    public async Task A_caller_is_registered_in_one_step_with_the_number_of_the_call()
    {
        await host.TalkedAsync("reg.1", "agent04", "+8613800000055");
        using var agent = await host.SignedInAsync("agent04");
        var community = (await agent.GetAsync<List<CommunityLine>>("/api/communities"))[3];
        var answer = await agent.PostAsJsonAsync("/api/residents", new RegisterResident("新来者", "female", 1950, null, "reg.1", community.Id, "东园", "1号楼", "101", ["livesAlone"], "备注"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var card = await answer.ReadAsync<ResidentCard>();
        Assert.Equal(("新来者", "138****0055", community.Name, community.Station), (card.Name, card.MaskedNumber, card.Community, card.Station));
        Assert.EndsWith("东园1号楼101", card.Address, StringComparison.Ordinal);
        Assert.Equal(card.Id, (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=xinlaizhe"))[0].Id);
        await host.AuditedAsync(AuditAction.ResidentRegistered, $"resident:{card.Id}");
    }

    [Fact]
    public async Task Markup_and_SQL_are_kept_as_the_text_they_are()
    {
        const string evil = "Robert'); DROP TABLE Residents;--<img src=x onerror=alert(1)>";
        using var agent = await host.SignedInAsync("agent05");
        var card = await (await agent.PostAsJsonAsync("/api/residents", new RegisterResident(evil, null, null, "13800000077", null, null, evil, evil[..30], "1", null, evil))).ReadAsync<ResidentCard>();
        Assert.Equal((evil, evil), (card.Name, card.Notes));
        await using var db = host.Db();
        Assert.Equal(evil, (await db.Residents.SingleAsync(r => r.Id == card.Id)).Name);
    }

    [Theory]
    [InlineData("", null, null, "Name")]
    [InlineData("   ", null, null, "Name")]
    [InlineData("x", "something", null, "Gender")]
    [InlineData("x", null, "not a number", "Number")]
    [InlineData("x", null, "12", "Number")]
    public async Task A_wrong_registration_says_what_is_wrong(string name, string? gender, string? number, string said)
    {
        using var agent = await host.SignedInAsync("agent01");
        var answer = await agent.PostAsJsonAsync("/api/residents", new RegisterResident(name, gender, null, number, null, null, null, null, null, null, null));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(ProblemCode.Invalid, await answer.CodeAsync());
    }

    [Fact]
    public async Task Every_field_has_a_length()
    {
        using var agent = await host.SignedInAsync("agent01");
        var longText = new string('长', 5000);
        foreach (var body in new RegisterResident[]
        {
            new(longText, null, null, null, null, null, null, null, null, null, null), new("x", null, null, longText, null, null, null, null, null, null, null),
            new("x", null, null, null, longText, null, null, null, null, null, null), new("x", null, null, null, null, null, longText, null, null, null, null),
            new("x", null, null, null, null, null, null, longText, null, null, null), new("x", null, null, null, null, null, null, null, longText, null, null),
            new("x", null, null, null, null, null, null, null, null, [longText], null), new("x", null, null, null, null, null, null, null, null, null, longText),
            new("x", null, 1066, null, null, null, null, null, null, null, null), new("x", null, 3000, null, null, null, null, null, null, null, null),
        })
        {
            Assert.Equal(ProblemCode.Invalid, await (await agent.PostAsJsonAsync("/api/residents", body)).CodeAsync());
        }
        Assert.Equal(ProblemCode.Invalid, await (await agent.GetAsync($"/api/residents?q={new string('q', 5000)}")).CodeAsync());
    }

    [Fact]
    public async Task Administrators_have_no_business_with_residents()
    {
        using var admin = await host.SignedInAsync("admin01");
        Assert.Equal(ProblemCode.NotAllowed, await (await admin.GetAsync("/api/residents?q=王")).CodeAsync());
    }

    [Fact]
    public void Demo_people_are_the_same_every_time()
    {
        using var db = host.Db();
        Assert.Equal(20, db.Communities.Count());
        Assert.Equal(20, db.Stations.Count());
        Assert.True(db.Set<Household>().Count() > 500);
        Assert.Equal(2000, db.Residents.Count(r => r.RegisteredBy == "demo"));
        Assert.Equal(29, db.Users.Count());
        Assert.False(db.ResidentNumbers.Any(n => n.Number == "+8613800000003"));
        Assert.Equal("李建国", db.Residents.OrderBy(r => r.Id).Skip(1).First().Name);
    }
}
