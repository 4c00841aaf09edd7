using CallCenter.Server.Trunks;

namespace CallCenter.Server.Operations.Watch;

/// <param name="Up">Null while that is not known.</param>
internal sealed record TrunkSeen(string Name, bool? Up);

/// <summary>The way calls come and go, as somebody sees it. None while Asterisk is away: that is told as such.</summary>
internal interface ITrunkStates
{
    ValueTask<IReadOnlyList<TrunkSeen>> SeenAsync(CancellationToken ct);
}

/// <summary>Those of the administration page, and the environment's where Asterisk asks it.</summary>
internal sealed class AsteriskTrunk(ITelephonyHealth telephony, TrunkWatch trunks) : ITrunkStates
{
    public ValueTask<IReadOnlyList<TrunkSeen>> SeenAsync(CancellationToken ct) =>
        new(telephony.Connected ? [.. trunks.All.Select(trunk => new TrunkSeen(trunk.Id, trunk.Reachable))] : []);
}
