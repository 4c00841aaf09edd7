using CallCenter.Calls;
using CallCenter.Routing;

namespace CallCenter.Server.Calls;

/// <summary>While he waits a caller hears from time to time how many are before him and how long it may be; music between. Never in a call for life.</summary>
internal sealed partial class Hotline
{
    private const string Comfort = "comfort";

    /// <summary>An announcement lets a renewal wait until its end: a shorter lease has no room for that.</summary>
    private static readonly TimeSpan RoomForComfort = TimeSpan.FromSeconds(15);
    private IDisposable? _comfort;

    /// <summary>What the caller was told last; he is not told that it has become more.</summary>
    private int? _ahead;

    private Task StartMusicAsync()
    {
        _music = true;
        return call.StartMusicAsync(_gone);
    }

    private Task StopMusicAsync()
    {
        var plays = _music;
        _music = false;
        return plays ? call.StopMusicAsync(_gone) : Task.CompletedTask;
    }

    private void PlanComfort()
    {
        _comfort?.Dispose();
        var seconds = _queue.Priority == QueueSettings.Life || _callback || call.Facts.Lease < RoomForComfort ? 0 : _queue.Policy.ComfortSeconds;
        _comfort = seconds > 0 ? call.Remind(Comfort, TimeSpan.FromSeconds(seconds)) : null;
    }

    /// <summary>Nothing is said over another prompt, nor to a caller for whom a phone rings already.</summary>
    private async Task ComfortAsync()
    {
        if (_prompt is null && _rings.Count == 0 && _outside is null && parts.Routing.State.OutlookOf(call.Id) is { } outlook)
        {
            // The whole lease before it, since none can be had while it plays.
            await call.HoldLeaseAsync(_gone);
            await StopMusicAsync();
            _prompt = await call.PlayAsync([.. Told(outlook).Select(parts.Prompt)], _gone);
        }
        PlanComfort();
    }

    /// <summary>Calls that come back and urgent ones go before him: that he is not told as a step backwards.</summary>
    private IEnumerable<string> Told(Outlook outlook)
    {
        var ahead = outlook.Position - 1;
        if (ahead > _ahead)
        {
            yield return ComfortPrompts.Hold;
            yield break;
        }
        _ahead = ahead;
        yield return ComfortPrompts.Ahead(ahead);
        if (outlook.Expected is { } expected)
        {
            yield return ComfortPrompts.Wait(expected);
        }
    }
}
