using System.Text.Json;
using CallCenter.Data;
using CallCenter.Data.Calls;
using CallCenter.Data.Residents;
using CallCenter.Routing;
using CallCenter.Server.Calls;
using CallCenter.Server.Operations.Drills;
using CallCenter.Server.Registry;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Projection;

/// <summary>What each journal entry means to the calls, legs, events and recordings in the database.</summary>
internal sealed partial class CallFolding(CenterDb db, CallerNumbers numbers)
{
    private static readonly IReadOnlyDictionary<string, string> NoArguments = new Dictionary<string, string>();
    private readonly HashSet<string> _looked = [];
    private JournalEntry _entry = null!;

    /// <summary>Looks once for the calls and legs of all of these: what is not found then is new, and need not be asked for one by one.</summary>
    public async Task LookAsync(IReadOnlyList<JournalEntry> entries, CancellationToken ct)
    {
        _looked.UnionWith(entries.SelectMany(e => e.Decisions.Select(DrillCalls.CallOf).Prepend(DrillCalls.CallOf(e.Input))).OfType<string>());
        var ids = _looked.ToList();
        await db.Calls.Where(c => ids.Contains(c.Id)).LoadAsync(ct);
        await db.Legs.Where(l => ids.Contains(l.CallId)).LoadAsync(ct);
    }

    public async Task FoldAsync(JournalEntry entry, CancellationToken ct)
    {
        _entry = entry;
        if (!DrillCalls.IsDrill(entry.Input)) await InputAsync(entry.Input, ct);
        for (var i = 0; i < entry.Decisions.Length; i++)
        {
            if (!DrillCalls.IsDrill(entry.Decisions[i])) await DecisionAsync(entry.Decisions[i], i + 1, ct);
        }
    }

    private async Task InputAsync(Input input, CancellationToken ct)
    {
        var at = _entry.At;
        switch (input)
        {
            case CallArrived arrived:
                var call = await CallAsync(arrived.Call, ct);
                (call.ArrivedAt, call.Queue, call.DialledNumber) = (arrived.ArrivedAt, arrived.Queue, arrived.Number);
                Happened(arrived.Call, arrived.ByNumber ? "arrived-by-number" : "arrived");
                break;
            case CallTurnedAway turned:
                var closed = await CallAsync(turned.Call, ct);
                (closed.ArrivedAt, closed.Queue, closed.DialledNumber, closed.Outcome) = (turned.ArrivedAt, turned.Queue, turned.Number, turned.Reason is null ? Outcome.AfterHours : Outcome.TurnedAway);
                Happened(turned.Call, turned.Reason is null ? "turned-away" : $"turned-away-{turned.Reason}");
                break;
            case CallIdentified identified:
                await IdentifiedAsync(await CallAsync(identified.Call, ct), identified, ct);
                break;
            case EnterpriseChosen chosen:
                (await CallAsync(chosen.Call, ct)).EnterpriseId = chosen.Enterprise;
                break;
            case CallReturned returned:
                (await CallAsync(returned.Call, ct)).TalkStops(at);
                Happened(returned.Call, "returned", returned.Prefer);
                break;
            case TalkBegan began:
                var begun = await CallAsync(began.Call, ct);
                // The agent of a callback is joined with a line at whose end nobody is yet.
                if (begun.CallbackOf is null || await ReachedAsync(began.Call, ct)) begun.TalkBegins(began.At);
                break;
            case TalkStopped stopped:
                await TalkStoppedAsync(stopped, ct);
                break;
            case TalkEnded ended:
                (await CallAsync(ended.Call, ct)).TalkStops(at);
                break;
            case CallGone gone:
                (await CallAsync(gone.Call, ct)).Ends(at);
                break;
            case CallbackReached reached:
                var found = await CallAsync(reached.Call, ct);
                // After an alarm the person is there first and the agent comes then.
                if (found.Agent is { } agent) found.Answered(at, agent);
                Happened(reached.Call, "back-reached", found.Agent);
                break;
            case CallSeized { InDialplan: false, Agent: null } outside:
                (await CallAsync(outside.Call, ct)).Answered(at, HotlineParts.Duty);
                Happened(outside.Call, "outside");
                break;
            case MessageAsked asked:
                await CallAsync(asked.Call, ct);
                break;
            case MessageLeft left:
                (await CallAsync(left.Call, ct)).Speaks();
                Happened(left.Call, "message", arguments: new Dictionary<string, string> { ["seconds"] = $"{(int)left.Seconds}" });
                break;
            case AwayFailed failed:
                await CallAsync(failed.Call, ct);
                Happened(failed.Call, "away-failed", arguments: new Dictionary<string, string> { ["reason"] = failed.Reason });
                break;
            case CallSeized seized:
                (await CallAsync(seized.Call, ct)).Seized(at, seized.Agent);
                Happened(seized.Call, "fallback", seized.Agent);
                break;
            case CallHeld held:
                await CallAsync(held.Call, ct);
                Happened(held.Call, "held");
                break;
            case CallResumed resumed:
                await CallAsync(resumed.Call, ct);
                Happened(resumed.Call, "resumed");
                break;
            case CallEnded ended:
                (await CallAsync(ended.Call, ct)).Ends(at, ended.Cause, ended.By);
                Happened(ended.Call, "ended", arguments: new Dictionary<string, string> { ["by"] = ended.By, ["cause"] = $"{ended.Cause}" });
                break;
            case CallImported imported:
                await ImportedAsync(imported, ct);
                break;
            case RecordingStored stored:
                await RecordedAsync(stored, ct);
                break;
            case LegStarted or LegAnswered or LegEnded:
                await LegAsync(input, ct);
                break;
        }
    }

    private async Task DecisionAsync(Decision decision, int part, CancellationToken ct)
    {
        switch (decision)
        {
            case Offer offer:
                await CallAsync(offer.Call, ct);
                Happened(offer.Call, "offered", offer.Agent, offer.Why, part: part);
                break;
            case Withdraw withdraw:
                await CallAsync(withdraw.Call, ct);
                Happened(withdraw.Call, "withdrawn", withdraw.Agent, withdraw.Why, part: part);
                break;
            case CallBack or DialBack or CallbackLater or CallbackClosed:
                await CallbackAsync(decision, part, ct);
                break;
            case Connected connected:
                await ConnectedAsync(await CallAsync(connected.Call, ct), connected, ct);
                Happened(connected.Call, "connected", connected.Agent, connected.Why, part: part);
                break;
            case Interrupt interrupt:
                (await CallAsync(interrupt.Call, ct)).TalkStops(_entry.At);
                Happened(interrupt.Call, "interrupted", interrupt.Agent, interrupt.Why, part: part);
                break;
            case Escalate escalate:
                await CallAsync(escalate.Call, ct);
                Happened(escalate.Call, "escalated", why: escalate.Why, part: part);
                break;
            case Overflow overflow:
                var left = await CallAsync(overflow.Call, ct);
                if (overflow.To == OverflowTo.Queue) left.Queue = overflow.Target;
                Happened(overflow.Call, "overflowed", why: overflow.Why, part: part);
                break;
            case Reconsidered reconsidered:
                var other = await CallAsync(reconsidered.Call, ct);
                if (reconsidered.Why.Code == WhyCode.FalseAlarm) other.Queue = reconsidered.Queue;
                Happened(reconsidered.Call, "reconsidered", why: reconsidered.Why, part: part);
                break;
            case Wait wait:
                await CallAsync(wait.Call, ct);
                // Routing says it again at every look; the history needs it when the reason changes.
                if (await LastWaitAsync(wait.Call, ct) != wait.Why.Code) Happened(wait.Call, "waiting", why: wait.Why, part: part);
                break;
        }
    }

    /// <summary>An alarm, or a phone that fell silent, ends a talk by decision; the phone leaves its bridge a moment later.</summary>
    private async Task TalkStoppedAsync(TalkStopped stopped, CancellationToken ct)
    {
        var call = await CallAsync(stopped.Call, ct);
        if (call.TalkingSince is null && await DecidedAsync(call.Id, ct) is { } decided && stopped.At > decided) call.TalkMilliseconds += (long)(stopped.At - decided).TotalMilliseconds;
        else call.TalkStops(stopped.At);
    }

    private async Task<DateTimeOffset?> DecidedAsync(string call, CancellationToken ct)
    {
        var last = db.CallEvents.Local.Where(e => e.CallId == call && e.Kind is ("interrupted" or "returned" or "connected")).MaxBy(e => (e.Seq, e.Part));
        last ??= await db.CallEvents.AsNoTracking().Where(e => e.CallId == call && (e.Kind == "interrupted" || e.Kind == "returned" || e.Kind == "connected"))
            .OrderByDescending(e => e.Seq).ThenByDescending(e => e.Part).FirstOrDefaultAsync(ct);
        return last is { Kind: "interrupted" or "returned" } ? last.At : null;
    }

    private async Task IdentifiedAsync(Call call, CallIdentified identified, CancellationToken ct)
    {
        Number(call, identified.Raw, identified.Number);
        await PeopleAsync(call, identified.Residents, ct);
        // What the agent chose stays: the look-up may be made again, and may be late.
        call.EnterpriseId ??= identified.Enterprises is [var only] ? only : null;
    }

    private async Task ImportedAsync(CallImported imported, CancellationToken ct)
    {
        var call = await CallAsync(imported.Call, ct);
        if (!call.WaitsForImport())
        {
            call.Measure(imported);
            return;
        }
        if (call.RawNumber is null)
        {
            var number = numbers.Parse(imported.Raw);
            Number(call, imported.Raw, number);
            var people = number is null ? [] : await db.ResidentNumbers.Where(n => n.Number == number).OrderBy(n => n.ResidentId).Select(n => n.ResidentId).Take(20).ToListAsync(ct);
            await PeopleAsync(call, people, ct);
            var enterprises = number is null ? [] : await db.EnterpriseNumbers.Where(n => n.Number == number).OrderBy(n => n.EnterpriseId).Select(n => n.EnterpriseId).Take(2).ToListAsync(ct);
            call.EnterpriseId = enterprises is [var only] ? only : null;
        }
        call.Import(imported);
        Happened(imported.Call, "imported", imported.Agent);
    }

    private async Task RecordedAsync(RecordingStored stored, CancellationToken ct)
    {
        await CallAsync(stored.Call, ct);
        var recording = await db.Recordings.FindAsync([stored.Call], ct);
        if (recording is null) db.Add(recording = new Recording { CallId = stored.Call, File = stored.File });
        (recording.File, recording.Seconds, recording.Bytes, recording.StoredAt) = (stored.File, stored.Seconds, stored.Bytes, _entry.At);
        Happened(stored.Call, "recorded");
    }

    private async Task LegAsync(Input input, CancellationToken ct)
    {
        var (callId, channel) = input switch
        {
            LegStarted started => (started.Call, started.Channel),
            LegAnswered answered => (answered.Call, answered.Channel),
            LegEnded ended => (ended.Call, ended.Channel),
            _ => throw new InvalidOperationException($"{input.GetType().Name} is no fact of a leg."),
        };
        await CallAsync(callId, ct);
        var leg = _looked.Contains(callId) ? db.Legs.Local.FindEntryUntyped([callId, channel])?.Entity : await db.Legs.FindAsync([callId, channel], ct);
        if (leg is null) db.Add(leg = new Leg { CallId = callId, ChannelId = channel, Party = channel == callId ? "caller" : "", StartedAt = _entry.At });
        if (input is LegStarted { Party: var party }) (leg.Party, leg.StartedAt) = (party, _entry.At);
        if (input is LegAnswered) leg.AnsweredAt ??= _entry.At;
        if (input is LegEnded end) (leg.EndedAt, leg.Cause, leg.CauseText) = (_entry.At, end.Cause, Clip(end.CauseText, 128));
    }

    /// <summary>Facts may come before the arrival: the first mention makes the row.</summary>
    private async Task<Call> CallAsync(string id, CancellationToken ct)
    {
        if ((_looked.Contains(id) ? db.Calls.Local.FindEntry(id)?.Entity : await db.Calls.FindAsync([id], ct)) is { } known) return known;
        var call = new Call { Id = id, ArrivedAt = _entry.At };
        db.Add(call);
        return call;
    }

    private async Task PeopleAsync(Call call, IReadOnlyList<Guid> people, CancellationToken ct)
    {
        people = await MergedRecords.CurrentAsync(db, people, ct);
        call.ResidentId = people is [var only] ? only : null;
        if (people.Count == 0) return;
        var known = await db.CallResidents.Where(r => r.CallId == call.Id).Select(r => r.ResidentId).ToListAsync(ct);
        var pending = db.CallResidents.Local.Where(r => r.CallId == call.Id).Select(r => r.ResidentId);
        foreach (var person in people.Except(known).Except(pending).ToList()) db.Add(new CallResident { CallId = call.Id, ResidentId = person });
    }

    private async Task<string?> LastWaitAsync(string call, CancellationToken ct)
    {
        var pending = db.CallEvents.Local.LastOrDefault(e => e.CallId == call);
        pending ??= await db.CallEvents.AsNoTracking().Where(e => e.CallId == call).OrderByDescending(e => e.Seq).ThenByDescending(e => e.Part).FirstOrDefaultAsync(ct);
        return pending is { Kind: "waiting" } ? pending.WhyCode : null;
    }

    private static void Number(Call call, string raw, string? number) =>
        (call.RawNumber, call.Number, call.Reversed) = (CallerNumbers.Clip(raw), number, number is null ? null : ResidentNumber.Reverse(number));

    private void Happened(string call, string kind, string? agent = null, Why? why = null, IReadOnlyDictionary<string, string>? arguments = null, int part = 0) => db.Add(new CallEvent
    {
        Site = _entry.Site, Epoch = _entry.Epoch, Seq = _entry.Seq, Part = part, CallId = call, At = _entry.At, Kind = kind, Agent = agent, WhyCode = why?.Code ?? kind,
        WhyArguments = Arguments(why?.Arguments ?? arguments ?? NoArguments),
    });

    /// <summary>The column's length is a promise to other providers; an explanation cut in the middle would be no JSON.</summary>
    private static string Arguments(IReadOnlyDictionary<string, string> arguments)
    {
        var json = JsonSerializer.Serialize(arguments);
        return json.Length <= 4000 ? json : JsonSerializer.Serialize(arguments.ToDictionary(a => a.Key, a => Clip(a.Value, 100)));
    }

    private static string Clip(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
