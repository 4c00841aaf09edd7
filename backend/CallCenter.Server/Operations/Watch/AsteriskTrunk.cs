using CallCenter.Ari;
using CallCenter.Ari.Models;
using CallCenter.Server.Trunks;

namespace CallCenter.Server.Operations.Watch;

/// <param name="Up">Null while nobody supervises it (no qualify).</param>
internal sealed record TrunkSeen(string Name, bool? Up);

/// <summary>The way calls come and go, as somebody sees it. None while Asterisk is away: that is told as such.</summary>
internal interface ITrunkStates
{
    ValueTask<IReadOnlyList<TrunkSeen>> SeenAsync(CancellationToken ct);
}

/// <summary>The endpoint <c>trunk</c> of pjsip.conf, and those of the administration page.</summary>
internal sealed class AsteriskTrunk(AriClient ari, ITelephonyHealth telephony, TrunkWatch administered) : ITrunkStates
{
    private const string Name = "trunk";

    public async ValueTask<IReadOnlyList<TrunkSeen>> SeenAsync(CancellationToken ct)
    {
        if (!telephony.Connected) return [];
        try
        {
            return [.. await BuiltAsync(ct), .. administered.All.Select(trunk => new TrunkSeen(trunk.Id, trunk.Reachable))];
        }
        catch (AriException)
        {
            return [];
        }
    }

    /// <summary>None on a site whose trunks are all made in the administration page.</summary>
    private async Task<TrunkSeen[]> BuiltAsync(CancellationToken ct)
    {
        try
        {
            var endpoint = await ari.Endpoints.GetAsync("PJSIP", Name, ct);
            return [new TrunkSeen(Name, endpoint.State switch { EndpointState.Online => true, EndpointState.Offline => false, _ => null })];
        }
        catch (AriGoneException)
        {
            return [];
        }
    }
}
