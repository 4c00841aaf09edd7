using System.Globalization;
using CallCenter.Ari;
using CallCenter.Ari.Models;
using CallCenter.Calls;

namespace CallCenter.Server.Operations.Drills;

/// <summary>
/// The command <c>drill</c>: a synthetic call for life that nobody answers, up the whole ladder twice: with the Server, and as the dialplan climbs it alone. It goes by Asterisk's
/// channels and nothing else, so that it tells what is, also when the Server is dead. Whoever picks up hears that it is a drill.
/// </summary>
internal sealed class LadderDrill(AriClient ari, LadderSite site, TimeProvider time, TextWriter say)
{
    public const string Name = "drill";
    private const int Whole = 0, Holes = 1;

    /// <summary>The first phone: what an alarm is promised, and what looking ten times a second adds.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1.2), Look = TimeSpan.FromMilliseconds(100);

    /// <summary>A phone that has not rung by then will not; without the Server the dialplan rings for 20 s before it goes outside.</summary>
    private static readonly TimeSpan Rings = TimeSpan.FromSeconds(5), DialplanRings = TimeSpan.FromSeconds(20), NumberRings = TimeSpan.FromSeconds(12);

    /// <summary>How long a call goes on without this command.</summary>
    private static readonly TimeSpan Unattended = TimeSpan.FromSeconds(15);

    /// <summary>The announcement, once and a little more.</summary>
    private static readonly TimeSpan Listens = TimeSpan.FromSeconds(8);
    private readonly List<string> _holes = [];

    public static async Task<int> RunAsync(HomePaths paths, TextWriter say, TextWriter complain, CancellationToken ct)
    {
        try
        {
            var site = LadderSite.Load(paths);
            using var ari = new AriClient(new AriOptions { BaseAddress = new Uri($"http://127.0.0.1:{site.AriPort}/ari/"), User = "callcenter", Password = site.AriPassword, Application = "callcenter" });
            return await new LadderDrill(ari, site, TimeProvider.System, say).ClimbAsync(ct);
        }
        catch (LadderException fault)
        {
            await complain.WriteLineAsync(fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await complain.WriteLineAsync($"The home cannot be read: {fault.Message}");
        }
        catch (AriException fault)
        {
            await complain.WriteLineAsync($"Asterisk of {paths.Home} does not do what is asked: {fault.Message}");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await complain.WriteLineAsync("Broken off.");
        }
        return Holes;
    }

    private async Task<int> ClimbAsync(CancellationToken ct)
    {
        await say.WriteLineAsync($"Drill: phones ring twice, for up to {(site.DutyAfter + NumberRings).TotalSeconds:0} and {(DialplanRings + NumberRings).TotalSeconds:0} s, and so does the number on duty. Nobody is to pick up.");
        await WithServerAsync(ct);
        await AloneAsync(ct);
        await say.WriteLineAsync(_holes.Count == 0 ? "Every step rang." : $"{_holes.Count} to be looked at:");
        foreach (var hole in _holes) await say.WriteLineAsync($"- {hole}");
        return _holes.Count == 0 ? Whole : Holes;
    }

    private async Task WithServerAsync(CancellationToken ct)
    {
        await say.WriteLineAsync($"With the Server, to {site.Number}:");
        var limit = site.Duty is null ? site.EverybodyAfter + Rings : site.DutyAfter + NumberRings;
        var seen = await ClimbAsync($"Local/{site.Number}@trunk/n", limit, seen => seen.Outside || (seen.InDialplan && seen.Phones.Count > 0), ct);
        if (seen.PickedUp is { } who) Hole($"{who} picked up: what comes after that was not tried");
        else if (!seen.Arrived) Hole($"{site.Number}: Asterisk did not take the call");
        else if (seen.InDialplan) Hole(seen.ByServer ? "the Server did not act: Asterisk rang by itself" : "the Server did not take the call: Asterisk rang by itself");
        else
        {
            if (seen.Phones.Count == 0) Hole("no agent's phone rang: nobody is ready");
            else if (seen.First > Promised) Hole($"the first phone rang after {Seconds(seen.First)} only");
            TellOutside(seen);
        }
    }

    private async Task AloneAsync(CancellationToken ct)
    {
        await say.WriteLineAsync("Without the Server:");
        var phones = (await ari.Endpoints.ListByTechAsync("PJSIP", ct)).Where(e => e.State == EndpointState.Online && !IsTrunk(e.Resource)).ToList();
        var free = phones.Where(e => e.ChannelIds.Count == 0).Select(e => e.Resource).ToHashSet();
        if (phones.Count > 0 && free.Count == 0)
        {
            // With none free the dialplan would ring into talks.
            Hole("every registered phone is busy: the ladder without the Server was not tried");
            return;
        }
        var limit = site.Duty is null ? Rings : DialplanRings + NumberRings;
        var seen = await ClimbAsync("Local/s@drill-ladder/n", limit, seen => seen.Outside, ct);
        if (!seen.Arrived) Hole("the dialplan's fallback did not take the call: Asterisk runs with rules of before, and needs a restart");
        else if (free.Count == 0) Hole("no phone is registered");
        foreach (var silent in free.Except(seen.Phones.Keys).Order(StringComparer.Ordinal)) Hole($"{silent} is registered and did not ring");
        if (seen.PickedUp is { } who) Hole($"{who} picked up: what comes after that was not tried");
        else if (seen.Arrived) TellOutside(seen);
    }

    private void TellOutside(Climb seen)
    {
        if (site.Duty is null) Hole("no number is on duty: after the phones nobody is called");
        else if (!seen.Outside) Hole("the number on duty did not ring");
    }

    private void Hole(string what)
    {
        if (!_holes.Contains(what)) _holes.Add(what);
    }

    /// <summary>Makes one call and looks at its channels until there is nothing more to see.</summary>
    private async Task<Climb> ClimbAsync(string way, TimeSpan limit, Func<Climb, bool> done, CancellationToken ct)
    {
        var stamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        // Not the call id with something behind it: Asterisk takes an id that begins another for the same one.
        var (call, near) = (DrillCalls.WholePrefix + stamp, DrillCalls.Prefix + "near-" + stamp);
        ThrowIfDisturbing(await ari.Channels.ListAsync(ct));
        var seen = new Climb();
        var since = time.GetTimestamp();
        TimeSpan After() => time.GetElapsedTime(since);
        try
        {
            await ari.Channels.OriginateAsync(way, extension: "s", context: "drill-whole", priority: 1, callerId: "DRILL <0000>", timeout: (int)Unattended.TotalSeconds, channelId: near, otherChannelId: call, cancellationToken: ct);
            while (After() < limit && !done(seen) && seen.PickedUp is null && (!seen.Arrived || seen.Up))
            {
                await Task.Delay(Look, time, ct);
                await StayAsync(seen, After(), ct);
                var channels = await ari.Channels.ListAsync(ct);
                ThrowIfDisturbing(channels);
                await SeeAsync(seen, channels, call, After(), ct);
            }
            // Whoever picked up is told what it is.
            for (var end = After() + Listens; seen.PickedUp is not null && seen.Up && After() < end;)
            {
                await Task.Delay(Look, time, ct);
                await StayAsync(seen, After(), ct);
                seen.Up = (await ari.Channels.ListAsync(ct)).Any(c => c.Id == call);
            }
            return seen;
        }
        finally
        {
            await HangUpAsync(near, call);
        }
    }

    /// <summary>Of a command that dies nothing rings on: its call ends by itself when nobody has said for a while that it may go on.</summary>
    private async Task StayAsync(Climb seen, TimeSpan after, CancellationToken ct)
    {
        if (after < seen.StaysUntil) return;
        seen.StaysUntil = after + Unattended / 3;
        await ari.Asterisk.SetGlobalVarAsync("DRILL_GOES_ON", time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ct);
    }

    private async Task SeeAsync(Climb seen, IReadOnlyList<Channel> channels, string call, TimeSpan after, CancellationToken ct)
    {
        var caller = channels.FirstOrDefault(c => c.Id == call);
        seen.Up = caller is not null;
        if (caller is not null && CallFacts.Of(caller) is { } facts)
        {
            if (!seen.Arrived && Picture.IsInStasis(caller))
            {
                (seen.Arrived, seen.ByServer) = (true, true);
                await TellAsync(after, "the Server has the call");
            }
            else if (!seen.InDialplan && facts.Stage == Stage.Fallback)
            {
                (seen.Arrived, seen.InDialplan) = (true, true);
                await TellAsync(after, "Asterisk has the call");
            }
        }
        foreach (var leg in channels.Where(c => c.State is ChannelState.Ringing or ChannelState.Up))
        {
            if (leg.Name.StartsWith("PJSIP/trunk", StringComparison.Ordinal))
            {
                // Behind the Server's own leg to the outside, which hears music, not ringing.
                if (!await IsOfAsync(leg, call, seen, ct)) continue;
                if (!seen.Outside)
                {
                    seen.Outside = true;
                    await TellAsync(after, "the number on duty rings");
                }
            }
            else if (leg.Name.StartsWith("PJSIP/", StringComparison.Ordinal) && CallFacts.Of(leg) is { Role: "agent" } of && of.Call == call)
            {
                if (seen.Phones.TryAdd(Phone(leg), after)) await TellAsync(after, of.Agent == Phone(leg) ? $"{of.Agent} rings" : $"{Phone(leg)} rings ({of.Agent})");
            }
            else
            {
                continue;
            }
            if (leg.State == ChannelState.Up && seen.PickedUp is null)
            {
                seen.PickedUp = seen.Outside && IsTrunk(Phone(leg)) ? "the number on duty" : Phone(leg);
                await TellAsync(after, $"{seen.PickedUp} picked up");
            }
        }
    }

    /// <summary>Whether a channel to the outside came of this call.</summary>
    private async Task<bool> IsOfAsync(Channel leg, string call, Climb seen, CancellationToken ct)
    {
        if (seen.Outward.TryGetValue(leg.Id, out var known)) return known;
        try
        {
            // All channels of a call bear the name of its first, which is the near half.
            return seen.Outward[leg.Id] = (await ari.Channels.GetVariableAsync(leg.Id, "CHANNEL(linkedid)", ct))?.EndsWith(call[DrillCalls.WholePrefix.Length..], StringComparison.Ordinal) == true;
        }
        catch (AriGoneException)
        {
            return false;
        }
    }

    private Task TellAsync(TimeSpan after, string what) => say.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {after.TotalSeconds,5:0.0} s  {what}"));

    /// <summary>Everybody's phone rings, so nobody real may be waiting for one.</summary>
    private static void ThrowIfDisturbing(IReadOnlyList<Channel> channels)
    {
        if (channels.Select(CallFacts.Of).Any(c => c is { Role: "caller" } && !DrillCalls.IsDrill(c.Call) && c.Stage is not (Stage.Talking or Stage.Held)))
        {
            throw new LadderException("Not now: a caller is waiting for a human.");
        }
    }

    /// <summary>Returns when its phones are silent: until then they are not free.</summary>
    private async Task HangUpAsync(string near, string call)
    {
        using var limit = new CancellationTokenSource(Rings, time);
        try
        {
            await ari.Channels.HangupAsync(near, cancellationToken: limit.Token);
        }
        catch (Exception fault) when (fault is AriException or OperationCanceledException)
        {
            // Gone already, or it ends by its own time-out.
        }
        try
        {
            while ((await ari.Channels.ListAsync(limit.Token)).Any(c => c.Id == call || CallFacts.Of(c)?.Call == call))
            {
                await Task.Delay(Look, time, limit.Token);
            }
        }
        catch (Exception fault) when (fault is AriException or OperationCanceledException)
        {
            // What is left over shows in what comes next.
        }
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    /// <summary>8001 of PJSIP/8001-0000002a.</summary>
    private static string Phone(Channel leg) => leg.Name.Split('/', 2) is [_, var rest] && rest.LastIndexOf('-') is > 0 and var dash ? rest[..dash] : leg.Name;

    private static bool IsTrunk(string endpoint) => endpoint == "trunk" || endpoint.StartsWith("trunk_", StringComparison.Ordinal);

    /// <summary>What was seen of one call.</summary>
    private sealed class Climb
    {
        public bool Arrived { get; set; }

        public bool Up { get; set; }

        /// <summary>The Server had it first.</summary>
        public bool ByServer { get; set; }

        /// <summary>The dialplan rings, not the Server.</summary>
        public bool InDialplan { get; set; }

        /// <summary>Phones of ours that rang, and after what time.</summary>
        public Dictionary<string, TimeSpan> Phones { get; } = [];

        public TimeSpan First => Phones.Values.Min();

        /// <summary>The number on duty rang.</summary>
        public bool Outside { get; set; }

        /// <summary>Channels to the outside: whether they are of this call.</summary>
        public Dictionary<string, bool> Outward { get; } = [];

        public string? PickedUp { get; set; }

        public TimeSpan StaysUntil { get; set; }
    }
}
