using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.WorkOrders;

public abstract class WorkOrdersTests(ServerHost host)
{
    private static WorkOrderDraft Typed(long revision, string? content = "水管漏水", string? category = "repair", string? urgency = "urgent") =>
        new(revision, content, category, urgency, "朝阳里1号", false, null, "13800000001");

    private static Task<HttpResponseMessage> PutAsync(HttpClient agent, string call, WorkOrderDraft draft) => agent.PutAsJsonAsync($"/api/calls/{call}/draft", draft);

    [Fact]
    public async Task What_was_typed_is_there_again()
    {
        await host.TalkedAsync("w.1", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(agent, "w.1", Typed(1))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(agent, "w.1", Typed(2, "水管漏水很大"))).StatusCode);
        Assert.Equal(Typed(2, "水管漏水很大"), await agent.GetAsync<WorkOrderDraft>("/api/calls/w.1/draft"));
    }

    [Fact]
    public async Task An_older_revision_never_overwrites_a_newer()
    {
        await host.TalkedAsync("w.2", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        await PutAsync(agent, "w.2", Typed(5, "new"));
        var answer = await PutAsync(agent, "w.2", Typed(4, "old"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(Typed(5, "new"), await answer.Content.ReadFromJsonAsync<WorkOrderDraft>(ServerHost.Json));
        // The page repeats a save whose answer was lost.
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(agent, "w.2", Typed(5, "new"))).StatusCode);
    }

    [Fact]
    public async Task Saves_in_any_order_leave_the_newest()
    {
        await host.TalkedAsync("w.3", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        await Task.WhenAll(Enumerable.Range(1, 12).OrderBy(n => n * 7 % 12).Select(n => PutAsync(agent, "w.3", Typed(n, $"{n}"))));
        Assert.Equal("12", (await agent.GetAsync<WorkOrderDraft>("/api/calls/w.3/draft")).Content);
    }

    [Fact]
    public async Task The_form_of_another_agents_call_is_not_there()
    {
        await host.TalkedAsync("w.4", "agent01");
        using var other = await host.SignedInAsync("agent02");
        Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(other, "w.4", Typed(1))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/api/calls/w.4/draft")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsJsonAsync("/api/calls/w.4/finish", new FinishCall(Typed(1), false))).StatusCode);
    }

    [Fact]
    public async Task Finishing_opens_an_order_once()
    {
        await host.TalkedAsync("w.5", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        await PutAsync(agent, "w.5", Typed(1));
        var finish = new FinishCall(Typed(2), false);
        var first = await (await agent.PostAsJsonAsync("/api/calls/w.5/finish", finish)).ReadAsync<FinishedCall>();
        var second = await (await agent.PostAsJsonAsync("/api/calls/w.5/finish", finish)).ReadAsync<FinishedCall>();
        Assert.Matches("^[0-9]{8}-[0-9]{4}$", first.Number);
        Assert.Equal(first, second);
        var line = Assert.Single(await agent.GetAsync<List<WorkOrderLine>>("/api/workorders?mine=true"), order => order.Number == first.Number);
        Assert.Equal(("水管漏水", "repair", "open"), (line.Title, line.Category, line.Status));
        Assert.Equal(TimeSpan.FromHours(24), line.DueAt - line.OpenedAt);
        var detail = await agent.GetAsync<WorkOrderDetail>($"/api/workorders/{line.Id}");
        Assert.Equal(("w.5", "agent01", "urgent", "13800000001"), (detail.CallId, detail.OpenedBy, detail.Urgency, detail.CallbackNumber));
        Assert.Equal(HttpStatusCode.Conflict, (await PutAsync(agent, "w.5", Typed(9))).StatusCode);
        var call = (await agent.GetAsync<CallPage>("/api/calls?mine=true")).Calls.Single(c => c.CallId == "w.5");
        Assert.Equal(first.Number, call.OrderNumber);
    }

    [Fact]
    public async Task Orders_opened_at_once_have_different_numbers()
    {
        using var agent = await host.SignedInAsync("agent03");
        for (var n = 0; n < 12; n++) await host.TalkedAsync($"w.6.{n}", "agent03");
        var finished = await Task.WhenAll(Enumerable.Range(0, 12).Select(async n => await (await agent.PostAsJsonAsync($"/api/calls/w.6.{n}/finish", new FinishCall(Typed(1), false))).ReadAsync<FinishedCall>()));
        Assert.Equal(12, finished.Select(f => f.Number).Distinct().Count());
    }

    [Fact]
    public async Task An_enquiry_needs_no_order()
    {
        await host.TalkedAsync("w.7", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal(ProblemCode.Invalid, await (await agent.PostAsJsonAsync("/api/calls/w.7/finish", new FinishCall(Typed(1, " "), false))).CodeAsync());
        Assert.Null((await (await agent.PostAsJsonAsync("/api/calls/w.7/finish", new FinishCall(Typed(1, null), true))).ReadAsync<FinishedCall>()).Number);
    }

    [Theory]
    [InlineData("x", "nonsense", "urgent")]
    [InlineData("x", "repair", "<b>")]
    public async Task Unknown_words_are_refused(string content, string category, string urgency)
    {
        await host.TalkedAsync("w.8", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(agent, "w.8", Typed(1, content, category, urgency))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(agent, "w.8", Typed(1, new string('x', 4001)))).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(agent, "w.8", Typed(1) with { Address = new string('x', 257) })).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await PutAsync(agent, "w.8", Typed(1) with { CallbackNumber = new string('1', 65) })).CodeAsync());
    }

    [Fact]
    public async Task Markup_and_SQL_are_kept_as_the_text_they_are()
    {
        const string evil = "'); DROP TABLE WorkOrders;-- <script>alert(document.cookie)</script> {{7*7}} ${x}\r\n第二行";
        await host.TalkedAsync("w.9", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        await PutAsync(agent, "w.9", Typed(1, evil) with { Address = evil, CallbackNumber = "<i>'--" });
        Assert.Equal(evil, (await agent.GetAsync<WorkOrderDraft>("/api/calls/w.9/draft")).Content);
        await agent.PostAsJsonAsync("/api/calls/w.9/finish", new FinishCall(Typed(2, evil), false));
        await using var db = host.Db();
        Assert.Equal(evil, (await db.WorkOrders.SingleAsync(order => order.CallId == "w.9")).Content);
    }

    [Fact]
    public async Task The_resident_the_agent_chose_stands_in_history_and_card()
    {
        await host.TalkedAsync("w.10", "agent01");
        using var agent = await host.SignedInAsync("agent01");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        await agent.PostAsJsonAsync("/api/calls/w.10/finish", new FinishCall(Typed(1) with { ResidentId = wang.Id }, false));
        await host.ToldAsync(new CallCenter.Routing.CallGone("w.10"));
        var detail = await agent.GetAsync<CallDetail>("/api/calls/w.10");
        Assert.Equal("王秀英", detail.Call.ResidentName);
        Assert.Equal(detail.Call.OrderNumber, (await agent.GetAsync<WorkOrderDetail>($"/api/workorders/{detail.Order!.Id}")).Order.Number);
        var card = await agent.GetAsync<ResidentCard>($"/api/residents/{wang.Id}");
        Assert.Contains(card.LastCalls, call => call.CallId == "w.10");
        Assert.Contains(card.OpenOrders, order => order.Title == "水管漏水");
    }
}
