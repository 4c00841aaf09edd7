using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>Nothing of ours runs but Asterisk.</summary>
public sealed class NoServerTests(Exchange exchange) : IClassFixture<Exchange>
{
    [Theory]
    [InlineData("12349", 7)]
    [InlineData("12345", 30)]
    
    public async Task A_desk_phone_rings_and_both_hear_each_other(string number, int within)
    {
        var phone = await exchange.Town.RegisterAsync("8001");
        var caller = await exchange.Town.CallAsync("13800000001", number, toneHz: 440);
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(within));
        Assert.Equal("13800000001", agent.CallerNumber);
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await agent.HearsAsync(440);
        await agent.HangUpAsync();
        Assert.Equal(16, await caller.EndedAsync());
        await phone.UnregisterAsync();
    }
}
