using CallCenter.Ari;

namespace CallCenter.Calls;

/// <summary>Nothing of ours stays behind: callers are given to the dialplan, phones nobody joins are hung up, bridges nobody talks in removed.</summary>
public sealed partial class CallHost
{
    private const int ReleaseAttempts = 10, NoSuchChannel = 404;
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The conversation's own clean-up has one try. Where Asterisk was too busy for it, or never heard of it, the caller would be with nobody until his lease runs
    /// out, a phone that was his would stay up until the next connect, with its agent in a call with nobody, and an empty bridge for ever.
    /// </summary>
    /// <param name="abandoned">The conversation failed, and the dialplan has not got the caller yet.</param>
    private async Task ReleaseAsync(Call call, bool abandoned)
    {
        for (var attempt = 0; attempt < ReleaseAttempts && (abandoned || call.HasBridge || call.Legs.Count > 0); attempt++)
        {
            // The end of a leg that was hung up, or of a caller, is told within this time.
            await Task.Delay(RetryPause, time);
            if (call.End == CallEnd.None && _calls.ContainsKey(call.Id))
            {
                // He has come back, or was found at a connect: the other conversation has him, and all that is his.
                break;
            }
            using var timeout = new CancellationTokenSource(CleanUp, time);
            abandoned &= call.End == CallEnd.None;
            if (abandoned)
            {
                abandoned = !await SweepAsync(HandOverAsync(call, timeout.Token));
                continue;
            }
            foreach (var leg in call.Legs.Where(l => _legs.GetValueOrDefault(l.Channel) == call))
            {
                // Of several phones that were picked up the dialplan has one.
                if (call.End == CallEnd.HungUp || !await call.IsAwaitedAsync(leg, timeout.Token))
                {
                    await SweepAsync(call.HangUpAsync(leg, timeout.Token));
                }
            }
            await SweepAsync(call.RemoveBridgeAsync(timeout.Token));
        }
        foreach (var leg in call.Legs)
        {
            Unclaim(leg.Channel, call);
        }
    }

    /// <summary>The dialplan gets the caller, and bridges him with a phone that is up. Without a caller nobody would ever end that phone.</summary>
    private static async Task HandOverAsync(Call call, CancellationToken ct)
    {
        try
        {
            await call.HandOverAsync(ct);
        }
        catch (AriGoneException gone)
        {
            // No longer with us but there: the dialplan has him already, and his phone with him.
            foreach (var leg in gone.Status == NoSuchChannel ? call.Legs : [])
            {
                await call.HangUpAsync(leg, ct);
            }
        }
        await call.RemoveBridgeAsync(ct);
    }

    /// <summary>
    /// A phone none of our calls knows was picked up. What we are told is older than what is: when the dialplan has its caller, the two are joined
    /// there by now, or about to be.
    /// </summary>
    private async Task EndIfStrayAsync(string leg, string caller)
    {
        try
        {
            if (!Picture.IsInStasis(await ari.Channels.GetAsync(caller)) && await IsAwaitedAsync(leg, caller, CancellationToken.None))
            {
                return;
            }
        }
        catch (AriGoneException)
        {
            // No caller: nobody but us would end this phone.
        }
        CallLog.StrayLeg(logger, leg);
        await ari.Channels.HangupAsync(leg);
    }

    /// <summary>Whether the dialplan joins this caller with this phone; when nobody can tell, it does.</summary>
    internal async Task<bool> IsAwaitedAsync(string leg, string caller, CancellationToken ct)
    {
        try
        {
            return await ari.Channels.GetVariableAsync(caller, "SHARED(CC_AGENT_CHANNEL)", ct) == leg;
        }
        catch (AriGoneException)
        {
            return false;
        }
        catch (Exception fault) when (fault is AriException or OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Hangs up legs without a caller and removes bridges nobody talks in. Hang up first, delete after.</summary>
    private async Task SweepAsync(Picture picture, CancellationToken ct)
    {
        foreach (var (channel, facts) in picture.Legs.Where(l => !_legs.ContainsKey(l.Channel.Id)))
        {
            // One that rings in the picture may be picked up by now: a caller in the dialplan says himself which phone is his.
            if (!picture.Callers.Any(c => c.Channel.Id == facts.Call && Picture.IsInStasis(c.Channel)) && !await IsAwaitedAsync(channel.Id, facts.Call, ct))
            {
                CallLog.StrayLeg(logger, channel.Id);
                await SweepAsync(ari.Channels.HangupAsync(channel.Id, cancellationToken: ct));
            }
        }
        // A phone we adopted may be joined in its bridge at this very moment.
        foreach (var bridge in picture.Bridges.Where(b => b.Id.StartsWith("talk-", StringComparison.Ordinal) && !_legs.ContainsKey(b.Id["talk-".Length..])
            && !_calls.Values.Any(c => c.AdoptedBridge == b.Id || c.CurrentBridge == b.Id)))
        {
            CallLog.StrayBridge(logger, bridge.Id);
            await SweepAsync(ari.Bridges.DestroyAsync(bridge.Id, ct));
        }
    }

    /// <summary>A call that ended while it was being adopted leaves its bridge empty behind the first look.</summary>
    private async Task SweepAgainAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(SecondLook, time, ct);
            await SweepAsync(new Picture([], [.. (await ari.Bridges.ListAsync(ct)).Where(b => b.Channels.Count == 0)]), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: who starts next looks again.
        }
        catch (Exception ex) when (ex is AriException or OperationCanceledException)
        {
            CallLog.SweepFailed(logger, ex);
        }
    }

    /// <returns>Whether Asterisk has done it.</returns>
    private async Task<bool> SweepAsync(Task request)
    {
        try
        {
            await UnlessGoneAsync(request);
            return true;
        }
        catch (Exception ex) when (ex is AriException or OperationCanceledException)
        {
            CallLog.SweepFailed(logger, ex);
            return false;
        }
    }
}
