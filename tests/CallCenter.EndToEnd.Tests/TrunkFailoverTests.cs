using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.EndToEnd.Tests;

/// <summary>Calls out by the next trunk. No phone is registered here: alarms go to the duty number, by the dialplan alone.</summary>
public sealed class TrunkFailoverTests(House house) : IClassFixture<House>, IAsyncLifetime
{
    private TrunkDesk _trunks = null!;

    public async ValueTask InitializeAsync() => _trunks = new TrunkDesk(await house.Center.SignInAsync("admin01", null));

    public async ValueTask DisposeAsync()
    {
        await _trunks.DisposeAsync();
        await house.SilenceAsync();
    }

    [Fact]
    public async Task A_trunk_that_answers_no_OPTIONS_is_tried_all_the_same_when_no_other_takes_the_call()
    {
        const string duty = "13900000009";
        await using var silent = new CarrierStub("127.0.0.8", house.Center.Asterisk.SipPort) { Status = 0 };
        var now = TimeProvider.System.GetUtcNow();
        await _trunks.PutAsync("duty/s2", new DutySetting(now.AddHours(-1), now.AddHours(1), "李值班", duty));
        await _trunks.PutAsync("trunks/silent", TrunkDesk.Trunk("127.0.0.8", silent.Port));
        await _trunks.IsAsync("silent", t => t.Reachable == false, "is down");
        await house.Center.KillServerAsync();
        var alarm = await house.Town.CallAsync("13800000001", "12349", toneHz: 440);
        await (await house.Town.Subscriber(duty).RingsAsync(TimeSpan.FromSeconds(12))).HangUpAsync("congestion");
        await Eventually.TrueAsync(() => silent.Tried.Contains(duty), TimeSpan.FromSeconds(5), "the trunk that is down is tried");
        await alarm.HangUpAsync();
        await house.Center.StartServerAsync();
    }

    [Fact]
    public async Task The_duty_number_is_called_by_the_next_trunk_when_one_is_dead_or_refuses_with_no_Server_at_all()
    {
        const string duty = "02287654321";
        await using var dead = new CarrierStub("127.0.0.4", house.Center.Asterisk.SipPort) { Status = 403 };
        await using var carrier = await Town.StartAsync(house.Center.Asterisk, "127.0.0.3");
        await carrier.OpenLineAsync("line1", "carriers-secret");
        var now = TimeProvider.System.GetUtcNow();
        await _trunks.PutAsync("duty/s1", new DutySetting(now.AddHours(-1), now.AddHours(1), "李值班", duty));
        await _trunks.PutAsync("trunks/mobile", TrunkDesk.Trunk("127.0.0.4", dead.Port, order: 1));
        await _trunks.PutAsync("trunks/ims", TrunkDesk.Trunk("127.0.0.3", carrier.Asterisk.SipPort, order: 2) with
        {
            Kind = TrunkKind.Registration, User = "line1", Password = "carriers-secret", Present = "02212345", Prefix = "9", OutRules = ["022>0"],
        });
        await _trunks.IsAsync("mobile", t => t.Reachable == true, "answers OPTIONS");
        await _trunks.IsAsync("ims", t => t is { Reachable: true, Registration: "registered" }, "is registered");
        var officer = carrier.Subscriber("9087654321");

        async Task AlarmAsync(int withinSeconds)
        {
            var alarm = await house.Town.CallAsync("13800000001", "12349", toneHz: 440);
            var ring = await officer.RingsAsync(TimeSpan.FromSeconds(withinSeconds));
            Assert.Equal("02212345", ring.CallerNumber);
            await ring.AnswerAsync(toneHz: 880);
            await alarm.HearsAsync(880);
            await ring.HearsAsync(440);
            await alarm.HangUpAsync();
            await ring.EndedAsync();
        }

        // It refuses: told, and passed over at once.
        await house.Center.KillServerAsync();
        await AlarmAsync(12);
        Assert.Contains(duty, dead.Tried);
        await house.Center.StartServerAsync();

        // It is dead: told within ten seconds, and not even tried any more.
        dead.Status = 0;
        await Eventually.TrueAsync(async () => (await _trunks.WarningsAsync()).Contains("trunk-down:mobile"), TimeSpan.FromSeconds(10), "the administrator is told");
        dead.Tried.Clear();
        await house.Center.KillServerAsync();
        await AlarmAsync(12);
        Assert.Empty(dead.Tried);

        // Asterisk alone, started anew: the trunks are there.
        await house.Center.Asterisk.StopAsync();
        await house.Center.Asterisk.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await house.Center.Asterisk.CommandAsync("pjsip show registrations")).Contains("Registered"), TimeSpan.FromSeconds(15), "the trunk registers by itself");
        await AlarmAsync(20);
        await house.Center.StartServerAsync();
    }
}
