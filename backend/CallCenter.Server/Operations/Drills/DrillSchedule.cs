using CallCenter.Contracts;
using CallCenter.Server.Operations.Watch;
using Quartz;

namespace CallCenter.Server.Operations.Drills;

/// <summary>When the daily drill is made: CALLCENTER_SYNTHETIC_ALARM, local time.</summary>
internal sealed class DrillSchedule(CenterOptions options, TimeProvider time)
{
    public bool IsSet => options.SyntheticAlarm is not null;

    /// <summary>Null when none is set.</summary>
    public DateTimeOffset? Next(DateTimeOffset now)
    {
        if (options.SyntheticAlarm is not { } at) return null;
        var local = TimeZoneInfo.ConvertTime(now, time.LocalTimeZone);
        var next = local.Date + at.ToTimeSpan();
        if (next <= local.DateTime) next = next.AddDays(1);
        return new DateTimeOffset(next, time.LocalTimeZone.GetUtcOffset(next));
    }
}

/// <summary>Waits until it disturbs nobody, but not for ever: then it is put off to the next day, which the watch notices.</summary>
[DisallowConcurrentExecution]
internal sealed class DrillJob(Drill drill, TimeProvider time) : IJob
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30), Patience = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (drill.WouldDisturb)
        {
            if (time.GetElapsedTime(since) > Patience) return;
            await Task.Delay(Pause, time, cancellationToken);
        }
        await drill.RunAsync(cancellationToken);
    }
}

/// <summary>The last drill went through, and is not older than a day and a bit.</summary>
internal sealed class DrillProbe(WatchBook book, DrillSchedule schedule, TimeProvider time) : IProbe
{
    private static readonly TimeSpan TooOld = TimeSpan.FromHours(26);
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public string Matter => Contracts.Matter.Drill;

    public ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct)
    {
        var last = book.Picture.Drills is [.., var made] ? made : null;
        if (last is not null && last.Outcome is not ("rang" or "queued")) return new(new Reading(WatchLevel.Critical, "drill-failed", ("outcome", last.Outcome)));
        var since = last?.At ?? _started;
        return new(schedule.IsSet && time.GetUtcNow() - since > TooOld ? new Reading(WatchLevel.Warning, "drill-missed", ("hours", Reading.Text((time.GetUtcNow() - since).TotalHours))) : Reading.Ok);
    }
}

internal static class DrillServices
{
    public static IServiceCollection AddDrills(this IServiceCollection services, CenterOptions options)
    {
        services.AddSingleton<DrillSchedule>();
        services.AddSingleton<Drill>();
        if (options.SyntheticAlarm is not { } at) return services;
        services.AddQuartz(quartz =>
        {
            var job = new JobKey("drill");
            quartz.AddJob<DrillJob>(drill => drill.WithIdentity(job));
            // In memory: one that was missed while we were away is the watch's matter.
            quartz.AddTrigger(trigger => trigger.ForJob(job).WithSchedule(CronScheduleBuilder.Create($"0 {at.Minute} {at.Hour} * * ?").InTimeZone(TimeZoneInfo.Local)));
        });
        return services.AddQuartzHostedService();
    }
}
