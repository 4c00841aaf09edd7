using CallCenter.Data.Databases;
using CallCenter.Contracts;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Tests.Settings;

public sealed class OpeningHoursTests
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.CreateCustomTimeZone("China", TimeSpan.FromHours(8), null, null);
    private static readonly string[] Office = ["08:30-12:00 13:30-17:30", "08:30-12:00 13:30-17:30", "08:30-12:00 13:30-17:30", "08:30-12:00 13:30-17:30", "08:30-12:00 13:30-16:00", "", ""];

    private static SiteSnapshot Site(params (string Section, string Id, object Value)[] settings)
    {
        var options = new CenterOptions
        {
            Paths = new HomePaths("/h", "/a", "/p"), Database = new(CallCenter.Data.Databases.DatabaseKind.Sqlite, "/h/db"), Numbers = [], Queues = [],
        };
        (string, string, object)[] basis =
        [
            (SettingSection.Queues, "orders", new QueueSetting("商品", "Orders", 4, 20, 60, true)), (SettingSection.Queues, "alarm", new QueueSetting("报警", "Alarm", 1, 20, 60, false)),
            (SettingSection.Hours, "queue:orders", new HoursSetting(Office, "")),
            (SettingSection.Calendar, "2026-10-01", new CalendarSetting("holiday", "国庆节", "National Day")),
            (SettingSection.Calendar, "2026-10-10", new CalendarSetting("workday", "国庆调休", "Swapped", 5)),
        ];
        return new SiteSnapshot(options, basis.Concat(settings).GroupBy(s => (s.Item1, s.Item2)).Select(s => s.Last())
            .Select(s => new StoredSetting(s.Item1, s.Item2, 1, System.Text.Json.JsonSerializer.SerializeToElement(s.Item3, SiteSnapshot.Json), default, "test")));
    }

    [Theory]
    [InlineData("2026-09-28T08:29:59", false, "weekly", "2026-09-28T08:30")]
    [InlineData("2026-09-28T08:30:00", true, "weekly", "2026-09-28T12:00")]
    [InlineData("2026-09-28T12:00:00", false, "weekly", "2026-09-28T13:30")]
    [InlineData("2026-09-28T17:29:59", true, "weekly", "2026-09-28T17:30")]
    [InlineData("2026-09-30T17:30:00", false, "weekly", "2026-10-02T08:30")] // over the holiday
    [InlineData("2026-10-01T10:00:00", false, "holiday", "2026-10-02T08:30")]
    [InlineData("2026-10-10T15:59:59", true, "workday", "2026-10-10T16:00")] // a Saturday worked like a Friday
    [InlineData("2026-10-10T16:00:00", false, "workday", "2026-10-12T08:30")]
    [InlineData("2026-10-03T10:00:00", false, "weekly", "2026-10-05T08:30")] // a Saturday
    public void A_line_is_open_by_week_holiday_and_swapped_day(string clock, bool open, string reason, string changes)
    {
        var state = OpeningHours.At(Site(), "8890", "orders", At(clock), China);
        Assert.Equal((open, reason, At(changes)), (state.Open, state.Reason, state.ChangesAt));
    }

    [Theory]
    [InlineData("2026-09-28T10:00:00", "hang-up", "", "orders", null, false)] // open
    [InlineData("2026-09-28T12:30:00", "wait", "", "orders", "closed-wait", false)]
    [InlineData("2026-09-28T12:30:00", "hang-up", "", "orders", "closed", true)]
    [InlineData("2026-09-28T12:30:00", "queue", "night", "night", "closed-moved", false)]
    [InlineData("2026-09-28T12:30:00", "queue", "gone", "orders", "closed-wait", false)] // no such queue any more: nobody is hung up for that
    [InlineData("2026-09-28T12:30:00", "queue", "alarm", "orders", "closed-wait", false)] // made a line for life meanwhile
    public void A_caller_outside_the_hours_hears_so_and_goes_where_the_line_says(string clock, string then, string other, string queue, string? said, bool hangUp)
    {
        var site = Site((SettingSection.Queues, "night", new QueueSetting("夜间", "Night", 3, 20, 60, true)), (SettingSection.Hours, "queue:orders", new HoursSetting(Office, "", then, other)));
        Assert.Equal(new Arrival(queue, said, hangUp), OpeningHours.ArrivalAt(site, "8890", "orders", At(clock), China));
    }

    [Fact]
    public void Queues_that_send_callers_to_each_other_hang_nobody_up_and_alarms_are_never_after_hours()
    {
        string[] never = ["", "", "", "", "", "", ""];
        var site = Site((SettingSection.Queues, "night", new QueueSetting("夜间", "Night", 3, 20, 60, true)), (SettingSection.Hours, "queue:orders", new HoursSetting(never, "", AfterHours.Queue, "night")),
            (SettingSection.Hours, "queue:night", new HoursSetting(never, "", AfterHours.Queue, "orders")), (SettingSection.Hours, "queue:alarm", new HoursSetting(never, "", AfterHours.HangUp)));
        var arrival = OpeningHours.ArrivalAt(site, "8890", "orders", At("2026-09-28T12:30:00"), China);
        Assert.Equal(("closed-wait", false), (arrival.Announcement, arrival.HangUp));
        Assert.Equal(new Arrival("alarm", null, false), OpeningHours.ArrivalAt(site, "12349", "alarm", At("2026-09-28T12:30:00"), China));
        // A line that hangs up after the move hangs up.
        var last = Site((SettingSection.Queues, "night", new QueueSetting("夜间", "Night", 3, 20, 60, true)), (SettingSection.Hours, "queue:orders", new HoursSetting(never, "", AfterHours.Queue, "night")),
            (SettingSection.Hours, "queue:night", new HoursSetting(never, "", AfterHours.HangUp)));
        Assert.Equal(new Arrival("night", "closed", true), OpeningHours.ArrivalAt(last, "8890", "orders", At("2026-09-28T12:30:00"), China));
        var spoken = Site((SettingSection.Hours, "queue:orders", new HoursSetting(never, "", AfterHours.Voicemail)));
        Assert.Equal(new Arrival("orders", "message-closed", true, Voicemail: true), OpeningHours.ArrivalAt(spoken, "8890", "orders", At("2026-09-28T12:30:00"), China));
    }

    [Fact]
    public void A_number_s_own_hours_come_before_its_queue_s_and_a_night_goes_over_midnight()
    {
        var night = Enumerable.Repeat("00:00-06:00 22:00-24:00", 7).ToArray();
        var site = Site((SettingSection.Hours, "number:8890", new HoursSetting(night, "00:00-24:00")));
        Assert.Equal((true, At("2026-09-29T06:00")), OpeningHours.At(site, "8890", "orders", At("2026-09-28T23:00"), China) is var state ? (state.Open, state.ChangesAt) : default);
        Assert.True(OpeningHours.At(site, "8890", "orders", At("2026-10-01T12:00"), China).Open);
        Assert.False(OpeningHours.At(site, "8891", "orders", At("2026-09-28T23:00"), China).Open);
    }

    [Fact]
    public void A_line_without_hours_or_for_life_never_closes()
    {
        var site = Site((SettingSection.Hours, "queue:alarm", new HoursSetting(["", "", "", "", "", "", ""], "")));
        foreach (var queue in (string[])["alarm", "hotline"])
        {
            Assert.Equal(new OpenState(true, "always", null, null), OpeningHours.At(site, "12349", queue, At("2026-10-01T03:00"), China));
        }
    }

    [Fact]
    public void A_line_that_never_changes_says_so()
    {
        var site = Site((SettingSection.Hours, "queue:orders", new HoursSetting(["", "", "", "", "", "", ""], "")), (SettingSection.Calendar, "2026-10-10", new CalendarSetting("holiday", "x", "x")));
        Assert.Equal((false, null), OpeningHours.At(site, "8890", "orders", At("2026-09-28T10:00"), China) is var state ? (state.Open, state.ChangesAt) : default);
    }

    [Theory]
    [InlineData("08:30-12:00 11:00-13:00", "begins before")]
    [InlineData("22:00-06:00", "ends before")]
    [InlineData("8-9", "no span")]
    [InlineData("24:00-24:00", "ends before")]
    [InlineData("25:00-26:00", "no span")]
    public void Wrong_hours_are_told(string text, string said) => Assert.Contains(said, DayHours.Fault(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("00:00-24:00")]
    [InlineData("8:30-12:00、13:30-17:30")]
    public void Right_hours_are_taken(string text) => Assert.Null(DayHours.Fault(text));

    [Fact]
    public void The_most_generous_role_counts_for_an_outbound_call()
    {
        var site = Site((SettingSection.Outbound, "agent:mobile", new OutboundSetting(true, 2, 10)), (SettingSection.Outbound, "supervisor:mobile", new OutboundSetting(true, 0, 30)),
            (SettingSection.Outbound, "agent:international", new OutboundSetting(false, 0, 0)));
        Assert.Equal((OutboundVerdict.Allowed, 10), OutboundRights.Of(site, ["agent"], "mobile", 1));
        Assert.Equal((OutboundVerdict.CapReached, 0), OutboundRights.Of(site, ["agent"], "mobile", 2));
        Assert.Equal((OutboundVerdict.Allowed, 30), OutboundRights.Of(site, ["agent", "supervisor"], "mobile", 2));
        Assert.Equal((OutboundVerdict.NotAllowed, 0), OutboundRights.Of(site, ["agent"], "international", 0));
        Assert.Equal((OutboundVerdict.NotAllowed, 0), OutboundRights.Of(site, ["agent"], "local", 0));
    }

    [Theory]
    [InlineData("120", "emergency")]
    [InlineData("8001", "internal")]
    [InlineData("13800000001", "mobile")]
    [InlineData("013800000001", "mobile")]
    [InlineData("+8613800000001", "mobile")]
    [InlineData("27110001", "local")]
    [InlineData("02227110001", "local")]
    [InlineData("01065550000", "national")]
    [InlineData("0085225550000", "international")]
    [InlineData("+15550000", "international")]
    [InlineData("95588", "premium")]
    public void A_number_belongs_to_a_class(string number, string destination) => Assert.Equal(destination, OutboundRights.ClassOf(number, "022", n => n == "8001"));

    private static DateTimeOffset At(string clock) => new(DateTime.Parse(clock, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}
