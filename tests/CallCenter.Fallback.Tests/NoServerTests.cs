using System.Net.Http.Json;
using CallCenter.Testing;

namespace CallCenter.Fallback.Tests;

/// <summary>Nothing of ours runs but Asterisk.</summary>
public sealed class NoServerTests(Exchange exchange) : IClassFixture<Exchange>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(7);

    [Theory]
    [InlineData("12349", 7)]
    [InlineData("12345", 30)]
    public async Task A_desk_phone_rings_and_both_hear_each_other(string number, int within)
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var caller = await exchange.Town.CallAsync("13800000001", number, toneHz: 440);
        var agent = await phone.RingsAsync(TimeSpan.FromSeconds(within));
        Assert.Equal("13800000001", agent.CallerNumber);
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await agent.HearsAsync(440);
        await agent.HangUpAsync();
        Assert.Equal(16, await caller.EndedAsync());
    }

    [Fact]
    public async Task A_browser_whose_credential_was_made_at_sign_in_rings()
    {
        await CreateAsync("auth/agent01", ("auth_type", "userpass"), ("username", "agent01"), ("password", "made-at-sign-in"));
        await CreateAsync("aor/agent01", ("max_contacts", "1"), ("remove_existing", "yes"));
        await CreateAsync("endpoint/agent01", ("auth", "agent01"), ("aors", "agent01"), ("context", "phones"), ("allow", "!all,alaw"),
            ("media_address", "127.0.0.1"), ("bind_rtp_to_media_address", "yes"));
        // Credentials outlive a restart of Asterisk: only it has to be up.
        await exchange.Center.StopAsync();
        await exchange.Center.StartAgainAsync();
        await using var phone = await exchange.Town.RegisterAsync("agent01", "made-at-sign-in");
        var caller = await exchange.Town.CallAsync("13800000001", "12349", toneHz: 440);
        var agent = await phone.RingsAsync(Soon);
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await agent.HangUpAsync();
        await caller.EndedAsync();
        await exchange.Center.Ari.DeleteAsync("asterisk/config/dynamic/res_pjsip/endpoint/agent01");
    }

    [Fact]
    public async Task A_phone_that_signs_in_while_a_caller_waits_rings()
    {
        var caller = await exchange.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await caller.AnsweredAsync();
        await caller.HearsSoundOtherThanAsync(440);
        await using var phone = await exchange.Town.RegisterAsync("8002");
        var agent = await phone.RingsAsync(Soon);
        await agent.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await caller.HangUpAsync();
        await agent.EndedAsync();
    }

    [Fact]
    public async Task An_agent_who_is_lost_is_replaced_and_the_caller_told()
    {
        await using var first = await exchange.Town.RegisterAsync("8001");
        await using var second = await exchange.Town.RegisterAsync("8002");
        var caller = await exchange.Town.CallAsync("13800000001", "12349", toneHz: 440);
        var lost = await first.RingsAsync(Soon);
        await second.RingsAsync(Soon);
        await lost.AnswerAsync(toneHz: 880);
        await caller.HearsAsync(880);
        await lost.ToneAsync(0);
        await lost.EndedAsync();
        await caller.HearsSoundOtherThanAsync(880);
        var helper = await second.RingsAsync(TimeSpan.FromSeconds(10));
        await helper.AnswerAsync(toneHz: 660);
        await caller.HearsAsync(660);
        await caller.HangUpAsync();
        await helper.EndedAsync();
    }

    [Fact]
    public async Task A_phone_in_use_rings_for_an_alarm_only()
    {
        await using var phone = await exchange.Town.RegisterAsync("8001");
        var first = await exchange.Town.CallAsync("13800000001", "12345", toneHz: 440);
        var talk = await phone.RingsAsync(Soon);
        await talk.AnswerAsync(toneHz: 880);
        await first.HearsAsync(880);
        var enquiry = await exchange.Town.CallAsync("13800000002", "12345", toneHz: 500);
        await enquiry.HearsSoundOtherThanAsync(880);
        Assert.False(phone.HasRung);
        var alarm = await exchange.Town.CallAsync("13800000003", "12349", toneHz: 600);
        var urgent = await phone.RingsAsync(Soon);
        Assert.Equal("13800000003", urgent.CallerNumber);
        foreach (var call in new[] { first, enquiry, alarm }) await call.HangUpAsync();
        await urgent.EndedAsync();
        await talk.EndedAsync();
    }

    [Fact]
    public async Task An_unknown_number_is_told_and_refused_with_cause_1()
    {
        var caller = await exchange.Town.CallEarlyAsync("13800000001", "55555");
        await caller.HearsSoundOtherThanAsync(1);
        Assert.Equal(1, await caller.EndedAsync());
    }

    private async Task CreateAsync(string path, params (string Attribute, string Value)[] fields)
    {
        using var response = await exchange.Center.Ari.PutAsJsonAsync("asterisk/config/dynamic/res_pjsip/" + path,
            new { fields = fields.Select(field => new { attribute = field.Attribute, value = field.Value }) });
        response.EnsureSuccessStatusCode();
    }
}
