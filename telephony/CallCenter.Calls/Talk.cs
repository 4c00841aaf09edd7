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

    /// <summary>Ends the bridge of a caller who stays. Hang up others first: deleting a bridge with channels in it can overwrite the hang-up cause.</summary>
    public Task EndAsync(CancellationToken ct) => EndAsync(_ari, Bridge, _caller, ct);

    /// <summary>
    /// The caller out of it first, which Asterisk answers when he is. Of a bridge that is deleted he is still leaving when the answer comes, and a prompt played to him at that moment is
    /// now and then lost: accepted, never begun, never ended (20 of 1147 with eight at a time on Asterisk 22; with the caller taken out first, none of 1800).
    /// </summary>
    internal static async Task EndAsync(AriClient ari, string bridge, string caller, CancellationToken ct)
    {
        await CallHost.UnlessGoneAsync(ari.Bridges.RemoveChannelAsync(bridge, caller, ct));
        await CallHost.UnlessGoneAsync(ari.Bridges.DestroyAsync(bridge, ct));
    }
}
