using CallCenter.Routing;
using CallCenter.Server.Operations;
using CallCenter.Server.Routing;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Callers;

/// <summary>Alarms known by nothing but their number: a supervisor has to know when they may interrupt nobody any more, or lead nowhere.</summary>
internal sealed class AlarmWarnings(RoutingLoop routing, SiteSettings settings, TimeProvider time) : IWarnings
{
    public IEnumerable<string> Now
    {
        get
        {
            var (state, now) = (routing.State, time.GetUtcNow());
            var used = state.Interruptions.Count(i => i.ByNumber && i.At > now.AddSeconds(-state.Life.RestSeconds));
            var waits = state.Calls.Values.Any(c => c is { ByNumber: true, Mode: CallMode.Waiting });
            if (used >= state.Life.ByNumberAtMost && (waits || used > 0)) yield return "alarms-by-number";
            if (settings.Current is { LifeLine: null, AlarmNumbers.Count: > 0 }) yield return "alarm-numbers-nowhere";
        }
    }
}
