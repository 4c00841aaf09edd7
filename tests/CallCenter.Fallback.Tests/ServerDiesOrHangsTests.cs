using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>The Server had the call, and then died or hung.</summary>
public sealed class ServerDiesOrHangsTests(Exchange exchange) : IClassFixture<Exchange>
{
    [Theory]
    [InlineData("12349", 7)]
    [InlineData("12345", 30)]
    public async Task With_a_hung_Server_a_phone_rings_within_the_lease(string number, int within)
    {
        await using var hung = await App.HangAsync(exchange.Center);
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var caller = await exchange.Town.CallAsync("13800000001", number, toneHz: 440);
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(within));
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await agent.HearsAsync(440);
        await agent.HangUpAsync();
        await caller.EndedAsync();
    }

    [Fact]
    public async Task An_agent_who_answers_after_the_Server_died_gets_the_caller()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var server = await App.ConnectAsync(exchange.Center);
        var caller = await exchange.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var call = await server.EntersAsync("incoming");
        await server.OfferAsync(call, "8001");
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(5));
        await server.DisposeAsync();
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880, TimeSpan.FromSeconds(5));
        await agent.HearsAsync(440);
        await agent.HangUpAsync();
        Assert.Equal(16, await caller.EndedAsync());
    }

    [Fact]
    public async Task An_agent_who_answered_a_hung_Server_is_joined_when_the_lease_ends()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        await using var server = await App.ConnectAsync(exchange.Center);
        var caller = await exchange.Town.CallAsync("13800000001", "12349", toneHz: 440);
        var call = await server.EntersAsync("incoming");
        await server.OfferAsync(call, "8001");
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(5));
        await agent.AnswerAsync(toneHz: 880);
        await server.EntersAsync("agent");
        await caller.HearsAsync(880, TimeSpan.FromSeconds(9));
        await agent.HearsAsync(440);
        await agent.HangUpAsync();
        Assert.Equal(16, await caller.EndedAsync());
    }

    [Fact]
    public async Task A_phone_still_ringing_for_a_hung_Server_rings_again_and_the_caller_is_answered()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        await using var server = await App.ConnectAsync(exchange.Center);
        var caller = await exchange.Town.CallAsync("13800000001", "12349", toneHz: 440);
        var call = await server.EntersAsync("incoming");
        await server.OfferAsync(call, "8001");
        var first = await phone.RingsAsync(TimeSpan.FromSeconds(5));
        await first.EndedAsync(TimeSpan.FromSeconds(9));
        var second = await phone.RingsAsync(TimeSpan.FromSeconds(3));
        await second.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
        await second.EndedAsync();
    }

    [Fact]
    public async Task A_caller_of_the_fallback_comes_back_to_the_Server_when_it_lives_again()
    {
        var caller = await exchange.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        await using var server = await App.ConnectAsync(exchange.Center);
        var call = await server.EntersAsync("incoming");
        await using var phone = await exchange.Town.RegisterAsync("8001");
        await server.PostAsync($"channels/{call}/variable?variable=TIMEOUT(absolute)&value=0");
        var leg = await server.OfferAsync(call, "8001");
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(5));
        await agent.AnswerAsync(toneHz: 880);
        Assert.Equal(leg, await server.EntersAsync("agent"));
        await server.PostAsync("bridges/talk-1?type=mixing");
        await server.PostAsync($"bridges/talk-1/addChannel?channel={call},{leg}");
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
        // The Server does nothing about it.
        await agent.EndedAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_caller_whose_agent_hung_up_in_a_talk_of_a_dead_Server_is_released()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var (caller, agent) = await TalkOfADeadServerAsync(phone);
        await agent.HangUpAsync();
        Assert.Equal(16, await caller.EndedAsync());
    }

    [Fact]
    public async Task An_agent_whose_caller_hung_up_in_a_talk_of_a_dead_Server_is_released()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var (caller, agent) = await TalkOfADeadServerAsync(phone);
        await caller.HangUpAsync();
        await agent.EndedAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_caller_whose_agent_is_lost_in_a_talk_of_a_dead_Server_gets_another()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        await using var other = await exchange.Town.RegisterAsync("8002");
        var (caller, agent) = await TalkOfADeadServerAsync(phone);
        await agent.ToneAsync(0);
        await agent.EndedAsync();
        var helper = await other.RingsAsync(TimeSpan.FromSeconds(20));
        await helper.AnswerAsync(toneHz: 660);
        await caller.HearsAsync(660);
        await caller.HangUpAsync();
        await helper.EndedAsync();
    }

    private async Task<(TownCall Caller, TownCall Agent)> TalkOfADeadServerAsync(TownPhone phone)
    {
        await using var server = await App.ConnectAsync(exchange.Center);
        var caller = await exchange.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var call = await server.EntersAsync("incoming");
        await server.PostAsync($"channels/{call}/answer");
        var leg = await server.OfferAsync(call, phone.Number);
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(5));
        await agent.AnswerAsync(toneHz: 880);
        await server.EntersAsync("agent");
        await server.PostAsync($"channels/{call}/variable?variable=TIMEOUT(absolute)&value=0");
        await server.PostAsync($"channels/{call}/variable?variable=CC_STAGE&value=talking");
        await server.PostAsync($"bridges/talk-{leg}?type=mixing");
        await server.PostAsync($"bridges/talk-{leg}/addChannel?channel={call},{leg}");
        await caller.HearsAsync(880);
        await agent.HearsAsync(440);
        return (caller, agent);
    }
}
