using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;

namespace CallCenter.Server.Tests.Messages;

[Collection(nameof(MessagesHost))]
public sealed class TemplatesTests(MessagesHost host)
{
    private static Task<HttpResponseMessage> WriteAsync(HttpClient user, string name, string zh = "{name}您好", string en = "Dear {name}") =>
        user.PostAsJsonAsync("/api/messages/templates", new WriteTemplate(name, zh, en, false));

    [Fact]
    public async Task Who_wrote_a_text_does_not_approve_it()
    {
        using var supervisor = await host.Server.SignedInAsync("supervisor01");
        using var admin = await host.Server.SignedInAsync("admin01");
        var draft = await (await WriteAsync(supervisor, "t1")).ReadAsync<MessageTemplateLine>();
        Assert.Equal(("draft", "supervisor01"), (draft.State, draft.WrittenBy));
        Assert.Equal(ProblemCode.SamePerson, await (await supervisor.PostEmptyAsync($"/api/messages/templates/{draft.Id}/approve")).CodeAsync());
        // Whoever changes it last wrote it.
        await (await admin.PutAsJsonAsync($"/api/messages/templates/{draft.Id}", new WriteTemplate("t1", "{name}好", "Hello {name}", true))).ReadAsync<MessageTemplateLine>();
        Assert.Equal(ProblemCode.SamePerson, await (await admin.PostEmptyAsync($"/api/messages/templates/{draft.Id}/approve")).CodeAsync());
        var approved = await (await supervisor.PostEmptyAsync($"/api/messages/templates/{draft.Id}/approve")).ReadAsync<MessageTemplateLine>();
        Assert.Equal(("approved", "admin01", "supervisor01", true), (approved.State, approved.WrittenBy, approved.ApprovedBy, approved.Urgent));
        Assert.Equal("supervisor01", (await host.Server.AuditedAsync("template.approved", $"template:{draft.Id}")).User);
    }

    [Fact]
    public async Task An_approved_text_stays_as_it_is_and_is_replaced_by_the_next_version()
    {
        var first = await host.ApprovedAsync("t2");
        using var admin = await host.Server.SignedInAsync("admin01");
        using var supervisor = await host.Server.SignedInAsync("supervisor01");
        using var agent = await host.Server.SignedInAsync("agent01");
        Assert.Equal(ProblemCode.WrongState, await (await admin.PutAsJsonAsync($"/api/messages/templates/{first.Id}", new WriteTemplate("t2", "x", "x", false))).CodeAsync());
        var second = await (await WriteAsync(admin, "t2", "{name}", "{name}")).ReadAsync<MessageTemplateLine>();
        Assert.Equal(2, second.Version);
        Assert.Equal(ProblemCode.WrongState, await (await WriteAsync(admin, "t2")).CodeAsync());
        Assert.Equal(first.Id, Assert.Single(await agent.GetAsync<List<MessageTemplateLine>>("/api/messages/templates"), t => t.Name == "t2").Id);
        await supervisor.PostEmptyAsync($"/api/messages/templates/{second.Id}/approve");
        Assert.Equal(second.Id, Assert.Single(await agent.GetAsync<List<MessageTemplateLine>>("/api/messages/templates"), t => t.Name == "t2").Id);
        var call = await host.CallAsync("agent01", "+8613800000008");
        var wish = new SendMessage(first.Id, "zh", new Dictionary<string, string> { ["name"] = "x" }, call, null);
        Assert.Equal(ProblemCode.WrongState, await (await agent.PostAsJsonAsync("/api/messages", wish)).CodeAsync());
        Assert.Equal(ProblemCode.WrongState, await (await supervisor.PostEmptyAsync($"/api/messages/templates/{first.Id}/retire")).CodeAsync());
        await supervisor.PostEmptyAsync($"/api/messages/templates/{second.Id}/retire");
        Assert.DoesNotContain(await agent.GetAsync<List<MessageTemplateLine>>("/api/messages/templates"), t => t.Name == "t2");
    }

    [Fact]
    public async Task A_draft_is_not_sent_and_agents_do_not_write_templates()
    {
        using var admin = await host.Server.SignedInAsync("admin01");
        using var agent = await host.Server.SignedInAsync("agent01");
        var draft = await (await WriteAsync(admin, "t3")).ReadAsync<MessageTemplateLine>();
        var call = await host.CallAsync("agent01", "+8613800000009");
        var wish = new SendMessage(draft.Id, "zh", new Dictionary<string, string> { ["name"] = "x" }, call, null);
        Assert.Equal(ProblemCode.WrongState, await (await agent.PostAsJsonAsync("/api/messages", wish)).CodeAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await WriteAsync(agent, "t4")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync("/api/messages/templates/all")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.PostEmptyAsync($"/api/messages/templates/{draft.Id}/approve")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await admin.PostAsJsonAsync("/api/messages", wish)).StatusCode);
    }

    [Theory]
    [InlineData("", "x", "x")]
    [InlineData("t5", "", "x")]
    [InlineData("t5", "{name}", "x")]
    [InlineData("t5", "{Name}", "{Name}")]
    [InlineData("t5", "{", "{")]
    public async Task A_text_that_could_not_be_filled_is_refused(string name, string zh, string en)
    {
        using var admin = await host.Server.SignedInAsync("admin01");
        Assert.Equal(ProblemCode.Invalid, await (await WriteAsync(admin, name, zh, en)).CodeAsync());
    }
}
