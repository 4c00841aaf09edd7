using CallCenter.Testing;

namespace CallCenter.Calls.Tests;

/// <summary>A caller without a human is never ours alone: the lease, and what happens when a conversation fails.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10), Third = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_lease_is_renewed_at_a_third_while_the_mailbox_is_read_and_not_after_it_is_cleared()
    {
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.HoldLeaseAsync(call.Gone);
            while (await call.NextAsync(call.Gone) is not DigitPressed)
            {
            }
            await call.ClearLeaseAsync(call.Gone);
            await call.NextAsync(call.Gone);
        });
        await exchange.ArrivesAsync("1.1");
        await LeasesAre(exchange, "30");
        await PassAsync(exchange, Third, "30", "30");
        await PassAsync(exchange, Third, "30", "30", "30");
        await exchange.PressAsync(Exchange.Caller("1.1"), '1');
        await LeasesAre(exchange, "30", "30", "30", "0");
        await PassAsync(exchange, 4 * Third, "30", "30", "30", "0");
    }

    [Fact]
    public async Task A_conversation_that_does_not_read_its_mailbox_does_not_renew()
    {
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.HoldLeaseAsync(call.Gone);
            await Task.Delay(Timeout.Infinite, call.Gone);
        });
        await exchange.ArrivesAsync("1.1");
        await LeasesAre(exchange, "30");
        await PassAsync(exchange, 4 * Third, "30");
    }

    /// <summary>A fault on a timer's thread is caught by nobody: it ends the Server.</summary>
    [Fact]
    public async Task A_renewal_that_comes_due_in_the_moment_an_event_is_read_is_no_fault()
    {
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.HoldLeaseAsync(call.Gone);
            while (true)
            {
                await call.NextAsync(call.Gone);
            }
        });
        await exchange.ArrivesAsync("1.1");
        await LeasesAre(exchange, "30");
        for (var n = 0; n < 5; n++)
        {
            var set = exchange.Time.Timers;
            await exchange.PressAsync(Exchange.Caller("1.1"), '1');
            await Eventually.TrueAsync(() => exchange.Time.Timers > set, Soon, "the mailbox is read again");
            exchange.Time.RunLate(Math.Max(0, set - 1), 1);
        }
        Assert.NotNull(exchange.Host.Find("1.1"));
    }

    [Fact]
    public async Task A_renewal_that_Asterisk_does_not_answer_is_tried_again()
    {
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await call.HoldLeaseAsync(call.Gone);
            await call.NextAsync(call.Gone);
        }, ari => ari.On("POST", "/channels/{id}/variable").Fail(503, "Busy"));
        await exchange.ArrivesAsync("1.1");
        await LeasesAre(exchange, "30");
        await PassAsync(exchange, TimeSpan.FromSeconds(3.5), "30", "30");
    }

    [Fact]
    public async Task A_mailbox_that_overflows_gives_the_caller_to_the_fallback()
    {
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var exchange = await Exchange.StartAsync(async call =>
        {
            await full.Task;
            while (true)
            {
                await call.NextAsync(call.Gone);
            }
        });
        var call = await exchange.ArrivesAsync("1.1");
        for (var n = 0; n < 1001; n++)
        {
            call.Post(new Reminder("x"));
        }
        full.SetResult();
        var given = await exchange.Ari.RequestAsync("POST", "/channels/1.1/continue");
        Assert.Equal("fallback", given.Query["context"]);
    }

    [Fact]
    public async Task A_conversation_that_throws_gives_the_caller_to_the_fallback_and_leaves_the_phone_that_is_up_to_it()
    {
        await using var exchange = await Exchange.StartAsync(ThrowWithALegAsync);
        await exchange.ArrivesAsync("1.1");
        var given = await exchange.Ari.RequestAsync("POST", "/channels/1.1/continue");
        Assert.Equal(("fallback", "s"), (given.Query["context"], given.Query["extension"]));
        await Eventually.TrueAsync(() => exchange.Host.Find("1.1") is null, Soon, "the call is put away");
        Assert.Equal(0, exchange.Count("DELETE", "/channels/agent-1"));
    }

    [Fact]
    public async Task A_conversation_that_throws_when_the_caller_is_gone_leaves_no_phone_behind()
    {
        await using var exchange = await Exchange.StartAsync(ThrowWithALegAsync, ari => ari.On("POST", "/channels/{id}/continue").Fail(404, "Channel not found"));
        await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("DELETE", "/channels/agent-1");
    }

    [Fact]
    public async Task A_conversation_that_throws_when_the_dialplan_has_the_caller_leaves_him_his_phone_and_no_bridge()
    {
        await using var exchange = await Exchange.StartAsync(JoinAsync, ari =>
        {
            ari.On("POST", "/bridges/{id}/addChannel").Fail(503, "Too busy");
            ari.On("POST", "/channels/{id}/continue").Fail(409, "Channel not in Stasis application");
        });
        await exchange.ArrivesAsync("1.1");
        await exchange.Ari.RequestAsync("DELETE", "/bridges/talk-agent-1");
        await Eventually.TrueAsync(() => exchange.Host.Find("1.1") is null, Soon, "the call is put away");
        Assert.Equal(0, exchange.Count("DELETE", "/channels/agent-1"));
    }

    private static async Task JoinAsync(Call call)
    {
        var leg = await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
        await call.OpenBridgeAsync("talk-agent-1", call.Gone);
        await call.JoinAsync(leg, "talk-agent-1", call.Gone);
    }

    private static async Task ThrowWithALegAsync(Call call)
    {
        await call.DialAsync(Exchange.LegTo("agent-1"), call.Gone);
        throw new InvalidOperationException("A fault of ours.");
    }

    /// <summary>Moves the clock in small steps, so that a timer set meanwhile is seen, and looks at what was sent.</summary>
    private static async Task PassAsync(Exchange exchange, TimeSpan time, params string[] leases)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(0.5))
        {
            exchange.Time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Delay(5);
        }
        await LeasesAre(exchange, leases);
    }

    private static async Task LeasesAre(Exchange exchange, params string[] leases)
    {
        await Eventually.TrueAsync(() => exchange.Leases("1.1").Length >= leases.Length, Soon, $"{leases.Length} leases");
        Assert.Equal(leases, exchange.Leases("1.1"));
    }
}
