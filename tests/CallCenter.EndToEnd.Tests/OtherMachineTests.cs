using System.Diagnostics;
using CallCenter.Testing;
using Microsoft.Playwright;

namespace CallCenter.EndToEnd.Tests;

/// <summary>An agent whose browser runs on another machine, over HTTPS and WSS with a certificate of the centre's own authority.</summary>
public sealed class OtherMachineTests
{
    [Fact]
    public async Task An_agent_on_another_machine_checks_the_seat_and_takes_a_call_and_is_refused_ARI()
    {
        var clock = Stopwatch.StartNew();
        await using var host = await SecondHost.AddAsync();
        await using var center = await Center.StartAsync(new Dictionary<string, string> { ["CALLCENTER_BIND"] = host.CenterAddress, ["CALLCENTER_TLS"] = "local" });
        await using var town = await Town.StartAsync(center.Asterisk);
        await ExpectAriClosedAsync(center, host);
        await ExpectHttpsOnlyAsync(center, host);

        await using var seat = await Seat.OpenAsync(center, host);
        await seat.SignInAsync("agent01");
        Assert.All(await seat.Context.CookiesAsync(), cookie => Assert.True(cookie.Secure && cookie.HttpOnly, $"{cookie.Name} goes over plain HTTP too"));
        await CheckSeatAsync(seat);

        await seat.ClickAsync("就绪");
        await seat.PhoneIsAsync("空闲");
        var caller = await town.CallAsync("13800000001", "12345", toneHz: 440);
        await seat.PhoneIsAsync("振铃");
        await seat.ClickAsync("接听");
        await seat.PhoneIsAsync("通话中");
        await caller.HearsAsync(Seat.VoiceHz);
        await seat.HearsAsync(440);
        await seat.ScreenshotAsync("other-machine");
        await caller.HangUpAsync();
        await seat.PhoneIsAsync("话后处理");
        TestContext.Current.TestOutputHelper?.WriteLine($"all of it in {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private static async Task CheckSeatAsync(Seat seat)
    {
        await seat.Page.GetByRole(AriaRole.Link, new() { Name = "坐席检查" }).ClickAsync();
        await seat.ClickAsync("开始检查");
        await seat.Button("听到了").ClickAsync();
        await Assertions.Expect(seat.Page.GetByText("坐席检查通过")).ToBeVisibleAsync();
        await seat.ScreenshotAsync("seat-check");
        await seat.Page.GetByRole(AriaRole.Link, new() { Name = "返回工作台" }).ClickAsync();
        await Assertions.Expect(seat.Button("就绪")).ToBeEnabledAsync();
    }

    /// <summary>With the right password, in every spelling Asterisk understands, on both listeners; while this machine itself gets in.</summary>
    private static async Task ExpectAriClosedAsync(Center center, SecondHost host)
    {
        string[] signedIn = ["--cacert", center.Authority, "-u", "callcenter:" + center.Asterisk.AriPassword];
        var secure = $"https://{host.CenterAddress}:{center.Asterisk.WssPort}";
        foreach (var path in (string[])["/ari/asterisk/ping", "/ARI/asterisk/ping", "/Ari/channels", "/ari/events?app=callcenter"])
        {
            Assert.Equal(403, await host.StatusAsync(secure + path, signedIn));
            Assert.Equal(0, await host.StatusAsync($"http://{host.CenterAddress}:{center.Asterisk.AriPort}{path}", signedIn));
        }
        Assert.Equal(426, await host.StatusAsync(secure + "/ws", signedIn));
        using var here = await center.Asterisk.Ari.GetAsync("asterisk/ping");
        Assert.True(here.IsSuccessStatusCode);
    }

    private static async Task ExpectHttpsOnlyAsync(Center center, SecondHost host)
    {
        Assert.Equal(0, await host.StatusAsync(center.Url.ToString())); // not trusted: nobody else's authority vouches for it
        Assert.Equal(200, await host.StatusAsync(center.Url.ToString(), "--cacert", center.Authority));
        var plain = $"http://{host.CenterAddress}:{center.HttpPort}/seat-check";
        Assert.Equal(308, await host.StatusAsync(plain));
        Assert.Equal(200, await host.StatusAsync(plain, "-L", "--cacert", center.Authority));
    }
}
