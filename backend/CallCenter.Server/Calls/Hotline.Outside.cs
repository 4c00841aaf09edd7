using CallCenter.Ari;
using CallCenter.Calls;
using CallCenter.Routing;
using CallCenter.Server.Operations.Drills;

namespace CallCenter.Server.Calls;

/// <summary>Somebody outside is rung: whoever is on duty, for an alarm nobody here answers, or the number a queue overflows to.</summary>
internal sealed partial class Hotline
{
    private static readonly TimeSpan OutsideRings = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan OutsideAgain = TimeSpan.FromSeconds(10);
    private const string Again = "outside-again";
    private Leg? _outside;
    private IDisposable? _again;

    /// <summary>Another queue has the caller now; a Server that starts goes by what the channel says.</summary>
    private async Task MoveToAsync(string queue)
    {
        _queue = parts.Site.Queue(queue);
        parts.Book.Change(call.Id, e => e with { Queue = queue });
        await call.SetAsync("CC_QUEUE", queue, _gone);
    }

    private async Task RingDutyAsync()
    {
        if (DrillCalls.IsDrill(call.Id) && !DrillCalls.IsWhole(call.Id))
        {
            return;
        }
        if (parts.Site.DutyNumber(parts.Time.GetUtcNow()) is { Length: > 0 } number)
        {
            await RingOutsideAsync(number, life: true);
        }
        else
        {
            CallsLog.NobodyOnDuty(parts.Logger, call.Id);
        }
    }

    private async Task RingOutsideAsync(string number, bool life)
    {
        if (_outside is not null)
        {
            return;
        }
        try
        {
            _outside = await call.DialAsync(parts.OutsideLegFor(call, number, life, OutsideRings), _gone);
            parts.Routing.Post(new LegStarted(call.Id, _outside.Channel, HotlineParts.Duty));
        }
        catch (AriException ex) when (ex is not AriUnavailableException)
        {
            CallsLog.OutsideFailed(parts.Logger, ex, call.Id);
            OutsideFailed("failed");
        }
    }

    /// <summary>Nobody there. A caller whose queue gave him up waits in it again; for an alarm whoever is on duty is rung again and again.</summary>
    private void OutsideFailed(string reason)
    {
        _outside = null;
        switch (parts.Routing.State.Calls.GetValueOrDefault(call.Id))
        {
            case { Mode: CallMode.Away }:
                parts.Routing.Post(new AwayFailed(call.Id, reason));
                break;
            case { Mode: CallMode.Waiting or CallMode.Offered, Escalation: > 1 }:
                _again?.Dispose();
                _again = call.Remind(Again, OutsideAgain);
                break;
        }
    }

    /// <summary>Somebody here has the caller.</summary>
    private async Task StopOutsideAsync()
    {
        _again?.Dispose();
        if (_outside is { } rings)
        {
            _outside = null;
            await call.HangUpAsync(rings, _gone);
        }
    }

    /// <summary>Somebody outside picked up. Routing does not know that person; whoever still rings here stops.</summary>
    private async Task<Talk?> TakeOutsideAsync(Leg leg)
    {
        _outside = null;
        parts.Routing.Post(new CallSeized(call.Id, null, InDialplan: false));
        if (await TryJoinAsync(leg, HotlineParts.Duty) is { } talk)
        {
            return talk;
        }
        parts.Routing.Post(new CallReturned(call.Id, "", parts.Time.GetUtcNow()));
        return null;
    }
}
