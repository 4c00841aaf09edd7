using System.Collections.Concurrent;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;
using CallCenter.Server.Audit;
using CallCenter.Server.Callers;
using CallCenter.Server.Residents;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Calls;

/// <summary>Opens calls in the book and puts the people and enterprises behind the number on them. Nobody waits for the database.</summary>
internal sealed class CallerCards(CallBook book, ICallerNumbers callers, RoutingLoop routing, IAudit audit, SiteSettings settings, TimeProvider time, ILogger<CallerCards> logger)
{
    /// <summary>The flag of a resident, and the skill of agents who speak it.</summary>
    private const string Dialect = "dialect";
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Task> _lookUps = new();

    /// <param name="number">The caller's number as Asterisk has it; empty when the carrier hides it.</param>
    /// <param name="sent">What the carrier really sent.</param>
    public void Open(CallFacts facts, string number, string sent)
    {
        var caller = callers.Dialable(number);
        var registered = settings.Current.AlarmOf(caller, Admission.DayOf(facts.Since, time.LocalTimeZone));
        book.Open(facts.Call, () => new CallEntry(facts.Call, facts.Queue, facts.Number, facts.Since) { Number = number, Caller = caller, Registered = registered });
        var looking = _lookUps[facts.Call] = IdentifyAsync(facts.Call, number, sent, registered?.Resident);
        _ = looking.ContinueWith(_ => _lookUps.TryRemove(new(facts.Call, looking)), TaskScheduler.Default);
    }

    /// <summary>Done when the record is on the call, or nothing was found, or the look-up failed.</summary>
    public Task LookedUpAsync(string call) => _lookUps.GetValueOrDefault(call, Task.CompletedTask);

    /// <summary>Every record put on somebody's screen is audited; nobody waits for the row.</summary>
    public void RecordShown(CallEntry? entry, string agent)
    {
        if (entry is null) return;
        foreach (var person in entry.People) _ = audit.Record(agent, AuditAction.ResidentShown, $"resident:{person.Id}", entry.CallId);
        foreach (var enterprise in entry.Enterprises) _ = audit.Record(agent, AuditAction.EnterpriseShown, $"enterprise:{enterprise.Id}", entry.CallId);
    }

    private async Task IdentifyAsync(string call, string number, string sent, Guid? registered)
    {
        try
        {
            using var limit = new CancellationTokenSource(LookUpLimit, time);
            var identity = await callers.IdentifyAsync(number.Length == 0 ? sent : number, registered, limit.Token);
            routing.Post(new CallIdentified(call, sent, identity.Number, [.. identity.People.Select(p => p.Id)], identity.Enterprises is { Count: > 0 } firms ? [.. firms.Select(e => e.Id)] : null));
            book.Change(call, e => e with { Number = identity.Number ?? e.Number, People = identity.People, Enterprises = identity.Enterprises, RecordPending = false });
            foreach (var agent in book.Find(call)?.Agents ?? []) RecordShown(book.Find(call), agent);
            if (identity.People is [var only]) TellRouting(call, only);
        }
        catch (Exception ex)
        {
            // A call host's catch-all: the call goes on without a record, whatever is wrong with the look-up.
            CallsLog.NotIdentified(logger, ex, call);
            book.Change(call, e => e with { RecordPending = false });
        }
    }

    /// <summary>Who spoke with this person last, and what the person needs; of use while nobody has been asked yet.</summary>
    private void TellRouting(string call, ResidentCard person)
    {
        if (routing.State.Calls.GetValueOrDefault(call) is not { Mode: CallMode.Waiting } waiting || routing.State.IsLife(call)) return;
        IReadOnlyList<SkillNeed> needs = person.Flags.Contains(Dialect) ? [new SkillNeed(Dialect, 1)] : [];
        var last = settings.Current.Queue(waiting.Queue).Policy.Sticky ? person.LastCalls.FirstOrDefault(c => c.Agent is not null)?.Agent : null;
        if (last is not null || needs.Count > 0) routing.Post(new CallKnown(call, last, needs));
    }
}
