using CallCenter.Contracts;
using CallCenter.Data.Databases;
using CallCenter.Server.Callers;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Tests.Callers;

/// <summary>What becomes of a caller by his number, and how the dialplan is told of alarms.</summary>
public sealed class AdmissionTests
{
    private const string Nuisance = "+8613800000666", Unit = "+8613800000911";
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.FromHours(8));
    private static readonly TimeZoneInfo China = TimeZoneInfo.CreateCustomTimeZone("China", TimeSpan.FromHours(8), null, null);

    private static SiteSnapshot Site(params (string Section, string Id, object Value)[] settings)
    {
        var options = new CenterOptions { Paths = new HomePaths("/h", "/a", "/p"), Database = new(DatabaseKind.Sqlite, "/h/db"), Numbers = [], Queues = [] };
        (string, string, object)[] basis =
        [
            (SettingSection.Queues, "hotline", new QueueSetting("热线", "Hotline", 3, 20, 60, true)), (SettingSection.Queues, "alarm", new QueueSetting("报警", "Alarm", 1, 20, 60, false)),
            (SettingSection.Numbers, "12345", new NumberSetting("hotline", 28)), (SettingSection.Numbers, "12349", new NumberSetting("alarm", 6)),
        ];
        return new SiteSnapshot(options, basis.Concat(settings).Select(s => new StoredSetting(s.Item1, s.Item2, 1, SettingKind.Write(s.Item3), default, "test")));
    }

    private static (string, string, object) Alarm(string number, string from = "2026-11-01") =>
        (SettingSection.AlarmNumbers, Guid.CreateVersion7().ToString(), new AlarmNumberSetting(number, true, null, "3号楼", DateOnly.Parse(from, null)));

    private static (string, string, object) Known(string standing, int days = 7, string number = Nuisance) =>
        (SettingSection.Nuisances, Guid.CreateVersion7().ToString(), new NuisanceSetting(number, standing, 2, []) { Until = Now.AddDays(days) });

    private static Arrival Of(SiteSnapshot site, string caller, string number, string queue, bool another = false) => Admission.Of(site, caller, number, queue, Now, China, () => another);

    [Theory]
    [InlineData(NuisanceStanding.Blocked, 7, "blocked")]
    [InlineData(NuisanceStanding.Blocked, -1, null)] // ended by itself
    [InlineData(NuisanceStanding.Marked, 7, null)]
    [InlineData(NuisanceStanding.Restricted, 7, null)]
    [InlineData(NuisanceStanding.Dismissed, 7, null)]
    public void A_blocked_number_is_turned_away_until_its_date_and_no_other(string standing, int days, string? refused)
    {
        var arrival = Of(Site(Known(standing, days)), Nuisance, "12345", "hotline");
        Assert.Equal((refused, refused is not null, "hotline"), (arrival.Refused, arrival.HangUp, arrival.Queue));
    }

    [Theory]
    [InlineData(true, "restricted")]
    [InlineData(false, null)]
    public void A_restricted_caller_has_one_call_at_a_time(bool another, string? refused)
    {
        var site = Site(Known(NuisanceStanding.Restricted));
        Assert.Equal(refused, Of(site, Nuisance, "12345", "hotline", another).Refused);
        Assert.True(Admission.IsRestricted(site, Nuisance, "hotline", Now));
    }

    [Theory]
    [InlineData(NuisanceStanding.Blocked)]
    [InlineData(NuisanceStanding.Restricted)]
    public void Emergency_first_nobody_is_blocked_or_restricted_on_a_number_for_life(string standing)
    {
        var site = Site(Known(standing));
        Assert.Equal(new Arrival("alarm", null, false), Of(site, Nuisance, "12349", "alarm", another: true));
        Assert.False(Admission.IsRestricted(site, Nuisance, "alarm", Now));
    }

    [Theory]
    [InlineData(NuisanceStanding.Blocked)]
    [InlineData(NuisanceStanding.Restricted)]
    public void A_registered_alarm_number_is_served_as_an_alarm_whatever_else_is_stored_of_it(string standing)
    {
        var site = Site(Alarm(Nuisance), Known(standing));
        Assert.Equal(new Arrival("alarm", null, false), Of(site, Nuisance, "12345", "hotline", another: true));
        Assert.Equal(NuisanceStanding.Marked, Nuisances.FactsOf(site, Nuisance, Now)!.Standing);
    }

    [Fact]
    public void A_withheld_number_is_nobodys()
    {
        var site = Site(Known(NuisanceStanding.Blocked, number: ""), Alarm(""));
        Assert.Equal(new Arrival("hotline", null, false), Of(site, "", "12345", "hotline"));
        Assert.Null(Nuisances.FactsOf(site, "", Now));
    }

    [Fact]
    public void An_alarm_number_counts_from_its_day_on_and_is_known_by_its_number_alone_unless_it_dialled_the_line_for_life()
    {
        var site = Site(Alarm(Unit), Alarm("+8613800000912", "2026-12-01"));
        Assert.Equal("alarm", Of(site, Unit, "12345", "hotline").Queue);
        Assert.Equal("hotline", Of(site, "+8613800000912", "12345", "hotline").Queue);
        Assert.True(Admission.IsByNumber(site, "12345", "alarm"));
        Assert.False(Admission.IsByNumber(site, "12349", "alarm"));
        Assert.False(Admission.IsByNumber(site, "12345", "hotline"));
    }

    [Theory]
    [InlineData("+8613800000911", "022", "13800000911")]
    [InlineData("+862287654321", "022", "2287654321 87654321")]
    [InlineData("+8631087654321", "022", "31087654321")]
    [InlineData("+85291234567", "022", "0085291234567")]
    [InlineData("60017", "022", "60017")]
    public void The_dialplan_has_a_number_in_one_form_and_of_our_own_area_also_as_neighbours_dial_it(string number, string area, string keys) =>
        Assert.Equal(keys, string.Join(' ', AlarmFile.Keys(number, area)));

    [Fact]
    public void The_dialplans_file_has_sections_by_the_last_digits_and_nothing_whose_day_has_not_come()
    {
        var text = AlarmFile.Text(Site(Alarm(Unit), Alarm("+8613900000911"), Alarm("+8613800000912", "2026-12-01"), Alarm("+8613800000913")), new DateOnly(2026, 11, 30), "022");
        Assert.EndsWith("[11]\n13800000911 = alarm:6\n13900000911 = alarm:6\n[13]\n13800000913 = alarm:6\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("912", text, StringComparison.Ordinal);
    }
}
