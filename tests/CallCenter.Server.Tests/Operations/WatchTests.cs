using System.Net;
using CallCenter.Contracts;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Operations.Watch;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Operations;

/// <summary>The centre's own health: levels with hysteresis, who is told, who has it in hand.</summary>
public sealed class WatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Reading Bad = new(WatchLevel.Critical, "no-link"), Poor = new(WatchLevel.Warning, "disk-low");

    [Fact]
    public void What_flickers_is_not_raised_and_what_lasts_is_and_clears_only_when_it_stays_well()
    {
        var condition = Condition.New(Matter.Asterisk, Noon).After(Bad, Noon);
        Assert.Equal(WatchLevel.Ok, condition.Level);
        condition = condition.After(Reading.Ok, Noon.AddSeconds(15)).After(Bad, Noon.AddSeconds(30));
        Assert.Equal(WatchLevel.Ok, condition.After(Bad, Noon.AddSeconds(45)).Level);
        condition = condition.After(Bad, Noon.AddSeconds(60));
        Assert.Equal((WatchLevel.Critical, Noon.AddSeconds(60)), (condition.Level, condition.Since));

        condition = condition.AcknowledgedAs("supervisor01", Noon.AddSeconds(70)).After(Reading.Ok, Noon.AddSeconds(75));
        Assert.Equal(("supervisor01", WatchLevel.Critical), (condition.AcknowledgedBy, condition.Level));
        Assert.Equal(WatchLevel.Critical, condition.After(Bad, Noon.AddSeconds(90)).After(Reading.Ok, Noon.AddSeconds(145)).Level);
        condition = condition.After(Reading.Ok, Noon.AddSeconds(135));
        Assert.Equal((WatchLevel.Ok, null), (condition.Level, condition.AcknowledgedBy));
    }

    [Fact]
    public void What_was_asked_of_several_times_before_is_raised_after_seven_seconds_and_clears_no_sooner()
    {
        var condition = Condition.New(Matter.Trunk, Noon).After(Bad, Noon, quick: true).After(Bad, Noon.AddSeconds(5), quick: true);
        Assert.Equal(WatchLevel.Ok, condition.Level);
        // A carrier that was away for five seconds wakes nobody.
        Assert.Equal(WatchLevel.Ok, condition.After(Reading.Ok, Noon.AddSeconds(7.5), quick: true).After(Bad, Noon.AddSeconds(10), quick: true).Level);
        condition = condition.After(Bad, Noon.AddSeconds(7.5), quick: true);
        Assert.Equal(WatchLevel.Critical, condition.Level);
        Assert.Equal(WatchLevel.Critical, condition.After(Reading.Ok, Noon.AddSeconds(10), quick: true).After(Reading.Ok, Noon.AddSeconds(60), quick: true).Level);
    }

    [Fact]
    public async Task Between_two_looks_at_everything_only_the_trunks_are_looked_at()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        host.Telephony.Connected = false;
        var (watch, book) = (host.Services.GetRequiredService<WatchService>(), host.Services.GetRequiredService<WatchBook>());
        await watch.RoundAsync(CancellationToken.None, quick: true);
        Assert.Equal([Matter.Trunk], book.Picture.Conditions.Keys);
        await watch.RoundAsync(CancellationToken.None);
        Assert.Equal(Matter.All.Order(), book.Picture.Conditions.Keys.Order());
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_keep_a_matter_from_being_raised()
    {
        var condition = Condition.New(Matter.Asterisk, Noon).After(Bad, Noon).After(Bad, Noon.AddHours(-2));
        Assert.Equal(WatchLevel.Critical, condition.After(Bad, Noon.AddHours(-2).AddSeconds(30)).Level);
    }

    [Fact]
    public void A_threshold_once_crossed_ends_a_fifth_above_itself()
    {
        var days = new Threshold(14, 3);
        Assert.Equal(WatchLevel.Ok, days.Of(15, WatchLevel.Ok));
        Assert.Equal(WatchLevel.Warning, days.Of(15, WatchLevel.Warning));
        Assert.Equal(WatchLevel.Ok, days.Of(17, WatchLevel.Warning));
        Assert.Equal(WatchLevel.Critical, days.Of(3.5, WatchLevel.Critical));
        Assert.Equal(WatchLevel.Warning, days.Of(3.7, WatchLevel.Critical));
    }

    [Fact]
    public void Fourteen_gigabytes_a_day_fill_what_is_left_in_as_many_days_as_it_holds_of_them()
    {
        List<DiskPoint> week = [.. Enumerable.Range(0, 7 * 24).Select(hour => new DiskPoint(Noon.AddHours(hour - (7 * 24)), 100_000_000_000 + (hour * 14_000_000_000L / 24)))];
        Assert.InRange(DiskForecast.DaysLeft(week, 140_000_000_000, Noon)!.Value, 9.9, 10.1);
        // A morning alone says nothing of days, and what shrinks never fills.
        Assert.Null(DiskForecast.DaysLeft(week.GetRange(0, 8), 140_000_000_000, week[7].At));
        Assert.Null(DiskForecast.DaysLeft([.. week.Select(point => point with { UsedBytes = 200_000_000_000 - point.UsedBytes })], 140_000_000_000, Noon));
    }

    [Fact]
    public async Task What_is_critical_is_told_to_the_duty_number_shown_and_taken_in_hand_and_told_again_only_when_nobody_has_it()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_DUTY_NUMBER", "13900000000"), ("CALLCENTER_MESSAGES_QUIET", "none"));
        host.Telephony.Connected = false;
        await LookAsync(host, times: 3);
        using var supervisor = await host.SignedInAsync("supervisor01");
        var page = await supervisor.GetAsync<OperationsPage>("/api/operations");
        var seen = page.Matters.Single(m => m.Matter == Matter.Asterisk);
        Assert.Equal((WatchLevel.Critical, "no-link"), (seen.Level, seen.What.Code));
        Assert.Equal("139****0000", page.Duty!.Number);
        Assert.Contains(page.Events, e => e is { Matter: Matter.Asterisk, Kind: "call", Outcome: "no-asterisk" });
        await host.AuditedAsync("alert.raised", "asterisk:Critical:no-link");
        await using (var db = host.Db())
        {
            var message = await db.Messages.SingleAsync(m => m.Text.Contains("电话系统不可用"));
            Assert.Equal(("+8613900000000", true, "system"), (message.To, message.Urgent, message.Sender));
        }
        using var watcher = host.Browser();
        var health = await (await watcher.GetAsync("/healthz")).Content.ReadAsStringAsync();
        Assert.Contains("\"down\":[\"asterisk\"]", health);

        // Nobody has it: again after a quarter of an hour, and not before.
        await LookAsync(host, times: 3);
        Assert.Equal(1, await MessagesAsync(host));
        host.Time.Advance(TimeSpan.FromMinutes(16));
        await LookAsync(host, times: 1);
        Assert.Equal(2, await MessagesAsync(host));

        Assert.True((await supervisor.PostEmptyAsync($"/api/operations/{Matter.Asterisk}/acknowledge")).IsSuccessStatusCode);
        await host.AuditedAsync("alert.acknowledged", "asterisk:Critical");
        host.Time.Advance(TimeSpan.FromMinutes(16));
        await LookAsync(host, times: 1);
        Assert.Equal(2, await MessagesAsync(host));

        host.Telephony.Connected = true;
        await LookAsync(host, times: 5);
        Assert.Equal(WatchLevel.Ok, (await supervisor.GetAsync<OperationsPage>("/api/operations")).Matters.Single(m => m.Matter == Matter.Asterisk).Level);
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.PostEmptyAsync($"/api/operations/{Matter.Asterisk}/acknowledge")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.PostEmptyAsync("/api/operations/weather/acknowledge")).StatusCode);
    }

    [Fact]
    public async Task Levels_and_what_happened_are_known_after_a_restart_and_nobody_is_told_twice()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_DUTY_NUMBER", "13900000000"), ("CALLCENTER_MESSAGES_QUIET", "none"));
        host.Telephony.Connected = false;
        await LookAsync(host, times: 3);
        await host.StopAsync();
        await host.StartAsync();
        await LookAsync(host, times: 2);
        Assert.Equal(1, await MessagesAsync(host));
    }

    [Fact]
    public async Task With_nobody_on_duty_the_page_says_that_nobody_was_told()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        host.Telephony.Connected = false;
        await LookAsync(host, times: 3);
        using var admin = await host.SignedInAsync("sysadmin01");
        var page = await admin.GetAsync<OperationsPage>("/api/operations");
        Assert.Null(page.Duty);
        Assert.Contains(page.Events, e => e is { Matter: Matter.Asterisk, Outcome: "nobody" });
    }

    [Fact]
    public async Task A_clock_that_jumps_and_missing_announcements_are_noticed_and_healthz_warns()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        host.Telephony.Connected = true;
        await LookAsync(host, times: 4);
        var picture = host.Services.GetRequiredService<WatchBook>().Picture;
        Assert.Equal("clock-jumped", picture.Conditions[Matter.Clock].What.Code);
        Assert.Equal("prompts-missing", picture.Conditions[Matter.Prompts].What.Code);
        using var anybody = host.Browser();
        Assert.Superset(new HashSet<string> { Matter.Clock, Matter.Prompts }, (await anybody.GetAsync<HealthReport>("/healthz")).Warnings!.ToHashSet());
    }

    [Fact]
    public async Task A_disk_that_fills_an_old_backup_and_a_certificate_that_runs_out_are_named_in_healthz_which_stays_well()
    {
        await using var host = new ServerHost();
        var (certificate, key) = Pem.Write(host.Home, "short", -20, 400);
        await host.StartAsync(("CALLCENTER_TLS", $"{certificate}:{key}"));
        host.Telephony.Connected = true;
        // The test's clock is its own: ten days before the end of the certificate.
        using (var read = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(certificate))) host.Time.Advance(read.NotAfter.ToUniversalTime().AddDays(-10) - host.Time.GetUtcNow().UtcDateTime);
        using var anybody = host.Browser(address: "https://localhost");
        async Task<(string Status, HashSet<string> Warnings)> HealthAsync() => await (await anybody.GetAsync("/healthz")).ReadAsync<HealthReport>() is var report ? (report.Status, report.Warnings?.ToHashSet() ?? []) : default;
        Assert.Empty((await HealthAsync()).Warnings.Intersect([Matter.Disk, Matter.Backup, Matter.Certificate]));

        var now = host.Time.GetUtcNow();
        await File.WriteAllTextAsync(Path.Combine(host.Home, "backup.last"), now.AddHours(-31).ToString("yyyyMMdd'T'HHmmss'Z'", null) + " /backups/x\n");
        // A fifth of what is free now came in every day of the last week.
        var daily = new DriveInfo(host.Home).AvailableFreeSpace / 5;
        host.Services.GetRequiredService<WatchBook>().Change(picture => Enumerable.Range(0, (7 * 24) + 1).Aggregate(picture, (seen, hour) => seen.With(new DiskPoint(now.AddHours(hour - (7 * 24)), daily * hour / 24))));
        await LookAsync(host, times: 4);
        var (status, warnings) = await HealthAsync();
        Assert.Equal("ok", status);
        Assert.Superset(new HashSet<string> { Matter.Disk, Matter.Backup, Matter.Certificate }, warnings);
    }

    [Fact]
    public async Task An_old_backup_is_told_and_a_real_site_without_one_too()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        var probe = host.Services.GetServices<IProbe>().OfType<BackupProbe>().Single();
        Assert.Equal(WatchLevel.Ok, (await probe.ReadAsync(WatchLevel.Ok, default)).Level);
        await File.WriteAllTextAsync(Path.Combine(host.Home, "backup.last"), host.Time.GetUtcNow().AddHours(-31).ToString("yyyyMMdd'T'HHmmss'Z'", null) + " /backups/x\n");
        Assert.Equal((WatchLevel.Warning, "backup-old"), Told(await probe.ReadAsync(WatchLevel.Ok, default)));
        await File.WriteAllTextAsync(Path.Combine(host.Home, "backup.last"), host.Time.GetUtcNow().AddHours(-80).ToString("yyyyMMdd'T'HHmmss'Z'", null) + " /backups/x\n");
        Assert.Equal((WatchLevel.Critical, "backup-old"), Told(await probe.ReadAsync(WatchLevel.Ok, default)));
    }

    [Fact]
    public async Task A_drill_that_cannot_be_made_is_critical_and_a_good_one_clears_it()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        host.Telephony.Connected = false;
        using var supervisor = await host.SignedInAsync("supervisor01");
        Assert.Equal("no-asterisk", (await (await supervisor.PostEmptyAsync("/api/operations/drill")).ReadAsync<DrillLine>()).Outcome);
        var probe = host.Services.GetServices<IProbe>().OfType<DrillProbe>().Single();
        Assert.Equal((WatchLevel.Critical, "drill-failed"), Told(await probe.ReadAsync(WatchLevel.Ok, default)));
        host.Services.GetRequiredService<WatchBook>().Change(picture => picture.With(new DrillLine(host.Time.GetUtcNow(), "rang", 1, 2, 3)));
        Assert.Equal(WatchLevel.Ok, (await probe.ReadAsync(WatchLevel.Ok, default)).Level);
        await host.AuditedAsync("drill.made", "drill:no-asterisk");
    }

    [Fact]
    public async Task A_drills_call_is_in_neither_history_nor_figures()
    {
        await using var host = new ServerHost();
        await host.StartAsync();
        await host.ToldAsync(new CallCenter.Routing.CallArrived("drill-1", "alarm", host.Time.GetUtcNow(), "12349"), new CallCenter.Routing.CallGone("drill-1"), new CallCenter.Routing.CallEnded("drill-1", 16, "caller"));
        await host.TalkedAsync("real-1", "agent01");
        await using var db = host.Db();
        Assert.Equal(["real-1"], await db.Calls.Select(call => call.Id).ToListAsync());
        Assert.False(await db.CallEvents.AnyAsync(e => e.CallId == "drill-1"));
    }

    [Fact]
    public async Task The_daily_drill_is_scheduled_at_the_time_that_is_set_and_a_wrong_time_is_named()
    {
        await using var host = new ServerHost();
        await host.StartAsync(("CALLCENTER_SYNTHETIC_ALARM", "05:30"));
        using var supervisor = await host.SignedInAsync("supervisor01");
        var next = (await supervisor.GetAsync<OperationsPage>("/api/operations")).NextDrill!.Value;
        Assert.Equal(new TimeSpan(5, 30, 0), TimeZoneInfo.ConvertTime(next, host.Time.LocalTimeZone).TimeOfDay);
        var scheduler = await host.Services.GetRequiredService<Quartz.ISchedulerFactory>().GetScheduler();
        Assert.NotNull(await scheduler.GetJobDetail(new Quartz.JobKey("drill")));
    }

    [Fact]
    public async Task With_a_certificate_that_ran_out_the_Server_runs_and_says_so_and_what_Asterisk_refused_is_told()
    {
        await using var host = new ServerHost();
        var (old, oldKey) = Pem.Write(host.Home, "old", -20, -10);
        await host.StartAsync(("CALLCENTER_TLS", $"{old}:{oldKey}"));
        using var anybody = host.Browser(address: "https://localhost");
        Assert.Equal(HttpStatusCode.OK, (await anybody.GetAsync("/healthz")).StatusCode);
        Assert.Contains("ran out on", string.Concat(Directory.EnumerateFiles(host.Paths.Logs).Select(Read)), StringComparison.Ordinal);
        var probe = host.Services.GetServices<IProbe>().OfType<CertificateProbe>().Single();
        Assert.Equal((WatchLevel.Critical, "certificate-ends"), Told(await probe.ReadAsync(WatchLevel.Ok, CancellationToken.None)));

        var (good, key) = Pem.Write(host.Home, "good");
        File.Move(good, old, overwrite: true);
        File.Move(key, oldKey, overwrite: true);
        Assert.Equal((WatchLevel.Ok, "ok"), Told(await probe.ReadAsync(WatchLevel.Ok, CancellationToken.None)));
        await File.WriteAllTextAsync(host.Paths.CertificateFault, "It is not for center.example.");
        Assert.Equal((WatchLevel.Critical, "certificate-broken"), Told(await probe.ReadAsync(WatchLevel.Ok, CancellationToken.None)));

        static string Read(string log)
        {
            using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }

    internal static (WatchLevel, string) Told(Reading reading) => (reading.Level, reading.Code);

    internal static async Task LookAsync(ServerHost host, int times)
    {
        for (var n = 0; n < times; n++)
        {
            await host.Services.GetRequiredService<WatchService>().RoundAsync(CancellationToken.None);
            host.Time.Advance(TimeSpan.FromSeconds(15));
        }
    }

    internal static async Task<int> MessagesAsync(ServerHost host)
    {
        await using var db = host.Db();
        return await db.Messages.CountAsync(m => m.Text.Contains("电话系统不可用"));
    }
}
