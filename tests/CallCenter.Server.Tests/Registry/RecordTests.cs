using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Data.Residents;
using CallCenter.Server.Registry;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Registry;

public sealed class RecordsOnSqlite(ServerHost host) : RecordTests(host), IClassFixture<ServerHost>;

public sealed class RecordsOnPostgres(PostgresHost host) : RecordTests(host), IClassFixture<PostgresHost>;

public abstract class RecordTests(ServerHost host)
{
    [Fact]
    public async Task Every_change_of_a_record_is_in_its_history_with_before_after_who_and_why()
    {
        using var supervisor = await host.SupervisorAsync();
        await supervisor.ImportedAsync("H1,冯改名,男,1950-01-02,,13710100001,柳荫里,东园,3号楼,303,第1网格,,,,,\n");
        using var agent = await host.SignedInAsync("agent07");
        var id = (await agent.FindAsync("冯改名")).Id;
        await ImportTests.EditAsync(agent, id, new EditResident(Name: "冯新名", BirthDate: "1951-02-03", Document: "11010519491231002X", Notes: "常去公园", Flags: ["elderly"], AddNumbers: ["13710100002"], RemoveNumbers: (await agent.GetAsync<ResidentRecord>($"/api/residents/{id}/record")).NumberTokens,
            Household: new EditAddress((await agent.GetAsync<List<CommunityLine>>("/api/communities")).Single(c => c.Name == "松竹里社区").Id, "南苑", "4号楼", "404", "第2网格")));
        var history = await agent.GetAsync<List<ResidentChangeLine>>($"/api/residents/{id}/history");
        var edited = history.Where(c => c is { User: "agent07", Why: "edited" }).ToDictionary(c => $"{c.Field} {c.Before}→{c.After}");
        string[] expected =
        [
            "name 冯改名→冯新名", "birthDate 1950-01-02→1951-02-03", "document →110***********002X", "notes →常去公园", "flag →elderly", "number →137****0002", "number 137****0001→",
            "estate 东园→南苑", "building 3号楼→4号楼", "door 303→404", "grid 第1网格→第2网格", "community 柳荫里社区→松竹里社区",
            "address 和平区海河湾街道柳荫里社区东园3号楼303→和平区海河湾街道松竹里社区南苑4号楼404",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), edited.Keys.Order(StringComparer.Ordinal));
        Assert.Contains(history, c => c is { User: "supervisor01", Why: "imported", Field: ChangedField.Created, ImportId: not null });
        Assert.Single(await agent.GetAsync<List<ResidentLine>>("/api/residents?q=fengxinming"));
        await host.AuditedAsync("resident.history-read", $"resident:{id}");
        await host.AuditedAsync("resident.edited", $"resident:{id}");
    }

    [Fact]
    public async Task Contacts_are_added_and_taken_away_by_hand_and_the_history_tells()
    {
        using var agent = await host.SignedInAsync("agent12");
        var id = (await (await agent.PostAsJsonAsync("/api/residents", new RegisterResident("钱联系", null, null, "13710300001", null, null, null, null, null, null, null))).ReadAsync<ResidentCard>()).Id;
        await ImportTests.EditAsync(agent, id, new EditResident(AddContacts: [new("钱女儿", "daughter", "13710300002"), new("钱邻居", "neighbour", "022-27330009")]));
        var card = await agent.GetAsync<ResidentCard>($"/api/residents/{id}");
        Assert.Equal([("钱女儿", "daughter", "137****0002"), ("钱邻居", "neighbour", "022****0009")], card.Contacts.Select(c => (c.Name, c.Relation, c.MaskedNumber)));
        await ImportTests.EditAsync(agent, id, new EditResident(AddContacts: [new("钱儿子", "son", "13710300003")], RemoveContacts: [card.Contacts[0].Id, Guid.CreateVersion7()]));
        var record = await agent.GetAsync<ResidentRecord>($"/api/residents/{id}/record");
        Assert.Equal(["钱邻居", "钱儿子"], record.Contacts.Select(c => c.Name));
        var history = (await agent.GetAsync<List<ResidentChangeLine>>($"/api/residents/{id}/history")).Where(change => change.Field == "contact").ToList();
        Assert.Equal((4, 1), (history.Count, history.Count(change => change.After is null && change.Before!.Contains("钱女儿", StringComparison.Ordinal))));
        foreach (var wrong in new WriteContact[] { new("", "son", "13710300004"), new("x", "stranger", "13710300004"), new("x", null, "13710300004"), new("x", "son", "12") })
            Assert.Equal(ProblemCode.Invalid, await (await agent.PutAsJsonAsync($"/api/residents/{id}", new EditResident(Version: record.Version, AddContacts: [wrong]))).CodeAsync());
        var many = Enumerable.Range(0, 9).Select(n => new WriteContact($"第{n}人", "other", $"1371030010{n}")).ToList();
        Assert.Equal(ProblemCode.Invalid, await (await agent.PutAsJsonAsync($"/api/residents/{id}", new EditResident(Version: record.Version, AddContacts: many))).CodeAsync());
        Assert.Equal(2, (await agent.GetAsync<ResidentRecord>($"/api/residents/{id}/record")).Contacts.Count);
    }

    [Fact]
    public async Task A_second_editor_is_shown_what_changed_and_takes_away_no_other_number()
    {
        using var supervisor = await host.SupervisorAsync();
        await supervisor.ImportedAsync("H2,冯二编,男,1950-01-02,,13710200001,柳荫里,西园,3号楼,304,第1网格,,,,,\n");
        using var first = await host.SignedInAsync("agent07");
        using var second = await host.SignedInAsync("agent08");
        var id = (await first.FindAsync("冯二编")).Id;
        await ImportTests.EditAsync(first, id, new EditResident(AddNumbers: ["13710200002", "13710200003"]));
        var seen = await second.GetAsync<ResidentRecord>($"/api/residents/{id}/record");
        var again = await first.GetAsync<ResidentRecord>($"/api/residents/{id}/record");
        Assert.Equal(seen.NumberTokens, again.NumberTokens);
        await ImportTests.EditAsync(first, id, new EditResident(RemoveNumbers: [again.NumberTokens[0]], Version: again.Version));
        // By its place this would now be another number.
        var answer = await second.PutAsJsonAsync($"/api/residents/{id}", new EditResident(RemoveNumbers: [seen.NumberTokens[1]], Version: seen.Version));
        Assert.Equal(System.Net.HttpStatusCode.Conflict, answer.StatusCode);
        var newer = (await answer.Content.ReadFromJsonAsync<ResidentRecord>(ServerHost.Json))!;
        Assert.Equal(["137****0002", "137****0003"], newer.MaskedNumbers);
        await ImportTests.EditAsync(second, id, new EditResident(RemoveNumbers: [seen.NumberTokens[1]], Version: newer.Version));
        Assert.Equal(["137****0003"], (await second.GetAsync<ResidentRecord>($"/api/residents/{id}/record")).MaskedNumbers);
        // Many at once: one of them.
        var version = (await second.GetAsync<ResidentRecord>($"/api/residents/{id}/record")).Version;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() => second.PutAsJsonAsync($"/api/residents/{id}", new EditResident(Notes: $"第{n}", Version: version)))));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_change_that_cannot_be_stored_leaves_no_history()
    {
        using var agent = await host.SignedInAsync("agent08");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        await using var db = host.Db();
        var resident = await db.Residents.SingleAsync(r => r.Id == wang.Id);
        (resident.Notes, resident.HouseholdId) = ("不会留下", Guid.CreateVersion7());
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(new ChangeCause("agent08", host.Time.GetUtcNow(), ChangeReason.Edited), default));
        db.ChangeTracker.Clear();
        Assert.False(await db.ResidentChanges.AnyAsync(c => c.SubjectId == wang.Id && c.After == "不会留下"));
    }

    [Theory]
    [InlineData("""{"name":""}""", "Name is missing")]
    [InlineData("""{"gender":"x"}""", "Gender")]
    [InlineData("""{"birthDate":"1948-02-30"}""", "BirthDate")]
    [InlineData("""{"document":"123"}""", "Document")]
    [InlineData("""{"flags":["superman"]}""", "Flags")]
    [InlineData("""{"addNumbers":["12"]}""", "AddNumbers")]
    [InlineData("""{"household":{"communityId":"00000000-0000-7000-8000-00000000dead"}}""", "CommunityId")]
    public async Task A_wrong_edit_says_what_is_wrong_and_changes_nothing(string body, string said)
    {
        using var agent = await host.SignedInAsync("agent08");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        var answer = await agent.PutAsync($"/api/residents/{wang.Id}", new StringContent($$"""{"version":"{{(await agent.GetAsync<ResidentRecord>($"/api/residents/{wang.Id}/record")).Version}}",{{body[1..]}}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(ProblemCode.Invalid, await answer.CodeAsync());
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_is_shown_only_while_consent_stands_and_every_look_is_recorded()
    {
        using var agent = await host.SignedInAsync("agent09");
        var li = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=李建国")).First(r => r.Name == "李建国");
        var address = $"/api/residents/{li.Id}";
        Assert.Equal(ProblemCode.WrongState, await (await agent.PostAsJsonAsync($"{address}/care-notes", new WriteCareNote(Guid.CreateVersion7(), "health", "糖尿病"))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await agent.PostAsJsonAsync($"{address}/consents", new GiveConsent("急救", "本人", new DateOnly(2020, 1, 1)))).CodeAsync());
        var until = DateOnly.FromDateTime(host.Time.GetLocalNow().DateTime).AddDays(30);
        var consent = await (await agent.PostAsJsonAsync($"{address}/consents", new GiveConsent("急救时告知医护人员", "本人", until))).ReadAsync<ConsentLine>();
        Assert.Equal(("stands", "agent09", 0), (consent.State, consent.RecordedBy, consent.Notes));
        await (await agent.PostAsJsonAsync($"{address}/care-notes", new WriteCareNote(consent.Id, "health", "糖尿病，胰岛素在冰箱"))).ReadAsync<CareNoteLine>();
        Assert.Equal("糖尿病，胰岛素在冰箱", Assert.Single(await agent.GetAsync<List<CareNoteLine>>($"{address}/care-notes")).Text);
        Assert.Equal("agent09", (await host.AuditedAsync("care-notes.read", $"resident:{li.Id}")).User);
        await using (var db = host.Db()) Assert.DoesNotContain("糖尿病", (await db.CareNotes.SingleAsync(n => n.ConsentId == consent.Id)).Text, StringComparison.Ordinal);

        (await agent.PostEmptyAsync($"{address}/consents/{consent.Id}/withdraw")).EnsureSuccessStatusCode();
        Assert.Empty(await agent.GetAsync<List<CareNoteLine>>($"{address}/care-notes"));
        Assert.Equal("withdrawn", (await agent.GetAsync<List<ConsentLine>>($"{address}/consents")).Single(c => c.Id == consent.Id).State);
        Assert.Equal(ProblemCode.WrongState, await (await agent.PostAsJsonAsync($"{address}/care-notes", new WriteCareNote(consent.Id, "health", "x"))).CodeAsync());
        await host.AuditedAsync("consent.withdrawn", $"consent:{consent.Id}");
    }

    [Fact]
    public async Task A_consent_ends_by_itself()
    {
        await using var db = host.Db();
        var id = await db.Residents.Where(r => r.Name == "陈德福").Select(r => r.Id).FirstAsync();
        var consent = new Consent { Id = Guid.CreateVersion7(), ResidentId = id, Purpose = "急救", GivenBy = "本人", GivenAt = host.Time.GetUtcNow().AddDays(-2), ExpiresAt = host.Time.GetUtcNow().AddSeconds(-1), RecordedBy = "agent01" };
        db.AddRange(consent, new CareNote { Id = Guid.CreateVersion7(), ConsentId = consent.Id, Kind = "health", Text = "never opened", WrittenAt = consent.GivenAt, WrittenBy = "agent01" });
        await db.SaveChangesAsync();
        using var agent = await host.SignedInAsync("agent10");
        Assert.Empty(await agent.GetAsync<List<CareNoteLine>>($"/api/residents/{id}/care-notes"));
        Assert.Equal("expired", Assert.Single(await agent.GetAsync<List<ConsentLine>>($"/api/residents/{id}/consents")).State);
    }
}

public sealed class RegistryRulesTests
{
    [Theory]
    [InlineData("11010519491231002X", "11010519491231002X")]
    [InlineData("11010519491231002x", "11010519491231002X")]
    [InlineData(" 110105 19491231 002X ", "11010519491231002X")]
    [InlineData("110105194912310021", null)]
    [InlineData("11010519491331002X", null)]
    [InlineData("110105491231002", "110105491231002")]
    [InlineData("110105491331002", null)]
    [InlineData("E12345678", "E12345678")]
    [InlineData("1.10105194912310E+17", null)]
    [InlineData("123", null)]
    public void An_identity_document_is_judged_by_its_check_digit_and_birthday(string text, string? parsed) => Assert.Equal(parsed, IdentityDocument.Parse(text));

    [Theory]
    [InlineData("=1+1", true)]
    [InlineData("+86 138 0000 0001", false)]
    [InlineData("-3", false)]
    [InlineData("-cmd", true)]
    [InlineData("+cmd", true)]
    [InlineData("@x", true)]
    [InlineData("=", false)]
    [InlineData("3号楼", false)]
    public void A_formula_is_told_from_a_number_with_its_sign(string text, bool formula) => Assert.Equal(formula, SpreadsheetCell.IsFormula(text));

    [Theory]
    [InlineData("王秀英", "wangxiuying", "王秀英", "wangxiuying", true)]
    [InlineData("王秀英", "wangxiuying", "王秀瑛", "wangxiuying", true)]
    [InlineData("王秀英", "wangxiuying", "王秀兰", "wangxiulan", true)]
    [InlineData("王秀英", "wangxiuying", "李秀英", "lixiuying", false)]
    [InlineData("王秀英", "wangxiuying", "王建国", "wangjianguo", false)]
    [InlineData("王英", "wangying", "王兰", "wanglan", false)]
    public void Names_are_alike_by_sound_or_but_for_one_character(string left, string leftSound, string right, string rightSound, bool alike) => Assert.Equal(alike, Duplicates.Alike(left, leftSound, right, rightSound));
}
