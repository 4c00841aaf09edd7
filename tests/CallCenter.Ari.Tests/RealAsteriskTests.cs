using CallCenter.Ari.Events;
using CallCenter.Ari.Models;
using CallCenter.Testing;

namespace CallCenter.Ari.Tests;

/// <summary>The library against the installed Asterisk: what the fake claims has to hold here too.</summary>
public sealed class RealAsteriskTests : IClassFixture<PlainAsterisk>
{
    private readonly PlainAsterisk _asterisk;

    public RealAsteriskTests(PlainAsterisk asterisk)
    {
        AsteriskRoot.Require();
        _asterisk = asterisk;
    }

    [Fact]
    public async Task A_call_enters_Stasis_hears_a_prompt_and_is_recorded()
    {
        await using var listening = new Listening(_asterisk.Options("talk"));
        await listening.NextAsync<AriConnected>();
        var ari = listening.Client;

        await EnterAsync(listening, "talk-1");
        var start = await listening.NextAsync<StasisStart>(s => s.Channel.Id == "talk-1");
        Assert.Equal(["one", "two"], start.Args);
        Assert.Equal("talk-1", start.Channel.Channelvars["CC_CALL"]);
        Assert.Equal("", start.Channel.Channelvars["CC_LEASE"]);
        Assert.Equal(ChannelState.Up, start.Channel.State);
        Assert.InRange(start.Timestamp, TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));

        await ari.Channels.PlayAsync("talk-1", [_asterisk.Sound("beep"), _asterisk.Sound("beep")], playbackId: "say-1");
        var finished = await listening.NextAsync<PlaybackFinished>();
        Assert.True(finished.Playback.State == PlaybackState.Done, _asterisk.Said());
        Assert.Equal(("say-1", PlaybackState.Done), (finished.Playback.Id, finished.Playback.State));

        await ari.Channels.RecordAsync("talk-1", "take-1", "wav", maxDurationSeconds: 1);
        var recorded = await listening.NextAsync<RecordingFinished>();
        Assert.Equal(RecordingState.Done, recorded.Recording.State);
        await using (var stream = await ari.Recordings.GetStoredFileAsync("take-1"))
        {
            var head = new byte[4];
            await stream.ReadExactlyAsync(head);
            Assert.Equal("RIFF"u8.ToArray(), head);
        }

        await ari.Channels.HangupAsync("talk-1", reason: HangupReason.Normal);
        var destroyed = await listening.NextAsync<ChannelDestroyed>(d => d.Channel.Id == "talk-1");
        Assert.Equal(16, destroyed.Cause);
        Assert.Equal(0, listening.Connection.MalformedEvents);
        Assert.Empty(listening.Messages.OfType<UnknownEvent>());
    }

    [Fact]
    public async Task Variables_and_the_lease_are_set_read_and_missed()
    {
        await using var listening = new Listening(_asterisk.Options("variables"));
        await listening.NextAsync<AriConnected>();
        var channels = listening.Client.Channels;
        await EnterAsync(listening, "var-1");

        await channels.SetVariableAsync("var-1", "CC_LEASE", "30 秒");
        await channels.SetVariableAsync("var-1", "TIMEOUT(absolute)", "600");
        await channels.SetVariablesAsync("var-1", new Dictionary<string, string> { ["A"] = "1", ["B"] = "a&b=c%" });

        Assert.Equal("30 秒", await channels.GetVariableAsync("var-1", "CC_LEASE"));
        Assert.Equal("30 秒", (await channels.GetAsync("var-1")).Channelvars["CC_LEASE"]);
        Assert.StartsWith("59", await channels.GetVariableAsync("var-1", "TIMEOUT(absolute)"), StringComparison.Ordinal);
        Assert.Equal("a&b=c%", (await channels.GetChannelVarsAsync("var-1", ["A", "B"])).Values["B"]);
        Assert.Null(await channels.GetVariableAsync("var-1", "NOT_THERE"));
        await channels.HangupAsync("var-1");
    }

    [Fact]
    public async Task A_channel_that_left_is_gone_whatever_is_asked_of_it()
    {
        await using var listening = new Listening(_asterisk.Options("gone"));
        await listening.NextAsync<AriConnected>();
        var ari = listening.Client;
        await EnterAsync(listening, "gone-1");
        var bridge = await ari.Bridges.CreateAsync(type: "mixing", bridgeId: "gone-bridge");
        await ari.Bridges.AddChannelAsync(bridge.Id, "gone-1");
        await listening.NextAsync<ChannelEnteredBridge>();

        await ari.Channels.HangupAsync("gone-1");
        await listening.NextAsync<ChannelDestroyed>(d => d.Channel.Id == "gone-1");

        await Assert.ThrowsAsync<AriGoneException>(() => ari.Channels.AnswerAsync("gone-1"));
        await Assert.ThrowsAsync<AriGoneException>(() => ari.Channels.HangupAsync("gone-1"));
        await Assert.ThrowsAsync<AriGoneException>(() => ari.Channels.PlayAsync("gone-1", ["sound:beep"]));
        await Assert.ThrowsAsync<AriGoneException>(() => ari.Channels.GetVariableAsync("gone-1", "X"));
        await Assert.ThrowsAsync<AriGoneException>(() => ari.Playbacks.StopAsync("gone-playback"));
        await ari.Bridges.DestroyAsync(bridge.Id);
        await Assert.ThrowsAsync<AriGoneException>(() => ari.Bridges.StartMohAsync(bridge.Id));
    }

    [Fact]
    public async Task Adding_a_channel_that_left_to_a_living_bridge_says_so()
    {
        using var ari = new AriClient(_asterisk.Options("add"));
        var bridge = await ari.Bridges.CreateAsync(type: "mixing", bridgeId: "add-bridge");

        var refused = await Assert.ThrowsAnyAsync<AriException>(() => ari.Bridges.AddChannelAsync(bridge.Id, "never-was"));

        await ari.Bridges.DestroyAsync(bridge.Id);
        Assert.IsType<AriGoneException>(refused);
    }

    [Fact]
    public async Task A_channel_id_that_is_taken_is_rejected()
    {
        await using var listening = new Listening(_asterisk.Options("taken"));
        await listening.NextAsync<AriConnected>();
        await EnterAsync(listening, "taken-1");

        await Assert.ThrowsAsync<AriRejectedException>(() => listening.Client.Channels.OriginateAsync("Local/s@echo", app: "taken", channelId: "taken-1"));

        await listening.Client.Channels.HangupAsync("taken-1");
    }

    [Fact]
    public async Task Only_the_event_types_of_the_filter_arrive()
    {
        var options = _asterisk.Options("filtered");
        options.EventTypes = ["StasisStart", "StasisEnd"];
        await using var listening = new Listening(options);
        await listening.NextAsync<AriConnected>();
        await Eventually.TrueAsync(
            async () => (await listening.Client.Applications.GetAsync("filtered")).EventsAllowed.Count == 2, TimeSpan.FromSeconds(10), "the filter set");

        await EnterAsync(listening, "filtered-1");
        await listening.Client.Channels.HangupAsync("filtered-1");
        await listening.NextAsync<StasisEnd>();

        Assert.All(listening.Messages.OfType<AriEvent>(), e => Assert.True(e is StasisStart or StasisEnd, e.Type));
    }

    [Fact]
    public async Task A_second_socket_takes_the_application_over()
    {
        await using var first = new Listening(_asterisk.Options("owned"));
        await first.NextAsync<AriConnected>();

        await using var second = new Listening(_asterisk.Options("owned"));
        await second.NextAsync<AriConnected>();

        Assert.Equal(AriEnd.Replaced, await first.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        await EnterAsync(second, "owned-1");
        await second.Client.Channels.HangupAsync("owned-1");
    }

    [Fact]
    public async Task A_quiet_socket_is_kept_alive_by_pings()
    {
        var options = _asterisk.Options("quiet");
        options.PingInterval = TimeSpan.FromMilliseconds(100);
        options.PingTimeout = TimeSpan.FromMilliseconds(200);
        await using var listening = new Listening(options);
        await listening.NextAsync<AriConnected>();

        var lost = listening.NextAsync<AriDisconnected>(within: TimeSpan.FromMinutes(1));
        var first = await Task.WhenAny(lost, Task.Delay(TimeSpan.FromSeconds(1.5)));

        Assert.NotSame(lost, first);
        await listening.StopAsync();
        await lost;
    }

    [Fact]
    public async Task Realtime_objects_are_put_read_and_deleted()
    {
        using var ari = new AriClient(_asterisk.Options("config"));

        await ari.Asterisk.PutConfigAsync("res_pjsip", "auth", "agent01", new Dictionary<string, string> { ["auth_type"] = "userpass", ["username"] = "agent01", ["password"] = "p&q=r" });

        var read = await ari.Asterisk.GetObjectAsync("res_pjsip", "auth", "agent01");
        Assert.Contains(read, f => f is { Attribute: "password", Value: "p&q=r" });
        Assert.True(await ari.Asterisk.DeleteConfigAsync("res_pjsip", "auth", "agent01"));
        Assert.False(await ari.Asterisk.DeleteConfigAsync("res_pjsip", "auth", "agent01"));
        await Assert.ThrowsAsync<AriRejectedException>(() => ari.Asterisk.PutConfigAsync("res_pjsip", "auth", "bad", new Dictionary<string, string> { ["no_such_field"] = "1" }));
    }

    [Fact]
    public async Task A_wrong_password_is_rejected()
    {
        var options = _asterisk.Options("stranger");
        options.Password = "guess";
        using var ari = new AriClient(options);

        Assert.Equal(401, (await Assert.ThrowsAsync<AriRejectedException>(() => ari.Channels.ListAsync())).Status);
    }

    [Fact]
    public async Task Asterisk_that_dies_and_comes_back_is_found_again()
    {
        await using var own = new PlainAsterisk();
        await own.InitializeAsync();
        await using var listening = new Listening(own.Options("reborn"));
        await listening.NextAsync<AriConnected>();
        await EnterAsync(listening, "reborn-1");

        await own.KillAsync();
        await listening.NextAsync<AriDisconnected>();
        await Assert.ThrowsAsync<AriUnavailableException>(() => listening.Client.Channels.ListAsync());
        await own.StartAsync();

        await listening.NextAsync<AriConnected>(c => c.Epoch == 2);
        await EnterAsync(listening, "reborn-2");
    }

    /// <summary>A call into the listening application, echoed at its far end.</summary>
    private static async Task EnterAsync(Listening listening, string id)
    {
        await listening.Client.Channels.OriginateAsync(
            "Local/s@echo", app: listening.Application, appArgs: "one,two", channelId: id, formats: "ulaw", variables: new Dictionary<string, string> { ["CC_CALL"] = id });
        await listening.NextAsync<StasisStart>(s => s.Channel.Id == id);
    }
}
