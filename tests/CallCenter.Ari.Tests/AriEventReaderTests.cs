using System.Text;
using System.Text.Json;
using CallCenter.Ari.Events;
using CallCenter.Ari.Models;

namespace CallCenter.Ari.Tests;

public sealed class AriEventReaderTests
{
    private const string Start = """
        {"type":"StasisStart","timestamp":"2026-11-23T10:00:00.123+0800","args":["incoming"],
         "channel":{"id":"1763892000.1","name":"PJSIP/trunk-00000001","state":"Ring","protocol_id":"a@b","caller":{"name":"李","number":"13900000000"},
         "connected":{"name":"","number":""},"accountcode":"","dialplan":{"context":"trunk","exten":"12345","priority":3,"app_name":"Stasis","app_data":"callcenter,incoming"},
         "creationtime":"2026-11-23T09:59:59.000+0800","language":"zh","channelvars":{"CC_CALL":"1763892000.1","CC_LEASE":""}},
         "asterisk_id":"02:00:00:00:00:01","application":"callcenter"}
        """;

    [Fact]
    public void An_event_reads_into_its_record_with_channel_and_variables()
    {
        var start = Assert.IsType<StasisStart>(Read(Start));

        Assert.Equal("callcenter", start.Application);
        Assert.Equal("02:00:00:00:00:01", start.AsteriskId);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 10, 0, 0, 123, TimeSpan.FromHours(8)), start.Timestamp);
        Assert.Equal(["incoming"], start.Args);
        Assert.Null(start.ReplaceChannel);
        Assert.Equal("1763892000.1", start.Channel.Id);
        Assert.Equal("李", start.Channel.Caller.Name);
        Assert.Equal(ChannelState.Ring, start.Channel.State);
        Assert.Equal(3, start.Channel.Dialplan.Priority);
        Assert.Equal(TimeSpan.FromHours(8), start.Channel.Creationtime.Offset);
        Assert.Equal("1763892000.1", start.Channel.Channelvars["CC_CALL"]);
        Assert.Equal("", start.Channel.Channelvars["CC_LEASE"]);
    }

    [Fact]
    public void The_type_may_stand_anywhere()
    {
        var varset = Assert.IsType<ChannelVarset>(Read("""{"variable":"X","channel":{"id":"c","type":"none of it"},"type":"ChannelVarset","value":"1"}"""));

        Assert.Equal("c", varset.Channel?.Id);
    }

    [Fact]
    public void An_unknown_type_keeps_the_whole_event()
    {
        var unknown = Assert.IsType<UnknownEvent>(Read("""{"type":"ChannelTeleported","application":"callcenter","timestamp":"2026-11-23T10:00:00.000+0000","where":{"x":7}}"""));

        Assert.Equal("ChannelTeleported", unknown.Type);
        Assert.Equal("callcenter", unknown.Application);
        Assert.Equal(7, unknown.Raw.GetProperty("where").GetProperty("x").GetInt32());
    }

    [Theory]
    [InlineData("Dialing Offhook", ChannelState.DialingOffhook)]
    [InlineData("Pre-ring", ChannelState.PreRing)]
    [InlineData("Hovering", ChannelState.Unknown)]
    public void A_state_reads_by_its_name_on_the_wire_and_a_new_one_as_unknown(string wire, ChannelState state)
    {
        var change = Assert.IsType<ChannelStateChange>(Read($$"""{"type":"ChannelStateChange","channel":{"id":"c","state":"{{wire}}"} }"""));

        Assert.Equal(state, change.Channel.State);
    }

    [Fact]
    public void What_a_channel_lacks_reads_as_empty_and_never_as_null()
    {
        var end = Assert.IsType<StasisEnd>(Read("""{"type":"StasisEnd","channel":{"id":"c","name":null,"channelvars":null}}"""));

        Assert.Equal("", end.Channel.Name);
        Assert.Empty(end.Channel.Channelvars);
        Assert.Equal("", end.Channel.Caller.Number);
        Assert.Equal("", end.Application);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"application":"callcenter"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"StasisStart","args":[]}""")]
    [InlineData("""{"type":"StasisEnd","channel":{"id":"c"}""")]
    public void What_is_no_event_is_refused(string text)
    {
        Assert.ThrowsAny<JsonException>(() => Read(text));
    }

    [Fact]
    public void Every_type_of_the_schema_is_known()
    {
        var records = typeof(StasisStart).Assembly.GetTypes().Where(t => t.BaseType == typeof(AriEvent) && t.Namespace == typeof(StasisStart).Namespace).ToList();

        Assert.True(records.Count > 40);
        Assert.All(records, type =>
        {
            var wire = type.Name == "RestResponse" ? "RESTResponse" : type.Name;
            var parts = string.Join(",", type.GetProperties().Where(p => p.PropertyType.Namespace == typeof(Channel).Namespace && !p.PropertyType.IsEnum)
                .Select(p => $"\"{p.GetCustomAttributes(false).OfType<System.Text.Json.Serialization.JsonPropertyNameAttribute>().Single().Name}\":{{}}"));
            Assert.IsType(type, Read($"{{\"type\":\"{wire}\"{(parts.Length > 0 ? "," + parts : "")}}}"));
        });
    }

    private static AriEvent Read(string json) => AriEventReader.Read(Encoding.UTF8.GetBytes(json));
}
