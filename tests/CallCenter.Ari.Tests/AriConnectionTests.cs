using System.Diagnostics;
using CallCenter.Ari.Events;
using CallCenter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallCenter.Ari.Tests;

public sealed class AriConnectionTests : IAsyncLifetime
{
    private FakeAri _ari = null!;

    public async ValueTask InitializeAsync() => _ari = await FakeAri.StartAsync();

    public ValueTask DisposeAsync() => _ari.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_events_arrive_in_the_order_they_were_sent()
    {
        await using var listening = new Listening(_ari.Options);

        for (var i = 0; i < 10_000; i++)
        {
            await _ari.SendAsync(Varset(i));
        }

        await listening.NextAsync<ChannelVarset>(count: 10_000);
        Assert.IsType<AriConnected>(listening.Messages[0]);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{i}"), listening.Messages.OfType<ChannelVarset>().Select(v => v.Value));
    }

    [Fact]
    public async Task A_consumer_that_does_not_read_holds_nothing_up()
    {
        using var client = new AriClient(_ari.Options);
        var connection = new AriConnection(_ari.Options, client, NullLogger<AriConnection>.Instance);
        await using var consumer = connection.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await consumer.MoveNextAsync());
        var filler = new string('x', 1000);

        // 20 MB: far more than the buffers of a loopback socket hold.
        for (var i = 0; i < 20_000; i++)
        {
            await _ari.SendAsync(new { type = "ChannelVarset", variable = filler, value = $"{i}" }).WaitAsync(TimeSpan.FromSeconds(10));
        }

        for (var i = 0; i < 20_000; i++)
        {
            Assert.True(await consumer.MoveNextAsync());
            Assert.Equal($"{i}", Assert.IsType<ChannelVarset>(consumer.Current).Value);
        }
    }

    [Fact]
    public async Task The_event_filter_is_set_after_every_connect()
    {
        _ari.Options.EventTypes = ["StasisStart", "StasisEnd"];
        await using var listening = new Listening(_ari.Options);

        var first = await _ari.RequestAsync("PUT", "/applications/callcenter/eventFilter");
        await _ari.DropAsync();
        await _ari.RequestAsync("PUT", "/applications/callcenter/eventFilter", count: 2);

        Assert.Equal("""{"allowed":[{"type":"StasisStart"},{"type":"StasisEnd"}],"disallowed":[]}""", first.Body!.Value.GetRawText());
    }

    [Fact]
    public async Task A_socket_whose_filter_cannot_be_set_is_given_up_and_tried_again()
    {
        _ari.On("PUT", "/applications/{app}/eventFilter").Fail(500, "Out of memory").Once();
        await using var listening = new Listening(_ari.Options);

        var end = await listening.NextAsync<AriDisconnected>();
        await listening.NextAsync<AriConnected>(c => c.Epoch == 2);

        Assert.Equal(AriDisconnectReason.NotReady, end.Reason);
        Assert.Contains("Out of memory", end.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_socket_shows_as_a_gap_between_the_events_around_it()
    {
        await using var listening = new Listening(_ari.Options);
        await _ari.SendAsync(Varset(1));
        await listening.NextAsync<ChannelVarset>();

        await _ari.DropAsync();
        await listening.NextAsync<AriConnected>(count: 2);
        await _ari.SendAsync(Varset(2));
        await listening.NextAsync<ChannelVarset>(count: 2);

        Assert.Collection(
            listening.Messages,
            m => Assert.Equal(1, Assert.IsType<AriConnected>(m).Epoch),
            m => Assert.Equal("1", Assert.IsType<ChannelVarset>(m).Value),
            m => Assert.Equal((1, AriDisconnectReason.Lost), (Assert.IsType<AriDisconnected>(m).Epoch, ((AriDisconnected)m).Reason)),
            m => Assert.Equal(2, Assert.IsType<AriConnected>(m).Epoch),
            m => Assert.Equal("2", Assert.IsType<ChannelVarset>(m).Value));
    }

    [Fact]
    public async Task A_clean_close_is_a_loss_too()
    {
        await using var listening = new Listening(_ari.Options);
        await listening.NextAsync<AriConnected>();

        await _ari.CloseAsync();

        Assert.Equal(AriDisconnectReason.Closed, (await listening.NextAsync<AriDisconnected>()).Reason);
        await listening.NextAsync<AriConnected>(c => c.Epoch == 2);
    }

    [Fact]
    public async Task A_half_open_socket_is_noticed_within_ping_interval_and_time_out()
    {
        _ari.Options.PingInterval = TimeSpan.FromMilliseconds(200);
        _ari.Options.PingTimeout = TimeSpan.FromMilliseconds(300);
        await using var listening = new Listening(_ari.Options);
        await _ari.RequestAsync("PUT", "/applications/callcenter/eventFilter");
        var clock = Stopwatch.StartNew();

        await _ari.StallAsync();

        var end = await listening.NextAsync<AriDisconnected>(within: TimeSpan.FromSeconds(5));
        Assert.Equal(AriDisconnectReason.Lost, end.Reason);
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));
        await listening.NextAsync<AriConnected>(c => c.Epoch == 2);
    }

    [Fact]
    public async Task Asterisk_that_refuses_is_asked_again_until_it_lets_us_in()
    {
        _ari.RefuseSockets(503);
        await using var listening = new Listening(_ari.Options);
        await Eventually.TrueAsync(() => listening.Log.Lines.Count >= 3, TimeSpan.FromSeconds(10), "three refused attempts");

        Assert.Empty(listening.Messages);
        Assert.False(listening.Connection.IsConnected);
        _ari.RefuseSockets(0);

        Assert.Equal(1, (await listening.NextAsync<AriConnected>()).Epoch);
        Assert.True(listening.Connection.IsConnected);
    }

    [Fact]
    public async Task An_owner_that_was_replaced_tells_so_and_does_not_come_back()
    {
        await using var first = new Listening(_ari.Options);
        await first.NextAsync<AriConnected>();

        await using var second = new Listening(_ari.Options);
        await second.NextAsync<AriConnected>();

        Assert.Equal(AriEnd.Replaced, await first.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.IsType<ApplicationReplaced>(first.Messages[^2]);
        Assert.Equal(AriDisconnectReason.Replaced, Assert.IsType<AriDisconnected>(first.Messages[^1]).Reason);
        Assert.Equal(2, _ari.Sockets.Count);
        Assert.True(second.Connection.IsConnected);
    }

    [Fact]
    public async Task A_malformed_event_is_counted_and_logged_without_its_content_and_the_next_arrives()
    {
        await using var listening = new Listening(_ari.Options);

        await _ari.SendRawAsync("""{"type":"ChannelDtmfReceived","digit":"8675309""");
        await _ari.SendRawAsync("no json 8675309");
        await _ari.SendAsync(Varset(1));

        await listening.NextAsync<ChannelVarset>();
        Assert.Equal(2, listening.Connection.MalformedEvents);
        Assert.Equal(2, listening.Log.Lines.Count(l => l.StartsWith("Error: A message of", StringComparison.Ordinal)));
        Assert.DoesNotContain(listening.Log.Lines, l => l.Contains("8675309", StringComparison.Ordinal));
        Assert.DoesNotContain(listening.Messages, m => m is AriDisconnected);
    }

    [Fact]
    public async Task An_unknown_event_is_handed_over_raw()
    {
        await using var listening = new Listening(_ari.Options);

        await _ari.SendAsync(new { type = "ChannelTeleported", where = "home" });

        Assert.Equal("home", (await listening.NextAsync<UnknownEvent>()).Raw.GetProperty("where").GetString());
    }

    [Fact]
    public async Task An_event_in_pieces_and_larger_than_any_buffer_arrives_whole()
    {
        await using var listening = new Listening(_ari.Options);
        var value = new string('长', 100_000);

        await _ari.SendRawAsync($$"""{"type":"ChannelVarset","variable":"X","value":"{{value}}"}""", pieces: 17);

        Assert.Equal(value, (await listening.NextAsync<ChannelVarset>()).Value);
    }

    [Fact]
    public async Task A_message_without_end_breaks_the_socket_and_not_the_memory()
    {
        _ari.Options.MaxEventBytes = 64 * 1024;
        await using var listening = new Listening(_ari.Options);
        await listening.NextAsync<AriConnected>();

        await Task.WhenAny(_ari.SendRawAsync(new string('x', 4_000_000), pieces: 100));

        Assert.Contains("longer than", (await listening.NextAsync<AriDisconnected>()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_socket_and_says_so_last()
    {
        await using var listening = new Listening(_ari.Options);
        await listening.NextAsync<AriConnected>();
        var socket = await _ari.SocketAsync();

        await listening.StopAsync();

        Assert.Equal(AriEnd.Stopped, await listening.Ended.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(AriDisconnectReason.Stopped, Assert.IsType<AriDisconnected>(listening.Messages[^1]).Reason);
        await Eventually.TrueAsync(() => !socket.IsOpen, TimeSpan.FromSeconds(5), "the socket closed");
    }

    [Fact]
    public async Task A_consumer_that_throws_ends_the_run_loudly()
    {
        using var client = new AriClient(_ari.Options);
        var connection = new AriConnection(_ari.Options, client, NullLogger<AriConnection>.Instance);

        var run = connection.RunAsync(m => _ = m is ChannelVarset ? throw new InvalidOperationException("full") : 0);
        await _ari.SendAsync(Varset(1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(connection.IsConnected);
    }

    [Fact]
    public async Task A_connection_runs_once()
    {
        await using var listening = new Listening(_ari.Options);

        await Assert.ThrowsAsync<InvalidOperationException>(() => listening.Connection.RunAsync(_ => { }).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static object Varset(int value) => new { type = "ChannelVarset", variable = "N", value = $"{value}" };
}
