using CallCenter.Data.Calls;
using CallCenter.Routing;

namespace CallCenter.Server.Projection;

/// <summary>How a call's row changes.</summary>
internal static class CallTransitions
{
    public static void Answered(this Call call, DateTimeOffset at, string agent)
    {
        call.AnsweredAt ??= at;
        call.TalkingSince ??= at;
        call.Agent = agent;
        if (call.EndedAt is null) call.Outcome = Outcome.Answered;
    }

    /// <summary>The fallback has it: with somebody, or ringing.</summary>
    public static void Seized(this Call call, DateTimeOffset at, string? agent)
    {
        if (call.EndedAt is not null) return;
        if (call.AnsweredAt is null) call.Outcome = Outcome.Fallback;
        if (agent is null) return;
        call.Agent = agent;
        call.AnsweredAt ??= at;
        call.TalkingSince ??= at;
    }

    /// <summary>By Asterisk's clock: what was answered before is joined now.</summary>
    public static void TalkBegins(this Call call, DateTimeOffset at)
    {
        if (call.EndedAt is not null) return;
        if (call is { TalkMilliseconds: 0, AnsweredAt: not null }) call.AnsweredAt = at;
        call.TalkingSince = at;
    }

    /// <summary>To nobody: a message.</summary>
    public static void Speaks(this Call call)
    {
        if (call.AnsweredAt is null) call.Outcome = Outcome.Message;
    }

    public static void TalkStops(this Call call, DateTimeOffset at)
    {
        if (call.TalkingSince is not { } since) return;
        call.TalkMilliseconds += Math.Max(0, (long)(at - since).TotalMilliseconds);
        call.TalkingSince = null;
    }

    public static void Ends(this Call call, DateTimeOffset at, int? cause = null, string? by = null)
    {
        call.TalkStops(at);
        call.EndedAt ??= at;
        call.Cause ??= cause;
        call.EndedBy ??= by;
        if (call.AnsweredAt is not null)
        {
            if (call.Outcome == Outcome.InProgress) call.Outcome = Outcome.Answered;
        }
        else if (call.Outcome is not (Outcome.AfterHours or Outcome.TurnedAway or Outcome.Message))
        {
            call.Outcome = by is null or "caller" ? Outcome.Abandoned : Outcome.Failed;
        }
    }

    /// <summary>An attempt to call back is over; the callback itself is not.</summary>
    public static void NotReached(this Call call, DateTimeOffset at)
    {
        call.TalkStops(at);
        (call.EndedAt, call.EndedBy, call.Cause, call.Outcome) = (null, null, null, Outcome.InProgress);
    }

    /// <summary>Nobody is called back any more.</summary>
    public static void Closes(this Call call, DateTimeOffset at, bool givenUp)
    {
        call.TalkStops(at);
        call.EndedAt ??= at;
        call.EndedBy ??= "system";
        call.Outcome = givenUp ? Outcome.Failed : Outcome.Closed;
    }

    /// <summary>
    /// Whether Asterisk's own log still has something to tell about this call: it is open, nobody told us how it ended (we were away, or the
    /// dialplan had it), or the fallback had it and we may have looked late.
    /// </summary>
    public static bool WaitsForImport(this Call call) =>
        call.CallbackOf is null && (call.EndedAt is null || call.EndedBy is null || call.TalkingSince is not null || call is { Outcome: Outcome.Fallback, Imported: false });

    /// <summary>Fills in what we did not see ourselves; what we saw stands.</summary>
    public static void Import(this Call call, CallImported imported)
    {
        if (call.Queue.Length == 0) (call.Queue, call.DialledNumber, call.ArrivedAt, call.Imported) = (imported.Queue, imported.DialledNumber, imported.ArrivedAt, true);
        if (imported.AnsweredAt is { } answered && (call.AnsweredAt is null || call.Outcome == Outcome.Fallback))
        {
            // The talk was the fallback's; Asterisk knows its times better than we, who were away and saw them later.
            (call.AnsweredAt, call.TalkingSince, call.TalkMilliseconds, call.Outcome, call.EndedAt, call.Imported) = (answered, answered, 0, Outcome.Fallback, null, true);
            call.Agent = imported.Agent is { Length: > 0 } agent ? agent : call.Agent;
        }
        else if (call.EndedBy is null && call.EndedAt is { } noticed && noticed > imported.EndedAt)
        {
            // We saw only that it was over when we came back: until then nobody talked any more.
            call.TalkMilliseconds = Math.Max(0, call.TalkMilliseconds - (long)(noticed - imported.EndedAt).TotalMilliseconds);
            call.EndedAt = null;
        }
        call.Ends(imported.EndedAt, imported.Cause, "caller");
        call.Measure(imported);
    }

    /// <summary>How long they talked Asterisk knows better than anybody who looked on.</summary>
    public static void Measure(this Call call, CallImported imported)
    {
        if (imported.Talks is { } talks) call.TalkMilliseconds = talks.Sum(talk => Math.Max(0, (long)(talk.To - talk.From).TotalMilliseconds));
    }
}
