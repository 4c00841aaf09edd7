using CallCenter.Ari;
using CallCenter.Ari.Models;

namespace CallCenter.Calls;

/// <summary>A caller and a leg in one bridge.</summary>
public sealed class Talk
{
    private readonly AriClient _ari;
    private readonly string _caller;

    internal Talk(AriClient ari, string caller, Leg leg, string bridge) => (_ari, _caller, Leg, Bridge) = (ari, caller, leg, bridge);

    public Leg Leg { get; }

    /// <summary>Bridge id.</summary>
    public string Bridge { get; }

    /// <summary>Takes the caller out of the bridge and plays music to him: hold for phones that cannot do it themselves.</summary>
    public async Task ParkCallerAsync(CancellationToken ct)
    {
        await _ari.Bridges.RemoveChannelAsync(Bridge, _caller, ct);
        await _ari.Channels.StartMohAsync(_caller, cancellationToken: ct);
    }

    /// <summary>Brings the caller back.</summary>
    public async Task ReturnCallerAsync(CancellationToken ct)
    {
        await CallHost.UnlessGoneAsync(_ari.Channels.StopMohAsync(_caller, ct));
        await _ari.Bridges.AddChannelAsync(Bridge, _caller, ct);
    }

    public Task MuteAgentAsync(bool muted, CancellationToken ct) =>
        muted ? _ari.Channels.MuteAsync(Leg.Channel, MediaDirection.In, ct) : _ari.Channels.UnmuteAsync(Leg.Channel, MediaDirection.In, ct);

    /// <summary>Sends keys to the caller's side.</summary>
    public Task SendDigitsAsync(string digits, CancellationToken ct) => _ari.Channels.SendDtmfAsync(_caller, digits, cancellationToken: ct);
}
