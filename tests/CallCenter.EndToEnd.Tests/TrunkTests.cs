using System.Diagnostics;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Trunks made, changed and lost while calls are up: a real Asterisk, a second carrier on an address of its own.</summary>
public sealed class TrunkTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private TrunkDesk _trunks = null!;

    public async ValueTask InitializeAsync() => _trunks = new TrunkDesk(await house.Center.SignInAsync("admin01", null));

    public async ValueTask DisposeAsync()
    {
        await _trunks.DisposeAsync();
        await house.SilenceAsync();
    }

    [Fact]
    public async Task A_trunk_added_during_a_talk_brings_calls_and_the_talk_goes_on_also_when_the_trunk_dies()
    {
        await using var carrier = await Town.StartAsync(house.Center.Asterisk, "127.0.0.2");
        var (first, second) = (await house.PhoneAsync("8001"), await house.PhoneAsync("8002"));
        using var agent = await house.Center.SignInAsync("agent01", "8001");
        using var other = await house.Center.SignInAsync("agent02", "8002");
        await agent.ReadyAsync();
        var talking = await house.Town.CallAsync("13800000001", "12345", toneHz: 440);
        await (await first.RingsAsync(TimeSpan.FromSeconds(10))).AnswerAsync(toneHz: 880);
        await talking.HearsAsync(880);
        var refused = await carrier.CallAsync("13800000002", "12345");
        await refused.EndedAsync();

        await _trunks.PutAsync("trunks/unicom", TrunkDesk.Trunk("127.0.0.2", carrier.Asterisk.SipPort) with { InRules = ["022>"] });
        var line = await _trunks.IsAsync("unicom", t => t is { Reachable: true, RoundTripMs: > 0 }, "answers");
        Assert.InRange(line.RoundTripMs!.Value, 0.01, 1000);
        await other.ReadyAsync();
        var resident = await carrier.CallAsync("13800000002", "02212345", toneHz: 500);
        var ring = await second.RingsAsync(TimeSpan.FromSeconds(10));
        await ring.AnswerAsync(toneHz: 660);
        await resident.HearsAsync(660);
        await talking.HearsAsync(880);
        await _trunks.IsAsync("unicom", t => t.Channels == 1, "carries one call");

        // Changed under the call, and then off: the call stays, and its end is heard.
        await _trunks.PutAsync("trunks/unicom", TrunkDesk.Trunk("127.0.0.2", carrier.Asterisk.SipPort) with { Lines = 4, Present = "02288" }, 1);
        await _trunks.PutAsync("trunks/unicom", TrunkDesk.Trunk("127.0.0.2", carrier.Asterisk.SipPort) with { Active = false }, 2);
        await Eventually.TrueAsync(async () => !(await house.Center.Asterisk.CommandAsync("pjsip show endpoints")).Contains("trunk_unicom"), TimeSpan.FromSeconds(10), "the trunk is gone from Asterisk");
        await resident.HearsAsync(660);
        await resident.HangUpAsync();
        await ring.EndedAsync(TimeSpan.FromSeconds(5));

        await _trunks.PutAsync("trunks/unicom", TrunkDesk.Trunk("127.0.0.2", carrier.Asterisk.SipPort), 3);
        await _trunks.IsAsync("unicom", t => t.Reachable == true, "answers again");
        await carrier.Asterisk.StopAsync();
        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(async () => (await _trunks.WarningsAsync()).Contains("trunk-down:unicom"), TimeSpan.FromSeconds(10), "the administrator is told");
        TestContext.Current.SendDiagnosticMessage($"down told after {clock.Elapsed.TotalSeconds:0.0} s");
        using var health = new HttpClient { BaseAddress = house.Center.Url };
        Assert.Contains("trunk-down:unicom", await health.GetStringAsync("/healthz"), StringComparison.Ordinal);
        Assert.Contains("callcenter_trunk_up{trunk=\"unicom\"} 0", await health.GetStringAsync("/metrics"), StringComparison.Ordinal);
        await talking.HearsAsync(880);
        await talking.HangUpAsync();
    }

    [Fact]
    public async Task A_carrier_that_floods_is_answered_503_and_its_alarms_come_through()
    {
        await using var flooding = new CarrierStub("127.0.0.5", house.Center.Asterisk.SipPort);
        await _trunks.PutAsync("trunks/flood", TrunkDesk.Trunk("127.0.0.5", flooding.Port) with { CallsPerSecond = 5 });
        await _trunks.IsAsync("flood", t => t.Reachable == true, "answers");
        var (calls, alarms) = (new List<string>(), new List<string>());
        for (var i = 0; i < 60; i++)
        {
            calls.Add(flooding.Call("12345"));
            if (i % 20 == 10) alarms.Add(flooding.Call("12349"));
        }
        await Eventually.TrueAsync(() => calls.Concat(alarms).All(call => flooding.StatusOf(call) >= 200), TimeSpan.FromSeconds(30), "every call has its answer");
        Assert.All(alarms, alarm => Assert.Equal(200, flooding.StatusOf(alarm)));
        Assert.InRange(calls.Count(call => flooding.StatusOf(call) == 503), 40, 55);
        Assert.Equal(60 - calls.Count(call => flooding.StatusOf(call) == 503), calls.Count(call => flooding.StatusOf(call) == 200));
        Assert.Contains("trunk-flood:flood", await _trunks.WarningsAsync());
        await _trunks.IsAsync("flood", t => t.RefusedFlood == calls.Count(call => flooding.StatusOf(call) == 503), "counts what was refused");
    }

    [Fact]
    public async Task Lines_kept_free_are_for_alarms()
    {
        await using var carrier = await Town.StartAsync(house.Center.Asterisk, "127.0.0.6");
        await _trunks.PutAsync("trunks/small", TrunkDesk.Trunk("127.0.0.6", carrier.Asterisk.SipPort) with { Lines = 2, KeptFree = 1 });
        await _trunks.IsAsync("small", t => t.Reachable == true, "answers");
        var first = await carrier.CallAsync("13800000001", "12345", toneHz: 440);
        await first.AnsweredAsync();
        var second = await carrier.CallAsync("13800000002", "12345", toneHz: 440);
        Assert.Equal(34, await second.EndedAsync());
        var alarm = await carrier.CallAsync("13800000003", "12349", toneHz: 440);
        await alarm.AnsweredAsync();
        await _trunks.IsAsync("small", t => t is { Channels: 2, RefusedFull: 1 }, "is full");
        await first.HangUpAsync();
        await alarm.HangUpAsync();
    }
}
