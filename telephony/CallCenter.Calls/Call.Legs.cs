using CallCenter.Ari;
using CallCenter.Ari.Models;

namespace CallCenter.Calls;

/// <summary>The phones dialled for a caller, and the bridge he is joined with them in.</summary>
public sealed partial class Call
{
    private const int AlreadyThere = 409;

    /// <summary>The legs that are still up or ringing.</summary>
    public IReadOnlyList<Leg> Legs
    {
        get { lock (_lock) { return [.. _legs.Values]; } }
    }

    /// <summary>Rings a phone. <see cref="PickedUp"/> or <see cref="LegGone"/> follows; the leg is known to the host before the request leaves.</summary>
    /// <exception cref="AriException">Asterisk refused: no such endpoint, or nobody registered.</exception>
    public async Task<Leg> DialAsync(LegRequest request, CancellationToken ct)
    {
        var leg = AddLeg(request.Channel, request.Party, request.Offer);
        try
        {
            await _host.OriginateAsync(request, Id, ct);
            return leg;
        }
        catch (Exception fault)
        {
            // No answer: it may ring all the same, and a phone nobody knows would be hung up when it is picked up.
            if (fault is AriUnavailableException && await IsThereAsync(leg.Channel, ct))
            {
                return leg;
            }
            RemoveLeg(leg.Channel);
            throw;
        }
    }

    /// <summary>The caller's channel is there; false also when Asterisk does not say.</summary>
    public Task<bool> IsThereAsync(CancellationToken ct) => IsThereAsync(Id, ct);

    private async Task<bool> IsThereAsync(string channel, CancellationToken ct)
    {
        try
        {
            await _ari.Channels.GetAsync(channel, ct);
            return true;
        }
        catch (Exception fault) when (fault is AriException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Makes the bridge of a talk that is about to begin, for <see cref="JoinAsync"/>.</summary>
    public async Task OpenBridgeAsync(string bridge, CancellationToken ct)
    {
        CurrentBridge = bridge;
        try
        {
            await _ari.Bridges.CreateAsync("mixing", bridge, cancellationToken: ct);
        }
        catch (AriRejectedException conflict) when (conflict.Status == AlreadyThere)
        {
            // A Server that died right after this request made it; it is ours by its name.
        }
    }

    /// <summary>Joins the caller and a leg in the bridge made for them.</summary>
    public async Task<Talk> JoinAsync(Leg leg, string bridge, CancellationToken ct)
    {
        await _ari.Bridges.AddChannelAsync(bridge, [Id, leg.Channel], cancellationToken: ct);
        return new Talk(_ari, Id, leg, bridge);
    }

    /// <summary>
    /// As <see cref="RemoveBridgeAsync"/>, for a caller who stays and will hear something else. He is taken out first, which Asterisk answers when he is out. Of a bridge that is deleted he is
    /// still leaving when the answer comes, and a prompt played to him at that moment is now and then lost: accepted, never begun, never ended (20 of 1147 with eight at a time on Asterisk 22;
    /// with the caller taken out first, none of 1800).
    /// </summary>
    public async Task LeaveBridgeAsync(CancellationToken ct)
    {
        if ((CurrentBridge ?? AdoptedBridge) is { } bridge)
        {
            await CallHost.UnlessGoneAsync(_ari.Bridges.RemoveChannelAsync(bridge, Id, ct));
            await RemoveBridgeAsync(ct);
        }
    }

    /// <summary>
    /// Removes the bridge of the last talk, or of one that did not come about: whether a request that failed or was cancelled reached Asterisk
    /// nobody knows. Hang up first.
    /// </summary>
    public async Task RemoveBridgeAsync(CancellationToken ct)
    {
        if ((CurrentBridge ?? AdoptedBridge) is { } bridge)
        {
            await CallHost.UnlessGoneAsync(_ari.Bridges.DestroyAsync(bridge, ct));
            (CurrentBridge, AdoptedBridge) = (null, null);
        }
    }

    /// <summary>As far as we know there is one.</summary>
    internal bool HasBridge => (CurrentBridge ?? AdoptedBridge) is not null;

    /// <summary>The talk we were found in.</summary>
    public Talk ResumeTalk(Leg leg, string bridge)
    {
        CurrentBridge = bridge;
        return new(_ari, Id, leg, bridge);
    }

    /// <summary>Hangs up a leg; one that is gone already is no error.</summary>
    public Task HangUpAsync(Leg leg, CancellationToken ct) => leg.Ended ? Task.CompletedTask : CallHost.UnlessGoneAsync(_ari.Channels.HangupAsync(leg.Channel, cancellationToken: ct));

    /// <summary>RTP packets received so far from this leg; two looks tell whether its phone is alive. Null: no media (yet).</summary>
    public async Task<long?> PacketsFromAsync(Leg leg, CancellationToken ct)
    {
        try
        {
            return (await _ari.Channels.RtpStatisticsAsync(leg.Channel, ct)).Rxcount;
        }
        catch (AriException)
        {
            return null;
        }
    }

    /// <summary>
    /// Picked up and not with us: nobody served our application at that moment, so the dialplan is about to join it with the caller, though we have him yet (or, while we are there, it is about
    /// to be given to us). False also when it is gone or nobody can tell.
    /// </summary>
    public async Task<bool> IsBeingJoinedAsync(Leg leg, CancellationToken ct)
    {
        try
        {
            return await _ari.Channels.GetAsync(leg.Channel, ct) is { State: ChannelState.Up } phone && !Picture.IsInStasis(phone);
        }
        catch (AriException)
        {
            return false;
        }
    }

    /// <summary>The caller is in the dialplan: whether this is the phone it joins him with.</summary>
    public Task<bool> IsAwaitedAsync(Leg leg, CancellationToken ct) => _host.IsAwaitedAsync(leg.Channel, Id, ct);

    internal Leg AddLeg(string channel, string party, string offer, bool found = false)
    {
        lock (_lock)
        {
            _host.Claim(channel, this);
            return _legs.TryGetValue(channel, out var known) ? known : _legs[channel] = new Leg(channel, party) { Offer = offer, Found = found };
        }
    }

    /// <summary>
    /// Takes a phone out of this talk and gives it to another call, whose it is from then on: its events go there. First the variables that the dialplan and a
    /// Server that has just started go by, then the bridge.
    /// </summary>
    /// <returns>False: the phone or the other caller is gone.</returns>
    public async Task<bool> GiveLegAsync(Talk talk, Call heir, string offer, CancellationToken ct)
    {
        var leg = talk.Leg;
        await SetAsync("SHARED(CC_AGENT_CHANNEL)", "", ct);
        try
        {
            // The offer first: a Server that dies between the two leaves a phone that is still this call's, and in no bridge of that offer.
            await _ari.Channels.SetVariableAsync(leg.Channel, "CC_OFFER", offer, ct);
            await _ari.Channels.SetVariableAsync(leg.Channel, "CC_CALL", heir.Id, ct);
            // By way of the phone: a prompt may be playing to the heir, and until its end Asterisk lets everything about that channel wait.
            await _ari.Channels.SetVariableAsync(leg.Channel, $"SHARED(CC_AGENT_CHANNEL,{heir.Id})", leg.Channel, ct);
            await CallHost.UnlessGoneAsync(_ari.Bridges.RemoveChannelAsync(talk.Bridge, leg.Channel, ct));
        }
        catch (AriException)
        {
            return false;
        }
        lock (_lock)
        {
            if (!_legs.Remove(leg.Channel))
            {
                return false;
            }
        }
        return heir.Inherit(leg, offer);
    }

    private bool Inherit(Leg leg, string offer)
    {
        lock (_lock)
        {
            leg.Offer = offer;
            _legs[leg.Channel] = leg;
            _host.Claim(leg.Channel, this);
        }
        Post(new LegGiven(leg));
        return End == CallEnd.None;
    }

    internal void LegUp(string channel)
    {
        lock (_lock)
        {
            if (!_legs.TryGetValue(channel, out var leg) || leg.Answered)
            {
                return;
            }
            leg.Answered = true;
        }
        Post(new PickedUp(channel));
    }

    internal void LegDown(string channel, int cause, string causeText)
    {
        // Who hangs up takes the phone along, and that is no end of its own: the conversation is about to be cancelled.
        if (RemoveLeg(channel) && !HangupSeen)
        {
            Post(new LegGone(channel, cause, causeText));
        }
    }

    private bool RemoveLeg(string channel)
    {
        lock (_lock)
        {
            if (!_legs.Remove(channel, out var leg))
            {
                return false;
            }
            leg.End();
            _host.Unclaim(channel, this);
            return true;
        }
    }
}
