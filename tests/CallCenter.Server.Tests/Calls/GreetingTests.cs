using System.Text.Json.Nodes;
using CallCenter.Testing;

namespace CallCenter.Server.Tests.Calls;

/// <summary>What a caller hears first.</summary>
public sealed class GreetingTests : WireTest
{
    [Theory]
    [InlineData("hotline", "12345", true, "play", "notice")]
    [InlineData("hotline", "12345", false, "moh", null)]
    [InlineData("alarm", "12349", true, "play", "alarm-received")]
    public async Task Only_an_alarm_hears_that_help_is_on_its_way_and_who_hears_nothing_has_music(string queue, string number, bool notice, string request, string? sound)
    {
        await StartAsync([("Queues:0:Notice", $"{notice}")]);
        await ConnectAsync();
        var caller = Caller("arriving", "Stasis", queue, number, Now);
        await SendAsync("StasisStart", caller, ("args", new JsonArray("incoming")));
        var first = await Asterisk.RequestAsync("POST", $"/channels/{CallId}/{request}");
        Assert.Equal(sound, first.Query.GetValueOrDefault("media")?.Split('/')[^1]);
        await SendAsync("ChannelDestroyed", caller, ("cause", 16), ("cause_txt", "Normal Clearing"));
        await Eventually.TrueAsync(() => Board.Find(CallId) is null, Patience, "the call is over");
        Assert.Single(Asterisk.Requests, r => r.Path == $"/channels/{CallId}/play" || r.Path == $"/channels/{CallId}/moh");
    }
}
