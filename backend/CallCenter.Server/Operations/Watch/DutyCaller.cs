using CallCenter.Ari;
using CallCenter.Ari.Models;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Residents;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Operations.Watch;

/// <summary>
/// Tells whoever is on duty: a warning once and by message, something critical by message and by a spoken call, again and again until a person acknowledges it. The two ways
/// fail apart: without a database or gateway the call still comes, without Asterisk the message.
/// </summary>
internal sealed class DutyCaller(WatchBook book, SiteSettings settings, CenterOptions options, AlertMessage message, AriClient ari, ITelephonyHealth telephony, IAudit audit, TimeProvider time,
    ILogger<DutyCaller> logger)
{
    public const string Message = "message", Call = "call";
    private const int MostTimes = 8;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(15), Ring = TimeSpan.FromSeconds(40), Look = TimeSpan.FromMilliseconds(500);
    private Task _calling = Task.CompletedTask;

    /// <summary>Who is called now: name where the roster gives it, and number.</summary>
    public (string? Name, string Number)? OnDuty(DateTimeOffset at) => settings.Current.DutyNumber(at) is { Length: > 0 } number
        ? (options.DutyNumber is null ? settings.Current.Duty.LastOrDefault(shift => shift.From <= at && at < shift.To)?.Name : null, number) : null;

    /// <summary>Tells what is due. A call goes on in the background: the watch does not wait for a human.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var due = book.Picture.Conditions.Values.Where(condition => IsDue(condition, now)).OrderByDescending(c => c.Level).ToList();
        if (due.Count == 0 || !_calling.IsCompleted) return;
        foreach (var condition in due) book.Change(picture => picture.With(condition with { ToldAt = now, Told = condition.Told + 1 }));
        if (OnDuty(now) is not { } duty)
        {
            foreach (var condition in due) Happened(condition, Message, "nobody", null);
            return;
        }
        foreach (var condition in due) Happened(condition, Message, await message.SendAsync(condition, duty.Number, ct), Mask.Number(duty.Number));
        var critical = due.Where(condition => condition.Level == WatchLevel.Critical).ToList();
        if (critical.Count > 0) _calling = CallAsync(critical, duty.Number, ct);
    }

    private static bool IsDue(Condition condition, DateTimeOffset now) => condition is { Level: not WatchLevel.Ok, AcknowledgedBy: null }
        && (condition.Told == 0 || (condition.Level == WatchLevel.Critical && condition.Told < MostTimes && now - condition.ToldAt >= Again));

    private async Task CallAsync(IReadOnlyList<Condition> critical, string number, CancellationToken ct)
    {
        var outcome = await SpeakAsync(critical, number, ct);
        foreach (var condition in critical) Happened(condition, Call, outcome, Mask.Number(number));
    }

    /// <summary>Through the trunk, as the dialplan's own duty call: demo mode has no trunk that leaves this machine.</summary>
    private async Task<string> SpeakAsync(IReadOnlyList<Condition> critical, string number, CancellationToken ct)
    {
        // Whoever answers there has other things to do.
        if (number is "110" or "119" or "120") return "refused";
        if (!telephony.Connected) return "no-asterisk";
        var id = $"tell-{Guid.CreateVersion7(time.GetUtcNow()):N}";
        try
        {
            await ari.Channels.OriginateAsync($"PJSIP/{number}@trunk", extension: "s", context: "tell-duty", priority: 1, callerId: "CallCenter", timeout: (int)Ring.TotalSeconds,
                variables: new Dictionary<string, string> { ["CC_TELL"] = Announcements(critical) }, channelId: id, cancellationToken: ct);
            var since = time.GetTimestamp();
            while (time.GetElapsedTime(since) < Ring + TimeSpan.FromSeconds(2))
            {
                if ((await ari.Channels.GetAsync(id, ct)).State == ChannelState.Up) return "answered";
                await Task.Delay(Look, time, ct);
            }
            return "not-answered";
        }
        catch (AriGoneException)
        {
            return "not-answered";
        }
        catch (AriUnavailableException)
        {
            return "no-asterisk";
        }
        catch (AriException)
        {
            return "refused";
        }
    }

    private string Announcements(IReadOnlyList<Condition> critical) =>
        string.Join('&', critical.Select(condition => "alert-" + condition.Matter).Prepend("alert").Select(name => Path.Combine(options.Paths.Prompts, options.Language, name)));

    private void Happened(Condition condition, string way, string outcome, string? who)
    {
        book.Change(picture => picture.With(new WatchEvent(time.GetUtcNow(), condition.Matter, way, condition.Level, outcome, who)));
        WatchMetrics.Told.WithLabels(way, outcome).Inc();
        WatchLog.Told(logger, condition.Matter, way, outcome);
        _ = audit.Record(WatchService.System, AuditAction.AlertTold, $"{condition.Matter}:{way}:{outcome}");
    }
}
