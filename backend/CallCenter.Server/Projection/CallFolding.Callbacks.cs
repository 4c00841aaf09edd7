using CallCenter.Data.Calls;
using CallCenter.Routing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Projection;

/// <summary>Callbacks: calls of their own, in which the agent is there before the person is.</summary>
internal sealed partial class CallFolding
{
    /// <summary>A decision about two calls is an event of both, and each has a part of its own.</summary>
    private const int OfTheOther = 10_000;

    private async Task CallbackAsync(Decision decision, int part, CancellationToken ct)
    {
        switch (decision)
        {
            case CallBack back:
                await CallBackAsync(back, part, ct);
                break;
            case DialBack dial:
                await CallAsync(dial.Call, ct);
                Happened(dial.Call, "dial-back", why: dial.Why, part: part);
                break;
            case CallbackLater later:
                (await CallAsync(later.Call, ct)).NotReached(_entry.At);
                Happened(later.Call, "back-later", why: later.Why, part: part);
                break;
            case CallbackClosed closed:
                if (closed.Why.Code is not (WhyCode.CallbackReached or WhyCode.CallbackNoNumber)) (await CallAsync(closed.Call, ct)).Closes(_entry.At, givenUp: closed.Why.Code == WhyCode.CallbackGivenUp);
                Happened(closed.Call, "back-closed", why: closed.Why, part: part);
                break;
        }
    }

    /// <summary>Of a callback the agent is there first, and the talk begins when the person is.</summary>
    private async Task ConnectedAsync(Call call, Connected connected, CancellationToken ct)
    {
        if (call is { CallbackOf: not null, Outcome: Outcome.InProgress } && !await ReachedAsync(call.Id, ct)) call.Agent = connected.Agent;
        else call.Answered(_entry.At, connected.Agent);
    }

    /// <summary>The callback is a call of its own in the history; the call that came to nothing says so too.</summary>
    private async Task CallBackAsync(CallBack back, int part, CancellationToken ct)
    {
        var of = await CallAsync(back.Of, ct);
        var call = await CallAsync(back.Call, ct);
        if (call.CallbackOf is null)
        {
            (call.CallbackOf, call.Queue, call.DialledNumber, call.ArrivedAt) = (back.Of, back.Queue, of.DialledNumber, _entry.At);
            Number(call, back.Caller, numbers.Parse(back.Caller));
            (call.ResidentId, call.EnterpriseId) = (of.ResidentId, of.EnterpriseId);
        }
        Happened(back.Of, "call-back", why: back.Why, part: OfTheOther + part);
        Happened(back.Call, "call-back", why: back.Why, part: part);
    }

    /// <summary>The person of this callback is on the line, since the last attempt.</summary>
    private async Task<bool> ReachedAsync(string call, CancellationToken ct)
    {
        string[] turns = ["back-reached", "back-later", "call-back", "dial-back"];
        var pending = db.CallEvents.Local.LastOrDefault(e => e.CallId == call && turns.Contains(e.Kind));
        pending ??= await db.CallEvents.AsNoTracking().Where(e => e.CallId == call && turns.Contains(e.Kind)).OrderByDescending(e => e.Epoch).ThenByDescending(e => e.Seq).ThenByDescending(e => e.Part).FirstOrDefaultAsync(ct);
        return pending?.Kind == "back-reached";
    }
}
