using System.Collections.Concurrent;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Data.Residents;
using CallCenter.Server.Audit;
using CallCenter.Server.Sealing;
using CallCenter.Server.Session;
using CallCenter.Server.WorkOrders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.History;

internal static class HistoryApi
{
    private const int MostRows = 200, LongestQuery = 100, ShortestNumber = 4;

    public static IServiceCollection AddHistory(this IServiceCollection services)
    {
        services.AddSingleton<CallLines>();
        services.AddSingleton<RecordingStore>();
        services.AddSingleton<Waveforms>();
        services.AddSingleton<Plays>();
        services.AddSingleton<Looks>();
        services.AddSingleton<RecordingMerger>();
        services.AddSingleton<Recordings>();
        services.AddSingleton<IRecordings>(provider => provider.GetRequiredService<Recordings>());
        services.AddHostedService<Resealing>();
        services.AddSingleton<Retention>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention>());
        return services.AddHostedService(provider => provider.GetRequiredService<Recordings>());
    }

    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("/api/calls").RequireAuthorization(Policy.Records).WithTags("History");
        calls.MapGet("", ListAsync).WithSummary("Newest first; q is a number or a name; residentId and enterpriseId ask for all of theirs; audited");
        calls.MapGet("/{id:maxlength(64)}", OpenAsync).WithSummary("A call with its legs, events and recording; audited");
        calls.MapGet("/{id:maxlength(64)}/recording", PlayAsync).RequireAuthorization(Policy.Desk).WithSummary("audio/ogg, ranges allowed; audited");
        calls.MapGet("/{id:maxlength(64)}/waveform", DrawAsync).RequireAuthorization(Policy.Desk);
        routes.MapTimeline();
        routes.MapRetention();
    }

    private static async Task<Results<Ok<CallPage>, ProblemHttpResult>> ListAsync(
        bool? mine, string? q, Guid? residentId, Guid? enterpriseId, DateTimeOffset? before, int? take, HttpContext http, CenterDb db, CallLines lines, IAudit audit, CancellationToken ct)
    {
        if (q?.Length > LongestQuery) return Problems.Invalid($"The search text may have {LongestQuery} characters.");
        var (user, most) = (http.UserName(), Math.Clamp(take ?? 50, 1, MostRows));
        var calls = db.Calls.AsNoTracking();
        if (mine == true) calls = calls.Where(c => c.Agent == user);
        if (residentId is { } resident) calls = CallLines.Of(db, calls, resident);
        // A station learns nothing of an enterprise's calls.
        if (enterpriseId is { } enterprise) calls = http.Area() is null ? calls.Where(c => c.EnterpriseId == enterprise) : calls.Where(c => false);
        if (before is { } end) calls = calls.Where(c => c.ArrivedAt < end);
        var rows = await Matching(db, calls, (q ?? "").Trim(), http.Area()).In(db, http.Area()).OrderByDescending(r => r.Call.ArrivedAt).ThenByDescending(r => r.Call.Id).Take(most).ToListAsync(ct);
        // What was typed may be a name or number and has no place in the audit log.
        if (rows.Any(row => row.ResidentName is not null || row.EnterpriseName is not null)) await audit.RecordAsync(http, AuditAction.CallsListed, $"{rows.Count} calls");
        return TypedResults.Ok(new CallPage([.. rows.Select(row => lines.Line(row).For(http.Area()))], rows.Count == most ? rows[^1].Call.ArrivedAt : null));
    }

    private static IQueryable<CallRow> Matching(CenterDb db, IQueryable<Call> calls, string text, Guid? area)
    {
        if (text.Length == 0) return CallLines.Rows(db, calls);
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length >= ShortestNumber && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' '))
        {
            // With and without the country's or the trunk's prefix: the last digits agree.
            var low = ResidentNumber.Reverse(digits.TrimStart('0'));
            var high = low.Length == 0 ? "" : low[..^1] + (char)(low[^1] + 1);
            return CallLines.Rows(db, calls.Where(c => string.Compare(c.Reversed, low) >= 0 && string.Compare(c.Reversed, high) < 0));
        }
        return area is null ? CallLines.Rows(db, calls).Where(r => r.ResidentName!.Contains(text) || r.EnterpriseName!.Contains(text) || r.OrderNumber == text)
            : CallLines.Rows(db, calls).Where(r => r.ResidentName!.Contains(text) || r.OrderNumber == text);
    }

    private static async Task<Results<Ok<CallDetail>, ProblemHttpResult>> OpenAsync(string id, HttpContext http, CenterDb db, CallLines lines, CallHands hands, IAudit audit, CancellationToken ct)
    {
        if (await CallLines.Rows(db, db.Calls.AsNoTracking().Where(c => c.Id == id)).In(db, http.Area()).FirstOrDefaultAsync(ct) is not { } row) return Problems.NotFound();
        var legs = await db.Legs.AsNoTracking().Where(l => l.CallId == id).OrderBy(l => l.StartedAt)
            .Select(l => new LegLine(l.ChannelId, l.Party, l.StartedAt, l.AnsweredAt, l.EndedAt, l.Cause, l.CauseText)).ToListAsync(ct);
        var events = await db.CallEvents.AsNoTracking().Where(e => e.CallId == id).OrderBy(e => e.Epoch).ThenBy(e => e.Seq).ThenBy(e => e.Part).ToListAsync(ct);
        // Whoever may not hear it is shown no player.
        var recording = !await HearsAsync(id, http, db, hands, ct) ? null : await db.Recordings.AsNoTracking().Where(r => r.CallId == id && r.DeletedAt == null)
            .Select(r => new RecordingInfo(r.Seconds, r.Bytes, $"/api/calls/{id}/recording", $"/api/calls/{id}/waveform")).FirstOrDefaultAsync(ct);
        await audit.RecordAsync(http, AuditAction.CallOpened, $"call:{id}", id);
        var order = await db.WorkOrders.AsNoTracking().In(db, http.Area()).FirstOrDefaultAsync(o => o.CallId == id, ct);
        return TypedResults.Ok(new CallDetail(lines.Line(row).For(http.Area()), legs, [.. events.Select(Event)], recording, order is null ? null : OrderLines.Line(order, http)));
    }

    internal static CallEventLine Event(CallEvent e) =>
        new(e.At, e.Kind, e.Agent, new Explanation(e.WhyCode, JsonSerializer.Deserialize<Dictionary<string, string>>(e.WhyArguments) ?? []));

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> PlayAsync(
        string id, HttpContext http, CenterDb db, CallHands hands, Plays plays, RecordingStore store, IAudit audit, CancellationToken ct)
    {
        var (recording, problem) = await FindAsync(id, http, db, hands, ct);
        if (recording is null) return problem!;
        if (!store.Exists(recording.File)) return Problems.NotFound();
        try
        {
            var audio = store.Open(recording.File);
            if (plays.IsNew(http, id)) await audit.RecordAsync(http, AuditAction.RecordingPlayed, $"call:{id}", id);
            return TypedResults.Stream(audio, "audio/ogg", lastModified: recording.StoredAt, enableRangeProcessing: true);
        }
        catch (Exception fault) when (fault is KeyLostException or SealBrokenException)
        {
            return Unopened(fault);
        }
    }

    private static async Task<Results<Ok<Waveform>, ProblemHttpResult>> DrawAsync(string id, HttpContext http, CenterDb db, CallHands hands, RecordingStore store, Waveforms waveforms, CancellationToken ct)
    {
        var (recording, problem) = await FindAsync(id, http, db, hands, ct);
        if (recording is null) return problem!;
        if (!store.Exists(recording.File)) return Problems.NotFound();
        try
        {
            return TypedResults.Ok(await waveforms.OfAsync(recording.File, recording.Seconds, ct));
        }
        catch (Exception fault) when (fault is KeyLostException or SealBrokenException)
        {
            return Unopened(fault);
        }
    }

    private static ProblemHttpResult Unopened(Exception fault) => fault is KeyLostException
        ? Problems.Of(ProblemCode.KeyLost, StatusCodes.Status503ServiceUnavailable, fault.Message)
        : Problems.Of(ProblemCode.Damaged, StatusCodes.Status503ServiceUnavailable, fault.Message);

    /// <summary>Agents hear their own talks and the messages they are to call back for, supervisors all.</summary>
    private static async Task<(Recording? Recording, ProblemHttpResult? Problem)> FindAsync(string id, HttpContext http, CenterDb db, CallHands hands, CancellationToken ct)
    {
        if (await db.Recordings.AsNoTracking().FirstOrDefaultAsync(r => r.CallId == id && r.DeletedAt == null, ct) is not { } recording) return (null, Problems.NotFound());
        return await HearsAsync(id, http, db, hands, ct) ? (recording, null) : (null, Problems.NotAllowed());
    }

    private static async Task<bool> HearsAsync(string id, HttpContext http, CenterDb db, CallHands hands, CancellationToken ct) =>
        http.User.IsInRole(Role.Supervisor) || await hands.HearsAsync(db, http.UserName(), id, ct);
}

/// <summary>Tells a new play from the next piece of one under way: players fetch a recording in many ranges.</summary>
internal sealed class Plays(TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan OnePlay = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<(string User, string Call), DateTimeOffset> _since = new();

    public bool IsNew(HttpContext http, string call)
    {
        var (key, now) = ((http.UserName(), call), time.GetUtcNow());
        var range = http.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault();
        var fromStart = range is null or { From: 0 };
        if (!fromStart && _since.TryGetValue(key, out var since) && now - since < OnePlay) return false;
        if (_since.Count >= MostKept) _since.Clear();
        _since[key] = now;
        return true;
    }
}
