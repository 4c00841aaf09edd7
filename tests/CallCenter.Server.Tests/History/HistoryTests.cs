using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Audit;

namespace CallCenter.Server.Tests.History;

public sealed class HistoryTests(ServerHost host) : IClassFixture<ServerHost>
{
    [Fact]
    public async Task The_newest_call_comes_first_and_pages_follow()
    {
        for (var n = 0; n < 5; n++) await host.TalkedAsync($"h.{n}", "agent11", "+8613800000002");
        using var agent = await host.SignedInAsync("agent11");
        var first = await agent.GetAsync<CallPage>("/api/calls?mine=true&take=3");
        var second = await agent.GetAsync<CallPage>($"/api/calls?mine=true&take=3&before={Uri.EscapeDataString(first.Next!.Value.ToString("O"))}");
        Assert.Equal(["h.4", "h.3", "h.2", "h.1", "h.0"], first.Calls.Concat(second.Calls).Select(call => call.CallId));
        Assert.Null(second.Next);
        Assert.All(first.Calls, call => Assert.Equal(("138****0002", "hotline", CallOutcome.Answered), (call.MaskedNumber, call.Queue, call.Outcome)));
    }

    [Theory]
    [InlineData("13900001234")]
    [InlineData("+86 139 0000 1234")]
    [InlineData("013900001234")]
    [InlineData("1234")]
    public async Task A_call_is_found_by_its_number(string text)
    {
        await host.TalkedAsync("h.number", "agent12", "+8613900001234");
        using var agent = await host.SignedInAsync("agent12");
        Assert.Contains((await agent.GetAsync<CallPage>($"/api/calls?q={Uri.EscapeDataString(text)}")).Calls, call => call.CallId == "h.number");
    }

    [Fact]
    public async Task A_call_is_found_by_the_residents_name()
    {
        await host.ToldAsync(new CallArrived("h.name", "hotline", host.Time.GetUtcNow(), "12345"),
            new CallIdentified("h.name", "13800000001", "+8613800000001", [Guid.Parse("00000006-0000-7000-8000-000000000001")]));
        using var agent = await host.SignedInAsync("agent12");
        var found = await agent.GetAsync<CallPage>($"/api/calls?q={Uri.EscapeDataString("王秀英")}");
        Assert.Contains(found.Calls, call => call is { CallId: "h.name", ResidentName: "王秀英" });
        // Names were told: that is known, what was asked for is not.
        Assert.Equal("agent12", (await host.AuditedAsync(AuditAction.CallsListed, $"{found.Calls.Count} calls")).User);
        Assert.Empty((await agent.GetAsync<CallPage>($"/api/calls?q={Uri.EscapeDataString("' OR 1=1 --")}")).Calls);
    }

    [Fact]
    public async Task A_call_tells_why_it_came_to_whom()
    {
        await host.TalkedAsync("h.why", "agent13");
        using var agent = await host.SignedInAsync("agent13");
        var detail = await agent.GetAsync<CallDetail>("/api/calls/h.why");
        Assert.Contains(detail.Events, e => e is { Kind: "connected", Agent: "agent13", Explanation.Code: "test" });
        await host.AuditedAsync(AuditAction.CallOpened, "call:h.why");
        Assert.Equal(ProblemCode.NotFound, await (await agent.GetAsync("/api/calls/h.never")).CodeAsync());
    }
}
