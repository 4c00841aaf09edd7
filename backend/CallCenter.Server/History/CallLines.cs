using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Server.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.History;

/// <summary>A call with what the lists show of its resident and order.</summary>
internal sealed record CallRow
{
    // Set by initialisers, not a constructor: a query can then filter and order by them.
    public required Call Call { get; init; }
    public bool Recorded { get; init; }

    /// <summary>Its time was over.</summary>
    public bool RecordingDeleted { get; init; }
    public Guid? ResidentId { get; init; }
    public string? ResidentName { get; init; }
    public string? EnterpriseName { get; init; }
    public string? OrderNumber { get; init; }
}

/// <summary>Lines of the call history.</summary>
internal sealed class CallLines(TimeProvider time)
{
    /// <summary>A recording that is not there by then will not come.</summary>
    private static readonly TimeSpan RecordingDue = TimeSpan.FromHours(1);

    /// <summary>Joins what hangs on the calls. The agent's choice, kept with the draft, goes before what the number told.</summary>
    public static IQueryable<CallRow> Rows(CenterDb db, IQueryable<Call> calls) =>
        from call in calls
        join draft in db.Drafts on call.Id equals draft.CallId into drafts
        from draft in drafts.DefaultIfEmpty()
        let residentId = draft != null && draft.ResidentId != null ? draft.ResidentId : call.ResidentId
        join resident in db.Residents on residentId equals (Guid?)resident.Id into residents
        from resident in residents.DefaultIfEmpty()
        join enterprise in db.Enterprises on call.EnterpriseId equals (Guid?)enterprise.Id into enterprises
        from enterprise in enterprises.DefaultIfEmpty()
        select new CallRow
        {
            Call = call, Recorded = call.Recording != null && call.Recording!.DeletedAt == null, RecordingDeleted = call.Recording != null && call.Recording!.DeletedAt != null,
            ResidentId = residentId, ResidentName = resident == null ? null : resident.Name,
            EnterpriseName = enterprise == null ? null : enterprise.Name, OrderNumber = draft == null ? null : draft.OrderNumber,
        };

    public CallLine Line(CallRow row)
    {
        var call = row.Call;
        var now = time.GetUtcNow();
        var waitEnd = call.AnsweredAt ?? call.EndedAt ?? now;
        var talk = TimeSpan.FromMilliseconds(call.TalkMilliseconds) + (call.TalkingSince is { } since ? now - since : TimeSpan.Zero);
        return new CallLine(call.Id, call.ArrivedAt, call.Queue, call.DialledNumber, Mask.Number(call.Number ?? call.RawNumber), row.ResidentName, row.ResidentId, call.Agent, Outcome(call),
            Whole(waitEnd - call.ArrivedAt), Whole(talk), Recording(row, now), row.OrderNumber, row.EnterpriseName, call.EnterpriseId) { CallbackOf = call.CallbackOf };
    }

    /// <summary>The last calls of each resident, newest first: known by number, or chosen by the agent. One journey to the database for all of them.</summary>
    public async Task<ILookup<Guid, CallLine>> OfResidentsAsync(CenterDb db, IReadOnlyList<Guid> residents, int most, CancellationToken ct)
    {
        if (residents.Count == 0) return Array.Empty<CallLine>().ToLookup(_ => Guid.Empty);
        var ids = residents.Select(resident => Last(db, resident, most)).Aggregate(Queryable.Union);
        var rows = await Rows(db, db.Calls.AsNoTracking().Where(c => ids.Contains(c.Id) && c.Outcome != Data.Calls.Outcome.InProgress)).ToListAsync(ct);
        return rows.Where(r => r.ResidentId is { } resident && residents.Contains(resident)).GroupBy(r => r.ResidentId!.Value)
            .SelectMany(of => of.OrderByDescending(r => r.Call.ArrivedAt).Take(most).Select(r => (Resident: of.Key, Line: Line(r)))).ToLookup(of => of.Resident, of => of.Line);
    }

    /// <summary>All calls of a resident: known by number, or chosen by the agent.</summary>
    public static IQueryable<Call> Of(CenterDb db, IQueryable<Call> calls, Guid resident)
    {
        var ids = db.Drafts.Where(d => d.ResidentId == resident).Select(d => d.CallId).Union(db.Calls.Where(c => c.ResidentId == resident).Select(c => c.Id));
        return calls.Where(c => ids.Contains(c.Id) && !db.Drafts.Any(d => d.CallId == c.Id && d.ResidentId != null && d.ResidentId != resident));
    }

    /// <summary>Two look-ups, each by its own index; one with "or" would read every call.</summary>
    private static IQueryable<string> Last(CenterDb db, Guid resident, int most) =>
        db.Drafts.Where(d => d.ResidentId == resident).OrderByDescending(d => d.SavedAt).Take(most).Select(d => d.CallId)
            .Union(db.Calls.Where(c => c.ResidentId == resident && c.Outcome != Data.Calls.Outcome.InProgress).OrderByDescending(c => c.ArrivedAt).Take(most).Select(c => c.Id));

    /// <summary>The last calls from each enterprise's numbers, newest first.</summary>
    public async Task<ILookup<Guid, CallLine>> OfEnterprisesAsync(CenterDb db, IReadOnlyList<Guid> enterprises, int most, CancellationToken ct)
    {
        var ids = Last(db, enterprises, most);
        var rows = await Rows(db, db.Calls.AsNoTracking().Where(c => ids.Contains(c.Id) && c.Outcome != Data.Calls.Outcome.InProgress)).ToListAsync(ct);
        return rows.OrderByDescending(r => r.Call.ArrivedAt).ToLookup(r => r.Call.EnterpriseId!.Value, Line);
    }

    /// <summary>The ids of the last calls of each, whichever they are of.</summary>
    public static IQueryable<string> Last(CenterDb db, IReadOnlyList<Guid> enterprises, int most) =>
        enterprises.Select(id => db.Calls.Where(c => c.EnterpriseId == id).OrderByDescending(c => c.ArrivedAt).Take(most).Select(c => c.Id)).Aggregate(Queryable.Union);

    private static CallOutcome Outcome(Call call) => call.Outcome switch
    {
        Data.Calls.Outcome.InProgress => CallOutcome.InProgress,
        Data.Calls.Outcome.Answered => CallOutcome.Answered,
        Data.Calls.Outcome.Abandoned => CallOutcome.Abandoned,
        Data.Calls.Outcome.Fallback => CallOutcome.Fallback,
        Data.Calls.Outcome.Failed => CallOutcome.Failed,
        Data.Calls.Outcome.AfterHours => CallOutcome.AfterHours,
        Data.Calls.Outcome.Closed => CallOutcome.Closed,
        Data.Calls.Outcome.TurnedAway => CallOutcome.TurnedAway,
        Data.Calls.Outcome.Message => CallOutcome.Message,
    };

    private static RecordingState Recording(CallRow row, DateTimeOffset now)
    {
        if (row.Recorded) return RecordingState.Ready;
        if (row.RecordingDeleted) return RecordingState.None;
        var expected = row.Call.AnsweredAt is not null && (row.Call.EndedAt is not { } ended || now - ended < RecordingDue);
        return expected ? RecordingState.Pending : RecordingState.None;
    }

    private static int Whole(TimeSpan span) => (int)Math.Max(0, Math.Round(span.TotalSeconds));
}
