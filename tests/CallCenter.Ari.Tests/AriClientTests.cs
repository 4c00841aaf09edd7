using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CallCenter.Ari.Models;
using CallCenter.Testing;

namespace CallCenter.Ari.Tests;

public sealed class AriClientTests : IAsyncLifetime
{
    private FakeAri _ari = null!;
    private AriClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _ari = await FakeAri.StartAsync();
        _client = new AriClient(_ari.Options);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _ari.DisposeAsync();
    }

    [Fact]
    public async Task Parameters_travel_in_the_query_and_variables_in_the_body()
    {
        _ari.On("POST", "/channels").Respond(200, FakeAri.Channel("agent-o1-7", "Down"));

        var channel = await _client.Channels.OriginateAsync(
            "PJSIP/agent01", app: "callcenter", appArgs: "agent,o1-7", timeout: -1, channelId: "agent-o1-7",
            variables: new Dictionary<string, string> { ["CC_ROLE"] = "agent", ["CALLERID(name)"] = "张 & 李" });

        Assert.Equal("agent-o1-7", channel.Id);
        Assert.Equal(ChannelState.Down, channel.State);
        var request = Assert.Single(_ari.Requests);
        Assert.Equal("PJSIP/agent01", request.Query["endpoint"]);
        Assert.Equal("agent,o1-7", request.Query["appArgs"]);
        Assert.Equal("-1", request.Query["timeout"]);
        Assert.False(request.Query.ContainsKey("context"));
        Assert.Equal("张 & 李", request.Body!.Value.GetProperty("variables").GetProperty("CALLERID(name)").GetString());
    }

    [Fact]
    public async Task Enums_booleans_and_lists_travel_by_their_names_on_the_wire()
    {
        await _client.Channels.HangupAsync("c1", reason: HangupReason.AnsweredElsewhere);
        await _client.Bridges.AddChannelAsync("b1", ["c1", "c2"], absorbDtmf: true);
        await _client.Channels.RecordAsync("c1", "r1", "wav", terminateOn: TerminateOn.Hash, ifExists: IfRecordingExists.Overwrite);

        Assert.Equal("answered_elsewhere", _ari.Requests[0].Query["reason"]);
        Assert.Equal("c1,c2", _ari.Requests[1].Query["channel"]);
        Assert.Equal("true", _ari.Requests[1].Query["absorbDTMF"]);
        Assert.Equal("#", _ari.Requests[2].Query["terminateOn"]);
        Assert.Equal("overwrite", _ari.Requests[2].Query["ifExists"]);
    }

    [Fact]
    public async Task An_id_with_awkward_characters_stays_one_segment()
    {
        await _client.DeviceStates.DeleteAsync("Stasis:a/b c?d");

        Assert.Equal("/deviceStates/Stasis:a%2Fb c?d", Assert.Single(_ari.Requests).Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_reach_another_resource_is_refused(string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _client.Channels.HangupAsync(id));

        Assert.Empty(_ari.Requests);
    }

    [Theory]
    [InlineData(404, "Channel not found")]
    [InlineData(409, "Channel not in Stasis application")]
    public async Task A_channel_that_left_is_gone(int status, string message)
    {
        _ari.On("POST", "/channels/{id}/answer").Fail(status, message);

        var gone = await Assert.ThrowsAsync<AriGoneException>(() => _client.Channels.AnswerAsync("c1"));

        Assert.Equal(status, gone.Status);
        Assert.Equal("POST /channels/c1/answer", gone.Request);
        Assert.Contains(message, gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_left_the_bridge_is_gone()
    {
        _ari.On("POST", "/bridges/{id}/removeChannel").Fail(422, "Channel not in this bridge");

        await Assert.ThrowsAsync<AriGoneException>(() => _client.Bridges.RemoveChannelAsync("b1", "c1"));
    }

    [Fact]
    public async Task A_channel_that_left_before_it_was_bridged_is_gone_but_a_bad_request_is_not()
    {
        _ari.On("POST", "/bridges/b1/addChannel").Fail(400, "Channel not found");
        _ari.On("POST", "/bridges/b2/addChannel").Fail(400, "Missing parameter channel");

        await Assert.ThrowsAsync<AriGoneException>(() => _client.Bridges.AddChannelAsync("b1", "c1"));
        await Assert.ThrowsAsync<AriRejectedException>(() => _client.Bridges.AddChannelAsync("b2", "c1"));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_rejected_and_not_gone()
    {
        _ari.On("POST", "/channels").Fail(409, "Channel with given unique ID already exists");
        _ari.On("POST", "/channels/{id}/record").Fail(409, "Recording 'r1' already exists and can not be overwritten");
        _ari.On("POST", "/bridges/{id}/addChannel").Fail(409, "Channel c1 currently recording");

        await Assert.ThrowsAsync<AriRejectedException>(() => _client.Channels.OriginateAsync("PJSIP/x", channelId: "c1"));
        await Assert.ThrowsAsync<AriRejectedException>(() => _client.Channels.RecordAsync("c1", "r1", "wav"));
        await Assert.ThrowsAsync<AriRejectedException>(() => _client.Bridges.AddChannelAsync("b1", "c1"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(412)]
    [InlineData(500)]
    public async Task A_refusal_is_rejected(int status)
    {
        _ari.On("POST", "/channels/{id}/answer").Respond(status, "Nope");

        Assert.Equal(status, (await Assert.ThrowsAsync<AriRejectedException>(() => _client.Channels.AnswerAsync("c1"))).Status);
    }

    [Fact]
    public async Task Asterisk_starting_or_stopping_is_unavailable()
    {
        _ari.On("GET", "/channels").Respond(503);

        Assert.Equal(503, (await Assert.ThrowsAsync<AriUnavailableException>(() => _client.Channels.ListAsync())).Status);
    }

    [Fact]
    public async Task A_broken_connection_is_unavailable()
    {
        _ari.On("GET", "/channels").Drop();

        await Assert.ThrowsAsync<AriUnavailableException>(() => _client.Channels.ListAsync());
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var client = new AriClient(new AriOptions { Password = "x", BaseAddress = new Uri($"http://127.0.0.1:{port}/ari/") });

        Assert.Null((await Assert.ThrowsAsync<AriUnavailableException>(() => client.Channels.ListAsync())).Status);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_unavailable_within_the_time_out()
    {
        var never = new TaskCompletionSource();
        _ari.On("GET", "/channels").After(never.Task);
        _ari.Options.RequestTimeout = TimeSpan.FromMilliseconds(150);
        using var client = new AriClient(_ari.Options);
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAsync<AriUnavailableException>(() => client.Channels.ListAsync());

        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3));
        never.SetResult();
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_a_cancellation()
    {
        var never = new TaskCompletionSource();
        _ari.On("GET", "/channels").After(never.Task);
        using var cancel = new CancellationTokenSource();
        var list = _client.Channels.ListAsync(cancel.Token);
        await _ari.RequestAsync("GET", "/channels");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list);
        never.SetResult();
    }

    [Fact]
    public async Task An_answer_that_is_not_the_schemas_is_rejected()
    {
        _ari.On("GET", "/channels").Respond(200, "<html>");

        await Assert.ThrowsAsync<AriRejectedException>(() => _client.Channels.ListAsync());
    }

    [Fact]
    public async Task A_variable_that_is_not_set_reads_as_null_but_a_channel_that_left_is_gone()
    {
        _ari.On("GET", "/channels/c1/variable").Fail(404, "Provided variable was not found");
        _ari.On("GET", "/channels/c2/variable").Fail(404, "Channel not found");
        _ari.On("GET", "/channels/c3/variable").Respond(200, new { value = "30" });

        Assert.Null(await _client.Channels.GetVariableAsync("c1", "CC_LEASE"));
        await Assert.ThrowsAsync<AriGoneException>(() => _client.Channels.GetVariableAsync("c2", "CC_LEASE"));
        Assert.Equal("30", await _client.Channels.GetVariableAsync("c3", "CC_LEASE"));
    }

    [Fact]
    public async Task Realtime_configuration_is_put_as_fields_and_deleting_nothing_is_no_error()
    {
        _ari.On("PUT", "/asterisk/config/dynamic/{class}/{type}/{id}").Respond(200, new[] { new { attribute = "username", value = "agent01" } });
        _ari.On("DELETE", "/asterisk/config/dynamic/res_pjsip/auth/{id}").Fail(404, "Object not found");

        var put = await _client.Asterisk.PutConfigAsync("res_pjsip", "auth", "agent01", new Dictionary<string, string> { ["username"] = "agent01", ["password"] = "s3cret" });
        var deleted = await _client.Asterisk.DeleteConfigAsync("res_pjsip", "auth", "agent02");

        Assert.Equal("agent01", Assert.Single(put).Value);
        Assert.Equal(
            """{"fields":[{"attribute":"username","value":"agent01"},{"attribute":"password","value":"s3cret"}]}""",
            _ari.Requests[0].Body!.Value.GetRawText());
        Assert.False(deleted);
    }

    [Fact]
    public async Task A_recording_comes_as_a_stream()
    {
        _ari.On("GET", "/recordings/stored/{name}/file").Respond(200, "RIFF...."u8.ToArray());

        await using var stream = await _client.Recordings.GetStoredFileAsync("r1");
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);

        Assert.Equal("RIFF...."u8.ToArray(), copy.ToArray());
    }

    [Fact]
    public async Task A_hundred_requests_at_once_all_come_back()
    {
        _ari.On("GET", "/channels/{id}").Respond(r => new FakeAriAnswer(200, FakeAri.Channel(r.Route["id"])));

        var channels = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _client.Channels.GetAsync($"c{i}")));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"c{i}"), channels.Select(c => c.Id));
    }
}
