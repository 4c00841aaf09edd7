using CallCenter.Ari.Models;
using CallCenter.Testing;

namespace CallCenter.Calls.Tests;

/// <summary>The socket breaks in the middle of calls: nothing is replayed, so the host looks.</summary>
public sealed class LinkLossTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_leg_that_went_meanwhile_is_told_as_gone()
    {
        var (exchange, seen) = await RingingAsync();
        await using var _ = exchange;
        await ReconnectAsync(exchange, Exchange.Caller("1.1", "offered"));
        Assert.Equal(new LegGone("agent-1", 0, ""), await seen.WaitAsync(Soon));
    }

    [Fact]
    public async Task A_leg_that_answered_meanwhile_is_told_as_picked_up()
    {
        var (exchange, seen) = await RingingAsync();
        await using var _ = exchange;
        await ReconnectAsync(exchange, Exchange.Caller("1.1", "offered"), Exchange.Agent("agent-1", "1.1"));
        Assert.Equal(new PickedUp("agent-1"), await seen.WaitAsync(Soon));
    }

    [Fact]
    public async Task A_caller_who_went_meanwhile_ends_the_conversation_and_his_ringing_phone_is_hung_up()
    {
        var (exchange, seen) = await RingingAsync();
        await using var _ = exchange;
        await ReconnectAsync(exchange, Exchange.Agent("agent-1", "1.1", "Ringing"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => seen.WaitAsync(Soon));
        Assert.Equal(CallEnd.HungUp, exchange.Conversations.Single().End);
    }

    [Fact]
    public async Task Calls_found_at_the_start_are_adopted_with_bridge_and_leg_and_strays_are_swept()
    {
        await using var exchange = await Exchange.StartAsync(call => Task.Delay(Timeout.Infinite, call.Gone), ari =>
        {
            ari.On("GET", "/channels").Respond(200, new[] { Exchange.Caller("1.1", "talking"), Exchange.Agent("agent-1", "1.1"), Exchange.Agent("agent-2", "2.2") });
            ari.On("GET", "/bridges").Respond(200, new[] { FakeAri.Bridge("talk-agent-1", "1.1", "agent-1"), FakeAri.Bridge("talk-agent-2", "agent-2"), FakeAri.Bridge("someone-elses") });
        });
        var call = await exchange.BegunAsync("1.1");
        Assert.True(call.Adopted);
        Assert.Equal("talk-agent-1", call.AdoptedBridge);
        Assert.True(call.Legs.Single().Answered);
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-2");
        await exchange.Ari.RequestAsync("DELETE", "/bridges/talk-agent-2");
        Assert.Equal(0, exchange.Count("DELETE", "/bridges/talk-agent-1") + exchange.Count("DELETE", "/bridges/someone-elses") + exchange.Count("DELETE", "/channels/agent-1"));
    }

    [Fact]
    public async Task Asterisk_too_busy_to_list_its_channels_is_asked_again()
    {
        await using var exchange = await Exchange.StartAsync(call => Task.Delay(Timeout.Infinite, call.Gone), ari => ari.On("GET", "/channels").Fail(503, "Busy").Once(), advance: true);
        Assert.Equal(2, exchange.Count("GET", "/channels"));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_during_a_slow_sweep_is_heard_at_once()
    {
        var slow = new TaskCompletionSource();
        await using var exchange = await Exchange.StartAsync(call => Task.Delay(Timeout.Infinite, call.Gone), ari =>
        {
            ari.On("GET", "/channels").Respond(200, new[] { Exchange.Caller("1.1", "waiting"), Exchange.Agent("agent-2", "2.2") });
            ari.On("DELETE", "/channels/agent-2").After(slow.Task);
        });
        var call = await exchange.BegunAsync("1.1");
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-2");
        await exchange.DestroyAsync(Exchange.Caller("1.1"));
        await Eventually.TrueAsync(() => call.End == CallEnd.HungUp, TimeSpan.FromSeconds(3), "the hang-up is heard");
        slow.SetResult();
    }

    [Fact]
    public async Task A_phone_that_could_not_be_hung_up_when_its_caller_left_is_tried_again()
    {
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            var leg = await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
            try
            {
                await Task.Delay(Timeout.Infinite, call.Gone);
            }
            finally
            {
                await call.HangUpAsync(leg, CancellationToken.None);
            }
        }, ari => ari.On("DELETE", "/channels/agent-1").Fail(503, "Busy").Once());
        await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("POST", "/channels");
        await Eventually.TrueAsync(() => exchange.Conversations.Single().Legs.Count == 1, Soon, "the phone rings");
        await exchange.DestroyAsync(Exchange.Caller("1.1"));
        await AdvancingAsync(exchange, () => exchange.Count("DELETE", "/channels/agent-1") >= 2, "a second try");
    }

    [Fact]
    public async Task A_caller_in_the_dialplan_keeps_the_phone_he_names_also_one_that_still_rang_when_we_looked_and_no_other()
    {
        var caller = Exchange.Caller("1.1", "fallback");
        caller["dialplan"]!["app_name"] = "Dial";
        await using var exchange = await Exchange.StartAsync(call => Task.Delay(Timeout.Infinite, call.Gone), ari =>
        {
            ari.On("GET", "/channels").Respond(200, new[] { caller, Exchange.Agent("agent-1", "1.1", "Ringing"), Exchange.Agent("agent-2", "1.1"), Exchange.Agent("agent-3", "1.1", "Ringing") });
            ari.On("GET", "/channels/1.1/variable").Respond(200, new { value = "agent-1" });
        });
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-2");
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-3");
        Assert.Equal(0, exchange.Count("DELETE", "/channels/agent-1"));
    }

    [Fact]
    public async Task A_caller_whose_hand_over_was_not_heard_is_handed_over_again()
    {
        await using var exchange = await Exchange.StartAsync(_ => throw new InvalidOperationException("broken"), ari => ari.On("POST", "/channels/1.1/continue").Fail(503, "Busy").Once());
        await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("POST", "/channels/1.1/continue");
        await AdvancingAsync(exchange, () => exchange.Count("POST", "/channels/1.1/continue") == 2, "a second try");
        Assert.Equal(0, exchange.Count("DELETE", "/channels/1.1"));
    }

    [Fact]
    public async Task A_phone_the_dialplan_does_not_join_a_caller_with_who_left_us_is_tried_again()
    {
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
            await call.DialAsync(Exchange.LegTo("agent-2"), call.Gone);
            await Task.Delay(Timeout.Infinite, call.Gone);
        }, ari => ari.On("GET", "/channels/1.1/variable").Respond(200, new { value = "agent-1" }));
        var call = await exchange.ArrivesAsync("1.1");
        await Eventually.TrueAsync(() => call.Legs.Count == 2, Soon, "two phones");
        await exchange.LeavesAsync("1.1");
        await AdvancingAsync(exchange, () => exchange.Count("DELETE", "/channels/agent-2") >= 2, "the other phone, until its end is told");
        Assert.Equal(0, exchange.Count("DELETE", "/channels/agent-1"));
    }

    // No faster than a busy machine answers: the clean-up's own limit goes by this clock too.
    private static Task AdvancingAsync(Exchange exchange, Func<bool> until, string what) => Eventually.TrueAsync(async () =>
    {
        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(300);
        return until();
    }, Soon, what);

    private static async Task<(Exchange Exchange, Task<CallEvent> Seen)> RingingAsync()
    {
        var seen = new TaskCompletionSource<CallEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        var exchange = await Exchange.StartAsync(async call =>
        {
            try
            {
                await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
                seen.SetResult(await call.NextAsync(call.Gone));
                await Task.Delay(Timeout.Infinite, call.Gone);
            }
            catch (OperationCanceledException)
            {
                seen.TrySetCanceled();
                throw;
            }
        });
        await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("POST", "/channels");
        await Eventually.TrueAsync(() => exchange.Conversations.Single().Legs.Count == 1, Soon, "the phone rings");
        return (exchange, seen.Task);
    }

    private static async Task ReconnectAsync(Exchange exchange, params System.Text.Json.Nodes.JsonObject[] channels)
    {
        exchange.Has(channels);
        await exchange.Ari.DropAsync();
        await exchange.ConnectedAsync(2);
    }
}
