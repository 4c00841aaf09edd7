using CallCenter.Ari;

namespace CallCenter.Calls;

/// <summary>The lease of a caller without a human: it runs in the dialplan, and only a conversation that reads its mailbox renews it.</summary>
public sealed partial class Call
{
    /// <summary>A caller the dialplan let in within this time has the lease it gave him still before him: nothing need be said.</summary>
    private static readonly TimeSpan JustGiven = TimeSpan.FromSeconds(1);

    /// <summary>From now on the dialplan takes the caller back unless this call's loop keeps reading.</summary>
    public Task HoldLeaseAsync(CancellationToken ct)
    {
        _lease = Facts.Lease;
        return RenewAsync(ct);
    }

    /// <summary>The same for a caller who has just arrived: the dialplan set his lease a moment ago. Not for one it gives back, whose lease is another.</summary>
    public Task TakeLeaseAsync(CancellationToken ct)
    {
        if ((_time.GetUtcNow() - Facts.Since).Duration() > JustGiven)
        {
            return HoldLeaseAsync(ct);
        }
        _lease = Facts.Lease;
        _renewAt = _time.GetTimestamp() + (long)((Facts.Lease.TotalSeconds / 3) * _time.TimestampFrequency);
        return Task.CompletedTask;
    }

    /// <summary>
    /// One lease for something of known length during which Asterisk lets every other request about the channel wait, a renewal too: not renewed until another is asked for.
    /// </summary>
    public async Task HoldLeaseAsync(TimeSpan once, CancellationToken ct)
    {
        _lease = null;
        await _renewal;
        await SetAsync("TIMEOUT(absolute)", ((int)once.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture), ct);
    }

    /// <summary>A human is on the line: no lease.</summary>
    public async Task ClearLeaseAsync(CancellationToken ct)
    {
        _lease = null;
        await _renewal;
        await SetAsync("TIMEOUT(absolute)", "0", ct);
    }

    private TimeSpan UntilRenewal()
    {
        if (!_renewal.IsCompleted)
        {
            return RenewalInFlight;
        }
        var ticks = _renewAt == long.MaxValue ? _time.TimestampFrequency : _renewAt - _time.GetTimestamp();
        return ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)ticks / _time.TimestampFrequency);
    }

    /// <summary>Not awaited: while a prompt plays, Asterisk answers only at its end, and the mailbox must not wait for that.</summary>
    private void RenewIfDue(CancellationToken ct)
    {
        if (_lease is not null && _renewal.IsCompleted && UntilRenewal() == TimeSpan.Zero)
        {
            _renewal = RenewInBackgroundAsync(ct);
        }
    }

    private async Task RenewInBackgroundAsync(CancellationToken ct)
    {
        try
        {
            await RenewAsync(ct);
        }
        catch (Exception ex) when (ex is OperationCanceledException or AriException)
        {
            // The caller is leaving; the loop learns it by itself.
            _renewAt = long.MaxValue;
        }
    }

    /// <summary>A renewal that fails is tried again soon: Asterisk may be unreachable for a moment, and there are two thirds of the lease left.</summary>
    private async Task RenewAsync(CancellationToken ct)
    {
        var lease = _lease!.Value;
        _renewAt = _time.GetTimestamp() + (long)(lease.TotalSeconds / 3 * _time.TimestampFrequency);
        try
        {
            await SetAsync("TIMEOUT(absolute)", ((int)lease.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture), ct);
        }
        catch (AriUnavailableException)
        {
            _renewAt = _time.GetTimestamp() + (long)(lease.TotalSeconds / 10 * _time.TimestampFrequency);
        }
    }
}
