using CallCenter.Ari;
using CallCenter.Calls;
using CallCenter.Contracts;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>An alarm nobody here answers: whoever is on duty outside is rung as well.</summary>
internal sealed partial class Hotline
{
    private static readonly TimeSpan OutsideRings = TimeSpan.FromSeconds(45);
    private Leg? _outside;

    private async Task RingOutsideAsync()
    {
        if (_outside is not null || parts.IsDrill(call))
        {
            return;
        }
        if (parts.Site.DutyNumber(parts.Time.GetUtcNow()) is not { Length: > 0 } number)
        {
            CallsLog.NobodyOnDuty(parts.Logger, call.Id);
            return;
        }
        try
        {
            _outside = await call.DialAsync(parts.OutsideLegFor(call, number, OutsideRings), _gone);
            parts.Routing.Post(new LegStarted(call.Id, _outside.Channel, HotlineParts.Duty));
        }
        catch (AriException ex) when (ex is not AriUnavailableException)
        {
            CallsLog.OutsideFailed(parts.Logger, ex, call.Id);
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
