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
    private const string Nobody = "";
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(15), Soon = TimeSpan.FromMinutes(1), Look = TimeSpan.FromMilliseconds(500);

    /// <summary>For all trunks together: the dialplan rings 40 s by the first that takes the call.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private Task _calling = Task.CompletedTask;

    /// <summary>Who is called now: name where the roster gives it, and number.</summary>
    public (string? Name, string Number)? OnDuty(DateTimeOffset at) => settings.Current.DutyNumber(at) is { Length: > 0 } number
        ? (options.DutyNumber is null ? settings.Current.Duty.LastOrDefault(shift => shift.From <= at && at < shift.To)?.Name : null, number) : null;

    /// <summary>Tells what is due. A call goes on in the background: the watch does not wait for a human.</summary>
    public async Task TellAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var duty = OnDuty(now);
        var due = book.Picture.Conditions.Values.Where(condition => IsDue(condition, duty?.Number, now)).OrderByDescending(c => c.Level).ToList();
        if (due.Count == 0 || !_calling.IsCompleted) return;
        if (duty is not { Number: var number })
        {
            foreach (var condition in due)
            {
                Change(condition, c => c with { TriedAt = now, Told = 0, ToldTo = Nobody });
                Happened(condition, Message, "nobody", null);
            }
            return;
        }
        foreach (var condition in due) await SendAsync(condition, number, now, ct);
        var critical = due.Where(condition => condition.Level == WatchLevel.Critical).ToList();
        if (critical.Count > 0) _calling = CallAsync(critical, number, ct);
    }

    /// <summary>
    /// Only what reached somebody counts: what did not is tried again, soon at first and then every quarter of an hour, and somebody who comes on duty hears it as new.
    /// </summary>
    private static bool IsDue(Condition condition, string? number, DateTimeOffset now) => condition is { Level: not WatchLevel.Ok, AcknowledgedBy: null }
        && (condition.ToldTo != (number ?? Nobody)
            || (number is not null && (condition.Told == 0 ? now - condition.TriedAt >= Pause(condition.Failed) : condition.Level == WatchLevel.Critical && now - condition.ToldAt >= Again)));

    private static TimeSpan Pause(int failed) => failed > 4 ? Again : Soon * Math.Pow(2, Math.Max(0, failed - 1));

    private async Task SendAsync(Condition condition, string number, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await message.SendAsync(condition, number, ct);
        var reached = outcome is "queued" or "duplicate";
        // The same failure over and over is told of once.
        var news = reached || condition.ToldTo != number || condition.Outcome != outcome;
        Change(condition, c => reached
            ? c with { ToldTo = number, TriedAt = now, ToldAt = now, Told = c.ToldTo == number ? c.Told + 1 : 1, Failed = 0, Outcome = outcome }
            : c with { ToldTo = number, TriedAt = now, Told = 0, Failed = c.ToldTo == number ? c.Failed + 1 : 1, Outcome = outcome });
        if (news) Happened(condition, Message, outcome, Mask.Number(number));
    }

    private async Task CallAsync(IReadOnlyList<Condition> critical, string number, CancellationToken ct)
    {
        var outcome = await SpeakAsync(critical, number, ct);
        var now = time.GetUtcNow();
        foreach (var condition in critical)
        {
            if (outcome == "answered") Change(condition, c => c with { ToldAt = now, Told = Math.Max(1, c.Told), Failed = 0 });
            Happened(condition, Call, outcome, Mask.Number(number));
        }
    }

    /// <summary>What was meant may be well again, or worse, meanwhile.</summary>
    private void Change(Condition meant, Func<Condition, Condition> change) =>
        book.Change(picture => picture.Conditions.GetValueOrDefault(meant.Matter) is { } present && present.Level == meant.Level && present.Since == meant.Since ? picture.With(change(present)) : picture);

    /// <summary>Out by the trunks, as the dialplan's own duty call: demo mode has no trunk that leaves this machine.</summary>
    private async Task<string> SpeakAsync(IReadOnlyList<Condition> critical, string number, CancellationToken ct)
    {
        // Whoever answers there has other things to do.
        if (number is "110" or "119" or "120") return "refused";
        if (!telephony.Connected) return "no-asterisk";
        var id = $"tell-{Guid.CreateVersion7(time.GetUtcNow()):N}";
        try
        {
            // Asterisk takes an id that begins another for the same: the far half's begins otherwise.
            await ari.Channels.OriginateAsync($"Local/{number}@tell-outward/n", extension: "s", context: "tell-duty", priority: 1, callerId: "CallCenter", timeout: (int)Longest.TotalSeconds,
                variables: new Dictionary<string, string> { ["CC_TELL"] = Announcements(critical) }, channelId: id, otherChannelId: $"out-{id}", cancellationToken: ct);
            var since = time.GetTimestamp();
            while (time.GetElapsedTime(since) < Longest + TimeSpan.FromSeconds(2))
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
