using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Messages;

[Collection(nameof(MessagesHost))]
public sealed class MessagesApiTests(MessagesHost host)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static Dictionary<string, string> Named(string name) => new() { ["name"] = name };

    private static SendMessage ToCaller(MessageTemplateLine template, string call, string name = "王秀英") => new(template.Id, "zh", Named(name), call, null);

    private static async Task<SentMessage> SentAsync(HttpClient agent, SendMessage wish) => await (await agent.PostAsJsonAsync("/api/messages", wish)).ReadAsync<SentMessage>();

    [Fact]
    public async Task An_agent_sends_an_approved_template_to_the_caller_in_hand()
    {
        var template = await host.ApprovedAsync("a1");
        var call = await host.CallAsync("agent01", "+8613800000001");
        using var agent = await host.Server.SignedInAsync("agent01");
        var sent = await SentAsync(agent, ToCaller(template, call));
        Assert.Equal(("王秀英您好", "138****0001", "a1", 1, 1), (sent.Message.Text, sent.Message.MaskedNumber, sent.Message.Template, sent.Message.Version, sent.Message.Segments));
        await Eventually.TrueAsync(async () => (await agent.GetAsync<MessagePage>($"/api/messages?callId={call}")).Sent.Single().State == "sent", Soon, "it is sent");
        var line = (await File.ReadAllLinesAsync(Assert.Single(Directory.GetFiles(Path.Combine(host.Server.Home, "messages"))))).Single(l => l.Contains(sent.Message.Id.ToString()));
        Assert.Contains("+8613800000001", line, StringComparison.Ordinal);
        Assert.Equal("agent01", (await host.Server.AuditedAsync("message.sent", $"message:{sent.Message.Id}")).User);
        Assert.Equal("agent01", (await host.Server.AuditedAsync("message.viewed", $"call:{call}")).User);
    }

    [Fact]
    public async Task A_resident_on_record_gets_it_at_the_first_mobile_number()
    {
        var template = await host.ApprovedAsync("a2");
        using var agent = await host.Server.SignedInAsync("agent02");
        var wang = (await agent.GetAsync<List<ResidentLine>>("/api/residents?q=王秀英"))[0];
        var sent = await SentAsync(agent, new SendMessage(template.Id, "en", Named("Wang"), null, wang.Id));
        Assert.Equal(("Dear Wang", "138****0001", (Guid?)wang.Id), (sent.Message.Text, sent.Message.MaskedNumber, sent.Message.ResidentId));
        Assert.Contains((await agent.GetAsync<MessagePage>($"/api/messages?residentId={wang.Id}")).Sent, m => m.Id == sent.Message.Id);
    }

    [Fact]
    public async Task The_same_text_to_the_same_number_within_a_minute_is_one_message()
    {
        var template = await host.ApprovedAsync("a3");
        var call = await host.CallAsync("agent01", "+8613800000002");
        using var agent = await host.Server.SignedInAsync("agent01");
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SentAsync(agent, ToCaller(template, call))));
        Assert.Single(all.Select(s => s.Message.Id).Distinct());
        Assert.Single(all, s => !s.Duplicate);
        host.Server.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.False((await SentAsync(agent, ToCaller(template, call))).Duplicate);
    }

    [Fact]
    public async Task Nobody_writes_to_somebody_elses_caller_or_to_a_landline_or_to_nobody()
    {
        var template = await host.ApprovedAsync("a4");
        using var agent = await host.Server.SignedInAsync("agent03");
        async Task<string?> CodeAsync(SendMessage wish) => await (await agent.PostAsJsonAsync("/api/messages", wish)).CodeAsync();
        Assert.Equal(ProblemCode.NotFound, await CodeAsync(ToCaller(template, await host.CallAsync("agent01", "+8613800000003"))));
        Assert.Equal(ProblemCode.NoMobile, await CodeAsync(ToCaller(template, await host.CallAsync("agent03", "+862287654321"))));
        Assert.Equal(ProblemCode.NoMobile, await CodeAsync(ToCaller(template, await host.CallAsync("agent03", null))));
        Assert.Equal(ProblemCode.Invalid, await CodeAsync(new SendMessage(template.Id, "zh", Named("x"), null, null)));
        Assert.Equal(ProblemCode.NotFound, await CodeAsync(new SendMessage(template.Id, "zh", Named("x"), null, Guid.CreateVersion7())));
        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync($"/api/messages?callId={await host.CallAsync("agent01", "+8613800000004")}")).StatusCode);
    }

    [Fact]
    public async Task Arguments_are_those_of_the_template()
    {
        var template = await host.ApprovedAsync("a5");
        var call = await host.CallAsync("agent01", "+8613800000005");
        using var agent = await host.Server.SignedInAsync("agent01");
        var wish = ToCaller(template, call);
        foreach (var bad in (Dictionary<string, string>[])[[], Named(" "), Named("two\nlines"), Named(new string('x', 101)), new() { ["name"] = "x", ["other"] = "y" }])
            Assert.Equal(ProblemCode.Invalid, await (await agent.PostAsJsonAsync("/api/messages", wish with { Arguments = bad })).CodeAsync());
        Assert.Equal(ProblemCode.Invalid, await (await agent.PostAsJsonAsync("/api/messages", wish with { Language = "fr" })).CodeAsync());
    }

    [Fact]
    public async Task A_number_that_has_had_its_messages_of_today_gets_no_more()
    {
        var template = await host.ApprovedAsync("a6");
        var call = await host.CallAsync("agent01", "+8613800000006");
        using var agent = await host.Server.SignedInAsync("agent01");
        for (var n = 0; n < 20; n++) await SentAsync(agent, ToCaller(template, call, $"{n}"));
        Assert.Equal(ProblemCode.TooMany, await (await agent.PostAsJsonAsync("/api/messages", ToCaller(template, call, "20"))).CodeAsync());
    }

    [Fact]
    public async Task A_receipt_is_taken_once_and_only_from_the_bearer_of_the_key()
    {
        var template = await host.ApprovedAsync("a7");
        var call = await host.CallAsync("agent01", "+8613800000007");
        using var agent = await host.Server.SignedInAsync("agent01");
        var id = (await SentAsync(agent, ToCaller(template, call))).Message.Id;
        var receipt = $$"""{"event":"r-{{id}}","reference":"file-{{id}}","status":"delivered","at":"2026-11-24T12:00:00Z","more":1}""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.FromGatewayAsync("receipts", receipt, signature: "sha256=00")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.FromGatewayAsync("receipts", receipt, TimeSpan.FromMinutes(6))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.FromGatewayAsync("receipts", receipt, TimeSpan.FromMinutes(-6))).StatusCode);
        Assert.Equal(ProblemCode.Invalid, await (await host.FromGatewayAsync("receipts", """{"event":"x","status":"delivered"}""")).CodeAsync());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.FromGatewayAsync("receipts", new string(' ', 20_000))).StatusCode);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.FromGatewayAsync("receipts", receipt)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        await Eventually.TrueAsync(async () => (await agent.GetAsync<MessagePage>($"/api/messages?callId={call}")).Sent.Single().State == "delivered", Soon, "it is delivered");
        await using var db = host.Server.Db();
        Assert.Equal(receipt, System.Text.Encoding.UTF8.GetString((await db.MessageReceipts.SingleAsync(r => r.Event == $"r-{id}")).Raw));
        Assert.Equal(HttpStatusCode.NoContent, (await host.FromGatewayAsync("receipts", """{"event":"stray","reference":"nobody's","status":"failed","code":"x"}""")).StatusCode);
    }

    [Fact]
    public async Task A_message_somebody_sends_us_is_kept_under_the_resident_of_the_number()
    {
        var call = await host.CallAsync("agent01", "+8613800000001");
        using var agent = await host.Server.SignedInAsync("agent01");
        const string inbound = """{"event":"i-1","from":"13800000001","text":"谢谢<b>","at":"2026-11-24T12:00:00Z"}""";
        for (var n = 0; n < 2; n++) Assert.Equal(HttpStatusCode.NoContent, (await host.FromGatewayAsync("inbound", inbound)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.FromGatewayAsync("inbound", """{"event":"i-2","from":"10086","text":"x"}""")).StatusCode);
        var line = Assert.Single((await agent.GetAsync<MessagePage>($"/api/messages?callId={call}")).Received);
        Assert.Equal(("王秀英", "谢谢<b>", "138****0001"), (line.ResidentName, line.Text, line.MaskedNumber));
        Assert.Contains((await agent.GetAsync<MessagePage>($"/api/messages?residentId={line.ResidentId}")).Received, m => m.Id == line.Id);
        Assert.Empty((await agent.GetAsync<MessagePage>("/api/messages")).Received);
        using var supervisor = await host.Server.SignedInAsync("supervisor01");
        Assert.Contains((await supervisor.GetAsync<MessagePage>("/api/messages")).Received, m => m.Text == "x");
    }
}
