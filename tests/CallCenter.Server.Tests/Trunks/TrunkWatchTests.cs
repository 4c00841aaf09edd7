using CallCenter.Ari.Events;
using CallCenter.Ari.Models;
using CallCenter.Server.Trunks;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallCenter.Server.Tests.Trunks;

public sealed class TrunkWatchTests
{
    private readonly TestTime _time = new();
    private readonly TrunkWatch _watch;

    public TrunkWatchTests()
    {
        _watch = new TrunkWatch(_time, NullLogger<TrunkWatch>.Instance);
        _watch.Keep(["telecom"]);
    }

    private static ChannelDestroyed Gone(string name, ChannelState state, int cause, string refused = "") => new()
    {
        Channel = new Channel { Name = name, State = state, Channelvars = new Dictionary<string, string> { ["CC_REFUSED"] = refused } }, Cause = cause, CauseTxt = "",
    };

    [Fact]
    public void A_trunk_just_made_is_not_down_before_it_was_asked()
    {
        _watch.Reached("telecom", false);
        Assert.Null(_watch.Find("telecom")!.Reachable);
        _time.Advance(TrunkState.FirstLook);
        _watch.Reached("telecom", false);
        Assert.Equal(["trunk-down:telecom"], _watch.Now);
        _watch.Reached("telecom", true, 12.5);
        Assert.Equal((true, 12.5), (_watch.Find("telecom")!.Reachable, _watch.Find("telecom")!.RoundTripMs));
        Assert.Empty(_watch.Now);
    }

    [Fact]
    public void A_trunk_that_answered_is_down_with_the_first_word_of_it()
    {
        _watch.Reached("telecom", true, 1);
        _watch.Saw(new ContactStatusChange { Endpoint = new Endpoint { Resource = "trunk_telecom" }, ContactInfo = new ContactInfo { ContactStatus = ContactStatus.Unreachable } });
        Assert.Equal(["trunk-down:telecom"], _watch.Now);
    }

    [Theory]
    [InlineData(34, true)] // 503
    [InlineData(21, true)] // 403
    [InlineData(18, true)] // nothing at all
    [InlineData(17, false)] // the person is busy
    [InlineData(19, false)] // or does not answer
    [InlineData(16, false)]
    public void A_refusal_by_the_network_is_told_for_five_minutes_and_the_person_s_own_is_not(int cause, bool told)
    {
        _watch.Saw(Gone("PJSIP/trunk_telecom-0000001f", ChannelState.Down, cause));
        Assert.Equal(told ? ["trunk-rejects:telecom"] : [], _watch.Now);
        _time.Advance(TrunkState.RejectionCounts);
        Assert.Empty(_watch.Now);
    }

    [Fact]
    public void Calls_we_refused_are_counted_by_reason()
    {
        _watch.Saw(Gone("PJSIP/trunk_telecom-00000020", ChannelState.Ring, 34, "flood"));
        _watch.Saw(Gone("PJSIP/trunk_telecom-00000021", ChannelState.Ring, 34, "flood"));
        _watch.Saw(Gone("PJSIP/trunk_telecom-00000022", ChannelState.Ring, 34, "full"));
        _watch.Saw(Gone("PJSIP/8001-00000023", ChannelState.Ring, 34, "full"));
        Assert.Equal((2, 1, 0), _watch.Find("telecom") is { } s ? (s.RefusedFlood, s.RefusedFull, s.Rejected) : default);
        Assert.Equal(["trunk-flood:telecom", "trunk-full:telecom"], _watch.Now);
    }

    [Fact]
    public void The_environment_s_trunk_is_told_of_like_the_others_and_only_where_it_is_asked()
    {
        var silent = new ContactStatusChange { Endpoint = new Endpoint { Resource = "trunk" }, ContactInfo = new ContactInfo { ContactStatus = ContactStatus.Unreachable } };
        _watch.Saw(silent);
        Assert.Empty(_watch.Now);
        _watch.Keep(["telecom", TrunkConfig.Environment]);
        Assert.Equal(-1, TrunkMetrics.Up.WithLabels("trunk").Value);
        _watch.Reached("trunk", true, 1);
        Assert.Equal(1, TrunkMetrics.Up.WithLabels("trunk").Value);
        _watch.Saw(silent);
        _watch.Saw(Gone("PJSIP/trunk-0000001f", ChannelState.Down, 21));
        Assert.Equal(["trunk-down:trunk", "trunk-rejects:trunk"], _watch.Now);
        Assert.Equal(0, TrunkMetrics.Up.WithLabels("trunk").Value);
    }

    [Fact]
    public void While_Asterisk_is_away_nothing_is_known()
    {
        _watch.Reached("telecom", true, 1);
        _watch.Unknown();
        Assert.Equal(-1, TrunkMetrics.Up.WithLabels("telecom").Value);
        _watch.Reached("telecom", false);
        Assert.Null(_watch.Find("telecom")!.Reachable);
        Assert.Empty(_watch.Now);
        _watch.Keep([]);
        Assert.Null(_watch.Find("telecom"));
    }
}
