using CallCenter.Testing;

namespace CallCenter.Calls.Tests;

/// <summary>Events that come early, late, twice or never.</summary>
public sealed class EventOrderTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_agent_who_picks_up_before_the_dialling_request_is_answered_is_not_missed()
    {
        var answer = new TaskCompletionSource();
        var seen = new TaskCompletionSource<CallEvent>();
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
            seen.SetResult(await call.NextAsync(call.Gone));
            await Task.Delay(Timeout.Infinite, call.Gone);
        });
        exchange.Ari.On("POST", "/channels").After(answer.Task).Respond(200, Exchange.Agent("agent-1", "1.1"));
        var call = await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("POST", "/channels");
        await exchange.EnterAsync(Exchange.Agent("agent-1", "1.1"), "agent");
        await Eventually.TrueAsync(() => call.Legs.Single().Answered, Soon, "the leg is up");
        answer.SetResult();
        Assert.Equal(new PickedUp("agent-1"), await seen.Task.WaitAsync(Soon));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_phone_whose_dialling_got_no_answer_is_ours_when_it_is_there(bool there)
    {
        var seen = new TaskCompletionSource<CallEvent>();
        await using var exchange = await Exchange.StartAsync(
            async call =>
            {
                await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
                seen.SetResult(await call.NextAsync(call.Gone));
                await Task.Delay(Timeout.Infinite, call.Gone);
            },
            ari =>
            {
                ari.On("POST", "/channels").Fail(503, "Too busy");
                if (there) ari.On("GET", "/channels/agent-1").Respond(200, Exchange.Agent("agent-1", "1.1"));
            });
        var call = await exchange.ArrivesAsync("1.1");
        if (!there)
        {
            await exchange.Ari.RequestAsync("POST", "/channels/1.1/continue");
            Assert.Empty(call.Legs);
            return;
        }
        await exchange.Ari.RequestAsync("GET", "/channels/agent-1");
        await exchange.EnterAsync(Exchange.Agent("agent-1", "1.1"), "agent");
        Assert.Equal(new PickedUp("agent-1"), await seen.Task.WaitAsync(Soon));
        Assert.Equal(0, exchange.Count("DELETE", "/channels/agent-1"));
    }

    [Fact]
    public async Task Events_told_twice_happen_once()
    {
        var heard = new List<CallEvent>();
        var pressed = new TaskCompletionSource();
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
            while (true)
            {
                heard.Add(await call.NextAsync(call.Gone));
                if (heard[^1] is DigitPressed)
                {
                    pressed.SetResult();
                }
            }
        });
        var (caller, leg) = (Exchange.Caller("1.1"), Exchange.Agent("agent-1", "1.1"));
        await exchange.ArrivesAsync("1.1");
        await exchange.EnterAsync(caller, "incoming");
        await exchange.Ari.RequestAsync("POST", "/channels");
        await exchange.EnterAsync(leg, "agent");
        await exchange.EnterAsync(leg, "agent");
        await exchange.DestroyAsync(leg, 17);
        await exchange.DestroyAsync(leg, 17);
        await exchange.PressAsync(caller, '1');
        await pressed.Task.WaitAsync(Soon);
        Assert.Equal([new PickedUp("agent-1"), new LegGone("agent-1", 17, ""), new DigitPressed("1.1", '1')], heard);
        Assert.Single(exchange.Conversations);
    }

    [Fact]
    public async Task A_leg_nobody_knows_is_left_alone_when_the_dialplan_joins_its_caller_with_it_and_hung_up_else()
    {
        await using var exchange = await Exchange.StartAsync(call => Task.Delay(Timeout.Infinite, call.Gone));
        var caller = Exchange.Caller("1.1", "fallback");
        caller["dialplan"]!["app_name"] = "Bridge";
        exchange.Ari.On("GET", "/channels/1.1").Respond(200, caller);
        exchange.Ari.On("GET", "/channels/1.1/variable").Respond(200, new { value = "agent-1" });
        await exchange.EnterAsync(Exchange.Agent("agent-1", "1.1"), "agent");
        await exchange.Ari.RequestAsync("GET", "/channels/1.1");
        await exchange.EnterAsync(Exchange.Agent("agent-3", "1.1"), "agent");
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-3");
        exchange.Ari.On("GET", "/channels/2.2").Fail(404, "Channel not found");
        await exchange.EnterAsync(Exchange.Agent("agent-2", "2.2"), "agent");
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-2");
        Assert.Equal(0, exchange.Count("DELETE", "/channels/agent-1"));
    }

    [Fact]
    public async Task A_caller_who_comes_back_waits_until_the_conversation_before_has_told_all_it_knows()
    {
        var (told, begun) = (new TaskCompletionSource(), 0);
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            if (Interlocked.Increment(ref begun) == 1)
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, call.Gone);
                }
                finally
                {
                    await told.Task;
                    call.Tell();
                }
            }
        });
        var call = await exchange.ArrivesAsync("1.1");
        await exchange.Ari.SendAsync(new System.Text.Json.Nodes.JsonObject { ["type"] = "StasisEnd", ["channel"] = Exchange.Caller("1.1") });
        await Eventually.TrueAsync(() => call.End == CallEnd.Left, Soon, "he left");
        await exchange.EnterAsync(Exchange.Caller("1.1"), "incoming");
        await Eventually.TrueAsync(() => exchange.Host.Find("1.1") is { End: CallEnd.None }, Soon, "he is back");
        Assert.Equal(1, Volatile.Read(ref begun));
        told.SetResult();
        await Eventually.TrueAsync(() => Volatile.Read(ref begun) == 2, Soon, "the next conversation begins");
    }

    [Fact]
    public async Task A_leg_that_enters_after_its_end_was_told_is_hung_up()
    {
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
            await Task.Delay(Timeout.Infinite, call.Gone);
        });
        await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("POST", "/channels");
        await exchange.DestroyAsync(Exchange.Agent("agent-1", "1.1"));
        await exchange.EnterAsync(Exchange.Agent("agent-1", "1.1"), "agent");
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-1");
    }

    [Theory]
    [InlineData(404, "Channel not found")]
    [InlineData(409, "Channel not in Stasis application")]
    public async Task A_request_to_a_caller_who_just_left_ends_the_conversation_as_a_hang_up_does(int status, string message)
    {
        var ended = new TaskCompletionSource<Exception>();
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            try
            {
                await call.StartMusicAsync(call.Gone);
            }
            catch (Exception e)
            {
                ended.SetResult(e);
                throw;
            }
        });
        exchange.Ari.On("POST", "/channels/{id}/moh").Fail(status, message);
        var call = await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("POST", "/channels/1.1/moh");
        await exchange.DestroyAsync(Exchange.Caller("1.1"));
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(Soon));
        Assert.Equal(CallEnd.HungUp, call.End);
        await Eventually.TrueAsync(() => exchange.Host.Find("1.1") is null, Soon, "the call is put away");
        Assert.Equal(0, exchange.Count("POST", "/channels/1.1/continue"));
    }

    [Fact]
    public async Task A_leg_that_is_gone_when_it_is_to_be_joined_leaves_no_bridge()
    {
        var removed = new TaskCompletionSource();
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            var leg = await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
            await call.OpenBridgeAsync("talk-agent-1", call.Gone);
            await Assert.ThrowsAsync<Ari.AriGoneException>(() => call.JoinAsync(leg, "talk-agent-1", call.Gone));
            await call.RemoveBridgeAsync(call.Gone);
            removed.SetResult();
        });
        exchange.Ari.On("POST", "/bridges/{id}/addChannel").Fail(422, "Channel not in Stasis application");
        await exchange.ArrivesAsync("1.1");
        await removed.Task.WaitAsync(Soon);
        Assert.Equal(1, exchange.Count("DELETE", "/bridges/talk-agent-1"));
    }

    [Fact]
    public async Task A_caller_who_stays_is_out_of_the_bridge_before_it_is_deleted()
    {
        var over = new TaskCompletionSource();
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            var leg = await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
            foreach (var bridge in new[] { "talk-agent-1", "talk-agent-2" })
            {
                await call.OpenBridgeAsync(bridge, call.Gone);
                await call.JoinAsync(leg, bridge, call.Gone);
                await call.LeaveBridgeAsync(call.Gone);
            }
            over.SetResult();
        });
        await exchange.ArrivesAsync("1.1");
        await over.Task.WaitAsync(Soon);
        var asked = exchange.Ari.Requests.Select(r => (r.Method, r.Path)).Where(r => r.Path.StartsWith("/bridges/", StringComparison.Ordinal)).ToList();
        Assert.All(exchange.Ari.Requests.Where(r => r.Path.EndsWith("/removeChannel", StringComparison.Ordinal)), r => Assert.Equal("1.1", r.Query["channel"]));
        foreach (var bridge in new[] { "/bridges/talk-agent-1", "/bridges/talk-agent-2" })
        {
            Assert.InRange(asked.IndexOf(("POST", bridge + "/removeChannel")), 0, asked.IndexOf(("DELETE", bridge)) - 1);
        }
    }
}
