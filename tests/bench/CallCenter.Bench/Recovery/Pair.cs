using CallCenter.Testing;

namespace CallCenter.Bench.Recovery;

/// <summary>A caller and an agent who hear each other, from then until one of them ends it. Nobody else may.</summary>
internal sealed class Pair(Crowd crowd, Caller caller, TownCall call, Desk desk, TownCall leg, Random random)
{
    /// <summary>A Server may be away for up to 12 s and then some; later an agent's phone that is still up is left over.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private Caller? _rescued;

    public bool Held { get; private set; }

    /// <summary>Somebody has ended it, or is about to change what can be heard.</summary>
    public bool Ending { get; private set; }

    public bool CanBeHeard => !Held && !Ending;

    /// <returns>Whom the phone is joined with now: an alarm that interrupted the talk; null: nobody.</returns>
    public async Task<Caller?> TalkAsync(CancellationToken ct)
    {
        caller.Meets();
        crowd.Talks(this);
        try
        {
            if (!await TalksOnAsync(2 + 4 * random.NextDouble(), ct) || !await HoldAsync(ct) || !await TalksOnAsync(2 + 4 * random.NextDouble(), ct))
            {
                return _rescued;
            }
            Ending = true;
            switch (random.NextDouble())
            {
                case < 0.08:
                    await FallSilentAsync(ct);
                    break;
                case < 0.5:
                    caller.Parts();
                    await Crowd.HangUpAsync(leg);
                    await crowd.StaysAsync(call, 8, ct);
                    await Crowd.HangUpAsync(call);
                    break;
                default:
                    caller.Parts();
                    await Crowd.HangUpAsync(call);
                    if (await crowd.StaysAsync(leg, Patience.TotalSeconds, ct) && !ct.IsCancellationRequested)
                    {
                        crowd.Verdict.Orphan($"{this}: the agent's phone is still up {Patience.TotalSeconds} s after the caller hung up");
                    }
                    break;
            }
            return null;
        }
        finally
        {
            crowd.Finished(this);
        }
    }

    /// <summary>Both hear each other; also true when that cannot be asked just now.</summary>
    public async Task<bool> IsHeardAsync() =>
        !CanBeHeard || call.IsOver || leg.IsOver || await Crowd.HearEachOtherAsync(call, leg, TimeSpan.FromSeconds(4), caller.Hz) || !CanBeHeard || call.IsOver || leg.IsOver;

    public override string ToString() => $"{caller.Number} with {desk.Phone}";

    private async Task<bool> HoldAsync(CancellationToken ct)
    {
        if (random.NextDouble() < 0.1)
        {
            return true;
        }
        Held = true;
        await leg.HoldAsync();
        var stayed = await TalksOnAsync(4 + 6 * random.NextDouble(), ct);
        if (stayed)
        {
            await leg.UnholdAsync();
            // Until the media has turned round nobody is asked what he hears.
            stayed = await TalksOnAsync(1, ct);
            Held = false;
        }
        return stayed;
    }

    /// <summary>The agent's phone sends nothing any more: Asterisk gives it up, and the caller goes to somebody else.</summary>
    private async Task FallSilentAsync(CancellationToken ct)
    {
        await leg.ToneAsync(0);
        await crowd.StaysAsync(leg, 15, ct);
        caller.IsAlone();
    }

    private async Task<bool> TalksOnAsync(double seconds, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since).TotalSeconds < seconds && await crowd.PauseAsync(0.1, ct))
        {
            if (call.IsOver || leg.IsOver)
            {
                Ending = true;
                caller.Parts();
                if (!caller.GaveUp)
                {
                    crowd.Verdict.Drop($"{this}: {(call.IsOver ? "the caller's" : "the agent's")} leg ended{(Held ? " on hold" : "")} with cause {await (call.IsOver ? call : leg).EndedAsync()}");
                }
                return false;
            }
            if (await desk.AskedForAsync() is { } alarm && await LeavesForAsync(alarm, ct))
            {
                return false;
            }
        }
        return !ct.IsCancellationRequested;
    }

    /// <summary>The agent clicks for an alarm. With whom the phone is joined then is told by what is heard: whether a click reached a Server that died just then nobody knows.</summary>
    /// <returns>Whether this talk is over.</returns>
    private async Task<bool> LeavesForAsync(string alarm, CancellationToken ct)
    {
        Ending = true;
        if (Held)
        {
            await leg.UnholdAsync();
            Held = false;
        }
        await crowd.PauseAsync(1, ct);
        await desk.ClickAsync(alarm);
        caller.IsAlone();
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < Patience && await crowd.PauseAsync(0.1, ct))
        {
            if (call.IsOver)
            {
                if (!caller.GaveUp) crowd.Verdict.Drop($"{this}: the caller's leg ended with cause {await call.EndedAsync()} when an alarm took the agent");
                caller.Parts();
                return true;
            }
            if (leg.IsOver) return true;
            if ((_rescued = await crowd.RescuedByAsync(leg)) is not null)
            {
                crowd.Verdict.Rescue();
                return true;
            }
            // A click on its way to a Server that was frozen may still be heeded.
            if (await desk.HasGoneAsync(alarm) && await Crowd.HearEachOtherAsync(call, leg, TimeSpan.FromSeconds(1.5), caller.Hz))
            {
                caller.Meets();
                Ending = false;
                return false;
            }
        }
        if (!ct.IsCancellationRequested) crowd.Verdict.Drop($"{this}: nobody hears anybody {Patience.TotalSeconds} s after the click for an alarm");
        return true;
    }
}
